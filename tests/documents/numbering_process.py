"""One of several processes that issue papers at once: prints each number when it is committed."""

import sys

from kgsup.access.actor import Role
from kgsup.app import create_app
from kgsup.audit.rules import Subject
from kgsup.core.db import transaction
from kgsup.core.settings import load_settings
from kgsup.documents import service
from kgsup.documents.rules.kinds import DocumentKind
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import samples


def main(database_url: str, instance: str, count: int) -> None:
    """Issue papers one after the other, each in a transaction of its own."""
    environment = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": database_url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    app = create_app(load_settings(environment))
    subject = Subject("visit", "V000000000000001", COUNTY)
    with app.app_context():
        for _ in range(count):
            with transaction():
                document = service.issue(
                    DocumentKind.INSPECTION_RECORD,
                    subject,
                    samples.visit(),
                    make_actor(Role.INSPECTOR),
                    AT,
                )
            print(document.number, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
