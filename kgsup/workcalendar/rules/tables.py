"""A year's table of holidays, and the tables that come with the program."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workdays import ONE_DAY
from kgsup.workcalendar.rules.words import DayMeaning

LONGEST_NAME = 40
FIRST_YEAR, LAST_YEAR = 1949, 2100
_SATURDAY = 5


@dataclass(frozen=True)
class DayEntry:
    """What the calendar says of a day against its weekday."""

    is_working: bool
    name: str

    @property
    def meaning(self) -> DayMeaning:
        return DayMeaning.WORKING if self.is_working else DayMeaning.OFF


Days = Mapping[dt.date, DayEntry]


@dataclass(frozen=True, kw_only=True)
class YearTable:
    """The holidays of one year as the State Council announced them.

    Days of late December before the year belong to it when its notice moves them.
    """

    year: int
    source: str
    days_off: dict[dt.date, str]
    working_weekends: dict[dt.date, str]

    @property
    def days(self) -> dict[dt.date, DayEntry]:
        """All days of the table in their order."""
        days = {day: DayEntry(False, name) for day, name in self.days_off.items()}
        days |= {day: DayEntry(True, name) for day, name in self.working_weekends.items()}
        return dict(sorted(days.items()))


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
                day += ONE_DAY
    return days


def is_weekend(day: dt.date) -> bool:
    """Tell whether a day is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def check_day(day: dt.date, is_working: bool | None) -> None:
    """Refuse what says nothing: a weekday worked, or a weekend day off, against its weekday.

    ``None`` takes an exception back and is always possible.
    """
    if is_working is True and not is_weekend(day):
        raise RuleViolation(N_("%(day)s is no weekend day: it is worked anyway."), day=day)
    if is_working is False and is_weekend(day):
        raise RuleViolation(N_("%(day)s is a weekend day: it is off anyway."), day=day)
