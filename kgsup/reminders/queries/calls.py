"""The clerk's call list."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.reminders.models import (
    CallListEntry,
    Reminder,
)
from kgsup.reminders.rules import (
    CallState,
)


def list_open_calls_of(reminder_ids: Collection[int]) -> list[CallListEntry]:
    """The open calls of these steps, locked."""
    statement = (
        sa.select(CallListEntry)
        .where(CallListEntry.reminder_id.in_(reminder_ids), CallListEntry.state == CallState.OPEN)
        .order_by(CallListEntry.id)
        .with_for_update()
    )
    return list(db.session.execute(statement).scalars())


def has_call(county_code: str, reminder_id: int) -> bool:
    """Tell whether a step is on the call list already."""
    statement = sa.select(CallListEntry.id).where(
        CallListEntry.county_code == county_code, CallListEntry.reminder_id == reminder_id
    )
    return db.session.execute(statement).first() is not None


def key_of(after: Sequence[Any] | None) -> int | None:
    """The key in an address; what makes no sense means the beginning."""
    is_key = after is not None and len(after) == 1 and type(after[0]) is int
    return after[0] if after is not None and is_key and abs(after[0]) < 2**63 else None


@dataclass(frozen=True, kw_only=True)
class Call:
    """An entry of the call list with the step that opened it."""

    entry: CallListEntry
    reminder: Reminder


def list_calls(
    actor: Actor,
    state: CallState | None,
    *,
    after: Sequence[Any] | None = None,
    limit: int | None = 50,
) -> list[Call]:
    """Entries of the call list, oldest first; ``after`` holds the key of the last one seen."""
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
    if (key := key_of(after)) is not None:
        statement = statement.where(CallListEntry.id > key)
    rows = db.session.execute(scoped(statement, CallListEntry, actor))
    return [Call(entry=entry, reminder=reminder) for entry, reminder in rows]


def show_call(public_id: str, actor: Actor) -> Call:
    """An entry of the call list for its page; raises ``Missing``."""
    entry = get_call(public_id, actor)
    statement = sa.select(Reminder).where(
        Reminder.county_code == entry.county_code, Reminder.id == entry.reminder_id
    )
    return Call(entry=entry, reminder=db.session.execute(statement).scalar_one())


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
