"""A program of its own for what real processes do to clocks; prints one JSON object.

``python -m tests.deadlines.at_once race INSTANCE DATABASE_URL`` starts the same clocks from several
threads at the same moment.  ``prepare`` makes clocks and changes the calendar; ``recompute`` runs the
job and counts before and after, with ``KILL_AFTER_BATCHES=n`` in the environment killing itself.
"""

import datetime as dt
import json
import os
import signal
import sys
import threading

import sqlalchemy as sa
from flask import Flask

from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.rules import Subject
from kgsup.audit.service import verify_ledger
from kgsup.core import migrate
from kgsup.core.clocks import ClockEventKind
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.schedule import JOBS
from kgsup.core.settings import load_settings
from kgsup.deadlines import jobs, service
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.workcalendar import service as workcalendar
from tests.conftest import AT, COUNTY
from tests.factories.deadlines import CLERK, new_case, start_clock

CASES, STARTERS = 8, 4
CLOCKS, BATCH = 12, 5


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def prepare_database() -> None:
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
        workcalendar.enter_shipped_years(CLERK, AT)


def race(app: Flask) -> dict[str, object]:
    with app.app_context():
        prepare_database()
    answers = [_race_for(app, new_case()) for _ in range(CASES)]
    with app.app_context():
        clocks = db.session.scalar(sa.select(sa.func.count(Deadline.id)))
        return {"answers": answers, "clocks": clocks, "ledger": verify_ledger().ok}


def _race_for(app: Flask, case: Subject) -> list[str]:
    barrier, answers = threading.Barrier(STARTERS), []

    def begin() -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    start_clock(case)
                answers.append("started")
            except DomainError as error:
                answers.append(type(error).__name__)

    threads = [threading.Thread(target=begin) for _ in range(STARTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def prepare(app: Flask) -> dict[str, object]:
    with app.app_context():
        prepare_database()
        with transaction():
            for _ in range(CLOCKS):
                start_clock()
        with transaction():
            workcalendar.set_day(dt.date(2026, 11, 28), True, "调休", CLERK, AT)
    return {}


def recompute(app: Flask) -> dict[str, object]:
    jobs.BATCH, left = BATCH, int(os.environ.get("KILL_AFTER_BATCHES", "0"))
    work, done = service.recompute_batch, []

    def work_and_die(*arguments: object) -> service.Batch:
        if left and len(done) == left:  # the batches before are committed, this one is not
            work(*arguments)  # type: ignore[arg-type]
            db.session.flush()
            os.kill(os.getpid(), signal.SIGKILL)
        done.append(True)
        return work(*arguments)  # type: ignore[arg-type]

    service.recompute_batch = work_and_die
    with app.app_context():
        before, changed = count(), JOBS["deadlines-recompute"].run(AT)
        return {"before": before, "changed": changed, "after": count()}


def count() -> dict[str, object]:
    marks = (
        sa.select(sa.func.count(DeadlineEvent.id))
        .where(DeadlineEvent.kind == ClockEventKind.RECOMPUTED)
        .group_by(DeadlineEvent.deadline_id)
    )
    return {
        "due": sorted(day.isoformat() for day in db.session.scalars(sa.select(Deadline.due_on))),
        "marks": list(db.session.scalars(marks)),
        "ledger": verify_ledger().ok,
    }


def main(what: str, instance: str, url: str) -> None:
    app = build(instance, url)
    answer = {"race": race, "prepare": prepare, "recompute": recompute}[what](app)
    print(json.dumps(answer))
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
