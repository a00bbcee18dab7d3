"""The state of a legal clock, which follows from its rule, its events and the calendar alone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks.counting import Course
from kgsup.core.clocks.events import ClockEvent, Story, story_of
from kgsup.core.clocks.periods import ClockRule, Period, Unit
from kgsup.core.workdays import ONE_DAY, WorkCalendar

AMBER_TENTHS = 7  # amber from 70 % of the shorter of the promised and the legal limit


class ClockStatus(StrEnum):
    """Whether a clock runs."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class ClockState:
    """Where a clock stands.  All days are last days, inclusive.

    ``due_on``        the day that counts: rolled where the rule rolls, else not
    ``unrolled_on``   the last day as counted; ``rolled_on`` that day or the next working day
    ``promised_on``   the last day of the county's promise, never rolled and never extended
    ``amber_on``      the first amber day
    ``passed``        units of the legal limit that ran up to today, to the stop or to the pause;
                      more than ``total`` when late
    ``total``         the legal limit with its extension; calendar days for months, years and dates
    ``is_provisional``  a day that decided lies in a year without table of holidays

    While a clock is paused, ``due_on`` and the other days stand as if it went on at once: they do
    not depend on today, and mean little until it resumes; ``left`` tells what will remain.
    """

    status: ClockStatus
    started_on: dt.date
    due_on: dt.date
    unrolled_on: dt.date
    rolled_on: dt.date
    promised_on: dt.date | None
    amber_on: dt.date
    paused_since: dt.date | None
    stopped_on: dt.date | None
    passed: int
    total: int
    unit: Unit
    is_extended: bool
    is_provisional: bool

    def is_late(self, today: dt.date) -> bool:
        """Tell whether the legal limit is breached: its last day is over and nothing stopped it.

        A paused clock is late only when it was already, so never by the days of its pause.
        """
        if self.status is ClockStatus.STOPPED:
            return False
        return self._reached(today) > self.due_on

    def was_late(self) -> bool:
        """Tell whether the clock was stopped after the last day of the legal limit."""
        return self.stopped_on is not None and self.stopped_on > self.due_on

    def is_amber(self, today: dt.date) -> bool:
        """Tell whether 70 % of the shorter limit are gone or it is over, late ones among them."""
        return self.status is not ClockStatus.STOPPED and self._reached(today) >= self.amber_on

    @property
    def left(self) -> int:
        """The units that remain; negative when late."""
        return self.total - self.passed

    def _reached(self, today: dt.date) -> dt.date:
        return min(today, self.paused_since) if self.paused_since else today


def clock_state(
    rule: ClockRule, events: Sequence[ClockEvent], calendar: WorkCalendar, today: dt.date
) -> ClockState:
    """Return the state that follows from the events; ``today`` decides ``passed`` alone.

    Trusts the order that ``with_event`` checked.  Raises ``IllegalTransition`` when the list does
    not begin with a start.
    """
    story = story_of(events)
    course = Course(start=story.started_on, pauses=story.pauses, calendar=calendar)
    in_working_days = rule.unit is Unit.WORKING_DAYS
    total = course.days_of(rule.legal, story.extension)
    unrolled_on = course.last_day(total, working=in_working_days)
    rolled_on = calendar.next_working_day(unrolled_on)
    due_on = rolled_on if rule.rolls else unrolled_on
    promised_on, amber_on = _shorter(rule, course, due_on, total)
    end = min(day for day in (today, story.paused_since, story.stopped_on) if day)
    return ClockState(
        status=_status(story),
        started_on=story.started_on,
        due_on=due_on,
        unrolled_on=unrolled_on,
        rolled_on=rolled_on,
        promised_on=promised_on,
        amber_on=amber_on,
        paused_since=story.paused_since,
        stopped_on=story.stopped_on,
        passed=course.passed(end, working=in_working_days),
        total=max(0, total),
        unit=rule.unit,
        is_extended=story.extension is not None,
        is_provisional=_is_provisional(rule, story, course, (unrolled_on, promised_on)),
    )


def _status(story: Story) -> ClockStatus:
    if story.stopped_on is not None:
        return ClockStatus.STOPPED
    return ClockStatus.RUNNING if story.paused_since is None else ClockStatus.PAUSED


def _shorter(
    rule: ClockRule, course: Course, due_on: dt.date, total: int
) -> tuple[dt.date | None, dt.date]:
    """The last day of the promise, and the first amber day of the limit that ends earlier."""
    promised_on, working = None, rule.unit is Unit.WORKING_DAYS
    if rule.promised is not None:
        promised = course.days_of(rule.promised)
        in_working_days = rule.promised.unit is Unit.WORKING_DAYS
        promised_on = course.last_day(promised, working=in_working_days)
        if promised_on < due_on:
            total, working = promised, in_working_days
    gone = -(-AMBER_TENTHS * total // 10)  # rounded up: 7 of 10 days, 4 of 5
    return promised_on, course.last_day(gone, working=working)


def _is_provisional(
    rule: ClockRule, story: Story, course: Course, last_days: tuple[dt.date, dt.date | None]
) -> bool:
    """Tell whether a table that is missing could still move a last day, legal or promised."""
    unrolled_on, promised_on = last_days
    calendar, start = course.calendar, course.start
    if _counts_working_days(rule.legal) or _counts_working_days(story.extension):
        return calendar.is_provisional_between(start, unrolled_on)
    if (
        promised_on is not None
        and _counts_working_days(rule.promised)
        and calendar.is_provisional_between(start, promised_on)
    ):
        return True
    return rule.rolls and calendar.is_provisional_between(
        unrolled_on - ONE_DAY, calendar.next_working_day(unrolled_on)
    )


def _counts_working_days(limit: Period | dt.date | None) -> bool:
    return isinstance(limit, Period) and limit.unit is Unit.WORKING_DAYS
