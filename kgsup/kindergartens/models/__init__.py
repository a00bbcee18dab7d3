"""The tables of the register."""

from kgsup.kindergartens.models.alarms import PossibleDuplicate, RegisterAlarm
from kgsup.kindergartens.models.counts import FeeItem, TermCount, TermStaff
from kgsup.kindergartens.models.facts import RegisterFact
from kgsup.kindergartens.models.identity import Kindergarten, Site
from kgsup.kindergartens.models.licence_acts import (
    LicenceEvent,
    LicenceNumber,
    LicenceNumberSeries,
    NumberRuling,
)
from kgsup.kindergartens.models.licences import InclusiveRecognition, Licence, LicenceEdition
from kgsup.kindergartens.models.ownership import Party, Stake

__all__ = [
    "FeeItem",
    "InclusiveRecognition",
    "Kindergarten",
    "Licence",
    "LicenceEdition",
    "LicenceEvent",
    "LicenceNumber",
    "LicenceNumberSeries",
    "NumberRuling",
    "Party",
    "PossibleDuplicate",
    "RegisterAlarm",
    "RegisterFact",
    "Site",
    "Stake",
    "TermCount",
    "TermStaff",
]
