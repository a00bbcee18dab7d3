"""Writing what happened to a clock: its days, its event, and the row of the ledger on its case."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockState,
    ClockStatus,
    clock_state,
    with_event,
)
from kgsup.core.db import db
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines import queries, rules
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.workcalendar import queries as workcalendar


def subject_of(row: Any) -> Subject:
    """The case of a clock: its acts stand on the case's timeline.  Takes an object or a plain row."""
    return Subject(row.subject_kind, row.subject_id, row.county_code, row.concerns)


@dataclass(frozen=True, kw_only=True)
class Known:
    """The calendar with the revision under which it stands at least."""

    revision: int
    calendar: WorkCalendar


def present_calendar() -> Known:
    """The calendar of now.

    The revision is read first: a change in between makes the clock look older than it is, and it is
    recomputed once more.
    """
    revision = workcalendar.revision()
    return Known(revision=revision, calendar=workcalendar.work_calendar())


def set_days(row: Deadline, state: ClockState, known: Known) -> None:
    """Put the days that follow from the events into the row."""
    row.status = state.status
    row.due_on, row.unrolled_on = state.due_on, state.unrolled_on
    row.promised_on, row.amber_on = state.promised_on, state.amber_on
    row.is_provisional = state.is_provisional
    row.paused_since, row.stopped_on = state.paused_since, state.stopped_on
    row.calendar_revision = known.revision


@dataclass(frozen=True, kw_only=True)
class Written:
    """What an act writes beside the days.

    ``columns`` of the clock, ``about`` the event, ``changes`` for the ledger.
    """

    act: str
    columns: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)


def happen(
    row: Deadline, event: ClockEvent, written: Written, actor: Actor, at: dt.datetime
) -> ClockState:
    """Let something happen to a clock that runs; raises what ``with_event`` and ``check_day`` raise.

    The row is changed at one go, after the last question to the database: it is never half.
    """
    # One that begins on the next working day (民法典 203) may end with its beginning.
    if event.kind is not ClockEventKind.STOPPED or event.on != row.started_on:
        rules.check_day(event.on, local_date(at))
    known, rule = present_calendar(), ClockRule.from_json(row.rule)
    events = with_event(rule, queries.events_of(row), event, known.calendar)
    state = clock_state(rule, events, known.calendar, local_date(at))
    before, was_marked = row.due_on, row.breached_at is not None
    set_days(row, state, known)
    for name, value in written.columns.items():
        setattr(row, name, value)
    is_marked = _is_breach(state, was_marked, local_date(at))
    row.breached_at = (row.breached_at or at) if is_marked else None
    add_event(row, event, before, written.about, actor, at)
    changes = {**days_changed(before, state.due_on), **written.changes}
    record_on(row, written.act, changes, actor, at, acted_on=event.on)
    if is_marked != was_marked:
        record_on(row, "breach", {"past_due": [was_marked, is_marked]}, actor, at)
    return state


def _is_breach(state: ClockState, was_marked: bool, today: dt.date) -> bool:
    """Tell whether the clock is to be marked as past its last day.

    An act in time that is entered late takes the mark back; a late stop makes it.  Of a clock that
    goes on, the daily job marks it.
    """
    if state.status is ClockStatus.STOPPED:
        return state.was_late()
    return was_marked and state.status is ClockStatus.RUNNING and state.is_late(today)


def add_event(
    row: Deadline,
    event: ClockEvent,
    old_due_on: dt.date | None,
    about: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Keep the event with the last day before and after it."""
    db.session.add(
        DeadlineEvent(
            county_code=row.county_code,
            deadline_id=row.id,
            kind=event.kind,
            happened_on=event.on,
            period=event.period.to_json() if event.period else None,
            old_due_on=old_due_on,
            new_due_on=row.due_on,
            recorded_at=at,
            recorded_by=actor.name,
            **about,
        )
    )


def days_changed(before: dt.date | None, after: dt.date) -> dict[str, Any]:
    """The last day by law, old → new, as the ledger holds it."""
    return {"legal_due_on": [before.isoformat() if before else None, after.isoformat()]}


def record_on(
    row: Any,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
) -> None:
    """Record an act ("pause") on the case of a clock, with the clock's article."""
    acted_on = None if acted_on == local_date(at) else acted_on
    record(
        actor,
        f"deadlines.deadline.{act}",
        subject_of(row),
        {"deadline": row.kind.value, **changes},
        at,
        article=row.article,
        acted_on=acted_on,
    )
