"""Records of visits: 督导记录表, 现场检查笔录 and 核查记录."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.documents.rules.facts.parts import KindergartenFacts, Officer, Photo, Signature


class Answer(StrEnum):
    """How an item of a checklist was answered."""

    MEETS = "meets"
    DOES_NOT = "does_not"
    NOT_APPLICABLE = "not_applicable"
    NOT_ANSWERED = "not_answered"


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
