"""From the granted edition to the certificate in the holder's hand: prints, handing over, sheet."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.documents import service as documents
from kgsup.documents.models import Document, PrintJob
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.facts import (
    AnnualCheckLine,
    CertificateFacts,
    LicenceSheetFacts,
    Officer,
    ServedPaper,
    ServiceReceiptFacts,
)
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import DocumentState
from kgsup.kindergartens.models import LicenceEdition
from kgsup.kindergartens.queries import licence_history
from kgsup.kindergartens.rules.licences import ENDED, LicenceState
from kgsup.licensing import queries as applications
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates as queries
from kgsup.licensing.rules.certificates import check_handing_over
from kgsup.licensing.rules.delivering import LICENCE_STATE_WORDS, PART_WORDS
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.service.certificates import require_edition
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import SUBJECT, record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import kindergarten_facts
from kgsup.licensing.service.serving import finish_delivery

PRINTS: Mapping[CertificatePart, PrintKind] = {
    CertificatePart.ORIGINAL: PrintKind.CERTIFICATE_ORIGINAL,
    CertificatePart.COPY: PrintKind.CERTIFICATE_COPY,
}
_FIELDS = (
    "name",
    "address",
    "head",
    "sponsor",
    "type",
    "content",
    "managing_department",
    "issuing_authority",
)


def certificate_facts(number: str, edition: LicenceEdition) -> CertificateFacts:
    """What stands on the form of an edition.

    Raises ``RuleViolation`` for an edition that lacks what every certificate says.
    """
    printed = edition.printed
    lacking = [name for name in ("name", "address", "head") if not printed.get(name)]
    if edition.valid_from is None or edition.valid_until is None or edition.issued_on is None:
        lacking.append("valid_until")
    if lacking:
        raise RuleViolation(
            N_("The edition lacks what the certificate prints: %(names)s"), names=", ".join(lacking)
        )
    assert edition.valid_from and edition.valid_until and edition.issued_on  # noqa: S101, PT018
    return CertificateFacts(
        number=number,
        **{name: printed.get(name, "") for name in _FIELDS},
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        issued_on=edition.issued_on,
        remark=printed.get("remark", ""),
    )


def order_certificate(
    application_id: str, part: CertificatePart, version: int | None, actor: Actor, at: dt.datetime
) -> PrintJob:
    """Order the overprint of a part; the worker makes it with the county's offsets.

    Raises ``IllegalTransition`` when the edition has been replaced or its licence has ended,
    ``RuleViolation`` for a part that is not made anew.
    """
    application = load(application_id, version, actor)
    found = require_edition(application)
    if part not in queries.parts_needed(application):
        raise RuleViolation(N_("This part of the certificate is not made anew by this decision."))
    _require_current(application, found, local_date(at))
    order = documents.PrintOrder(
        kind=PRINTS[part],
        subject=subject_of(application),
        facts=certificate_facts(found.number, found.edition),
    )
    job = documents.order_print(order, actor, at)
    remember_preparer(application, actor)
    record_on(application, "order_print", {"part": [None, part.value]}, actor, at)
    return job


def _require_current(
    application: PermitApplication, found: queries.EditionOfCase, today: dt.date
) -> None:
    if not found.is_current:
        raise IllegalTransition(N_("A later edition has taken the place of this one."))
    if state_of(application, found, today) in ENDED:
        raise IllegalTransition(N_("This licence has ended: no certificate of it is printed."))


def state_of(
    application: PermitApplication, found: queries.EditionOfCase, today: dt.date
) -> LicenceState:
    """What holds of an edition on a day."""
    kindergarten = applications.kindergarten_of(application)
    if kindergarten is None:
        return LicenceState.UNKNOWN
    states = (
        row.state
        for row in licence_history(kindergarten, today)
        if (row.number, row.edition) == (found.number, found.edition.edition)
    )
    return next(states, LicenceState.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class HandingOver:
    """Who received the certificate, when and where; ``proof`` lies with the signed 送达回证."""

    on: dt.date
    receiver: str
    relation: str = ""
    place: str = ""


def hand_over(
    application_id: str, handing: HandingOver, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Record that the certificate is in the holder's hand, with its 送达回证 to be signed.

    With the decision served too, the ten working days of 行政许可法 44 end.
    """
    application = load(application_id, version, actor)
    require_edition(application)
    check_handing_over(
        handing.on,
        application.certificate_on,
        local_date(at),
        done=application.certificate_handed_over_on is not None,
        receiver=handing.receiver,
    )
    application.certificate_handed_over_on = handing.on
    remember_preparer(application, actor)
    db.session.flush()
    changes = {
        "certificate_handed_over_on": [None, handing.on.isoformat()],
        "receiver": [None, handing.receiver.strip()],
    }
    record_on(application, "hand_over", changes, actor, at, acted_on=handing.on)
    receipt = documents.issue(
        DocumentKind.SERVICE_RECEIPT,
        subject_of(application),
        _receipt(application, handing, actor),
        actor,
        at,
        acted_on=handing.on,
    )
    finish_delivery(application, actor, at)
    return receipt


