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
from kgsup.kindergartens.service.licence_acts import (
    await_renewal,
    end_licence,
    end_waiting,
    resume_enrolment,
    stop_enrolment,
)
from kgsup.kindergartens.service.licence_numbers import (
    expected_licence_number,
    next_licence_number,
)
from kgsup.kindergartens.service.number_rulings import rule_on_number
from kgsup.kindergartens.service.parties import change_party, enter_party
from kgsup.kindergartens.service.permits import (
    change_registered_facts,
    establish_kindergarten,
    grant_licence,
    reissue_licence,
)
from kgsup.kindergartens.service.stakes import (
    end_stake,
    enter_stake,
    replace_holders,
    take_back_stake,
)
from kgsup.kindergartens.service.undo import undo_source

__all__ = [
    "await_renewal",
    "change_facts",
    "change_many",
    "change_party",
    "change_registered_facts",
    "dismiss_duplicate",
    "end_licence",
    "end_stake",
    "end_waiting",
    "enter_kindergarten",
    "enter_many",
    "enter_party",
    "enter_stake",
    "establish_kindergarten",
    "expected_licence_number",
    "grant_licence",
    "merge",
    "next_licence_number",
    "record_fee",
    "record_figures",
    "record_licence",
    "record_recognition",
    "record_site",
    "refresh_alarms",
    "refresh_all_alarms",
    "refresh_everywhere",
    "reissue_licence",
    "replace_holders",
    "resume_enrolment",
    "rule_on_number",
    "stop_enrolment",
    "take_back_stake",
    "undo_source",
]
