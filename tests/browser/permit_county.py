"""Fills an instance with the people of a licence's way: run as a process of its own by the tests."""

import datetime as dt
import sys

from kgsup.access.actor import Grant, Role, system_actor
from kgsup.accounts import service as accounts
from kgsup.accounts.service import NewUser
from kgsup.app import create_app
from kgsup.areas import service as areas
from kgsup.casework import service as casework
from kgsup.casework.rules import Level, Span
from kgsup.core import clock, migrate
from kgsup.core.db import db, transaction
from tests.conftest import COUNTY, TOWNS
from tests.factories.licensing import licensed

PASSWORD = "paddy-field-at-dawn-26"
KINDERGARTEN = "青禾县向阳幼儿园"
OFFICE = {
    "xu": ("许小满", Role.CLERK),
    "gao": ("高远山", Role.APPROVER),
    "song": ("宋知远", Role.APPROVER),
    "qin": ("秦守一", Role.APPROVER),
    "fang": ("方正言", Role.LEGAL_REVIEWER),
    "yin": ("印晓岚", Role.SEAL_KEEPER),
}
LEVELS = {"gao": Level.SECTION, "song": Level.DEPUTY_HEAD, "qin": Level.HEAD}


def main() -> None:
    """Make county, towns, one person for each step, and a licensed kindergarten with its account."""
    app = create_app()
    actor = system_actor("test registrar")
    with app.app_context():
        migrate.upgrade(db.engine)
        now = clock.now()
        with transaction():
            areas.add_county(COUNTY, "青禾县", actor, now)
            areas.add_towns(COUNTY, TOWNS, actor, now)
            for username, (name, role) in OFFICE.items():
                grant = Grant(role=role, county_prefix=COUNTY)
                user = accounts.add_user(_person(username, name, grant), actor, now)
                db.session.flush()
                if username in LEVELS:
                    span = Span(from_on=dt.date(2026, 1, 1))
                    casework.appoint(COUNTY, user.public_id, LEVELS[username], span, actor, now)
        with transaction():
            kindergarten = licensed(dt.date(2028, 12, 31), name=KINDERGARTEN, at=now)
            db.session.flush()
            own = Grant(
                role=Role.KINDERGARTEN, county_prefix=COUNTY, kindergarten=kindergarten.public_id
            )
            accounts.add_user(_person("miao", "苗圃秀", own), actor, now)


def _person(username: str, name: str, grant: Grant) -> NewUser:
    return NewUser(username=username, name=name, password=PASSWORD, grants=(grant,))


if __name__ == "__main__":
    sys.exit(main())
