"""Counties of scale: one with ten years of visits, the rest of the country with one visit each.

Kindergartens go through the register's own bulk act; visits, their papers and findings are written in
sets, past their services: nobody acted, they are there to be measured.  Each county is a transaction,
with its rows in the ledger.
"""

import datetime as dt
import getpass
from collections.abc import Sequence
from random import Random

import sqlalchemy as sa

from kgsup.access.actor import Actor, Grant, Role
from kgsup.accounts import service as accounts
from kgsup.accounts.models import User
from kgsup.areas import service as areas
from kgsup.areas.models import County
from kgsup.audit.rules import Subject, register_acts
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.clocks import Term
from kgsup.core.db import db, transaction
from kgsup.core.errors import N_
from kgsup.demo.rules import scale as rules
from kgsup.demo.rules.past_visits import past_visits
from kgsup.demo.service.past_visits import write_visits
from kgsup.demo.service.people import make_password
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.workcalendar import service as workcalendar

ACTS = register_acts({"demo.scale.seed": N_("Invented visits written for measuring")})
SOURCE = Source(kind=SourceKind.DEMO, reference="scale")
OFFICERS = 20
TERM = Term(name="2026年秋季学期", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15))


def seed_scale(kindergartens: int, at: dt.datetime) -> str:
    """Write that many invented kindergartens; counties that are there already are passed over."""
    actor = accounts.cli_actor(getpass.getuser())
    written = visited = 0
    officers = _officers(actor, at)
    for county in rules.counties(kindergartens):
        if db.session.get(County, county.code):
            continue
        with transaction():
            visited += _seed_county(county, officers, actor, at)
        db.session.remove()  # hundreds of thousands of rows are not to pile up in memory
        written += county.kindergartens
    return f"{written} kindergartens with {visited} visits written."


def _officers(actor: Actor, at: dt.datetime) -> list[User]:
    """The inspectors who made the visits; nobody knows their passwords."""
    names = [f"scale-{n:02d}" for n in range(1, OFFICERS + 1)]
    found = list(
        db.session.scalars(sa.select(User).where(User.username.in_(names)).order_by(User.username))
    )
    if found:
        return found
    random = Random(0)  # noqa: S311 - invented names, the same every time
    province = rules.MEASURED_CODE[:2]  # they visited every county, of which none is there yet
    grants = [Grant(role=Role.INSPECTOR, county_prefix=province)]
    with transaction():
        return [
            accounts.add_user(
                accounts.NewUser(
                    username=name,
                    name=rules.person(random),
                    password=make_password(),
                    grants=grants,
                    position="责任督学",
                    supervisor_certificate=f"度政督学{name}",
                ),
                actor,
                at,
            )
            for name in names
        ]


def _seed_county(
    county: rules.ScaleCounty, officers: Sequence[User], actor: Actor, at: dt.datetime
) -> int:
    random = Random(int(county.code))  # noqa: S311 - invented rows, the same every time
    areas.add_county(county.code, county.name, actor, at)
    areas.add_towns(county.code, county.towns, actor, at)
    workcalendar.enter_term(county.code, TERM, actor, at)
    new = rules.kindergartens_of(county, TERM, random)
    register.enter_many(county.code, new, SOURCE, actor, at)
    keys = _keys_of(county.code)
    visits = past_visits(len(keys), county.code == rules.MEASURED_CODE, local_date(at))
    count = write_visits(county.code, keys, visits, officers)
    changes = {"visits": [None, count]}
    record(actor, "demo.scale.seed", Subject("county", county.code, county.code), changes, at)
    return count


def _keys_of(county_code: str) -> list[tuple[int, str]]:
    """Keys and public ids of a county's kindergartens."""
    statement = (
        sa.select(Kindergarten.id, Kindergarten.public_id)
        .where(Kindergarten.county_code == county_code)
        .order_by(Kindergarten.id)
    )
    return [(row.id, row.public_id) for row in db.session.execute(statement)]
