"""A program of its own: phones that send the same visits at the same moment.

``python -m tests.inspections.sending_race INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import datetime as dt
import json
import sys
import threading
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Actor, Role
from kgsup.accounts.queries import actor_of
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.settings import load_settings
from kgsup.documents.models import Document
from kgsup.inspections import sync
from kgsup.inspections.models import VisitOperation, VisitSetAside
from tests.conftest import AT, COUNTY, make_user
from tests.factories.inspections import of_people, operation, visit_json
from tests.factories.kindergartens import make_kindergarten

ROUNDS = 6
SENDERS = 6
Sending = tuple[dict[str, Any], Actor]


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare() -> tuple[list[Actor], dict[str, Any]]:
    """Two inspectors and a visit that can be signed."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    with transaction():
        kindergarten = make_kindergarten().public_id
    certified = {
        "supervisor_certificate": "青督0021",
        "enforcement_certificate": "99012600011",
        "enforcement_certificate_until": dt.date(2027, 12, 31),
    }
    people = [make_user(Role.INSPECTOR, name=name, **certified) for name in ("田小禾", "林一苗")]
    visit = of_people(visit_json(), kindergarten, people[0])
    return [actor_of(person) for person in people], visit


def send_at_once(app: Flask, sendings: Sequence[Sending]) -> list[list[Any]]:
    """Send everything at the same moment; returns (result, number) of each."""
    start, answers = threading.Barrier(len(sendings)), []

    def send(body: dict[str, Any], actor: Actor) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    reply = sync.apply(sync.check_shape(body), actor, AT)
                answers.append([reply.answer["result"], reply.answer["number"]])
            except IntegrityError:
                answers.append(["sent again", None])  # answered 409, the phone sends it once more

    threads = [threading.Thread(target=send, args=sending) for sending in sendings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def race(app: Flask) -> dict[str, Any]:
    with app.app_context():
        (first, second), visit = prepare()
    result: dict[str, Any] = {"same_operation": [], "same_version": [], "same_new_visit": []}
    for n in range(ROUNDS):
        one = visit | {"id": f"S1GNED{n:010}"}
        body = operation(one, finish=True)
        result["same_operation"].append(send_at_once(app, [(body, first)] * SENDERS))

        begun = visit | {"id": f"SHARED{n:010}"}
        ((_saved, _number),) = send_at_once(app, [(operation(begun), first)])
        changes = [
            (operation(begun | {"advice": f"第{m}份"}, version=1), actor)
            for m, actor in enumerate((first, second))
        ]
        result["same_version"].append(send_at_once(app, changes))

        new = visit | {"id": f"BEG1N0{n:010}"}
        news = [
            (operation(new | {"advice": f"第{m}份"}), actor)
            for m, actor in enumerate((first, second))
        ]
        result["same_new_visit"].append(send_at_once(app, news))
    return result


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    result = race(app)
    with app.app_context():
        for name, model in (
            ("documents", Document),
            ("operations", VisitOperation),
            ("set_aside", VisitSetAside),
        ):
            result[name] = db.session.scalar(sa.select(sa.func.count()).select_from(model))
        result["ledger"] = verify_ledger().ok
        print(json.dumps(result))
        db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
