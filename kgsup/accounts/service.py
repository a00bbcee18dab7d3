"""Accounts, signing in and out."""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields

import sqlalchemy as sa

from kgsup.access.actor import Actor, Grant, system_actor
from kgsup.accounts import queries, rules
from kgsup.accounts.adapters import passwords
from kgsup.accounts.models import SignInAttempt, User, UserGrant, UserSession
from kgsup.areas.queries import get_county
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.db import COUNTY_CODE_LENGTH, db
from kgsup.core.errors import N_, Conflict, Missing, RuleViolation

TOKEN_BYTES = 32  # 256 bits


@dataclass(frozen=True, kw_only=True)
class NewUser:
    """What an account starts with."""

    username: str
    name: str
    password: str
    grants: Sequence[Grant]
    position: str | None = None
    telephone: str | None = None
    mail: str | None = None
    supervisor_certificate: str | None = None
    enforcement_certificate: str | None = None
    enforcement_certificate_until: dt.date | None = None


def add_user(new: NewUser, actor: Actor, at: dt.datetime) -> User:
    """Create an account with its grants; the actor must reach every county that is granted."""
    rules.check_username(new.username, _taken(new.username))
    rules.check_password(new.password, new.username)
    for grant in new.grants:
        rules.check_grant(grant.role, grant.county_prefix, grant.kindergarten)
        _require_reach(actor, grant)
    user = User(
        username=new.username,
        name=new.name,
        password_hash=passwords.hash_password(new.password),
        position=new.position,
        telephone=new.telephone,
        mail=new.mail,
        supervisor_certificate=new.supervisor_certificate,
        enforcement_certificate=new.enforcement_certificate,
        enforcement_certificate_until=new.enforcement_certificate_until,
        created_at=at,
    )
    db.session.add(user)
    db.session.flush()  # grants refer to it
    db.session.add_all(_grant_row(user, grant) for grant in new.grants)
    changes = {"username": [None, new.username], "grants": [None, _readable(new.grants)]}
    record(actor, "accounts.user.add", _subject(user, new.grants), changes, at)
    return user


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What an account says of its person; certificates stand on page one of a record."""

    name: str
    position: str | None = None
    telephone: str | None = None
    mail: str | None = None
    supervisor_certificate: str | None = None
    enforcement_certificate: str | None = None
    enforcement_certificate_until: dt.date | None = None


def change_user(
    public_id: str, particulars: Particulars, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Change what an account says of its person; papers that were issued keep what they say."""
    user = queries.get_user(public_id, actor, for_update=True)
    _require_version(user, version)
    grants = [_as_grant(row) for row in queries.list_grants(user)]
    for grant in grants:
        _require_reach(actor, grant)
    changes = {}
    for field in fields(particulars):
        before, after = getattr(user, field.name), getattr(particulars, field.name)
        if before != after:
            changes[field.name] = [_plain(before), _plain(after)]
            setattr(user, field.name, after)
    if changes:
        record(actor, "accounts.user.change", _subject(user, grants), changes, at)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _require_version(user: User, version: int | None) -> None:
    if version is not None and user.version != version:
        raise Conflict(
            N_("Somebody else changed this in the meantime. Compare before you save again.")
        )


def grant_role(public_id: str, grant: Grant, actor: Actor, at: dt.datetime) -> None:
    """Grant a further role; it takes effect with the next request of that person."""
    user = queries.get_user(public_id, actor)
    rules.check_grant(grant.role, grant.county_prefix, grant.kindergarten)
    _require_reach(actor, grant)
    held = [_as_grant(row) for row in queries.list_grants(user)]
    if grant in held:
        raise RuleViolation(N_("This role is held already."))
    db.session.add(_grant_row(user, grant))
    changes = {"grants": [_readable(held), _readable([*held, grant])]}
    record(actor, "accounts.user.grant", _subject(user, held), changes, at)


