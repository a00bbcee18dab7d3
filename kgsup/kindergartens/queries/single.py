"""One kindergarten."""

from collections.abc import Iterable

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.kindergartens.models import Kindergarten


def get_kindergarten(public_id: str, actor: Actor, *, for_update: bool = False) -> Kindergarten:
    """Load a kindergarten; one that was merged away still answers (see ``merged_into_id``).

    Raises ``Missing`` alike for an unknown id and for one outside the actor's grants.
    """
    return get_scoped(
        Kindergarten,
        public_id,
        actor,
        kindergarten=Kindergarten.public_id,
        for_update=for_update,
    )


def lock_pair(public_id: str, other_id: str, actor: Actor) -> tuple[Kindergarten, Kindergarten]:
    """Load two kindergartens and lock them by key, whichever is named first.

    Two acts on the same pair therefore wait for each other and never stand crosswise.  Raises
    ``Missing`` where ``get_kindergarten`` does.
    """
    statement = scoped(
        sa.select(Kindergarten), Kindergarten, actor, kindergarten=Kindergarten.public_id
    )
    statement = statement.where(Kindergarten.public_id.in_({public_id, other_id}))
    statement = statement.order_by(Kindergarten.id).with_for_update(of=Kindergarten)
    found = {row.public_id: row for row in db.session.execute(statement).scalars()}
    if not {public_id, other_id} <= found.keys():
        raise Missing(N_("There is no such page or record."))
    return found[public_id], found[other_id]


def find_kindergarten(public_id: str, actor: Actor) -> Kindergarten | None:
    """Load a kindergarten, or ``None`` where ``get_kindergarten`` would raise ``Missing``."""
    try:
        return get_kindergarten(public_id, actor)
    except Missing:
        return None


def get_by_id(county_code: str, kindergarten_id: int) -> Kindergarten:
    """Load the kindergarten behind a row of its county that was already loaded in scope."""
    statement = sa.select(Kindergarten).where(
        Kindergarten.county_code == county_code, Kindergarten.id == kindergarten_id
    )
    kindergarten = db.session.execute(statement).scalar_one_or_none()
    if kindergarten is None:
        raise Missing(N_("There is no such page or record."))
    return kindergarten


def names_of(county_code: str, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Key → (public id, name) for rows of a county that were already loaded in scope."""
    statement = sa.select(Kindergarten.id, Kindergarten.public_id, Kindergarten.name).where(
        Kindergarten.county_code == county_code, Kindergarten.id.in_(list(ids))
    )
    return {row.id: (row.public_id, row.name) for row in db.session.execute(statement)}


def find_by_name(county_code: str, name: str, actor: Actor) -> list[Kindergarten]:
    """The kindergartens of exactly this name, merged ones left out."""
    statement = scoped(
        sa.select(Kindergarten), Kindergarten, actor, kindergarten=Kindergarten.public_id
    ).where(
        Kindergarten.county_code == county_code,
        Kindergarten.name == name,
        Kindergarten.merged_into_id.is_(None),
    )
    return list(db.session.execute(statement.order_by(Kindergarten.id)).scalars())


def names_by_public_id(actor: Actor, public_ids: Iterable[str]) -> dict[str, str]:
    """Public id → name of those that the actor reaches."""
    statement = scoped(
        sa.select(Kindergarten.public_id, Kindergarten.name), Kindergarten, actor
    ).where(Kindergarten.public_id.in_(list(public_ids)))
    return {row.public_id: row.name for row in db.session.execute(statement)}
