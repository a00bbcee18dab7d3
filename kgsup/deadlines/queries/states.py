"""Where clocks stand on a day, from their stored events."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.audit.rules import Subject
from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockState,
    Period,
    Unit,
    clock_state,
    days_late,
)
from kgsup.core.db import db
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.queries.cases import list_of
from kgsup.deadlines.rules import KINDS, Whose
from kgsup.workcalendar.queries import work_calendar


def events_of(deadline: Deadline) -> tuple[ClockEvent, ...]:
    """What happened to a clock, as the pure rules take it; recomputations change nothing."""
    return _events_of_all([deadline])[deadline.id]


def _events_of_all(deadlines: Sequence[Deadline]) -> dict[int, tuple[ClockEvent, ...]]:
    """The events of the clocks of one page."""
    statement = (
        sa.select(
            DeadlineEvent.deadline_id,
            DeadlineEvent.kind,
            DeadlineEvent.happened_on,
            DeadlineEvent.period,
        )
        .where(
            DeadlineEvent.deadline_id.in_([row.id for row in deadlines]),
            DeadlineEvent.kind != ClockEventKind.RECOMPUTED,
        )
        .order_by(DeadlineEvent.id)
    )
    found: dict[int, list[ClockEvent]] = {row.id: [] for row in deadlines}
    for key, kind, on, period in db.session.execute(statement):
        found[key].append(
            ClockEvent(kind=kind, on=on, period=Period.from_json(period) if period else None)
        )
    return {key: tuple(events) for key, events in found.items()}


def state_of(deadline: Deadline, today: dt.date) -> ClockState:
    """Where a clock stands on a day, under the calendar of now."""
    rule = ClockRule.from_json(deadline.rule)
    return clock_state(rule, events_of(deadline), work_calendar(), today)


@dataclass(frozen=True, kw_only=True)
class ClockLine:
    """A clock as pages show it on a day; ``late_days`` are working days where the period is in them."""

    deadline: Deadline
    state: ClockState
    today: dt.date
    whose: Whose
    is_late: bool
    is_amber: bool
    late_days: int

    @property
    def is_rolled(self) -> bool:
        """Tell whether the last day fell on a day off, so that two days are to be shown."""
        return self.state.rolled_on != self.state.unrolled_on

    @property
    def in_working_days(self) -> bool:
        """Tell whether ``passed`` and ``total`` are working days."""
        return self.state.unit is Unit.WORKING_DAYS


def lines(deadlines: Sequence[Deadline], today: dt.date) -> list[ClockLine]:
    """The clocks of one page with their states, in the given order; three statements in all."""
    if not deadlines:
        return []
    calendar, events = work_calendar(), _events_of_all(deadlines)
    return [_line(row, events[row.id], calendar, today) for row in deadlines]


def lines_of(subject: Subject, today: dt.date) -> list[ClockLine]:
    """All clocks of a case that the caller has loaded in scope, those that run first."""
    return lines(list_of(subject), today)


def _line(
    deadline: Deadline, events: tuple[ClockEvent, ...], calendar: WorkCalendar, today: dt.date
) -> ClockLine:
    state = clock_state(ClockRule.from_json(deadline.rule), events, calendar, today)
    is_late = state.is_late(today)
    until = state.stopped_on if state.was_late() else today if is_late else None
    return ClockLine(
        deadline=deadline,
        state=state,
        today=today,
        whose=KINDS[deadline.kind].whose,
        is_late=is_late,
        is_amber=state.is_amber(today),
        late_days=_late_days(state, calendar, until) if until else 0,
    )


def _late_days(state: ClockState, calendar: WorkCalendar, until: dt.date) -> int:
    """At least one: whoever is late over a weekend has no working day against him yet."""
    if state.unit is Unit.WORKING_DAYS:
        return max(1, calendar.working_days_between(state.due_on, until))
    return days_late(state.due_on, until)