def revoke_role(public_id: str, grant_id: int, actor: Actor, at: dt.datetime) -> None:
    """Take a role away; the last one stays, since an account without any cannot be found again."""
    user = queries.get_user(public_id, actor)
    rows = queries.list_grants(user)
    gone = [row for row in rows if row.id == grant_id]
    if not gone:
        raise Missing(N_("There is no such page or record."))
    if len(rows) == 1:
        raise RuleViolation(N_("The last role stays: deactivate the account instead."))
    _require_reach(actor, _as_grant(gone[0]))
    db.session.delete(gone[0])
    kept = [_as_grant(row) for row in rows if row.id != grant_id]
    changes = {"grants": [_readable([_as_grant(row) for row in rows]), _readable(kept)]}
    record(actor, "accounts.user.revoke", _subject(user, kept), changes, at)


def set_active(
    public_id: str, active: bool, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Deactivate an account, which ends its sessions at once, or activate it again."""
    user = queries.get_user(public_id, actor, for_update=True)
    _require_version(user, version)
    if user.id == actor.id and not active:
        raise RuleViolation(N_("Nobody deactivates the own account."))
    grants = [_as_grant(row) for row in queries.list_grants(user)]
    for grant in grants:
        _require_reach(actor, grant)
    changes = {"active": [user.active, active]}
    user.active = active
    if not active:
        _end_sessions(user, at)
    act = "accounts.user.activate" if active else "accounts.user.deactivate"
    record(actor, act, _subject(user, grants), changes, at)


def reset_password(
    public_id: str, password: str, reason: str, actor: Actor, at: dt.datetime
) -> None:
    """Set another person's password; ends all sessions of that person."""
    user = queries.get_user(public_id, actor)
    grants = [_as_grant(row) for row in queries.list_grants(user)]
    for grant in grants:
        _require_reach(actor, grant)
    _set_password(user, password, at)
    record(actor, "accounts.password.reset", _subject(user, grants), {"reason": [None, reason]}, at)


def change_own_password(old: str, new: str, actor: Actor, at: dt.datetime) -> None:
    """Change the own password after the old one; ends all sessions, the present one too."""
    user = db.session.get_one(User, actor.id)
    if not passwords.matches(user.password_hash, old):
        raise RuleViolation(N_("The present password is wrong."))
    _set_password(user, new, at)
    record(actor, "accounts.password.change", _subject(user, actor.grants), {}, at)


def _set_password(user: User, password: str, at: dt.datetime) -> None:
    rules.check_password(password, user.username)
    user.password_hash = passwords.hash_password(password)
    _end_sessions(user, at)


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """An attempt to sign in."""

    username: str
    password: str
    address: str
    user_agent: str
    key: bytes  # keys the hashes under which attempts are counted


def check_sign_in(attempt: SignIn, at: dt.datetime) -> bool:
    """Tell whether name and password are right; runs outside any transaction, since hashing takes long.

    Raises ``RuleViolation`` while attempts must wait; that is decided before any hashing and does not
    depend on whether the name exists.
    """
    _require_patience(attempt, at)
    user = queries.find_user(attempt.username)
    is_right = passwords.matches(user.password_hash if user else None, attempt.password)
    return user is not None and user.active and is_right


def sign_in(attempt: SignIn, is_right: bool, at: dt.datetime) -> str | None:
    """Count the attempt and return a new session's token, or ``None`` when it was wrong.

    The failures are counted once more under the writer's lock, so that guesses at the same moment do
    not all pass.
    """
    _require_patience(attempt, at)
    name, address = _counted_as(attempt)
    db.session.add(SignInAttempt(name_hash=name, address_hash=address, at=at, succeeded=is_right))
    user = queries.find_user(attempt.username) if is_right else None
    return _start_session(user, attempt.user_agent, at) if user and user.active else None


@dataclass(frozen=True, kw_only=True)
class Guess:
    """An attempt to open something by a code instead of an account."""

    code: str
    address: str
    key: bytes  # keys the hashes under which attempts are counted


def count_guess(guess: Guess, is_right: bool, at: dt.datetime) -> None:
    """Count an attempt by a code, apart from those to sign in but by the same measure.

    Raises ``RuleViolation`` while attempts must wait, whether or not this one is right.
    """
    _require_patience(guess, at)
    name, address = _counted_as(guess)
    db.session.add(SignInAttempt(name_hash=name, address_hash=address, at=at, succeeded=is_right))


def _counted_as(attempt: SignIn | Guess) -> tuple[str, str]:
    """The keyed hashes of name and address under which an attempt is counted."""
    if isinstance(attempt, SignIn):
        name, address = attempt.username, attempt.address
    else:
        name, address = f"code {attempt.code}", f"code from {attempt.address}"
    return _keyed(attempt.key, name), _keyed(attempt.key, address)


def _require_patience(attempt: SignIn | Guess, at: dt.datetime) -> None:
    name, address = _counted_as(attempt)
    if rules.is_throttled(
        queries.count_recent_failures(name, True, at),
        queries.count_recent_failures(address, False, at),
    ):
        raise RuleViolation(N_("Too many attempts. Wait a quarter of an hour, then try again."))


def _start_session(user: User, user_agent: str, at: dt.datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(
        UserSession(
            user_id=user.id,
            token_sha256=queries.token_hash(token),
            created_at=at,
            last_seen_at=at,
            user_agent=user_agent[:200],
        )
    )
    actor = queries.actor_of(user)
    record(actor, "accounts.session.start", _subject(user, actor.grants), {}, at)
    return token


def sign_out(token: str, actor: Actor, at: dt.datetime) -> None:
    """End the session of a token."""
    found = queries.find_living_session(token, at)
    if found is None:
        return
    session, user = found
    session.ended_at = at
    record(actor, "accounts.session.end", _subject(user, actor.grants), {}, at)


def touch_session(token: str, at: dt.datetime) -> None:
    """Note that a session is in use; the caller asks at most once a minute."""
    found = queries.find_living_session(token, at)
    if found:
        found[0].last_seen_at = at


def _end_sessions(user: User, at: dt.datetime) -> None:
    db.session.execute(
        sa.update(UserSession)
        .where(UserSession.user_id == user.id, UserSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def end_all_sessions(at: dt.datetime) -> int:
    """End every session of everybody, as after a restore: one that was ended since must not live again.

    Returns how many; the caller records why.
    """
    living = sa.select(UserSession.id).where(UserSession.ended_at.is_(None))
    ended = list(db.session.execute(living).scalars())
    statement = sa.update(UserSession).where(UserSession.ended_at.is_(None))
    db.session.execute(statement.values(ended_at=at))
    return len(ended)


def _require_reach(actor: Actor, grant: Grant) -> None:
    if len(grant.county_prefix) == COUNTY_CODE_LENGTH:
        get_county(grant.county_prefix)  # a county that was never added has no people
    reached = any(
        held.kindergarten is None and grant.county_prefix.startswith(held.county_prefix)
        for held in actor.grants
    )
    if not reached:
        raise RuleViolation(N_("This account reaches beyond your own counties."))


def _taken(username: str) -> list[str]:
    same = sa.func.lower(User.username) == username.lower()
    return [username] if db.session.scalars(sa.select(User.id).where(same)).first() else []


def _grant_row(user: User, grant: Grant) -> UserGrant:
    return UserGrant(
        user_id=user.id,
        role=grant.role,
        county_prefix=grant.county_prefix,
        kindergarten=grant.kindergarten,
    )


def _as_grant(row: UserGrant) -> Grant:
    return Grant(role=row.role, county_prefix=row.county_prefix, kindergarten=row.kindergarten)


def _readable(grants: Sequence[Grant]) -> list[str]:
    return [
        f"{g.role}:{g.county_prefix}" + (f":{g.kindergarten}" if g.kindergarten else "")
        for g in grants
    ]


def _subject(user: User, grants: Sequence[Grant]) -> Subject:
    prefix = grants[0].county_prefix if grants else ""
    return Subject("user", user.public_id, prefix.ljust(6, "0"))


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def cli_actor(system_user: str) -> Actor:
    """The actor of a command."""
    return system_actor(f"cli:{system_user}")
