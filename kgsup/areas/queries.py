"""Reading counties and towns."""

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas.models import County, Town
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing


def get_county(code: str) -> County:
    """Load a county; raises ``Missing`` when the bureau of that code was never added."""
    county = db.session.get(County, code)
    if county is None:
        raise Missing(N_("County %(code)s has not been added."), code=code)
    return county


def list_counties() -> list[County]:
    """All counties by code."""
    return list(db.session.execute(sa.select(County).order_by(County.code)).scalars())


def counties_of(actor: Actor) -> list[County]:
    """The counties that the actor's grants reach, by code."""
    reached = [
        County.code.between(grant.county_prefix.ljust(6, "0"), grant.county_prefix.ljust(6, "9"))
        for grant in actor.grants
    ]
    statement = sa.select(County).where(sa.or_(sa.false(), *reached)).order_by(County.code)
    return list(db.session.execute(statement).scalars())


def list_towns(county_code: str) -> list[Town]:
    """The towns of a county by code."""
    statement = sa.select(Town).where(Town.county_code == county_code).order_by(Town.code)
    return list(db.session.execute(statement).scalars())


def town_names(county_code: str) -> dict[str, str]:
    """Town code → name of a county."""
    return {town.code: town.name for town in list_towns(county_code)}


def town_name(code: str) -> str | None:
    """The name of a town by its code alone, whichever county it lies in."""
    return db.session.execute(sa.select(Town.name).where(Town.code == code)).scalars().first()
