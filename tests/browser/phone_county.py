"""Fills an instance with the little that a visit needs: run as a process of its own by the tests."""

import datetime as dt
import sys

from kgsup.access.actor import Grant, Role, system_actor
from kgsup.accounts import service as accounts
from kgsup.accounts.service import NewUser
from kgsup.app import create_app
from kgsup.areas import service as areas
from kgsup.core import clock, migrate
from kgsup.core.db import db, transaction
from tests.conftest import COUNTY, TOWNS
from tests.factories.kindergartens import make_kindergarten

PASSWORD = "paddy-field-at-dawn-26"
PEOPLE = {"tian": "田小禾", "lin": "林一苗"}
NAMES = ("青禾县向阳幼儿园", "青禾县小葵花幼儿园")


def main() -> None:
    """Make county, towns, two inspectors with both certificates and two kindergartens."""
    app = create_app()
    actor = system_actor("test registrar")
    with app.app_context():
        migrate.upgrade(db.engine)
        now = clock.now()
        until = clock.local_date(now) + dt.timedelta(days=400)
        with transaction():
            areas.add_county(COUNTY, "青禾县", actor, now)
            areas.add_towns(COUNTY, TOWNS, actor, now)
            for number, (username, name) in enumerate(PEOPLE.items(), start=1):
                inspector = NewUser(
                    username=username,
                    name=name,
                    password=PASSWORD,
                    grants=(Grant(role=Role.INSPECTOR, county_prefix=COUNTY),),
                    supervisor_certificate=f"青督002{number}",
                    enforcement_certificate=f"9901260001{number}",
                    enforcement_certificate_until=until,
                )
                accounts.add_user(inspector, actor, now)
        for name in NAMES:
            with transaction():
                make_kindergarten(
                    name,
                    head="苗圃秀",
                    town_code="990126001",
                    address="青阳街道稻香路 8 号",
                    at=now,
                )


if __name__ == "__main__":
    sys.exit(main())
