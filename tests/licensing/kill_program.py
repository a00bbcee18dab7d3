"""A program of its own that carries a renewal from the signature to the stored document, and is killed.

``prepare INSTANCE URL`` makes one proposal for each step and prints their public ids as JSON;
``carry INSTANCE URL PROPOSAL STEP`` signs it, lets the worker make the papers and kills itself with
SIGKILL at the step; ``recover INSTANCE URL`` prints what is there, signs what was not signed, lets the
worker finish, and prints what is there then.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import sqlalchemy as sa

from kgsup.audit.service import verify_ledger
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import SigningOff
from kgsup.core.db import before_commit, db, transaction
from kgsup.documents import jobs
from kgsup.documents.adapters import archive, renderer
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.service import issuing
from kgsup.kindergartens.models import LicenceEdition
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.kinds import PermitKind
from tests.conftest import AT
from tests.factories import casework as people
from tests.factories import licensing
from tests.licensing.race_ground import build, holder, make_county, to_sign


def die(*_args: object) -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def then_die(function: Callable[..., Any]) -> Callable[..., NoReturn]:
    """Do it, then be killed before anybody learns of it."""

    def both(*args: Any, **named: Any) -> NoReturn:
        function(*args, **named)
        die()

    return both


def _before_number() -> None:
    issuing.take_number = die


def _after_number() -> None:
    issuing.take_number = then_die(issuing.take_number)


def _before_commit() -> None:
    before_commit(die)


def _while_made() -> None:
    renderer.read_frame = die  # the PDF process has its order and works


def _before_file() -> None:
    archive.write = die


def _before_row() -> None:
    archive.write = then_die(archive.write)


# In the order of what happens; "after_commit" kills in ``carry`` itself.
STEPS: dict[str, Callable[[], None]] = {
    "before_number": _before_number,
    "after_number": _after_number,
    "before_commit": _before_commit,
    "after_commit": lambda: None,
    "while_made": _while_made,
    "before_file": _before_file,
    "before_row": _before_row,
}
UNSIGNED = ("before_number", "after_number", "before_commit")


def prepare() -> None:
    make_county()
    ready = [to_sign(licensing.accepted(PermitKind.RENEWAL, holder())) for _ in STEPS]
    db.session.commit()
    print(json.dumps([proposal.public_id for proposal in ready]))


def sign(public_id: str) -> None:
    signer = people.head()
    db.session.commit()
    with transaction():
        casework.sign_off(public_id, SigningOff(version=None, opinion="同意。"), signer, AT)


def carry(public_id: str, step: str) -> None:
    signer = people.head()
    db.session.commit()
    STEPS[step]()
    with transaction():
        casework.sign_off(public_id, SigningOff(version=None, opinion="同意。"), signer, AT)
    if step == "after_commit":
        die()
    jobs.render_queued(AT)


def recover() -> None:
    db.session.rollback()
    before = found()
    for public_id, state in before["proposals"].items():
        if state != "signed_off":
            sign(public_id)
    jobs.render_queued(AT)
    print(json.dumps({"before": before, "after": found()}))


def found() -> dict[str, Any]:
    """What the database and the archive hold."""
    differences = jobs.compare_archive()
    state = {
        "proposals": dict(_rows(sa.select(Proposal.public_id, Proposal.state))),
        "cases": [
            list(row)
            for row in _rows(sa.select(PermitApplication.state, PermitApplication.document_number))
        ],
        "numbers": _numbers(),
        "without_paper": db.session.execute(
            sa.select(sa.func.count(DocumentNumber.id)).where(
                ~sa.exists().where(Document.number_id == DocumentNumber.id)
            )
        ).scalar_one(),
        "rendering": [row[0] for row in _rows(sa.select(Document.rendering))],
        "editions": db.session.execute(sa.select(sa.func.count(LicenceEdition.id))).scalar_one(),
        "missing": differences.missing,
        "changed": differences.changed,
        "orphans": len(differences.orphans),
        "ledger": verify_ledger().ok,
    }
    db.session.rollback()
    return state


def _rows(statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(statement)]


def _numbers() -> dict[str, list[int]]:
    columns = (DocumentNumber.series, DocumentNumber.n)
    taken: dict[str, list[int]] = {}
    for series, n in _rows(sa.select(*columns).order_by(DocumentNumber.n)):
        taken.setdefault(series, []).append(n)
    return taken


def main(what: str, instance: str, url: str, *arguments: str) -> None:
    programs: dict[str, Callable[..., None]] = {
        "prepare": prepare,
        "carry": carry,
        "recover": recover,
    }
    with build(instance, url).app_context():
        programs[what](*arguments)
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
