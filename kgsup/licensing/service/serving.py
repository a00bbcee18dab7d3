"""Seal and service of the papers of an application: the receiver's clocks start with service.

A paper has no effect before its seal and no receiver's clock before its service (domain page).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import KINDS, DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.serving import ACTS as ACTS
from kgsup.licensing.rules.states import DECIDED
from kgsup.licensing.service.ledger import SUBJECT, record_on, subject_of
from kgsup.licensing.service.registering import start_registration_clock


@dataclass(frozen=True, kw_only=True)
class Served:
    """A paper of an application that was served, by whom it is recorded."""

    application: PermitApplication
    document: Document
    on: dt.date
    actor: Actor
    at: dt.datetime


def load_paper(document_id: str, actor: Actor) -> tuple[PermitApplication, Document]:
    """A paper with the application that it belongs to; raises ``Missing`` for any other paper."""
    document = get_document(document_id, actor)
    if document.subject_kind != SUBJECT:
        raise Missing(N_("There is no such page or record."))
    return queries.get_application(document.subject_id, actor, for_update=True), document


def record_seal(
    document_id: str, sealed_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Record that the office sealed a paper of an application (用印)."""
    load_paper(document_id, actor)
    return documents.record_seal(document_id, sealed_on, actor, at, version=version)


def record_service(
    document_id: str, service: Service, version: int | None, actor: Actor, at: dt.datetime
) -> PermitApplication:
    """Record that a paper was served, and start or stop the clocks that hang on it."""
    application, document = load_paper(document_id, actor)
    documents.record_service(document_id, service, actor, at, version=version)
    served = Served(
        application=application, document=document, on=service.served_on, actor=actor, at=at
    )
    follow = _CONSEQUENCES.get(document.kind)
    if follow is not None:
        follow(served)
    if document.public_id == application.document:
        _enter_service(served)
    return application


def _start_answer_clock(served: Served) -> None:
    """The applicant's time to correct begins, for the request that is still open."""
    is_open = any(
        row.document == served.document.public_id and row.answered_at is None
        for row in queries.requests_of(served.application)
    )
    if is_open:
        _start_once(served, DeadlineKind.CORRECTION_ANSWER)


def _start_hearing_clock(served: Served) -> None:
    """Five working days to ask for a hearing (行政许可法 47)."""
    _start_once(served, DeadlineKind.HEARING_REQUEST)


_CONSEQUENCES: Mapping[DocumentKind, Callable[[Served], None]] = {
    DocumentKind.CORRECTION_REQUEST: _start_answer_clock,
    DocumentKind.HEARING_RIGHT_NOTICE: _start_hearing_clock,
}


def _start_once(served: Served, kind: DeadlineKind) -> None:
    """A paper served again does not begin the receiver's time anew."""
    subject = subject_of(served.application)
    if clocks.find_running(kind, subject) is not None:
        return
    rule = clocks.rule_of(kind, served.application.county_code, on=served.on)
    deadlines.start(
        kind, subject, rule, served.on, served.actor, served.at, article=KINDS[kind].article
    )


def _enter_service(served: Served) -> None:
    application = served.application
    if application.served_on is None:
        application.served_on = served.on
        db.session.flush()
        changes = {"served_on": [None, served.on.isoformat()]}
        record_on(application, "serve", changes, served.actor, served.at, acted_on=served.on)
        start_registration_clock(application, served.actor, served.at)
    finish_delivery(application, served.actor, served.at)


def finish_delivery(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """Stop the ten working days of 行政许可法 44 when decision and certificate are in the holder's hand."""
    is_delivered = application.served_on is not None and (
        application.licence_number is None or application.certificate_handed_over_on is not None
    )
    subject = subject_of(application)
    running = clocks.find_running(DeadlineKind.DELIVERY, subject)
    if is_delivered and running is not None and application.state in DECIDED:
        days = (application.served_on, application.certificate_handed_over_on)
        last = max(day for day in days if day is not None)
        deadlines.stop(DeadlineKind.DELIVERY, subject, min(last, local_date(at)), actor, at)
