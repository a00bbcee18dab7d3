"""Working days of the People's Republic: holidays and working Saturdays are passed in.

Pure: knows no database and no clock.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property

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

    def is_provisional_between(self, start: dt.date, end: dt.date) -> bool:
        """Tell whether a day after ``start`` up to and including ``end`` lies in an unknown year."""
        if end <= start:
            return False
        first = (start + ONE_DAY).year
        return any(year not in self.known_years for year in range(first, end.year + 1))

    def next_working_day(self, day: dt.date) -> dt.date:
        """Return the day itself if it is a working day, otherwise the next one."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th working day after ``day``, which itself is not counted (民法典 201)."""
        if count < 0:
            raise RuleViolation(N_("A period cannot be negative."))
        if count == 0:
            return day
        return dt.date.fromordinal(self._index.reach(self._index.count(day.toordinal()) + count))

    def working_days_before(self, day: dt.date, count: int) -> dt.date:
        """Return the last day after which ``count`` working days lie up to ``day``, itself included."""
        if count < 0:
            raise RuleViolation(N_("A period cannot be negative."))
        before = day - dt.timedelta(days=count)
        while self.working_days_between(before, day) < count:
            before -= ONE_DAY
        return before

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Count working days after ``start`` up to and including ``end``; negative when reversed."""
        return self._index.count(end.toordinal()) - self._index.count(start.toordinal())

    @cached_property
    def _index(self) -> "_Index":
        """The exceptions sorted for searching; a cache, no part of what makes two calendars equal."""
        return _Index(
            off=sorted(
                day.toordinal()
                for day in self.days_off - self.working_weekends
                if day.weekday() < _SATURDAY
            ),
            worked=sorted(
                day.toordinal() for day in self.working_weekends if day.weekday() >= _SATURDAY
            ),
        )


class _Index:
    """Counts working days from the first day of the era by arithmetic and a search, without walking.

    Days are ordinals: ordinal 1 is a Monday, so the remainder by 7 tells the weekday.
    """

    def __init__(self, off: list[int], worked: list[int]) -> None:
        self._off, self._worked = off, worked
        self._exceptions = sorted(off + worked)
        self._counts = [self.count(day) for day in self._exceptions]

    def _shift(self, day: int) -> int:
        """Working weekend days less days off, up to and including a day."""
        return bisect_right(self._worked, day) - bisect_right(self._off, day)

    def count(self, day: int) -> int:
        """Working days up to and including a day."""
        weeks, rest = divmod(day, 7)
        return weeks * 5 + min(rest, 5) + self._shift(day)

    def reach(self, count: int) -> int:
        """The first day up to which so many working days are counted."""
        place = bisect_left(self._counts, count)
        # Between two exceptions weekdays alone decide: the day lies there, or is the next exception.
        shift = self._shift(self._exceptions[place - 1]) if place else 0
        weeks, rest = divmod(count - shift - 1, 5)
        day = weeks * 7 + rest + 1
        return min(day, self._exceptions[place]) if place < len(self._exceptions) else day
