"""Through which states a paper goes, and how it can be served."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.documents.rules.facts import VisitFacts
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource, OpenTo, Seal


class DocumentState(StrEnum):
    ISSUED = "issued"
    SEALED = "sealed"
    SERVED = "served"
    VOIDED = "voided"


class DocumentAction(StrEnum):
    SEAL = "seal"
    SERVE = "serve"
    VOID = "void"


class Rendering(StrEnum):
    """Where the PDF is: waiting, stored for ever, or given up after ``MOST_ATTEMPTS``."""

    QUEUED = "queued"
    RENDERED = "rendered"
    FAILED = "failed"


MOST_ATTEMPTS = 5


class ServiceWay(StrEnum):
    """送达 as 民事诉讼法 knows it: 直接, 留置, 委托, 邮寄, 电子, 公告."""

    DIRECT = "direct"
    LEFT = "left"
    ENTRUSTED = "entrusted"
    POST = "post"
    ELECTRONIC = "electronic"
    PUBLIC_NOTICE = "public_notice"


Transitions = Mapping[tuple[DocumentState, DocumentAction], DocumentState]

# A paper may be served more than once (several receivers, or served again): each service is a row.
SEALED_PAPER: Transitions = {
    (DocumentState.ISSUED, DocumentAction.SEAL): DocumentState.SEALED,
    (DocumentState.ISSUED, DocumentAction.VOID): DocumentState.VOIDED,
    (DocumentState.SEALED, DocumentAction.SERVE): DocumentState.SERVED,
    (DocumentState.SEALED, DocumentAction.VOID): DocumentState.VOIDED,
    (DocumentState.SERVED, DocumentAction.SERVE): DocumentState.SERVED,
    (DocumentState.SERVED, DocumentAction.VOID): DocumentState.VOIDED,
}

# Records are final with the signatures on site; they bear no seal.
SIGNED_PAPER: Transitions = {
    (DocumentState.ISSUED, DocumentAction.SERVE): DocumentState.SERVED,
    (DocumentState.ISSUED, DocumentAction.VOID): DocumentState.VOIDED,
    (DocumentState.SERVED, DocumentAction.SERVE): DocumentState.SERVED,
    (DocumentState.SERVED, DocumentAction.VOID): DocumentState.VOIDED,
}


def transitions_of(kind: DocumentKind) -> Transitions:
    """The table by which papers of a kind move."""
    return SEALED_PAPER if KINDS[kind].is_sealed else SIGNED_PAPER


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of a paper: how, when (the day from which the receiver's time runs), to whom, proof.

    ``proof`` is the public id of a scan or photograph in the evidence store.
    """

    way: ServiceWay
    served_on: dt.date
    receiver: str
    relation: str = ""  # of the receiver to the addressee
    witness: str = ""
    place: str = ""
    proof: str | None = None


def check_service(service: Service, *, issued_on: dt.date, today: dt.date) -> None:
    """Refuse a service before the paper's date or in the future, and 留置 without a witness."""
    if service.served_on < issued_on:
        raise RuleViolation(N_("A paper cannot be served before the day on which it is dated."))
    if service.served_on > today:
        raise RuleViolation(N_("The day of service lies in the future."))
    if not service.receiver.strip() and service.way not in {
        ServiceWay.LEFT,
        ServiceWay.PUBLIC_NOTICE,
    }:
        raise RuleViolation(N_("Say who received the paper."))
    if service.way is ServiceWay.LEFT and not service.witness.strip():
        raise RuleViolation(N_("A paper that is left (留置送达) needs a witness."))


def check_seal(sealed_on: dt.date, *, issued_on: dt.date, today: dt.date) -> None:
    """Refuse a seal before the paper's date or in the future."""
    if not issued_on <= sealed_on <= today:
        raise RuleViolation(
            N_("The day of the seal lies before the paper's date or in the future.")
        )


def check_reason(reason: str) -> str:
    """Return the reason without outer blanks; raises ``RuleViolation`` for none."""
    if not reason.strip():
        raise RuleViolation(N_("Say why."))
    return reason.strip()


# What the kindergarten itself may see: records at once; notices, slips and decisions from their service;
# letters to other authorities and the bureau's own sheets never.
RECORDS = frozenset(kind for kind, rule in KINDS.items() if rule.facts is VisitFacts)
SEALED_KINDS = frozenset(kind for kind, rule in KINDS.items() if rule.is_sealed)
OPEN_AT_ONCE = frozenset(
    kind for kind, rule in KINDS.items() if rule.open_to is OpenTo.PARTY_AT_ONCE
)
OPEN_WHEN_SERVED = frozenset(
    kind for kind, rule in KINDS.items() if rule.open_to is OpenTo.PARTY_WHEN_SERVED
)


ACTS = register_acts(
    {
        "documents.document.issue": N_("Document issued"),
        "documents.document.render": N_("Document stored as PDF"),
        "documents.document.seal": N_("Document sealed"),
        "documents.document.serve": N_("Document served"),
        "documents.document.void": N_("Document voided"),
        "documents.document.queue_again": N_("PDF asked for again"),
        "documents.number.void": N_("Number voided"),
    }
)

