"""A program of its own: several holders of one link answer at the same moment.

``python -m tests.referrals.answering_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
import threading

import sqlalchemy as sa
from flask import Flask

from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.models import LedgerEntry
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from kgsup.referrals import service
from kgsup.referrals.rules import Opinion
from tests.conftest import AT, COUNTY
from tests.factories.referrals import answer, ask

QUESTIONS = 8
ANSWERS = [
    answer(name="周临江"),
    answer(name="李云岭", opinion=Opinion.OBJECTS, text="疏散楼梯不足。"),
    answer(name="何青山", opinion=Opinion.AGREES_WITH_REMARKS, text="须增设一处出口。"),
    answer(name="杨白石"),
]


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> list[str]:
    """Questions, known by the tokens of their links."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    with transaction():
        return [ask()[1] for _ in range(QUESTIONS)]


def race(app: Flask, token: str) -> list[str]:
    start, outcomes = threading.Barrier(len(ANSWERS)), []

    def send(given: service.Answer) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    service.answer(token, given, AT)
                outcomes.append("answered")
            except DomainError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=send, args=(given,)) for given in ANSWERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        tokens = prepare()
    outcomes = [race(app, token) for token in tokens]
    with app.app_context():
        recorded = sa.select(sa.func.count()).where(LedgerEntry.act == "referrals.referral.answer")
        count = db.session.execute(recorded).scalar_one()
        print(json.dumps({"outcomes": outcomes, "recorded": count, "ledger": verify_ledger().ok}))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
