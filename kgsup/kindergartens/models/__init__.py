"""The tables of the register."""

from kgsup.kindergartens.models.alarms import PossibleDuplicate, RegisterAlarm
from kgsup.kindergartens.models.counts import FeeItem, TermCount, TermStaff
from kgsup.kindergartens.models.facts import RegisterFact
from kgsup.kindergartens.models.identity import Kindergarten, Site
from kgsup.kindergartens.models.licences import InclusiveRecognition, Licence, LicenceEdition

__all__ = [
    "FeeItem",
    "InclusiveRecognition",
    "Kindergarten",
    "Licence",
    "LicenceEdition",
    "PossibleDuplicate",
    "RegisterAlarm",
    "RegisterFact",
    "Site",
    "TermCount",
    "TermStaff",
]
