"""A program of its own: clerks take one state form, and enter one delivery, at the same moment.

``python -m tests.licensing.form_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from kgsup.app import create_app
from kgsup.areas.models import County, Town
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from kgsup.kindergartens.rules.entries import Additions
from kgsup.licensing.models import CertificateForm, PermitApplication
from kgsup.licensing.rules.certificates import FormState
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import certificates as service
from tests.conftest import AT, COUNTY, TOWNS
from tests.factories import licensing
from tests.licensing.test_certificates import CLERK, COPY, OLD, ORIGINAL, TODAY, stock

CLERKS = 4
ROUNDS = 4


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> list[str]:
    """A stock of forms, and as many granted applications as there are clerks."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
        db.session.flush()
        db.session.add_all(
            Town(county_code=COUNTY, code=code, name=name) for code, name in TOWNS.items()
        )
    with transaction():
        stock()
        rows = [granted(n) for n in range(CLERKS)]
    public_ids = [row.public_id for row in rows]
    db.session.remove()
    return public_ids


def granted(n: int) -> PermitApplication:
    """The renewal of the n-th kindergarten's licence."""
    licence = replace(OLD, number=f"教民19901266000013{n}号")
    holder = licensing.make_applicant(
        name=f"青禾县第{n}幼儿园", additions=Additions(licence=licence)
    )
    return licensing.decided(licensing.accepted(PermitKind.RENEWAL, holder), Outcome.GRANT)


def race(app: Flask, acts: list[Callable[[], object]]) -> list[str]:
    """Let everybody act at the same moment; the name of what each is told."""
    start, answers = threading.Barrier(len(acts)), []

    def work(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act()
                answers.append("done")
            except DomainError as error:
                answers.append(type(error).__name__)

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def take(application: str, serial: str) -> Callable[[], object]:
    use = service.Use(part=ORIGINAL, serial=serial, on=TODAY)
    return lambda: service.use_form(application, use, None, CLERK, AT)


def receive(first: int) -> Callable[[], object]:
    delivery = service.Delivery(
        part=COPY, first=f"{first:07d}", last=f"{first + 9:07d}", received_on=TODAY
    )
    return lambda: service.receive_forms(COUNTY, delivery, CLERK, AT)


def count(*conditions: sa.ColumnElement[bool]) -> int:
    """Counted on a connection of its own: a reader that stays open would stop SQLite's writers."""
    statement = sa.select(sa.func.count(CertificateForm.id)).where(*conditions)
    with db.engine.connect() as connection:
        return int(connection.execute(statement).scalar_one())


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        applications = prepare()
        one_form = race(app, [take(application, "0001201") for application in applications])
        used_after_one = count(CertificateForm.state == FormState.USED)
        free = next(
            application
            for application in applications
            if count(CertificateForm.application == application) == 0
        )
        one_part = race(app, [take(free, f"000120{n}") for n in range(2, 2 + CLERKS)])
        deliveries = [race(app, [receive(9000 + 10 * n)] * CLERKS) for n in range(ROUNDS)]
        result = {
            "one_form": one_form,
            "used_after_one": used_after_one,
            "one_part": one_part,
            "used": count(CertificateForm.state == FormState.USED),
            "deliveries": deliveries,
            "received": count(CertificateForm.part == COPY) - len(range(1201, 1206)),
            "ledger": verify_ledger().ok,
        }
        print(json.dumps(result))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
