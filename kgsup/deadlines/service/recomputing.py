"""Recomputing the clocks that run when the calendar has changed, many at once.

Reads and writes plain rows: of most clocks nothing happened but their start, and many of them share
rule and day, so each such course is computed once.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockState,
    Period,
    clock_state,
)
from kgsup.core.db import db, new_public_id
from kgsup.core.errors import DomainError
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines import queries
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.service.ledger import Known, days_changed, record_on

log = logging.getLogger(__name__)

# The days that a clock's row holds; the first three are what people were told.
TOLD = ("due_on", "unrolled_on", "promised_on")
DAYS = (*TOLD, "amber_on", "is_provisional")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a batch did: ``last`` is the key after which the next one begins, 0 when none was left."""

    last: int
    changed: int


@dataclass
class _Courses:
    """The states of clocks under one calendar, each distinct course computed once."""

    calendar: WorkCalendar
    today: dt.date
    rules: dict[str, ClockRule] = field(default_factory=dict)
    states: dict[Any, ClockState] = field(default_factory=dict)

    def state_of(
        self, row: Any, events: Sequence[tuple[ClockEventKind, dt.date, Any]]
    ) -> ClockState:
        key = (row.rule, row.started_on, json.dumps([str(event) for event in events]))
        if key not in self.states:
            self.states[key] = self._compute(row, events)
        return self.states[key]

    def _compute(
        self, row: Any, events: Sequence[tuple[ClockEventKind, dt.date, Any]]
    ) -> ClockState:
        if row.rule not in self.rules:
            self.rules[row.rule] = ClockRule.from_json(json.loads(row.rule))
        story = [ClockEvent(kind=ClockEventKind.STARTED, on=row.started_on)]
        story += [
            ClockEvent(kind=kind, on=on, period=Period.from_json(period) if period else None)
            for kind, on, period in events
        ]
        return clock_state(self.rules[row.rule], story, self.calendar, self.today)


def recompute_batch(known: Known, after: int, limit: int, actor: Actor, at: dt.datetime) -> Batch:
    """Recompute the next clocks by key that were computed under an older calendar.

    A clock whose days change gets an event and a row of the ledger with its last day, old → new; the
    others only take the calendar's revision.  A clock that cannot be computed is logged and left.
    """
    behind = queries.list_behind(known.revision, after, limit)
    if not behind.rows:
        return Batch(last=0, changed=0)
    courses = _Courses(known.calendar, local_date(at))
    updated, told, computed = [], [], []
    for row in behind.rows:
        try:
            state = courses.state_of(row, behind.events.get(row.id, ()))
        except (DomainError, KeyError, TypeError, ValueError):
            log.exception("clock %d cannot be recomputed", row.id)
            continue
        computed.append(row.id)
        if any(getattr(row, name) != getattr(state, name) for name in DAYS):
            updated.append(_new_days(row, state, local_date(at)))
        if any(getattr(row, name) != getattr(state, name) for name in TOLD):
            told.append((row, state))
    _write(updated, told, actor, at)
    queries.raise_revision(known.revision, computed)
    return Batch(last=behind.rows[-1].id, changed=len(told))


def _new_days(row: Any, state: ClockState, today: dt.date) -> dict[str, Any]:
    values = {name: getattr(state, name) for name in DAYS}
    # A holiday that was entered late may show that the last day had not passed after all.
    is_late = row.breached_at is not None and state.is_late(today)
    return {"key": row.id, **values, "breached_at": row.breached_at if is_late else None}


def _write(
    updated: list[dict[str, Any]],
    told: list[tuple[Any, ClockState]],
    actor: Actor,
    at: dt.datetime,
) -> None:
    table, history = (cast(sa.Table, model.__table__) for model in (Deadline, DeadlineEvent))
    if updated:
        names = (*DAYS, "breached_at")
        values = {name: sa.bindparam(name, type_=table.c[name].type) for name in names}
        statement = sa.update(table).where(table.c.id == sa.bindparam("key")).values(values)
        db.session.connection().execute(statement, updated)
    if told:
        events = [_event(row, state, actor, at) for row, state in told]
        db.session.connection().execute(sa.insert(history), events)
    for row, state in told:
        record_on(row, "recompute", _changes(row, state, local_date(at)), actor, at)


def _changes(row: Any, state: ClockState, today: dt.date) -> dict[str, Any]:
    changes = days_changed(row.due_on, state.due_on)
    if row.promised_on != state.promised_on and row.promised_on and state.promised_on:
        changes["promised_due_on"] = [row.promised_on.isoformat(), state.promised_on.isoformat()]
    if row.breached_at is not None and not state.is_late(today):
        changes["past_due"] = [True, False]
    return changes


def _event(row: Any, state: ClockState, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    return {
        "county_code": row.county_code,
        "public_id": new_public_id(),
        "version": 1,
        "deadline_id": row.id,
        "kind": ClockEventKind.RECOMPUTED,
        "happened_on": local_date(at),
        "reason": "",
        "old_due_on": row.due_on,
        "new_due_on": state.due_on,
        "recorded_at": at,
        "recorded_by": actor.name,
    }
