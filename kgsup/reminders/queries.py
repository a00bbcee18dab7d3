"""Reading reminders, the outbox and the call list."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.access.scope import get_scoped, scoped
from kgsup.accounts.models import User, UserGrant
from kgsup.core.db import db
from kgsup.reminders.models import (
    CallListEntry,
    OutboxMessage,
    Reminder,
    to_kindergarten,
    to_role,
)
from kgsup.reminders.rules import (
    FURTHEST_AHEAD,
    CallState,
    MessageState,
    ReminderKind,
    ReminderState,
    usable_address,
)


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
    statement = (
        sa.select(Reminder, OutboxMessage)
        .outerjoin(
            OutboxMessage,
            sa.and_(
                OutboxMessage.county_code == Reminder.county_code,
                OutboxMessage.reminder_id == Reminder.id,
                OutboxMessage.recipient == to_kindergarten(public_id),
            ),
        )
        .where(Reminder.kindergarten == public_id)
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
        .where(_has_not_left())
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


def _has_not_left() -> sa.ColumnElement[bool]:
    return sa.or_(
        OutboxMessage.state == MessageState.QUEUED,
        sa.and_(
            OutboxMessage.state == MessageState.SHOWN,
            OutboxMessage.recipient == to_role(Role.CLERK),
        ),
    )


def list_of_subject(kind: ReminderKind, subject_id: str) -> list[Reminder]:
    """All steps of one ladder, for a service that has loaded the subject in scope."""
    statement = (
        sa.select(Reminder)
        .where(Reminder.kind == kind, Reminder.subject_id == subject_id)
        .order_by(Reminder.id)
    )
    return list(db.session.execute(statement).scalars())


def list_queued_of(reminder_ids: Collection[int]) -> list[OutboxMessage]:
    """The messages of these steps that have not left, or stand before the clerk; locked."""
    statement = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.reminder_id.in_(reminder_ids),
            _has_not_left(),
        )
        .order_by(OutboxMessage.id)
        .with_for_update()
    )
    return list(db.session.execute(statement).scalars())


def list_open_calls_of(reminder_ids: Collection[int]) -> list[CallListEntry]:
    """The open calls of these steps, locked."""
    statement = (
        sa.select(CallListEntry)
        .where(CallListEntry.reminder_id.in_(reminder_ids), CallListEntry.state == CallState.OPEN)
        .order_by(CallListEntry.id)
        .with_for_update()
    )
    return list(db.session.execute(statement).scalars())


def is_due(at: dt.datetime) -> sa.ColumnElement[bool]:
    """Queued messages to be tried at this instant; one that lies too far ahead is tried as well."""
    return sa.and_(
        OutboxMessage.state == MessageState.QUEUED,
        sa.or_(
            OutboxMessage.next_attempt_at <= at,
            OutboxMessage.next_attempt_at > at + FURTHEST_AHEAD,
        ),
    )


def list_due_messages(at: dt.datetime) -> list[str]:
    """The public ids of the messages that are to be tried now, longest waiting first."""
    statement = (
        sa.select(OutboxMessage.public_id)
        .where(is_due(at))
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
    )
    return list(db.session.execute(statement).scalars())


def get_message(public_id: str, actor: Actor, *, for_update: bool = False) -> OutboxMessage:
    """Load a message of the actor's counties; raises ``Missing``."""
    return get_scoped(OutboxMessage, public_id, actor, for_update=for_update)


def get_reminder_of(county_code: str, reminder_id: int) -> Reminder:
    """The step behind a message or call that was loaded in scope."""
    statement = sa.select(Reminder).where(
        Reminder.county_code == county_code, Reminder.id == reminder_id
    )
    return db.session.execute(statement).scalar_one()


def has_call(county_code: str, reminder_id: int) -> bool:
    """Tell whether a step is on the call list already."""
    statement = sa.select(CallListEntry.id).where(
        CallListEntry.county_code == county_code, CallListEntry.reminder_id == reminder_id
    )
    return db.session.execute(statement).first() is not None


@dataclass(frozen=True, kw_only=True)
class Call:
    """An entry of the call list with the step that opened it."""

    entry: CallListEntry
    reminder: Reminder


def list_calls(
    actor: Actor, state: CallState | None, *, after: int | None = None, limit: int = 50
) -> list[Call]:
    """Entries of the call list, oldest first; ``after`` is the key of the last one seen."""
    statement = (
        sa.select(CallListEntry, Reminder)
        .join(
            Reminder,
            sa.and_(
                Reminder.county_code == CallListEntry.county_code,
                Reminder.id == CallListEntry.reminder_id,
            ),
        )
        .order_by(CallListEntry.id)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(CallListEntry.state == state)
    if after is not None:
        statement = statement.where(CallListEntry.id > after)
    rows = db.session.execute(scoped(statement, CallListEntry, actor))
    return [Call(entry=entry, reminder=reminder) for entry, reminder in rows]


def count_open_calls(actor: Actor) -> int:
    """Count what is left on the call list."""
    statement = (
        sa.select(sa.func.count())
        .select_from(CallListEntry)
        .where(CallListEntry.state == CallState.OPEN)
    )
    return int(db.session.execute(scoped(statement, CallListEntry, actor)).scalar_one())


def get_call(public_id: str, actor: Actor, *, for_update: bool = False) -> CallListEntry:
    """Load an entry of the call list; raises ``Missing``."""
    return get_scoped(CallListEntry, public_id, actor, for_update=for_update)


def list_messages(
    actor: Actor, state: MessageState | None, *, before: int | None = None, limit: int = 50
) -> list[OutboxMessage]:
    """Messages of the outbox, newest first; ``before`` is the key of the last one seen."""
    statement = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(OutboxMessage.state == state)
    if before is not None:
        statement = statement.where(OutboxMessage.id < before)
    return list(db.session.execute(scoped(statement, OutboxMessage, actor)).scalars())


def count_messages(actor: Actor) -> dict[MessageState, int]:
    """Count the messages by state; states without a message count 0."""
    statement = sa.select(OutboxMessage.state, sa.func.count()).group_by(OutboxMessage.state)
    counted = dict.fromkeys(MessageState, 0)
    for state, count in db.session.execute(scoped(statement, OutboxMessage, actor)):
        counted[state] = count
    return counted


def list_notices(role: Role, actor: Actor, limit: int = 20) -> list[OutboxMessage]:
    """What was written to a role and still stands, newest first: for My day."""
    statement = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.recipient == to_role(role),
            OutboxMessage.state != MessageState.WITHDRAWN,
        )
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(scoped(statement, OutboxMessage, actor)).scalars())


def mails_of_role(role: Role, county_code: str) -> list[str]:
    """The usable addresses of the active people who hold a role in a county, each once."""
    statement = (
        sa.select(User.mail)
        .join(UserGrant, UserGrant.user_id == User.id)
        .where(
            User.active,
            UserGrant.role == role,
            UserGrant.kindergarten.is_(None),
            UserGrant.county_prefix.in_(_prefixes(county_code)),
        )
        .order_by(User.id)
    )
    addresses = (usable_address(mail) for mail in db.session.execute(statement).scalars())
    return list(dict.fromkeys(address for address in addresses if address))


def _prefixes(county_code: str) -> list[str]:
    """Every prefix of a code, from none to the whole."""
    return [county_code[:length] for length in range(len(county_code) + 1)]
