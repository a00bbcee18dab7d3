"""A program of its own: several clerks receive one application, then accept it, at the same moment.

``python -m tests.licensing.intake_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import Actor, system_actor
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from kgsup.documents.models import Document
from kgsup.licensing import service
from kgsup.licensing.rules.kinds import PermitKind
from tests.conftest import AT, COUNTY
from tests.factories import licensing

APPLICATIONS = 4
CLERKS = 4


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> tuple[list[str], list[Actor]]:
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    with transaction():
        clerks = [licensing.clerk(f"收件员{number}") for number in range(CLERKS)]
    drafts = []
    for _ in range(APPLICATIONS):
        with transaction():
            drafts.append(licensing.fill(licensing.start(PermitKind.ESTABLISHMENT)).public_id)
    return drafts, clerks


def race(app: Flask, clerks: list[Actor], act: Callable[[Actor], object]) -> list[str]:
    start, outcomes = threading.Barrier(len(clerks)), []

    def run(clerk: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    act(clerk)
                outcomes.append("done")
            except DomainError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def deem(public_id: str) -> Callable[[Actor], object]:
    """What two workers do at once when the five working days are over; the second finds nothing."""

    def act(_clerk: Actor) -> None:
        later = AT.replace(month=12, day=10)
        worker = system_actor("worker")
        if service.deem_accepted(public_id, worker, later) is None:
            raise DomainError("somebody was first")

    return act


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        drafts, clerks = prepare()
    receipt = service.Receipt(received_at=AT)
    received = [
        race(app, clerks, lambda clerk, one=one: service.receive(one, receipt, clerk, AT))
        for one in drafts
    ]
    half = APPLICATIONS // 2
    day = licensing.TODAY
    accepted = [
        race(app, clerks, lambda clerk, one=one: service.accept(one, day, None, clerk, AT))
        for one in drafts[:half]
    ] + [race(app, clerks, deem(one)) for one in drafts[half:]]
    with app.app_context():
        papers = db.session.execute(sa.select(Document.kind, Document.number)).all()
        result = {
            "received": received,
            "accepted": accepted,
            "papers": sorted([kind.value, number] for kind, number in papers),
            "ledger": verify_ledger().ok,
        }
        print(json.dumps(result))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
