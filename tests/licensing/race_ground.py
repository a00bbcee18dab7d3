"""Common ground of the programs that race or are killed: a database of their own with cases on it."""

import datetime as dt
import itertools
import threading
from collections.abc import Callable, Sequence

from flask import Flask

from kgsup.access.actor import Actor
from kgsup.app import create_app
from kgsup.areas.models import County, Town
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Opinion
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.settings import load_settings
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Draft, Outcome
from tests.conftest import AT, COUNTY, TOWNS
from tests.factories import casework as people
from tests.factories import licensing

_NUMBERS = itertools.count(200)


def build(instance: str, url: str) -> Flask:
    settings = {
        "KGSUP_INSTANCE": instance,
        "KGSUP_DATABASE_URL": url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
    }
    return create_app(load_settings(settings))


def make_county() -> None:
    """Tables, county and towns."""
    migrate.upgrade(db.engine)
    with transaction():
        db.session.add(County(code=COUNTY, name="青禾县"))
    with transaction():
        db.session.add_all(
            Town(county_code=COUNTY, code=code, name=name) for code, name in TOWNS.items()
        )


def holder(valid_until: dt.date = dt.date(2026, 12, 31)) -> Kindergarten:
    """A kindergarten whose licence ends soon, with a name and number of its own."""
    n = next(_NUMBERS)
    return licensing.licensed(
        valid_until, number=f"教民199012660000{n}0号", name=f"青禾县向阳第{n}幼儿园"
    )


def to_sign(application: PermitApplication, outcome: Outcome = Outcome.GRANT) -> Proposal:
    """A proposal with every opinion, that waits for the signature."""
    preparer = licensing.clerk("经办员")
    draft = Draft(outcome=outcome, text="材料齐全，建议照此办理。", basis=("行政许可法 38",))
    proposal = service.propose(application.public_id, draft, None, preparer, AT)
    casework.submit(proposal.public_id, None, preparer, AT)
    people.agree(proposal, people.actor("股长"))
    if proposal.needs_legal_review:
        opinion = Opinion(agreed=True, text="合法。")
        casework.give_opinion(proposal.public_id, opinion, None, people.lawyer(), AT)
    return proposal


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> list[str]:
    """Do all acts at the same moment, each in a thread and transaction of its own; what each was told."""
    barrier, answers = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    act()
                answers.append("done")
            except DomainError as error:
                answers.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def heads(count: int) -> list[Actor]:
    """People who may sign whatever a head signs."""
    return [people.head(f"负责人{n}") for n in range(count)]
