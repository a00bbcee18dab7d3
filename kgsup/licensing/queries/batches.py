"""Batches: one, its items with their kindergartens, the list."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.models import BatchAct, BatchItem, LicenceAct


@dataclass(frozen=True)
class ItemLine:
    """An item with its kindergarten."""

    item: BatchItem
    kindergarten: Kindergarten


def get_batch(public_id: str, actor: Actor, *, for_update: bool = False) -> BatchAct:
    """Load a batch; raises ``Missing`` outside the actor's counties."""
    return get_scoped(BatchAct, public_id, actor, for_update=for_update)


def items_of(batch: BatchAct) -> list[ItemLine]:
    """The items of a batch that was loaded in scope, in the order of the sheet."""
    statement = (
        sa.select(BatchItem, Kindergarten)
        .join(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == BatchItem.county_code,
                Kindergarten.id == BatchItem.kindergarten_id,
            ),
        )
        .where(BatchItem.county_code == batch.county_code, BatchItem.batch_act_id == batch.id)
        .order_by(BatchItem.id)
    )
    return [ItemLine(row[0], row[1]) for row in db.session.execute(statement)]


def acts_of_batch(batch: BatchAct) -> list[LicenceAct]:
    """The acts that a batch made, one a licence, in the order of the sheet."""
    statement = sa.select(LicenceAct).where(
        LicenceAct.county_code == batch.county_code, LicenceAct.batch == batch.public_id
    )
    return list(db.session.execute(statement.order_by(LicenceAct.id)).scalars())


def list_batches(actor: Actor, after: list[Any] | None, limit: int) -> list[BatchAct]:
    """Batches, newest first, after a sort key (key)."""
    statement = scoped(sa.select(BatchAct), BatchAct, actor)
    if after and isinstance(after[0], int):
        statement = statement.where(BatchAct.id < after[0])
    statement = statement.order_by(BatchAct.id.desc()).limit(limit)
    return list(db.session.execute(statement).scalars())