register_labels(
    {
        DocumentKind.SUPERVISION_RECORD: N_("Supervision record"),
        DocumentKind.INSPECTION_RECORD: N_("On-site inspection record"),
        DocumentKind.VERIFICATION_RECORD: N_("On-site verification record"),
        DocumentKind.RECTIFICATION_NOTICE: N_("Rectification notice"),
        DocumentKind.SUPERVISION_RECTIFICATION_NOTICE: N_("Supervision rectification notice"),
        DocumentKind.TRANSFER_LETTER: N_("Transfer letter"),
        DocumentKind.SERVICE_RECEIPT: N_("Receipt of service"),
        DocumentKind.PERMIT_RECEIPT: N_("Receipt of application papers"),
        DocumentKind.CORRECTION_REQUEST: N_("Request for corrections"),
        DocumentKind.ON_THE_SPOT_CORRECTION: N_("Record of corrections on the spot"),
        DocumentKind.ACCEPTANCE_NOTICE: N_("Notice of acceptance"),
        DocumentKind.NOT_ACCEPTED_NOTICE: N_("Notice of non-acceptance"),
        DocumentKind.PROCEDURE_ENDED_NOTICE: N_("Notice that the procedure ended"),
        DocumentKind.VERIFICATION_NOTICE: N_("Notice of on-site verification"),
        DocumentKind.OPINION_LETTER: N_("Letter asking for an opinion"),
        DocumentKind.SPECIAL_PROCEDURE_NOTICE: N_("Notice of a special procedure"),
        DocumentKind.HEARING_RIGHT_NOTICE: N_("Notice of the right to a hearing"),
        DocumentKind.HEARING_NOTICE: N_("Notice of hearing"),
        DocumentKind.EXTENSION_NOTICE: N_("Notice of extension"),
        DocumentKind.APPROVAL_SHEET: N_("Internal approval sheet"),
        DocumentKind.PREPARATION_APPROVAL: N_("Approval of preparation"),
        DocumentKind.PREPARATION_REFUSAL: N_("Refusal of preparation"),
        DocumentKind.ESTABLISHMENT_REPLY: N_("Official reply: establishment approved"),
        DocumentKind.PERMIT_GRANTED: N_("Decision to grant the permit"),
        DocumentKind.PERMIT_REFUSED: N_("Decision to refuse the permit"),
        DocumentKind.CHANGE_APPROVED: N_("Notice of an approved change"),
        DocumentKind.RENEWAL_DECISION: N_("Decision on renewal"),
        DocumentKind.DEEMED_RENEWAL_RECORD: N_("Record of a deemed renewal"),
        DocumentKind.REPLACEMENT_DECISION: N_("Decision to replace a certificate"),
        DocumentKind.PERMIT_ANNOUNCEMENT: N_("Public announcement of permits"),
        DocumentKind.WITHDRAWAL_INTENT: N_("Notice of intended withdrawal"),
        DocumentKind.WITHDRAWAL_DECISION: N_("Decision to withdraw the permit"),
        DocumentKind.ANNULMENT_INTENT: N_("Notice of intended annulment"),
        DocumentKind.ANNULMENT_DECISION: N_("Decision to annul the permit"),
        DocumentKind.REVOCATION_DECISION: N_("Notice of revocation"),
        DocumentKind.CANCELLATION_DECISION: N_("Decision to cancel the licence"),
        DocumentKind.CANCELLATION_ANNOUNCEMENT: N_("Public announcement of cancellation"),
        DocumentKind.FORMS_TAKEN_BACK: N_("List of forms taken back"),
        DocumentKind.TERMINATION_REPLY: N_("Official reply: termination approved"),
        DocumentKind.PLACEMENT_LIST: N_("Placement list"),
        DocumentKind.FILING_RECEIPT: N_("Receipt of filing"),
        DocumentKind.FILING_OBJECTION: N_("Objection to a filing"),
        DocumentKind.IMPOSSIBILITY_NOTE: N_("Note that something cannot be done"),
        DocumentKind.BATCH_DECISION: N_("Decision on many kindergartens"),
        DocumentKind.LICENCE_SHEET: N_("Licence information sheet"),
        DocumentKind.CASE_FILE: N_("File of the case"),
        DocumentState.ISSUED: N_("Issued"),
        DocumentState.SEALED: N_("Sealed"),
        DocumentState.SERVED: N_("Served"),
        DocumentState.VOIDED: N_("Voided"),
        DocumentAction.SEAL: N_("Record the seal"),
        DocumentAction.SERVE: N_("Record the service"),
        DocumentAction.VOID: N_("Void the document"),
        Rendering.QUEUED: N_("Being prepared"),
        Rendering.RENDERED: N_("Stored"),
        Rendering.FAILED: N_("Could not be prepared"),
        ServiceWay.DIRECT: N_("Handed over"),
        ServiceWay.LEFT: N_("Left with a witness"),
        ServiceWay.ENTRUSTED: N_("By another authority"),
        ServiceWay.POST: N_("By post"),
        ServiceWay.ELECTRONIC: N_("Electronically"),
        ServiceWay.PUBLIC_NOTICE: N_("By public notice"),
        Seal.ORGAN: N_("Organ's seal"),
        Seal.PERMIT: N_("Seal for permits"),
        NumberSource.OWN: N_("numbered by the program"),
        NumberSource.OFFICE_REGISTER: N_("numbered in the office's register"),
    }
)

register_fields(
    {
        "document": N_("Document"),
        "document_number": N_("Number"),
        "state": N_("State"),
        "number": N_("Number"),
        "sealed_on": N_("Day of the seal"),
        "served_on": N_("Day of service"),
        "receiver": N_("Who received it"),
        "reason": N_("Reason"),
        "replaces": N_("Takes the place of"),
        "replaced_by": N_("Replaced by"),
        "handwritten": N_("To be written by hand"),
        "page_count": N_("Pages"),
        "sha256": N_("SHA-256"),
        "check_code": N_("Check code"),
        "facts_sha256": N_("SHA-256 of the facts"),
        "way": N_("How it was served"),
        "proof": N_("Proof"),
        "rendering": N_("PDF"),
    }
)
register_ledger_enums("document", DocumentState, Rendering, ServiceWay)
