"""Reading questions to other departments: one, by their link, lists."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.audit.rules import Subject
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clocks import Period
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import KIND, State

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class ReferralRow:
    """A line of a list: the question and the last day of its clock, inclusive."""

    referral: Referral
    due_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class ReferralFilter:
    """What a list of questions is limited to."""

    state: State | None = None
    late_on: dt.date | None = None  # asked, with a due day before this one
    department: str = ""  # a part of its name
    subject: tuple[str, str] | None = None  # (kind, public id)


def token_hash(token: str) -> str:
    """What of a link's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def get_referral(public_id: str, actor: Actor, *, for_update: bool = False) -> Referral:
    """Load a question; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Referral, public_id, actor, for_update=for_update)


def get_by_token(token: str, *, for_update: bool = False) -> Referral:
    """Load the question of a link.

    Raises ``Missing`` alike for a token that never was and one that is dead.
    """
    statement = sa.select(Referral).where(Referral.token_sha256 == token_hash(token))
    if for_update:
        statement = statement.with_for_update()
    referral = db.session.execute(statement).scalar_one_or_none()
    if referral is None:
        raise Missing(N_("There is no such page or record."))
    return referral


def usual_period(county_code: str, on: dt.date) -> Period:
    """The time that the county gives departments for an answer, unless the question says otherwise."""
    return Period.from_json(value(county_code, Key.REFERRAL_REPLY, on=on))


def due_on(referral: Referral) -> dt.date | None:
    """The last day to answer of a question that the caller has loaded."""
    statement = _rows().where(Referral.id == referral.id)
    return db.session.execute(statement).one()[1]  # type: ignore[no-any-return]


def list_referrals(
    wanted: ReferralFilter, actor: Actor, after: list[Any] | None, limit: int
) -> list[ReferralRow]:
    """Questions, newest first, after a sort key (key)."""
    statement = _filtered(_rows(), wanted, actor).order_by(Referral.id.desc()).limit(limit)
    if after and isinstance(after[0], int):
        statement = statement.where(Referral.id < after[0])
    return [ReferralRow(referral=row, due_on=day) for row, day in db.session.execute(statement)]


def count_referrals(wanted: ReferralFilter, actor: Actor) -> int:
    """How many questions a filter leaves."""
    statement = _filtered(_rows().with_only_columns(sa.func.count(Referral.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def list_of(subject: Subject, actor: Actor) -> list[ReferralRow]:
    """All questions about a case, in the order of asking."""
    wanted = ReferralFilter(subject=(subject.kind, subject.public_id))
    statement = _filtered(_rows(), wanted, actor).order_by(Referral.id)
    return [ReferralRow(referral=row, due_on=day) for row, day in db.session.execute(statement)]


def count_open(subject: Subject) -> int:
    """How many answers a case that the caller has loaded in scope still waits for."""
    statement = sa.select(sa.func.count(Referral.id)).where(*_about(subject), _OPEN)
    return int(db.session.execute(statement).scalar_one())


def open_ids(subject: Subject) -> Sequence[str]:
    """The public ids of a case's questions that nobody has answered, in the order of asking."""
    statement = sa.select(Referral.public_id).where(*_about(subject), _OPEN).order_by(Referral.id)
    return db.session.execute(statement).scalars().all()


_OPEN = Referral.state == State.ASKED


def _about(subject: Subject) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Referral.county_code == subject.county_code,
        Referral.subject_kind == subject.kind,
        Referral.subject_id == subject.public_id,
    )


def _rows() -> Rows:
    own_clock = sa.and_(
        Deadline.county_code == Referral.county_code,
        Deadline.subject_kind == KIND,
        Deadline.subject_id == Referral.public_id,
        Deadline.kind == DeadlineKind.REFERRAL_REPLY,
    )
    return sa.select(Referral, Deadline.due_on).outerjoin(Deadline, own_clock)


def _filtered(statement: Rows, wanted: ReferralFilter, actor: Actor) -> Rows:
    statement = scoped(statement, Referral, actor)
    if wanted.state:
        statement = statement.where(Referral.state == wanted.state)
    if wanted.late_on:
        statement = statement.where(_OPEN, Deadline.due_on < wanted.late_on)
    if wanted.department.strip():
        statement = statement.where(
            Referral.department.contains(wanted.department.strip(), autoescape=True)
        )
    if wanted.subject:
        kind, public_id = wanted.subject
        statement = statement.where(Referral.subject_kind == kind, Referral.subject_id == public_id)
    return statement
