"""Writing the register.  Callers open the transaction."""

from kgsup.kindergartens.service.alarms import (
    refresh_alarms,
    refresh_all_alarms,
    refresh_everywhere,
)
from kgsup.kindergartens.service.bulk import change_many, enter_many
from kgsup.kindergartens.service.duplicates import dismiss_duplicate, merge
from kgsup.kindergartens.service.entries import (
    change_facts,
    enter_kindergarten,
    record_fee,
    record_figures,
    record_licence,
    record_recognition,
    record_site,
)
from kgsup.kindergartens.service.undo import undo_source

__all__ = [
    "change_facts",
    "change_many",
    "dismiss_duplicate",
    "enter_kindergarten",
    "enter_many",
    "merge",
    "record_fee",
    "record_figures",
    "record_licence",
    "record_recognition",
    "record_site",
    "refresh_alarms",
    "refresh_all_alarms",
    "refresh_everywhere",
    "undo_source",
]
