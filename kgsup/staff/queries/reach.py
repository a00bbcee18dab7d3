"""Who reaches whom: the office the people of its counties, a kindergarten its own people alone."""

from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.kindergartens.models import Kindergarten
from kgsup.staff.models import StaffEmployment, StaffMember


def own_kindergartens(actor: Actor) -> frozenset[str] | None:
    """The public ids of the kindergartens for which the actor acts; ``None`` for the office."""
    if any(grant.kindergarten is None for grant in actor.grants):
        return None
    return frozenset(grant.kindergarten for grant in actor.grants if grant.kindergarten)


def reached(actor: Actor) -> sa.ColumnElement[bool]:
    """The people of the actor's counties, and those who work or worked in the own kindergarten."""
    office = scoped(sa.select(StaffMember.id), StaffMember, actor)
    own = scoped(
        sa.select(StaffEmployment.member_id).join(Kindergarten, same_place()),
        StaffEmployment,
        actor,
        kindergarten=Kindergarten.public_id,
    ).where(StaffEmployment.set_aside_at.is_(None))
    if own_kindergartens(actor) is None:
        return StaffMember.id.in_(office)
    return StaffMember.id.in_(own)


def same_place() -> sa.ColumnElement[bool]:
    """Joins an employment with its kindergarten."""
    return sa.and_(
        Kindergarten.county_code == StaffEmployment.county_code,
        Kindergarten.id == StaffEmployment.kindergarten_id,
    )


def get_member(public_id: str, actor: Actor, *, for_update: bool = False) -> StaffMember:
    """Load a person.

    Raises ``Missing`` alike for an unknown id, for somebody who is set aside and for one outside the
    actor's grants.
    """
    statement = sa.select(StaffMember).where(
        StaffMember.public_id == public_id, StaffMember.set_aside_at.is_(None), reached(actor)
    )
    if for_update:
        statement = statement.with_for_update(of=StaffMember)
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise Missing(N_("There is no such page or record."))
    return found


def get_fact(model: type[Any], public_id: str, member: StaffMember) -> Any:
    """Load a fact of a person that was loaded in scope; ``Missing`` when it is not this person's."""
    statement = sa.select(model).where(
        model.public_id == public_id,
        model.county_code == member.county_code,
        model.member_id == member.id,
    )
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None or getattr(found, "set_aside_at", None) is not None:
        raise Missing(N_("There is no such page or record."))
    return found
