"""Adding counties and towns."""

import datetime as dt
from collections.abc import Mapping

from kgsup.access.actor import Actor
from kgsup.areas.models import County, Town
from kgsup.areas.rules import districts_of
from kgsup.audit.rules import Subject, register_acts
from kgsup.audit.service import record
from kgsup.core.db import COUNTY_CODE_LENGTH, db
from kgsup.core.errors import N_, Conflict, RuleViolation
from kgsup.core.labels import register_fields

ACTS = register_acts(
    {
        "areas.county.add": N_("County added"),
        "areas.town.add": N_("Towns added"),
    }
)
register_fields({"county": N_("County"), "towns": N_("Towns")})


def add_county(code: str, name: str, actor: Actor, at: dt.datetime) -> County:
    """Add a county; a city run as one bureau (…00) gets its districts as towns at once.

    Raises ``RuleViolation`` for a code that is not six digits, ``Conflict`` when it is there already.
    """
    if not (code.isascii() and code.isdigit() and len(code) == COUNTY_CODE_LENGTH):
        raise RuleViolation(N_("A county code has six digits."))
    if not name.strip():
        raise RuleViolation(N_("A county needs a name."))
    if db.session.get(County, code):
        raise Conflict(N_("County %(code)s is there already."), code=code)
    county = County(code=code, name=name.strip())
    db.session.add(county)
    db.session.flush()  # towns refer to it
    record(actor, "areas.county.add", Subject("county", code, code), {"name": [None, name]}, at)
    districts = {f"{district}000": title for district, title in districts_of(code).items()}
    if districts:
        add_towns(code, districts, actor, at)
    return county


def add_towns(county_code: str, towns: Mapping[str, str], actor: Actor, at: dt.datetime) -> None:
    """Add towns, code → name; those that are there already stay as they are."""
    known = set(db.session.scalars(db.select(Town.code).where(Town.county_code == county_code)))
    new = {code: name for code, name in towns.items() if code not in known}
    db.session.add_all(
        Town(county_code=county_code, code=code, name=name) for code, name in sorted(new.items())
    )
    record(
        actor,
        "areas.town.add",
        Subject("county", county_code, county_code),
        {"towns": [None, sorted(new)]},
        at,
    )
