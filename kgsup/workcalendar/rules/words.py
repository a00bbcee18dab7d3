"""What acts, fields and days of the calendar are called."""

from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels

ACTS = register_acts(
    {
        "workcalendar.year.enter": N_("Holidays of a year entered"),
        "workcalendar.term.enter": N_("School term entered"),
        "workcalendar.day.change": N_("Calendar day changed"),
    }
)

register_fields(
    {
        "calendar_year": N_("Year"),
        "calendar_day": N_("Day"),
        "school_term": N_("Term"),
        "days": N_("Days"),
        "is_working": N_("Working day"),
        "source": N_("Source"),
        "reason": N_("Reason"),
    }
)


class DayMeaning(StrEnum):
    """What is said of a day of the calendar."""

    OFF = "off"
    WORKING = "working"
    ORDINARY = "ordinary"


register_labels(
    {
        DayMeaning.OFF: N_("day off"),
        DayMeaning.WORKING: N_("working day"),
        DayMeaning.ORDINARY: N_("as its weekday"),
    }
)

# As calendars print them; a ledger row keeps the words of its day.
_IN_WORDS = {DayMeaning.OFF: "休", DayMeaning.WORKING: "班", DayMeaning.ORDINARY: "照常"}


def day_in_words(meaning: DayMeaning, name: str) -> str:
    """A day as the ledger keeps it: "休 春节"."""
    return f"{_IN_WORDS[meaning]} {name}".rstrip()
