"""Every load goes through ``scoped``: outside an actor's grants a row is simply not there."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from kgsup.access.actor import Actor, Grant
from kgsup.core.db import COUNTY_CODE_LENGTH, CountyRow, db
from kgsup.core.errors import N_, Missing

Row = TypeVar("Row", bound=CountyRow)
Holder = sa.ColumnElement[str] | InstrumentedAttribute[str]  # holds a kindergarten's public id
Statement = TypeVar("Statement", bound=sa.Select[*tuple[Any, ...]])


def scoped(
    statement: Statement,
    model: type[CountyRow],
    actor: Actor,
    *,
    kindergarten: Holder | None = None,
) -> Statement:
    """Limit a select to the rows of ``model`` that the actor's grants reach.

    A grant for one kindergarten reaches rows only where the caller names the column that holds the
    kindergarten's public id; without that column such a grant reaches nothing.
    """
    reached = [_reach(model, grant, kindergarten) for grant in actor.grants]
    return statement.where(sa.or_(sa.false(), *reached))


def _reach(
    model: type[CountyRow], grant: Grant, kindergarten: Holder | None
) -> sa.ColumnElement[bool]:
    county = in_county(model, grant.county_prefix)
    if grant.kindergarten is None:
        return county
    if kindergarten is None:
        return sa.false()
    return sa.and_(county, kindergarten == grant.kindergarten)


def in_county(model: type[CountyRow], prefix: str) -> sa.ColumnElement[bool]:
    """Rows of one county, or of all counties under a shorter prefix."""
    if not prefix:
        return sa.true()
    if len(prefix) == COUNTY_CODE_LENGTH:
        return model.county_code == prefix
    # A range instead of LIKE, so that both databases use the index whatever their collation.
    first, last = prefix.ljust(COUNTY_CODE_LENGTH, "0"), prefix.ljust(COUNTY_CODE_LENGTH, "9")
    return model.county_code.between(first, last)


def get_scoped(
    model: type[Row],
    public_id: str,
    actor: Actor,
    *,
    kindergarten: Holder | None = None,
    for_update: bool = False,
) -> Row:
    """Load one row by its public id.

    Raises ``Missing`` alike for an unknown id and for a row outside the actor's grants.
    """
    statement = scoped(sa.select(model), model, actor, kindergarten=kindergarten)
    statement = statement.where(model.public_id == public_id)
    if for_update:
        statement = statement.with_for_update(of=model)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return row
