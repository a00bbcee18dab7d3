"""The kinds of paper that the program issues: title, layout, who signs, how it is numbered."""

from dataclasses import dataclass
from enum import StrEnum

from kgsup.documents.rules.facts import (
    Facts,
    NoticeFacts,
    ServiceReceiptFacts,
    TransferFacts,
    VisitFacts,
)


class DocumentKind(StrEnum):
    SUPERVISION_RECORD = "supervision_record"
    INSPECTION_RECORD = "inspection_record"
    VERIFICATION_RECORD = "verification_record"
    RECTIFICATION_NOTICE = "rectification_notice"
    SUPERVISION_RECTIFICATION_NOTICE = "supervision_rectification_notice"
    TRANSFER_LETTER = "transfer_letter"
    SERVICE_RECEIPT = "service_receipt"


class Layout(StrEnum):
    """执法/许可文书 (own A4 form), or 公文 by GB/T 9704-2012."""

    FORM = "form"
    OFFICIAL_LETTER = "official_letter"


class SigningBody(StrEnum):
    """In whose name a paper is issued: the bureau, or the government's supervision office."""

    BUREAU = "bureau"
    SUPERVISION_OFFICE = "supervision_office"


class NumberSource(StrEnum):
    """The program's own gapless series, or the office's register of outgoing papers (发文登记)."""

    OWN = "own"
    OFFICE_REGISTER = "office_register"


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """What is fixed for a kind.

    ``word`` follows the organ's word in the number: 青教 + 检录 → 青教检录〔2026〕12号.
    ``is_sealed``: shown as 未用印 until the seal is recorded; records are signed on site instead.
    """

    title: str
    layout: Layout
    body: SigningBody
    word: str
    is_sealed: bool
    facts: type[Facts]
    source: NumberSource = NumberSource.OWN


KINDS: dict[DocumentKind, KindRule] = {
    DocumentKind.SUPERVISION_RECORD: KindRule(
        title="责任督学督导记录表",
        layout=Layout.FORM,
        body=SigningBody.SUPERVISION_OFFICE,
        word="录",
        is_sealed=False,
        facts=VisitFacts,
    ),
    DocumentKind.INSPECTION_RECORD: KindRule(
        title="现场检查笔录",
        layout=Layout.FORM,
        body=SigningBody.BUREAU,
        word="检录",
        is_sealed=False,
        facts=VisitFacts,
    ),
    DocumentKind.VERIFICATION_RECORD: KindRule(
        title="现场核查记录",
        layout=Layout.FORM,
        body=SigningBody.BUREAU,
        word="核录",
        is_sealed=False,
        facts=VisitFacts,
    ),
    DocumentKind.RECTIFICATION_NOTICE: KindRule(
        title="整改通知书",
        layout=Layout.FORM,
        body=SigningBody.BUREAU,
        word="整",
        is_sealed=True,
        facts=NoticeFacts,
    ),
    DocumentKind.SUPERVISION_RECTIFICATION_NOTICE: KindRule(
        title="督导整改通知书",
        layout=Layout.FORM,
        body=SigningBody.SUPERVISION_OFFICE,
        word="改",
        is_sealed=True,
        facts=NoticeFacts,
    ),
    DocumentKind.TRANSFER_LETTER: KindRule(
        title="抄告函",
        layout=Layout.OFFICIAL_LETTER,
        body=SigningBody.BUREAU,
        word="函",
        is_sealed=True,
        facts=TransferFacts,
        source=NumberSource.OFFICE_REGISTER,
    ),
    DocumentKind.SERVICE_RECEIPT: KindRule(
        title="送达回证",
        layout=Layout.FORM,
        body=SigningBody.BUREAU,
        word="送",
        is_sealed=False,
        facts=ServiceReceiptFacts,
    ),
}
