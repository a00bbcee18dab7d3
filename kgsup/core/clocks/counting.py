"""Counting a period's units from its start, with the days of pauses left out."""

import datetime as dt
from dataclasses import dataclass

from kgsup.core.clocks.days import add_months
from kgsup.core.clocks.periods import Period, Unit
from kgsup.core.workdays import WorkCalendar

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Course:
    """The days on which a clock runs: after ``start``, without the days of its pauses.

    Months and years are counted out to their last day first (民法典 202) and then as calendar days,
    so a pause moves that day by its own length.
    """

    start: dt.date
    pauses: tuple[tuple[dt.date, dt.date], ...]
    calendar: WorkCalendar

    def last_day(self, count: int, *, working: bool) -> dt.date:
        """Return the day on which the ``count``-th unit runs; the start itself for 0."""
        day, left = self.start, count
        for paused_on, resumed_on in self.pauses:
            before = self._between(day, paused_on, working)
            if left <= before:
                break
            day, left = resumed_on, left - before
        if working:
            return self.calendar.add_working_days(day, left)
        return dt.date.fromordinal(day.toordinal() + left)

    def passed(self, end: dt.date, *, working: bool) -> int:
        """Count the units that ran after the start up to and including ``end``; 0 before the start."""
        if end <= self.start:
            return 0
        return self._between(self.start, end, working) - sum(
            self._between(min(paused_on, end), min(resumed_on, end), working)
            for paused_on, resumed_on in self.pauses
        )

    def _between(self, start: dt.date, end: dt.date, working: bool) -> int:
        if working:
            return self.calendar.working_days_between(start, end)
        return end.toordinal() - start.toordinal()

    def days_of(self, limit: Period | dt.date, extension: Period | None = None) -> int:
        """Return the length of a limit with its extension: working days, or else calendar days.

        Raises ``ValueError`` only through Python's calendar, for a date after the year 9999.
        """
        if isinstance(limit, dt.date):
            end = _later(limit, extension, self.calendar)
        elif limit.unit in (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
            return limit.count + (extension.count if extension else 0)
        else:  # months add up before they are counted out: the month's end is cut off once
            count = limit.count + (extension.count if extension else 0)
            end = _later(self.start, Period(count=count, unit=limit.unit), self.calendar)
        return (end - self.start).days


def _later(day: dt.date, period: Period | None, calendar: WorkCalendar) -> dt.date:
    """The day a period later, without pauses."""
    if period is None:
        return day
    if period.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(day, period.count)
    if period.unit is Unit.CALENDAR_DAYS:
        return dt.date.fromordinal(day.toordinal() + period.count)
    in_months = period.count * (MONTHS_OF_A_YEAR if period.unit is Unit.YEARS else 1)
    return add_months(day, in_months)
