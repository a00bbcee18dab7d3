"""One of several processes that grant licences at once: prints each number when it is committed."""

import datetime as dt
import sys

from kgsup.app import create_app
from kgsup.core.db import transaction
from kgsup.core.settings import load_settings
from kgsup.kindergartens import service
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.licence_acts import GrantedLicence
from tests.conftest import AT, COUNTY
from tests.factories.kindergartens import REGISTRAR, make_kindergarten

TODAY = dt.date(2026, 11, 21)
CASE = Source(kind=SourceKind.CASE, reference="A000000000000001")


def main(database_url: str, instance: str, name: str, count: int) -> None:
    """Establish kindergartens one after the other and grant each its licence."""
    environment = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": database_url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    with create_app(load_settings(environment)).app_context():
        for number in range(count):
            print(grant(f"青禾县{name}第{number}幼儿园"), flush=True)


def grant(name: str) -> str:
    with transaction():
        kindergarten = make_kindergarten(name, source=CASE)
        number = service.next_licence_number(COUNTY, REGISTRAR, AT)
        granted = GrantedLicence(
            number=number,
            valid_from=TODAY,
            valid_until=dt.date(2029, 11, 20),
            issued_on=TODAY,
        )
        service.grant_licence(kindergarten.public_id, granted, CASE, REGISTRAR, AT)
    return number


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
