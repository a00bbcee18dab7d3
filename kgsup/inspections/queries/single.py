"""One visit, its officers, and what was sent for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.accounts.models import User
from kgsup.core.db import db
from kgsup.inspections.models import Visit, VisitOfficer, VisitOperation, VisitSetAside
from kgsup.inspections.rules.visits import VisitState


@dataclass(frozen=True, kw_only=True)
class SetAsideRow:
    """A document that was sent and not applied, with the number of places at which it differs."""

    row: VisitSetAside
    places: int


def get_visit(public_id: str, actor: Actor, *, for_update: bool = False) -> Visit:
    """Load a visit; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Visit, public_id, actor, for_update=for_update)


def find_visit(public_id: str, actor: Actor) -> Visit | None:
    """Find a visit in the actor's counties and lock it."""
    statement = scoped(sa.select(Visit), Visit, actor).where(Visit.public_id == public_id)
    return db.session.execute(statement.with_for_update(of=Visit)).scalar_one_or_none()


def is_taken(public_id: str) -> bool:
    """Tell whether a visit of any county bears this id."""
    statement = sa.select(Visit.id).where(Visit.public_id == public_id)
    return db.session.execute(statement).first() is not None


def officers_of(visits: Sequence[Visit]) -> dict[int, list[VisitOfficer]]:
    """The officers of visits that the caller has loaded in scope, by the key of the visit."""
    statement = (
        sa.select(VisitOfficer)
        .where(VisitOfficer.visit_id.in_([visit.id for visit in visits]))
        .order_by(VisitOfficer.visit_id, VisitOfficer.place)
    )
    found: dict[int, list[VisitOfficer]] = {visit.id: [] for visit in visits}
    for officer in db.session.execute(statement).scalars():
        found[officer.visit_id].append(officer)
    return found


def last_signed_visit(kindergarten_id: int) -> Visit | None:
    """The latest signed visit of a kindergarten that the caller has loaded in scope."""
    statement = (
        sa.select(Visit)
        .where(Visit.kindergarten_id == kindergarten_id, Visit.state == VisitState.SIGNED)
        .order_by(Visit.acted_on.desc(), Visit.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def lock_user(user_id: int) -> None:
    """Let one operation of a user be applied at a time: the second waits and then sees the first."""
    db.session.execute(sa.select(User.id).where(User.id == user_id).with_for_update()).one()


def find_operation(user_id: int, operation_id: str) -> VisitOperation | None:
    """The operation of a user that was applied under this id."""
    statement = sa.select(VisitOperation).where(
        VisitOperation.user_id == user_id, VisitOperation.operation_id == operation_id
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_set_aside(user_id: int, operation_id: str, body_sha256: str) -> VisitSetAside | None:
    """The same body, when it was set aside before."""
    statement = sa.select(VisitSetAside).where(
        VisitSetAside.user_id == user_id,
        VisitSetAside.operation_id == operation_id,
        VisitSetAside.body_sha256 == body_sha256,
    )
    return db.session.execute(statement).scalar_one_or_none()


def list_set_aside(visit: Visit) -> list[SetAsideRow]:
    """What was set aside beside a visit that the caller has loaded in scope, newest first."""
    statement = (
        sa.select(VisitSetAside)
        .where(VisitSetAside.visit == visit.public_id)
        .order_by(VisitSetAside.id.desc())
    )
    return [
        SetAsideRow(row=row, places=len(row.differences))
        for row in db.session.execute(statement).scalars()
    ]
