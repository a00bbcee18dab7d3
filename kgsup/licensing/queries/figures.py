"""What had happened to applications by a day, read from what was recorded until its end.

The ledger and the events of clocks only grow: asked again for the same day, the answer is the same,
whatever has happened to the cases since.  (Working days are counted under the calendar of now.)
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.models import LedgerEntry
from kgsup.core.clock import local_date, start_of
from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockState,
    Period,
    Unit,
    clock_state,
    days_after,
    days_late,
)
from kgsup.core.db import db
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.rules import DeadlineKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.applications import in_reach
from kgsup.licensing.queries.lists import SUBJECT_KIND
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.figures import OUTCOMES, CaseFacts, ClockFacts
from kgsup.licensing.rules.states import Action
from kgsup.workcalendar.queries import work_calendar

_DECISION_CLOCKS = (DeadlineKind.DECISION, DeadlineKind.FILING)
_PREFIX = "licensing.application."
_RECEIVED = (f"{_PREFIX}receive", f"{_PREFIX}submit")
_ASKED = (f"{_PREFIX}request_correction", f"{_PREFIX}override_asking_once")
_ACCEPTED = (f"{_PREFIX}{Action.ACCEPT.value}", f"{_PREFIX}{Action.DEEM_ACCEPTED.value}")
_ENDED = {f"{_PREFIX}{action.value}": action for action in OUTCOMES}
EXPLAINED = f"{_PREFIX}explain_delay"
_ACTS = (*_RECEIVED, *_ASKED, *_ACCEPTED, *_ENDED, EXPLAINED)


@dataclass
class _Story:
    """What the ledger holds of one application until the day of the figures."""

    received_on: dt.date | None = None
    accepted_on: dt.date | None = None
    is_deemed_accepted: bool = False
    was_asked: bool = False
    outcome: Action | None = None
    outcome_on: dt.date | None = None
    explained: list[str] = field(default_factory=list)


def cases_by(
    actor: Actor, year: int, as_of: dt.date, *, county_code: str | None = None
) -> list[CaseFacts]:
    """The applications that the figures of a year can count, as they stood at the end of a day."""
    rows = _applications(actor, year, as_of, county_code)
    stories = _stories([row.public_id for row, _name in rows], as_of)
    clocks = _clocks([row.public_id for row, _name in rows], as_of)
    return [
        case
        for row, name in rows
        if (case := _case(row, name, stories.get(row.public_id), clocks.get(row.public_id)))
    ]


def _case(
    row: PermitApplication, name: str | None, story: _Story | None, clock: ClockFacts | None
) -> CaseFacts | None:
    if story is None or story.received_on is None:
        return None  # its receipt was recorded after the day
    typed = str(row.values.get(ApplicationField.NAME.value, ""))
    if clock and story.explained:
        clock = _explained(clock, story.explained)
    return CaseFacts(
        public_id=row.public_id,
        name=name or typed or row.applicant,
        number=row.number,
        kind=row.kind,
        received_on=story.received_on,
        accepted_on=story.accepted_on,
        is_deemed_accepted=story.is_deemed_accepted,
        was_asked_to_correct=story.was_asked,
        outcome=story.outcome,
        outcome_on=story.outcome_on,
        clock=clock,
    )


def _explained(clock: ClockFacts, reasons: Sequence[str]) -> ClockFacts:
    return ClockFacts(
        working_days=clock.working_days,
        legal=clock.legal,
        promised=clock.promised,
        is_late=clock.is_late,
        late_days=clock.late_days,
        reasons=(*clock.reasons, *reasons),
    )


def _applications(
    actor: Actor, year: int, as_of: dt.date, county_code: str | None
) -> list[tuple[PermitApplication, str | None]]:
    """All that were received by the day and were not closed before the year began."""
    statement = in_reach(
        sa.select(PermitApplication, Kindergarten.name).outerjoin(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == PermitApplication.county_code,
                Kindergarten.id == PermitApplication.kindergarten_id,
            ),
        ),
        actor,
    ).where(
        PermitApplication.received_on <= min(as_of, dt.date(year, 12, 31)),
        sa.or_(
            PermitApplication.received_on >= dt.date(year, 1, 1),
            PermitApplication.closed_at.is_(None),
            PermitApplication.closed_at >= start_of(dt.date(year, 1, 1)),
        ),
    )
    if county_code:
        statement = statement.where(PermitApplication.county_code == county_code)
    statement = statement.order_by(PermitApplication.id)
    return [(row, name) for row, name in db.session.execute(statement)]


_BATCH = 500  # bound parameters of one statement


def _batches(keys: Sequence[Any]) -> list[Sequence[Any]]:
    return [keys[start : start + _BATCH] for start in range(0, len(keys), _BATCH)]


def _stories(public_ids: Sequence[str], as_of: dt.date) -> dict[str, _Story]:
    stories: dict[str, _Story] = {}
    for keys in _batches(public_ids):
        statement = (
            sa.select(LedgerEntry)
            .where(
                LedgerEntry.subject_kind == SUBJECT_KIND,
                LedgerEntry.subject_id.in_(keys),
                LedgerEntry.act.in_(_ACTS),
                LedgerEntry.recorded_at < start_of(days_after(as_of, 1)),
            )
            .order_by(LedgerEntry.sequence)
        )
        for entry in db.session.execute(statement).scalars():
            _tell(stories.setdefault(entry.subject_id, _Story()), entry)
    return stories


def _tell(story: _Story, entry: LedgerEntry) -> None:
    day = entry.acted_on or local_date(entry.recorded_at)
    if entry.act in _RECEIVED:
        story.received_on = day
    elif entry.act in _ASKED:
        story.was_asked = True
    elif entry.act in _ACCEPTED:
        story.accepted_on = day
        story.is_deemed_accepted = entry.act == _ACCEPTED[1]
    elif entry.act == EXPLAINED:
        story.explained.append(str(entry.changes["delay_reason"][1]))
    else:
        story.outcome, story.outcome_on = _ENDED[entry.act], day


def _clocks(public_ids: Sequence[str], as_of: dt.date) -> dict[str, ClockFacts]:
    """The clock of each decision as it stood at the end of the day."""
    found: dict[str, ClockFacts] = {}
    calendar = work_calendar()
    for keys in _batches(public_ids):
        statement = sa.select(Deadline).where(
            Deadline.subject_kind == SUBJECT_KIND,
            Deadline.subject_id.in_(keys),
            Deadline.kind.in_(_DECISION_CLOCKS),
        )
        deadlines = list(db.session.execute(statement.order_by(Deadline.id)).scalars())
        events = _events([row.id for row in deadlines], as_of)
        for row in deadlines:
            if row.id in events:
                found[row.subject_id] = _facts(row, events[row.id], calendar, as_of)
    return found


def _events(keys: Sequence[int], as_of: dt.date) -> Mapping[int, list[DeadlineEvent]]:
    found: dict[int, list[DeadlineEvent]] = {}
    for batch in _batches(keys):
        statement = sa.select(DeadlineEvent).where(
            DeadlineEvent.deadline_id.in_(batch),
            DeadlineEvent.kind != ClockEventKind.RECOMPUTED,
            DeadlineEvent.recorded_at < start_of(days_after(as_of, 1)),
        )
        for event in db.session.execute(statement.order_by(DeadlineEvent.id)).scalars():
            found.setdefault(event.deadline_id, []).append(event)
    return found


def _facts(
    deadline: Deadline,
    events: Sequence[DeadlineEvent],
    calendar: WorkCalendar,
    as_of: dt.date,
) -> ClockFacts:
    state = clock_state(
        ClockRule.from_json(deadline.rule), [_event(row) for row in events], calendar, as_of
    )
    is_late = state.was_late() or state.is_late(as_of)
    until = state.stopped_on or as_of
    return ClockFacts(
        working_days=_working_days(state, calendar, until),
        legal=state.due_on,
        promised=state.promised_on,
        is_late=is_late,
        late_days=_late_days(state, calendar, until) if is_late else 0,
        reasons=tuple(row.reason for row in events if _is_reason(row)),
    )


def _event(row: DeadlineEvent) -> ClockEvent:
    period = Period.from_json(row.period) if row.period else None
    return ClockEvent(kind=row.kind, on=row.happened_on, period=period)


def _is_reason(row: DeadlineEvent) -> bool:
    return bool(row.reason) and row.kind in {ClockEventKind.PAUSED, ClockEventKind.EXTENDED}


def _working_days(state: ClockState, calendar: WorkCalendar, until: dt.date) -> int:
    """As the clock counted them; of clocks in calendar days, the working days in between."""
    if state.unit is Unit.WORKING_DAYS:
        return state.passed
    return calendar.working_days_between(state.started_on, until)


def _late_days(state: ClockState, calendar: WorkCalendar, until: dt.date) -> int:
    if state.unit is Unit.WORKING_DAYS:
        return max(1, calendar.working_days_between(state.due_on, until))
    return days_late(state.due_on, until)
