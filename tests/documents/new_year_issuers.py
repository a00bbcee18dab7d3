"""A program of its own: 32 processes issue papers while the year ends in China.

``python -m tests.documents.new_year_issuers INSTANCE DATABASE_URL CLOCK_FILE`` prints one JSON object.
The clock stands at two seconds to midnight, Beijing time, until half of the papers are issued; whoever
issues that one moves it past midnight while the others are at work.  Nobody waits for anything.
"""

import json
import multiprocessing
import os
import sys
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TypeAlias

from flask import Flask

from kgsup.access.actor import Role
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.rules import Subject
from kgsup.audit.service import verify_ledger
from kgsup.core import clock, migrate
from kgsup.core.db import db, transaction
from kgsup.core.settings import load_settings
from kgsup.documents import service
from kgsup.documents.rules.kinds import DocumentKind
from tests.conftest import COUNTY, make_actor
from tests.documents import samples

ISSUERS = 32
PAPERS = 4  # of each
BEFORE = "2026-12-31T23:59:58+08:00"
AFTER = "2027-01-01T00:00:01+08:00"
SUBJECT = Subject("visit", "V000000000000001", COUNTY)

Count: TypeAlias = "Synchronized[int]"


def build(instance: str, url: str, clock_file: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": clock_file,
    }
    return create_app(load_settings(settings))


def turn(clock_file: Path, text: str) -> None:
    """Set the clock at once: nobody reads half an instant."""
    written = clock_file.with_suffix(".next")
    written.write_text(text)
    os.replace(written, clock_file)


def issue_some(app: Flask, clock_file: Path, issued: Count) -> None:
    """Issue papers one after the other, each in a transaction of its own, by the clock as it stands."""
    with app.app_context():
        for _ in range(PAPERS):
            at = clock.now()
            with transaction():
                service.issue(
                    DocumentKind.INSPECTION_RECORD,
                    SUBJECT,
                    samples.visit(),
                    make_actor(Role.INSPECTOR),
                    at,
                )
            with issued.get_lock():
                issued.value += 1
                if issued.value == ISSUERS * PAPERS // 2:
                    turn(clock_file, AFTER)
        db.session.remove()
        db.engine.dispose()


def main(instance: str, url: str, clock_file: str) -> None:
    turn(Path(clock_file), BEFORE)
    app = build(instance, url, clock_file)
    with app.app_context():
        migrate.upgrade(db.engine)
        with transaction():
            db.session.add(County(code=COUNTY, name="青禾县"))
        db.session.remove()
        db.engine.dispose()  # no connection is shared with a child
    forked = multiprocessing.get_context("fork")
    issued: Count = forked.Value("i", 0)
    children = [
        forked.Process(target=issue_some, args=(app, Path(clock_file), issued))
        for _ in range(ISSUERS)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
    with app.app_context():
        ledger = verify_ledger().ok
        db.engine.dispose()
    print(json.dumps({"exits": [child.exitcode for child in children], "ledger": ledger}))


if __name__ == "__main__":
    main(*sys.argv[1:])
