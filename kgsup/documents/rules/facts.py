"""The contract between cases and papers: what each kind of document needs to be printed.

A case builds one of ``VisitFacts``, ``NoticeFacts``, ``TransferFacts`` or ``ServiceReceiptFacts`` and
hands it to ``documents.service.issue``, which adds number, organ, contact, remedies and check code
from the configuration and freezes all of it.  Names, texts and titles are Chinese data and are printed
as they are (line breaks kept, no mark-up).  Days are dates, instants are aware.  Citations are those of
``core.law`` ("学前教育法 52") and are printed in full; a citation of an instrument that is not listed
there is printed as given.  An empty text means "nothing": the paper then says 无 or leaves the line out.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Stroke = tuple[tuple[float, float], ...]  # the points (x right, y down) of one stroke of a pen


class Answer(StrEnum):
    """How an item of a checklist was answered."""

    MEETS = "meets"
    DOES_NOT = "does_not"
    NOT_APPLICABLE = "not_applicable"
    NOT_ANSWERED = "not_answered"


@dataclass(frozen=True, kw_only=True)
class KindergartenFacts:
    """The addressee as it was on the day."""

    name: str
    address: str = ""
    credit_code: str = ""
    licence_number: str = ""
    head: str = ""  # 园长或负责人
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An officer or 督学 with the number of the certificate that was shown."""

    name: str
    certificate: str = ""
    position: str = ""  # 职务, 工作单位


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photograph in the evidence store, by the SHA-256 of its bytes."""

    sha256: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Somebody would not sign: why, and who saw it."""

    reason: str
    witness: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signature drawn on the screen, refused, or (neither) given on paper: then a line is left blank.

    ``role`` is printed before it: 检查人员, 督学, 被检查单位现场负责人, 见证人 …
    """

    role: str
    name: str
    strokes: tuple[Stroke, ...] = ()
    refused: Refusal | None = None
    signed_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Item:
    """One item of the checklist with its answer; ``own_answer`` is the kindergarten's self-check."""

    text: str
    answer: Answer
    remark: str = ""
    own_answer: Answer | None = None


@dataclass(frozen=True, kw_only=True)
class Theme:
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    title: str
    version: str
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A point found on a visit.  ``due_words`` (立即, 本学期内) stands before the printed date."""

    text: str
    severity: str  # 一般, 较重, 重大 … as printed
    article: str = ""
    authority: str = ""  # the competent authority, as printed
    due_on: dt.date | None = None
    due_words: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class EarlierPoint:
    """A point of the last visit and what became of it (已整改, 部分整改, 未整改)."""

    text: str
    result: str


@dataclass(frozen=True, kw_only=True)
class VisitFacts:
    """督导记录表, 现场检查笔录 and 核查记录: what happened on one visit.

    ``started_at`` to ``ended_at`` both inclusive.  ``photos`` are those that belong to no finding.
    """

    kindergarten: KindergartenFacts
    place: str
    started_at: dt.datetime
    ended_at: dt.datetime
    officers: tuple[Officer, ...]
    subject: str = ""  # 督导主题, 检查事项, 核查事由
    basis: str = ""  # 检查通知书 or 审批 number, 申请 number
    helpers: tuple[str, ...] = ()
    received_by: str = ""  # who received the officers, with position
    certificates_shown: bool = True  # certificates shown, rights told; printed as a sentence
    checklist: Checklist | None = None
    observations: str = ""  # what was seen, heard and checked, in words
    earlier_points: tuple[EarlierPoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    advice: str = ""
    statement: str = ""  # the kindergarten's statement
    photos: tuple[Photo, ...] = ()
    signatures: tuple[Signature, ...] = ()
    entered_later_on: dt.date | None = None  # 补录: the day on which a paper record was typed


@dataclass(frozen=True, kw_only=True)
class DemandedPoint:
    """What is to be corrected: the point, the demand, the article, by when (inclusive)."""

    text: str
    demand: str = ""
    article: str = ""
    severity: str = ""
    due_on: dt.date | None = None
    due_words: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoticeFacts:
    """整改通知书 (without penalty) and 督导整改通知书."""

    kindergarten: KindergartenFacts
    visited_on: dt.date
    record_number: str  # number of the visit's record
    officers: tuple[Officer, ...]
    points: tuple[DemandedPoint, ...]
    proof: str = ""  # how to prove the correction
    report_by: dt.date | None = None  # written report due, inclusive
    recheck: str = ""  # who looks again and how
    remedies: bool = False  # a right is touched: 复议 and 诉讼 are printed from the configuration
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferredPoint:
    text: str
    article: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TransferFacts:
    """抄告函 to the competent authority."""

    authority: str  # addressee
    kindergarten: KindergartenFacts
    visited_on: dt.date
    record_number: str
    points: tuple[TransferredPoint, ...]
    evidence: tuple[str, ...] = ()  # list of what is enclosed
    asked: str = ""  # what is asked of the authority, in words; empty prints the usual sentence
    reply_by: dt.date | None = None  # inclusive
    contact: str = ""  # person and telephone; empty prints the bureau's
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServedPaper:
    title: str
    number: str
    copies: int = 1


@dataclass(frozen=True, kw_only=True)
class ServiceReceiptFacts:
    """送达回证.  What is empty is left blank to be filled in by hand."""

    addressee: str
    papers: tuple[ServedPaper, ...]
    reason: str = ""  # 案由 or 事由
    place: str = ""
    way: str = ""  # 直接送达, 留置送达 …
    served_on: dt.date | None = None
    receiver: str = ""
    relation: str = ""  # 与受送达人关系
    witness: str = ""
    officers: tuple[Officer, ...] = ()  # 送达人
    remarks: str = ""
    signatures: tuple[Signature, ...] = ()


Facts = VisitFacts | NoticeFacts | TransferFacts | ServiceReceiptFacts


@dataclass(frozen=True)
class PrintedPhoto:
    """A photograph with the number under which the paper refers to it."""

    number: int
    sha256: str
    caption: str


def printed_photos(facts: Mapping[str, Any]) -> list[PrintedPhoto]:
    """List every photo in frozen facts, each once, numbered in the order of the paper."""
    found: dict[str, str] = {}

    def walk(value: object) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                if name == "photos":
                    for photo in part:
                        found[photo["sha256"]] = found.get(photo["sha256"]) or photo["caption"]
                else:
                    walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(facts)
    return [
        PrintedPhoto(number, sha256, caption)
        for number, (sha256, caption) in enumerate(found.items(), 1)
    ]
