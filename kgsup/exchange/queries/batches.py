"""Imports, their rows, and remembered columns."""

import hashlib
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.exchange.models import ColumnMapping, ImportBatch, ImportRow, ListedKindergarten
from kgsup.exchange.rules.outcomes import Outcome, State


def get_batch(public_id: str, actor: Actor, *, for_update: bool = False) -> ImportBatch:
    """Load an import; raises ``Missing`` alike for an unknown id and for another county's."""
    return get_scoped(ImportBatch, public_id, actor, for_update=for_update)


def list_batches(
    actor: Actor, *, after: list[Any] | None = None, limit: int = 50
) -> list[ImportBatch]:
    """The imports of the counties that the actor reaches, the latest first, after a key."""
    statement = scoped(sa.select(ImportBatch), ImportBatch, actor).order_by(ImportBatch.id.desc())
    if after and isinstance(after[0], int):
        statement = statement.where(ImportBatch.id < after[0])
    return list(db.session.execute(statement.limit(limit)).scalars())


def list_waiting() -> list[tuple[str, State]]:
    """The imports that wait for the worker, the oldest first."""
    statement = (
        sa.select(ImportBatch.public_id, ImportBatch.state)
        .where(ImportBatch.state.in_([State.UPLOADED, State.CONFIRMED]))
        .order_by(ImportBatch.id)
    )
    return [(public_id, state) for public_id, state in db.session.execute(statement)]


def list_rows(
    batch: ImportBatch,
    outcome: Outcome | None = None,
    *,
    after: list[Any] | None = None,
    limit: int | None = 50,
) -> list[ImportRow]:
    """The rows of an import that was loaded in scope, in the order of the file, after a key."""
    statement = sa.select(ImportRow).where(
        ImportRow.county_code == batch.county_code, ImportRow.batch_id == batch.id
    )
    if outcome is not None:
        statement = statement.where(ImportRow.outcome == outcome)
    if after and isinstance(after[0], int):
        statement = statement.where(ImportRow.id > after[0])
    return list(db.session.execute(statement.order_by(ImportRow.id).limit(limit)).scalars())


def signature_key(signature: str) -> str:
    """The key under which the columns of a table with these heads are remembered."""
    return hashlib.sha256(signature.encode()).hexdigest()


def find_mapping(county_code: str, signature: str) -> ColumnMapping | None:
    """The columns that the county's people gave to a table with these heads."""
    statement = sa.select(ColumnMapping).where(
        ColumnMapping.county_code == county_code,
        ColumnMapping.signature == signature_key(signature),
    )
    return db.session.execute(statement).scalar_one_or_none()


def kept_of(county_code: str, kindergarten: str) -> dict[str, Any]:
    """What lists said of a kindergarten (public id, loaded in scope) beyond the register's facts."""
    statement = (
        sa.select(ListedKindergarten.kept)
        .where(
            ListedKindergarten.county_code == county_code,
            ListedKindergarten.kindergarten == kindergarten,
        )
        .order_by(ListedKindergarten.id)
    )
    kept: dict[str, Any] = {}
    for values in db.session.execute(statement).scalars():
        kept |= values
    return kept
