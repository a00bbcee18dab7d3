"""Reading accounts."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor, Grant, Role
from kgsup.accounts.models import SignInAttempt, User, UserGrant, UserSession
from kgsup.accounts.rules import THROTTLE_WINDOW, is_alive
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A person who goes there, with the certificates that stand on page one of a record."""

    public_id: str
    name: str
    position: str | None
    supervisor_certificate: str | None
    enforcement_certificate: str | None
    enforcement_certificate_until: dt.date | None


def token_hash(token: str) -> str:
    """What of a session token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def find_user(username: str) -> User | None:
    """Find an account by its name."""
    return db.session.execute(sa.select(User).where(User.username == username)).scalar_one_or_none()


def find_living_session(token: str, at: dt.datetime) -> tuple[UserSession, User] | None:
    """Find the session of a token if it still counts and its user is active."""
    statement = (
        sa.select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_sha256 == token_hash(token), User.active)
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        return None
    session, user = row
    if not is_alive(session.created_at, session.last_seen_at, session.ended_at, at):
        return None
    return session, user


def actor_of(user: User) -> Actor:
    """The user as an actor, with the grants that hold at this moment."""
    rows = db.session.execute(
        sa.select(UserGrant).where(UserGrant.user_id == user.id).order_by(UserGrant.id)
    ).scalars()
    grants = tuple(
        Grant(role=row.role, county_prefix=row.county_prefix, kindergarten=row.kindergarten)
        for row in rows
    )
    return Actor(id=user.id, name=user.name, public_id=user.public_id, grants=grants)


def count_recent_failures(column_hash: str, by_name: bool, at: dt.datetime) -> int:
    """Count the failed attempts within the window, by name or by address."""
    column = SignInAttempt.name_hash if by_name else SignInAttempt.address_hash
    statement = sa.select(sa.func.count()).where(
        column == column_hash,
        SignInAttempt.at > at - THROTTLE_WINDOW,
        SignInAttempt.succeeded.is_(False),
    )
    return int(db.session.execute(statement).scalar_one())


def list_users(actor: Actor) -> list[tuple[User, list[UserGrant]]]:
    """The accounts that hold a grant within the actor's counties, by name."""
    reached = [_within(grant.county_prefix) for grant in actor.grants if not grant.kindergarten]
    statement = (
        sa.select(User, UserGrant)
        .join(UserGrant, UserGrant.user_id == User.id)
        .where(sa.or_(sa.false(), *reached))
        .order_by(User.username, UserGrant.id)
    )
    users: dict[int, tuple[User, list[UserGrant]]] = {}
    for user, grant in db.session.execute(statement):
        users.setdefault(user.id, (user, []))[1].append(grant)
    return list(users.values())


def _within(prefix: str) -> sa.ColumnElement[bool]:
    return UserGrant.county_prefix.startswith(prefix, autoescape=True)


def get_user(public_id: str, actor: Actor, *, for_update: bool = False) -> User:
    """Load an account of the actor's counties; raises ``Missing`` for any other."""
    reached = [_within(grant.county_prefix) for grant in actor.grants if not grant.kindergarten]
    granted = sa.select(UserGrant.user_id).where(sa.or_(sa.false(), *reached))
    statement = sa.select(User).where(User.public_id == public_id, User.id.in_(granted))
    if for_update:
        statement = statement.with_for_update()
    user = db.session.execute(statement).scalar_one_or_none()
    if user is None:
        raise Missing(N_("There is no such page or record."))
    return user


def list_grants(user: User) -> list[UserGrant]:
    """The grants of a user."""
    statement = sa.select(UserGrant).where(UserGrant.user_id == user.id).order_by(UserGrant.id)
    return list(db.session.execute(statement).scalars())


def list_sessions(user_id: int, at: dt.datetime) -> list[UserSession]:
    """The living sessions of a user, newest first."""
    statement = (
        sa.select(UserSession)
        .where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
        .order_by(UserSession.id.desc())
    )
    rows = db.session.execute(statement).scalars()
    return [row for row in rows if is_alive(row.created_at, row.last_seen_at, row.ended_at, at)]


def list_officers(county_code: str) -> list[Officer]:
    """The active people of a county who may go on visits, by name."""
    statement = (
        sa.select(User)
        .join(UserGrant, UserGrant.user_id == User.id)
        .where(
            User.active,
            UserGrant.role.in_([Role.INSPECTOR, Role.CLERK, Role.APPROVER]),
            UserGrant.county_prefix == county_code,
        )
        .order_by(User.name, User.id)
        .distinct()
    )
    return [
        Officer(
            public_id=user.public_id,
            name=user.name,
            position=user.position,
            supervisor_certificate=user.supervisor_certificate,
            enforcement_certificate=user.enforcement_certificate,
            enforcement_certificate_until=user.enforcement_certificate_until,
        )
        for user in db.session.execute(statement).scalars()
    ]


def mails_of_kindergarten(kindergarten: str, county_code: str) -> list[str]:
    """The mail addresses of the active accounts of a kindergarten (public id) of a county."""
    statement = (
        sa.select(User.mail)
        .join(UserGrant, UserGrant.user_id == User.id)
        .where(
            User.active,
            UserGrant.kindergarten == kindergarten,
            UserGrant.county_prefix == county_code,
            User.mail.is_not(None),
        )
        .order_by(User.id)
    )
    return [mail for mail in db.session.execute(statement).scalars() if mail]
