"""A program of its own: heads sign each of some proposals at the same moment.

``python -m tests.casework.signing_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
import threading

import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import Actor
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.rules import Subject
from kgsup.audit.service import verify_ledger
from kgsup.casework import service
from kgsup.casework.models import GivenOpinion, Proposal
from kgsup.casework.rules import Level, ProposalState, SigningOff
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from tests.conftest import AT, COUNTY
from tests.factories.casework import actor, clerk, executed, head, ready_to_sign

PROPOSALS = 6
HEADS = ("周临江", "杨白石", "李云岭", "何青山")


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> tuple[list[Actor], list[tuple[str, int]]]:
    """The heads, and proposals with their versions as a page would show them."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    author, reviewer = clerk(), actor("田小禾")
    heads = [head(name) for name in HEADS]
    db.session.commit()
    with transaction():
        rows = [
            ready_to_sign(
                author, reviewer, subject=Subject("case", f"A{n}", COUNTY), level=Level.HEAD
            )
            for n in range(PROPOSALS)
        ]
    return heads, [(row.public_id, row.version) for row in rows]


def race(app: Flask, heads: list[Actor], public_id: str, version: int | None) -> list[str]:
    start, answers = threading.Barrier(len(heads)), []

    def sign(person: Actor) -> None:
        with app.app_context():
            how = SigningOff(version=version, opinion="同意。")
            start.wait()
            try:
                with transaction():
                    service.sign_off(public_id, how, person, AT)
                answers.append("signed")
            except DomainError as error:
                answers.append(type(error).__name__)

    threads = [threading.Thread(target=sign, args=(person,)) for person in heads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        heads, proposals = prepare()
    half = len(proposals) // 2
    # The first half on the version of the page, the rest without one: the state alone decides there.
    answers = [race(app, heads, key, version) for key, version in proposals[:half]]
    answers += [race(app, heads, key, None) for key, _version in proposals[half:]]
    with app.app_context():
        signed = sa.select(sa.func.count()).where(Proposal.state == ProposalState.SIGNED_OFF)
        signatures = sa.select(sa.func.count()).where(GivenOpinion.signs)
        result = {
            "answers": answers,
            "signed": db.session.execute(signed).scalar_one(),
            "signatures": db.session.execute(signatures).scalar_one(),
            "executed": sorted(public_id for public_id, _signed in executed),
            "proposals": sorted(key for key, _version in proposals),
            "ledger": verify_ledger().ok,
        }
        print(json.dumps(result))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
