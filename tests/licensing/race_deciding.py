"""A program of its own: many act on one application at the same moment.

``python -m tests.licensing.race_deciding INSTANCE DATABASE_URL`` prints one JSON object.  It has its own
process because an app's clock, store and settings are those of the process.
"""

import json
import sys
from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import Actor
from kgsup.audit.service import verify_ledger
from kgsup.casework import service as casework
from kgsup.casework.rules import SigningOff
from kgsup.core.db import db
from kgsup.documents import service as documents
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.models import Kindergarten, LicenceEdition
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import filing
from tests.conftest import AT
from tests.factories import licensing
from tests.licensing import filing as ground
from tests.licensing.race_ground import at_once, build, heads, holder, make_county, to_sign

PEOPLE = 8
ROUNDS = 3
NAME = "青禾县云锦幼儿园"


def sign(proposal: str, version: int | None, number: str | None, actor: Actor) -> None:
    how = SigningOff(version=version, opinion="同意。", office_number=number)
    casework.sign_off(proposal, how, actor, AT)


def founding(n: int) -> PermitApplication:
    """An accepted establishment with a name of its own."""
    answers = {**licensing.ANSWERS, licensing.F.NAME: f"{NAME}{n}分园"}
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT), answers)
    receipt = service.Receipt(received_at=AT)
    service.receive(application.public_id, receipt, licensing.clerk("收件员"), AT)
    service.accept(application.public_id, licensing.TODAY, None, licensing.clerk("受理员"), AT)
    return application


def signing(app: Flask) -> list[list[str]]:
    """Eight heads sign one establishment, several times over."""
    with app.app_context():
        signers = heads(PEOPLE)
        ready = [to_sign(founding(n)) for n in range(ROUNDS)]
        db.session.commit()
        proposals = [(proposal.public_id, proposal.version) for proposal in ready]
    return [
        at_once(
            app, [partial(sign, key, version, f"青教〔2026〕{n}号", actor) for actor in signers]
        )
        for n, (key, version) in enumerate(proposals, 1)
    ]


def accepting(app: Flask) -> list[str]:
    """Eight clerks accept one application."""
    with app.app_context():
        application = licensing.received(PermitKind.FILING_CHARTER)
        key, version = application.public_id, application.version
        clerks = [licensing.clerk(f"受理员{n}") for n in range(PEOPLE)]
        db.session.commit()
    day = licensing.TODAY
    return at_once(app, [partial(service.accept, key, day, version, one, AT) for one in clerks])


def opposing(app: Flask) -> list[str]:
    """Four clerks propose to grant and four to refuse, none of them on an outdated page."""
    with app.app_context():
        key = licensing.accepted(PermitKind.RENEWAL, holder()).public_id
        clerks = [licensing.clerk(f"经办员{n}") for n in range(PEOPLE)]
        db.session.commit()
    grant = Draft(outcome=Outcome.GRANT, text="建议准予。")
    refuse = Draft(outcome=Outcome.REFUSE, text="建议不予。", reasons=("场地面积不足。",))
    drafts = [grant, refuse] * (PEOPLE // 2)
    return at_once(
        app,
        [
            partial(service.propose, key, draft, None, one, AT)
            for draft, one in zip(drafts, clerks, strict=True)
        ],
    )


def withdrawing(app: Flask) -> dict[str, Any]:
    """The head signs while clerks record that the applicant takes the application back."""
    with app.app_context():
        application = licensing.accepted(PermitKind.RENEWAL, holder())
        key, proposal = application.public_id, to_sign(application).public_id
        signers = heads(PEOPLE // 2)
        clerks = [licensing.clerk(f"收件员{n}") for n in range(PEOPLE // 2)]
        db.session.commit()
    wish = service.Withdrawal(asked_by="许禾", asked_on=licensing.TODAY)
    answers = at_once(
        app,
        [partial(sign, proposal, None, None, one) for one in signers]
        + [partial(service.withdraw, key, wish, one, AT) for one in clerks],
    )
    with app.app_context():
        state = db.session.execute(
            sa.select(PermitApplication.state).where(PermitApplication.public_id == key)
        ).scalar_one()
        papers = db.session.execute(
            sa.select(Document.kind).where(Document.subject_id == key)
        ).scalars()
        kinds = sorted(kind.value for kind in papers)
    return {"answers": answers, "state": state.value, "papers": kinds}


def closing(app: Flask) -> list[str]:
    """Eight people close one case."""
    with app.app_context():
        application = ground.ready()
        key, version = application.public_id, application.version
        keepers = [licensing.clerk(f"归档员{n}") for n in range(PEOPLE)]
        db.session.commit()
    return at_once(
        app,
        [partial(filing.close_application, key, "", version, one, AT) for one in keepers],
    )


def worker(app: Flask) -> list[str]:
    """Eight workers enter the bytes of one paper: one is first, nobody fails."""
    with app.app_context():
        application = licensing.received(PermitKind.FILING_FEES)
        paper = ground.papers(application)[0].public_id
        db.session.commit()
    stored = documents.Stored(sha256="a" * 64, size=10, page_count=1)
    answers: list[bool] = []

    def enter() -> None:
        answers.append(documents.store_rendering(paper, stored, ground.OFFICE, AT))

    at_once(app, [enter] * PEOPLE)
    return sorted(str(answer) for answer in answers)


def numbers() -> dict[str, list[int]]:
    """The numbers taken, by series."""
    rows = db.session.execute(
        sa.select(DocumentNumber.series, DocumentNumber.n).order_by(DocumentNumber.n)
    )
    found: dict[str, list[int]] = {}
    for series, n in rows:
        found.setdefault(series, []).append(n)
    return found


def licences() -> list[str]:
    rows = db.session.execute(
        sa.select(PermitApplication.licence_number).where(
            PermitApplication.kind == PermitKind.ESTABLISHMENT,
            PermitApplication.licence_number.is_not(None),
        )
    )
    return sorted(row[0] for row in rows)


def main(instance: str, url: str) -> None:
    app = build(instance, url)
    with app.app_context():
        make_county()
    found: dict[str, Any] = {
        "signing": signing(app),
        "accepting": accepting(app),
        "opposing": opposing(app),
        "withdrawing": withdrawing(app),
        "closing": closing(app),
        "worker": worker(app),
    }
    with app.app_context():
        found["numbers"] = numbers()
        found["licences"] = licences()
        found["files"] = db.session.execute(
            sa.select(sa.func.count(Document.id)).where(Document.kind == DocumentKind.CASE_FILE)
        ).scalar_one()
        found["founded"] = db.session.execute(
            sa.select(sa.func.count(Kindergarten.id)).where(Kindergarten.name.startswith(NAME))
        ).scalar_one()
        found["editions"] = db.session.execute(
            sa.select(sa.func.count(LicenceEdition.id))
        ).scalar_one()
        found["ledger"] = verify_ledger().ok
        print(json.dumps(found))
        db.engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
