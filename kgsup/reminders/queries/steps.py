"""Steps of ladders: what is recorded, what was sent to whom, what is still outstanding."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.reminders.models import (
    CallListEntry,
    OutboxMessage,
    Reminder,
    to_kindergarten,
)
from kgsup.reminders.queries.messages import has_not_left
from kgsup.reminders.rules import (
    CallState,
    MessageState,
    ReminderKind,
    ReminderState,
)


@dataclass(frozen=True, kw_only=True)
class LastStep:
    """The newest step of a ladder that was sent, with its message to the kindergarten."""

    offset_days: int
    recorded_at: dt.datetime
    message_state: MessageState


def last_steps(kind: ReminderKind, subject_ids: Collection[str]) -> dict[str, LastStep]:
    """The newest sent step by subject, for a page of rows that were loaded in scope."""
    statement = (
        sa.select(
            Reminder.subject_id,
            Reminder.offset_days,
            Reminder.recorded_at,
            OutboxMessage.state.label("message_state"),
        )
        .join(
            OutboxMessage,
            sa.and_(
                OutboxMessage.county_code == Reminder.county_code,
                OutboxMessage.reminder_id == Reminder.id,
                OutboxMessage.recipient.startswith(to_kindergarten("")),
            ),
        )
        .where(Reminder.kind == kind)
        .order_by(Reminder.due_on, Reminder.offset_days)
    )
    found: dict[str, LastStep] = {}
    for batch in _batches(sorted(subject_ids)):
        for row in db.session.execute(statement.where(Reminder.subject_id.in_(batch))):
            found[row.subject_id] = LastStep(
                offset_days=row.offset_days,
                recorded_at=row.recorded_at,
                message_state=row.message_state,
            )
    return found


@dataclass(frozen=True, kw_only=True)
class ReminderLine:
    """A step with what became of its message, as pages show it."""

    kind: ReminderKind
    due_on: dt.date
    offset_days: int
    step_on: dt.date
    state: ReminderState
    recorded_at: dt.datetime
    subject_line: str | None
    body: str | None
    message_state: MessageState | None
    sent_at: dt.datetime | None
    error: str | None


def list_for_kindergarten(public_id: str, actor: Actor, limit: int = 50) -> list[ReminderLine]:
    """The reminders to a kindergarten, newest first; a kindergarten's own account sees its own."""
    return _lines(Reminder.kindergarten == public_id, actor, limit)


def list_of_case(
    kind: ReminderKind, subject_id: str, actor: Actor, limit: int = 50
) -> list[ReminderLine]:
    """The reminders of one case, newest first."""
    return _lines(sa.and_(Reminder.kind == kind, Reminder.subject_id == subject_id), actor, limit)


def _lines(condition: sa.ColumnElement[bool], actor: Actor, limit: int) -> list[ReminderLine]:
    statement = (
        sa.select(Reminder, OutboxMessage)
        .outerjoin(
            OutboxMessage,
            sa.and_(
                OutboxMessage.county_code == Reminder.county_code,
                OutboxMessage.reminder_id == Reminder.id,
                OutboxMessage.recipient.startswith(to_kindergarten("")),
            ),
        )
        .where(condition)
        .order_by(Reminder.recorded_at.desc(), Reminder.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(
        scoped(statement, Reminder, actor, kindergarten=Reminder.kindergarten)
    )
    return [_line(reminder, message) for reminder, message in rows]


def _line(reminder: Reminder, message: OutboxMessage | None) -> ReminderLine:
    return ReminderLine(
        kind=reminder.kind,
        due_on=reminder.due_on,
        offset_days=reminder.offset_days,
        step_on=reminder.step_on,
        state=reminder.state,
        recorded_at=reminder.recorded_at,
        subject_line=message.subject_line if message else None,
        body=message.body if message else None,
        message_state=message.state if message else None,
        sent_at=message.sent_at if message else None,
        error=message.error if message else None,
    )


def recorded_offsets(
    kind: ReminderKind, county_code: str, subject_ids: Collection[str]
) -> dict[tuple[str, dt.date], set[int]]:
    """The steps that have a row, by (subject, due date): what ``rules.next_step`` asks for."""
    statement = sa.select(Reminder.subject_id, Reminder.due_on, Reminder.offset_days).where(
        Reminder.county_code == county_code, Reminder.kind == kind
    )
    recorded: dict[tuple[str, dt.date], set[int]] = {}
    for batch in _batches(sorted(subject_ids)):
        for subject_id, due_on, offset in db.session.execute(
            statement.where(Reminder.subject_id.in_(batch))
        ):
            recorded.setdefault((subject_id, due_on), set()).add(offset)
    return recorded


_BATCH = 500  # bound parameters of one statement


def _batches(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _BATCH] for start in range(0, len(values), _BATCH)]


def subjects_with_outstanding(kind: ReminderKind, county_code: str) -> set[str]:
    """The subjects that still have a message to leave, or before the clerk, or an open call."""
    of_messages = (
        sa.select(Reminder.subject_id)
        .join(
            OutboxMessage,
            sa.and_(
                OutboxMessage.county_code == Reminder.county_code,
                OutboxMessage.reminder_id == Reminder.id,
            ),
        )
        .where(has_not_left())
    )
    of_calls = (
        sa.select(Reminder.subject_id)
        .join(
            CallListEntry,
            sa.and_(
                CallListEntry.county_code == Reminder.county_code,
                CallListEntry.reminder_id == Reminder.id,
            ),
        )
        .where(CallListEntry.state == CallState.OPEN)
    )
    found: set[str] = set()
    for statement in (of_messages, of_calls):
        wanted = statement.where(Reminder.county_code == county_code, Reminder.kind == kind)
        found.update(db.session.execute(wanted).scalars())
    return found


def list_of_subject(kind: ReminderKind, subject_id: str) -> list[Reminder]:
    """All steps of one ladder, for a service that has loaded the subject in scope."""
    statement = (
        sa.select(Reminder)
        .where(Reminder.kind == kind, Reminder.subject_id == subject_id)
        .order_by(Reminder.id)
    )
    return list(db.session.execute(statement).scalars())


def get_reminder_of(county_code: str, reminder_id: int) -> Reminder:
    """The step behind a message or call that was loaded in scope."""
    statement = sa.select(Reminder).where(
        Reminder.county_code == county_code, Reminder.id == reminder_id
    )
    return db.session.execute(statement).scalar_one()
