"""A second implementation of the legal clocks that shares nothing with the first: it walks day by day.

Slow and plain on purpose: each day is looked at and either counted or not.  The worked cases were
worked out with it, and it plays random lives of clocks against ``kgsup.core.clocks``.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

DAY = dt.timedelta(days=1)


@dataclass(kw_only=True)
class Walk:
    """One clock: limits are (count, unit) or a date, units WD, CD, M, Y."""

    works: Callable[[dt.date], bool]
    started: dt.date
    legal: tuple[int, str] | dt.date
    extension: tuple[int, str] | None = None  # as granted
    promised: tuple[int, str] | None = None
    rolls: bool = False
    pauses: list[tuple[dt.date, dt.date]] = field(default_factory=list)

    def is_left_out(self, day: dt.date) -> bool:
        """The days after a pause began, up to and including the day of its end."""
        return any(began < day <= ended for began, ended in self.pauses)

    def days_that_run(self) -> Iterator[dt.date]:
        """Every day after the start on which the clock is not paused."""
        day = self.started
        while True:
            day += DAY
            if not self.is_left_out(day):
                yield day

    def counted(self, unit: str) -> Iterator[dt.date]:
        """The days that count for a unit: months and years run through their calendar days."""
        for day in self.days_that_run():
            if unit != "WD" or self.works(day):
                yield day

    def nth(self, count: int, unit: str) -> dt.date:
        day = self.started
        counted = self.counted(unit)
        for _ in range(count):
            day = next(counted)
        return day

    def length(
        self, limit: tuple[int, str] | dt.date, more: tuple[int, str] | None
    ) -> tuple[int, str]:
        """The number of days that count, and whether they are working days."""
        if isinstance(limit, dt.date):
            last = limit
            if more is not None:
                last = Walk(works=self.works, started=limit, legal=more).unrolled()
            return (last - self.started).days, "CD"
        count = limit[0] + (more[0] if more else 0)
        if limit[1] in {"WD", "CD"}:
            return count, limit[1]
        months = count * (12 if limit[1] == "Y" else 1)
        return (corresponding_day(self.started, months) - self.started).days, "CD"

    def unrolled(self) -> dt.date:
        if isinstance(self.legal, dt.date) and self.extension is None:
            return self.legal
        return self.nth(*self.length(self.legal, self.extension))

    def rolled(self) -> dt.date:
        day = self.unrolled()
        while not self.works(day):
            day += DAY
        return day

    def due(self) -> dt.date:
        return self.rolled() if self.rolls else self.unrolled()

    def promise(self) -> dt.date | None:
        return self.nth(*self.length(self.promised, None)) if self.promised else None

    def amber(self) -> dt.date:
        """The day on which at least seven tenths of the shorter limit have run."""
        promise, length = self.promise(), self.length(self.legal, self.extension)
        if promise is not None and promise < self.due() and self.promised:
            length = self.length(self.promised, None)
        count = 0
        while Fraction(count) < Fraction(7, 10) * length[0]:
            count += 1
        return self.nth(count, length[1])

    def passed(self, today: dt.date) -> int:
        unit = "CD" if isinstance(self.legal, dt.date) else self.legal[1]
        count = 0
        for day in self.counted(unit):
            if day > today:
                return count
            count += 1
        return count


def corresponding_day(day: dt.date, months: int) -> dt.date:
    """The day of that number so many months on, or the last one there is (民法典 202)."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    number = day.day
    while True:
        try:
            return dt.date(year, month, number)
        except ValueError:
            number -= 1
