"""What follows a visit, and the proof of service."""

import datetime as dt
from dataclasses import dataclass

from kgsup.documents.rules.facts.parts import KindergartenFacts, Officer, Photo, Signature


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