def _receipt(
    application: PermitApplication, handing: HandingOver, actor: Actor
) -> ServiceReceiptFacts:
    made = queries.made_of(application)
    number = application.licence_number or ""
    papers = [
        ServedPaper(
            title=f"办学许可证{PART_WORDS[part]}",
            number=f"{number}（证书印制号 {made[part].serial}）",
        )
        for part in CertificatePart
        if part in made
    ]
    return ServiceReceiptFacts(
        addressee=application.applicant,
        papers=tuple(papers),
        reason=MATTERS[application.kind],
        place=handing.place.strip(),
        way="直接送达",
        served_on=handing.on,
        receiver=handing.receiver.strip(),
        relation=handing.relation.strip(),
        officers=(Officer(name=actor.name),),
    )


def issue_sheet(
    application_id: str, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Issue the licence information sheet of an edition; its check page shows what holds on each day.

    Raises ``IllegalTransition`` when a valid one is there already, or a later edition.
    """
    application = load(application_id, version, actor)
    found = require_edition(application)
    today = local_date(at)
    _require_current(application, found, today)
    if find_sheet(application, actor) is not None:
        raise IllegalTransition(N_("The sheet of this edition is there already: void it first."))
    facts = _sheet(application, found, today)
    document = documents.issue_licence_sheet(subject_of(application), facts, actor, at)
    changes: dict[str, Any] = {"sheet": [None, document.number]}
    record_on(application, "issue_sheet", changes, actor, at)
    return document


def find_sheet(application: PermitApplication, actor: Actor) -> Document | None:
    """The sheet of an application's edition that has not been voided."""
    papers = list_of_subject(SUBJECT, application.public_id, actor)
    sheets = (
        paper
        for paper in papers
        if paper.kind is DocumentKind.LICENCE_SHEET and paper.state is not DocumentState.VOIDED
    )
    return next(sheets, None)


def _sheet(
    application: PermitApplication, found: queries.EditionOfCase, today: dt.date
) -> LicenceSheetFacts:
    assert application.kindergarten_id is not None  # noqa: S101 - an edition has its kindergarten
    stamps = queries.stamps_since(
        application.county_code, application.kindergarten_id, found.edition.issued_on
    )
    plain = certificate_facts(found.number, found.edition)
    checks = tuple(
        AnnualCheckLine(
            box=box, year=stamp.year, result=stamp.conclusion, stamped_on=stamp.stamped_on
        )
        for box, stamp in enumerate(stamps, start=1)
    )
    return LicenceSheetFacts(
        kindergarten=kindergarten_facts(application, today),
        certificate=replace(plain, annual_checks=checks),
        edition=found.edition.edition,
        decision=application.document_number or "",
        state=LICENCE_STATE_WORDS[state_of(application, found, today)],
        promises=queries.promises_of(application),
    )
