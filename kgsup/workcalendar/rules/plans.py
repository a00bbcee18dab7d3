"""What entering a year's table would change, day by day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation
from kgsup.workcalendar.rules.tables import DayEntry, Days, YearTable, is_weekend
from kgsup.workcalendar.rules.words import DayMeaning, day_in_words

NEXT_NOTICE_FROM = 25  # December: from this day on the next year's notice may have moved days


@dataclass(frozen=True, kw_only=True)
class DayChange:
    """A day before and after; ``None`` means as its weekday."""

    day: dt.date
    before: DayEntry | None
    after: DayEntry | None

    @property
    def before_in_words(self) -> str:
        return _in_words(self.before)

    @property
    def after_in_words(self) -> str:
        return _in_words(self.after)


def _in_words(entry: DayEntry | None) -> str:
    return (
        day_in_words(entry.meaning, entry.name) if entry else day_in_words(DayMeaning.ORDINARY, "")
    )


@dataclass(frozen=True, kw_only=True)
class YearPlan:
    """What a table changes and what its days come to.

    ``balance``   weekdays off less weekend days worked: the statutory holidays of the year, 10 until
                  2007, 11 until 2024, 13 from 2025 on (全国年节及纪念日放假办法 2) where nothing special is
                  granted
    """

    table: YearTable
    changes: tuple[DayChange, ...]
    weekdays_off: int
    working_weekends: int
    days_off: int

    @property
    def balance(self) -> int:
        return self.weekdays_off - self.working_weekends

    def last_changed(self) -> dt.date | None:
        return self.changes[-1].day if self.changes else None


def plan_year(table: YearTable, present: Days, known_years: Collection[int]) -> YearPlan:
    """Compare a table with the present calendar: the whole year is replaced.

    Days of late December stay as they are where the table does not name them and the next year is
    known, for they belong to the next notice.
    """
    wanted = table.days
    replaced = {
        day
        for day in present
        if day.year == table.year and not _is_of_next_notice(day, table.year, known_years)
    }
    changes = [
        DayChange(day=day, before=present.get(day), after=wanted.get(day))
        for day in sorted(replaced | set(wanted))
        if present.get(day) != wanted.get(day)
    ]
    return YearPlan(
        table=table,
        changes=tuple(changes),
        weekdays_off=sum(not is_weekend(day) for day in table.days_off),
        working_weekends=len(table.working_weekends),
        days_off=len(table.days_off),
    )


def _is_of_next_notice(day: dt.date, year: int, known_years: Collection[int]) -> bool:
    return (day.month, day.day) >= (12, NEXT_NOTICE_FROM) and year + 1 in known_years


def check_reason(days: Collection[dt.date], today: dt.date, reason: str | None) -> None:
    """Ask for a reason when a day before ``today`` changes: periods were counted over it."""
    if not reason and any(day < today for day in days):
        raise RuleViolation(
            N_("Days in the past change, over which periods were counted: give the reason.")
        )
