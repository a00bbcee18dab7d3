"""A program of its own: four approvers sign each of some drafts at the same moment.

``python -m tests.corrections.signing_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
import threading

import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import Actor, Role
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from kgsup.corrections import service
from kgsup.corrections.models import FollowUp
from tests.conftest import AT, COUNTY
from tests.factories.corrections import open_at, person
from tests.factories.kindergartens import make_kindergarten

DRAFTS = 8
APPROVERS = [person(name, Role.APPROVER) for name in ("何青山", "周临江", "杨白石", "李云岭")]


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> list[tuple[str, int]]:
    """Drafts with their versions as a page would show them."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    with transaction():
        kindergarten = make_kindergarten()
        drafts = [open_at(kindergarten).follow_ups[0] for _ in range(DRAFTS)]
    return [(draft.public_id, draft.version) for draft in drafts]


def race(app: Flask, public_id: str, version: int) -> list[str]:
    start, answers = threading.Barrier(len(APPROVERS)), []

    def sign(actor: Actor) -> None:
        with app.app_context():
            how = service.SigningOff(version=version)
            start.wait()
            try:
                with transaction():
                    service.sign_off(public_id, how, actor, AT)
                answers.append("signed")
            except DomainError as error:
                answers.append(type(error).__name__)

    threads = [threading.Thread(target=sign, args=(actor,)) for actor in APPROVERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        drafts = prepare()
    answers = [race(app, public_id, version) for public_id, version in drafts]
    with app.app_context():
        numbers = list(db.session.scalars(sa.select(FollowUp.number)))
        print(json.dumps({"answers": answers, "numbers": numbers, "ledger": verify_ledger().ok}))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
