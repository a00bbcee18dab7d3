"""Imports of lists of people and their rows."""

from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.exchange.models import StaffImport, StaffImportRow
from kgsup.exchange.rules.outcomes import Outcome


def get_staff_import(public_id: str, actor: Actor, *, for_update: bool = False) -> StaffImport:
    """Load an import; raises ``Missing`` alike for an unknown id and for another county's."""
    return get_scoped(StaffImport, public_id, actor, for_update=for_update)


def list_staff_imports(
    actor: Actor, *, after: list[Any] | None = None, limit: int = 50
) -> list[StaffImport]:
    """The imports of the counties that the actor reaches, the latest first, after a key."""
    statement = scoped(sa.select(StaffImport), StaffImport, actor).order_by(StaffImport.id.desc())
    if after and isinstance(after[0], int):
        statement = statement.where(StaffImport.id < after[0])
    return list(db.session.execute(statement.limit(limit)).scalars())


def list_staff_rows(
    batch: StaffImport,
    outcome: Outcome | None = None,
    *,
    after: list[Any] | None = None,
    limit: int | None = 50,
) -> list[StaffImportRow]:
    """The rows of an import that was loaded in scope, in the order of the file, after a key."""
    statement = sa.select(StaffImportRow).where(
        StaffImportRow.county_code == batch.county_code, StaffImportRow.batch_id == batch.id
    )
    if outcome is not None:
        statement = statement.where(StaffImportRow.outcome == outcome)
    if after and isinstance(after[0], int):
        statement = statement.where(StaffImportRow.id > after[0])
    return list(db.session.execute(statement.order_by(StaffImportRow.id).limit(limit)).scalars())
