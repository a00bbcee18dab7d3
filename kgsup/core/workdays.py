"""Working days of the People's Republic: holidays and working Saturdays are passed in.

Pure: knows no database and no clock.
"""

import datetime as dt
from dataclasses import dataclass, field

from kgsup.core.errors import N_, RuleViolation

_SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """Days off on weekdays and working days at weekends, for the years that are known."""

    days_off: frozenset[dt.date] = field(default_factory=frozenset)
    working_weekends: frozenset[dt.date] = field(default_factory=frozenset)
    known_years: frozenset[int] = field(default_factory=frozenset)

    def is_working_day(self, day: dt.date) -> bool:
        """Tell whether offices work on that day; weekends alone decide in an unknown year."""
        if day in self.working_weekends:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def is_provisional(self, day: dt.date) -> bool:
        """Tell whether the year of that day has no table of holidays yet."""
        return day.year not in self.known_years

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the day itself if it is a working day, otherwise the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th working day after ``day``, which itself is not counted (民法典 201)."""
        if count < 0:
            raise RuleViolation(N_("A period cannot be negative."))
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Count working days after ``start`` up to and including ``end``; negative when reversed."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(
            self.is_working_day(start + n * ONE_DAY) for n in range(1, (end - start).days + 1)
        )
