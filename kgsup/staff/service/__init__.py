"""Writing about people.  Callers open the transaction."""

from kgsup.staff.service.bans import enter_ban, lift_ban
from kgsup.staff.service.bulk import enter_many, undo_source
from kgsup.staff.service.facts import (
    FACTS,
    Entry,
    assign_class,
    end_employment,
    file_contract,
    record_background_check,
    record_certificate,
    record_employment,
    record_experience,
    record_health_check,
    record_training,
    resume,
    set_aside,
    suspend,
    withdraw_certificate,
)
from kgsup.staff.service.members import change_person, enter_person, index_of, seal

__all__ = [
    "FACTS",
    "Entry",
    "assign_class",
    "change_person",
    "end_employment",
    "enter_ban",
    "enter_many",
    "enter_person",
    "file_contract",
    "index_of",
    "lift_ban",
    "record_background_check",
    "record_certificate",
    "record_employment",
    "record_experience",
    "record_health_check",
    "record_training",
    "resume",
    "seal",
    "set_aside",
    "suspend",
    "undo_source",
    "withdraw_certificate",
]
