"""Messages of the outbox."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.access.scope import get_scoped, scoped
from kgsup.accounts.models import User, UserGrant
from kgsup.core.db import db
from kgsup.reminders.models import (
    OutboxMessage,
    to_role,
)
from kgsup.reminders.queries.calls import key_of
from kgsup.reminders.rules import (
    FURTHEST_AHEAD,
    MessageState,
    usable_address,
)


def has_not_left() -> sa.ColumnElement[bool]:
    """Messages that wait to leave, and notices that stand before the clerk."""
    return sa.or_(
        OutboxMessage.state == MessageState.QUEUED,
        sa.and_(
            OutboxMessage.state == MessageState.SHOWN,
            OutboxMessage.recipient == to_role(Role.CLERK),
        ),
    )


def list_queued_of(reminder_ids: Collection[int]) -> list[OutboxMessage]:
    """The messages of these steps that have not left, or stand before the clerk; locked."""
    statement = (
        sa.select(OutboxMessage)
        .where(
            OutboxMessage.reminder_id.in_(reminder_ids),
            has_not_left(),
        )
        .order_by(OutboxMessage.id)
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


def list_messages(
    actor: Actor,
    state: MessageState | None,
    *,
    after: Sequence[Any] | None = None,
    limit: int = 50,
) -> list[OutboxMessage]:
    """Messages of the outbox, newest first; ``after`` holds the key of the last one seen."""
    statement = sa.select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(limit)
    if state is not None:
        statement = statement.where(OutboxMessage.state == state)
    if (key := key_of(after)) is not None:
        statement = statement.where(OutboxMessage.id < key)
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
