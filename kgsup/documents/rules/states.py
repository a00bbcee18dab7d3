"""Through which states a paper goes, and how it can be served."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.rules.kinds import KINDS, DocumentKind


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


def check_service(
    way: ServiceWay, *, served_on: dt.date, issued_on: dt.date, today: dt.date, witness: str
) -> None:
    """Refuse a service before the paper's date or in the future, and 留置 without a witness."""
    if served_on < issued_on:
        raise RuleViolation(N_("A paper cannot be served before the day on which it is dated."))
    if served_on > today:
        raise RuleViolation(N_("The day of service lies in the future."))
    if way is ServiceWay.LEFT and not witness:
        raise RuleViolation(N_("A paper that is left (留置送达) needs a witness."))
