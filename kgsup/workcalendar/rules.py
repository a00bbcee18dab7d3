"""Reading the tables of holidays that come with the program.  Pure."""

import datetime as dt
import tomllib
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import Term
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields

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
    }
)


@dataclass(frozen=True, kw_only=True)
class YearTable:
    """The holidays of one year as the State Council announced them."""

    year: int
    source: str
    days_off: dict[dt.date, str]
    working_weekends: dict[dt.date, str]


def parse_years(text: str) -> list[YearTable]:
    """Parse the TOML of year tables; a span is "from/to", both days inclusive."""
    return [
        YearTable(
            year=int(year),
            source=row["source"],
            days_off=_days(row["off"]),
            working_weekends=_days(row["working"]),
        )
        for year, row in tomllib.loads(text).items()
    ]


def _days(rows: dict[str, list[str]]) -> dict[dt.date, str]:
    days: dict[dt.date, str] = {}
    for name, spans in rows.items():
        for span in spans:
            first, _, last = span.partition("/")
            day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last or first)
            while day <= end:
                days[day] = name
                day += dt.timedelta(days=1)
    return days


def check_term(term: Term, others: list[Term]) -> None:
    """Refuse a term that ends before it begins or overlaps another."""
    if term.last_day <= term.first_day:
        raise RuleViolation(N_("A term ends after it begins."))
    if any(o.first_day <= term.last_day and term.first_day <= o.last_day for o in others):
        raise RuleViolation(N_("The term overlaps another one."))
