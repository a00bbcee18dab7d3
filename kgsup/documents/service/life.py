"""Seal, service and void: what happens to a paper after it was issued."""

import datetime as dt
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.workflow import advance
from kgsup.documents import queries
from kgsup.documents.models import Document, DocumentNumber, ServiceRecord
from kgsup.documents.rules.correcting import check_void
from kgsup.documents.rules.states import (
    DocumentAction,
    DocumentState,
    Service,
    check_reason,
    check_seal,
    check_service,
    transitions_of,
)
from kgsup.documents.rules.texts import printable


def subject_of(document: Document) -> Subject:
    """The paper as the ledger names it."""
    return Subject("document", document.public_id, document.county_code, document.concerns or None)


def load(public_id: str, actor: Actor, version: int | None) -> Document:
    document = queries.get_document(public_id, actor, for_update=True)
    require_version(document, version)
    return document


def void(
    public_id: str, reason: str, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Document:
    """Void a paper: its number stays taken, with the reason; its check page says so for ever.

    Raises ``RuleViolation`` for the record of a visit, which is corrected instead.
    """
    document = load(public_id, actor, version)
    check_void(document.kind)
    reason = check_reason(reason)
    _void(document, reason, {"reason": [None, reason]}, actor, at)
    return document


def void_replaced(
    document: Document, reason: str, replaced_by: str, actor: Actor, at: dt.datetime
) -> None:
    """Void a paper whose place another one takes (its number)."""
    changes = {"reason": [None, reason], "replaced_by": [None, replaced_by]}
    _void(document, reason, changes, actor, at)


def _void(
    document: Document, reason: str, changes: dict[str, Any], actor: Actor, at: dt.datetime
) -> None:
    _advance(document, DocumentAction.VOID, actor, at, changes)
    number = db.session.get_one(DocumentNumber, document.number_id)
    number.voided_at, number.void_reason = at, printable(reason)


def record_seal(
    public_id: str, sealed_on: dt.date, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Document:
    """Record that the office put its seal on a paper (用印).

    Raises ``IllegalTransition`` for a paper that bears none or has it, ``RuleViolation`` for the day.
    """
    document = load(public_id, actor, version)
    check_seal(sealed_on, issued_on=document.acted_on, today=local_date(at))
    changes = {"sealed_on": [None, sealed_on.isoformat()]}
    _advance(document, DocumentAction.SEAL, actor, at, changes, acted_on=sealed_on)
    document.sealed_on = sealed_on
    return document


def record_service(
    public_id: str, service: Service, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> ServiceRecord:
    """Record that a paper was served: the receiver's time runs from that day.

    Raises ``IllegalTransition`` before the seal, ``RuleViolation`` for a day or a way that cannot be.
    """
    document = load(public_id, actor, version)
    check_service(service, issued_on=document.sealed_on or document.acted_on, today=local_date(at))
    row = ServiceRecord(
        county_code=document.county_code,
        document_id=document.id,
        way=service.way,
        served_on=service.served_on,
        receiver=printable(service.receiver).strip(),
        relation=printable(service.relation).strip(),
        witness=printable(service.witness).strip(),
        place=printable(service.place).strip(),
        proof=service.proof,
        recorded_at=at,
        recorded_by=actor.name,
    )
    db.session.add(row)
    changes = {
        "way": [None, service.way.value],
        "served_on": [None, service.served_on.isoformat()],
        "receiver": [None, row.receiver],
        "proof": [None, service.proof],
    }
    _advance(document, DocumentAction.SERVE, actor, at, changes, acted_on=service.served_on)
    return row


def _advance(
    document: Document,
    action: DocumentAction,
    actor: Actor,
    at: dt.datetime,
    changes: dict[str, Any],
    *,
    acted_on: dt.date | None = None,
) -> None:
    """Move a paper on by its table and record it."""
    before = document.state
    document.state = advance(transitions_of(document.kind), before, action)
    if before is DocumentState.SERVED and action is DocumentAction.SERVE:
        flag_modified(document, "state")  # served once more: the state stays, the version must not
    record(
        actor,
        f"documents.document.{action}",
        subject_of(document),
        {"state": [before.value, document.state.value], **changes},
        at,
        acted_on=acted_on,
    )
