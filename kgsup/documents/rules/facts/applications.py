"""The slips on an application for a permit, from its receipt to the hearing.

All are built from a case: ``PermitFacts`` says which one, each slip adds its own.  "Words" are printed
as they are (五个工作日); an empty text or ``None`` leaves the line out or prints 无.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.law import Article
from kgsup.documents.rules.facts.parts import (
    Applicant,
    ChangedItem,
    FactLine,
    KindergartenFacts,
    NumberElsewhere,
    Officer,
    PaperLine,
    Signature,
)


@dataclass(frozen=True, kw_only=True)
class PermitFacts:
    """The case that a paper on a permit belongs to.

    ``kindergarten`` is the one applied for or licensed; its name stands on the check page, which shows
    no applicant.  ``matter`` is what is applied for, without 申请: 设立幼儿园, 变更举办者, 延续办学许可.
    """

    applicant: Applicant
    kindergarten: KindergartenFacts
    matter: str
    received_on: dt.date | None = None  # the application counts as received on this day
    receipt_number: str = ""  # number of the receipt (收件)
    acceptance_number: str = ""  # number of the acceptance notice (受理)
    elsewhere: tuple[NumberElsewhere, ...] = ()
    contact: str = ""  # person and telephone; empty prints the bureau's
    copies: int = 2  # 一式 n 份


@dataclass(frozen=True, kw_only=True)
class ReceiptFacts(PermitFacts):
    """申请材料接收凭证 (行政许可法 32): every paper, the minute, who took it, how to ask for the state."""

    received_at: dt.datetime
    papers: tuple[PaperLine, ...]
    received_by: str
    handed_in_by: str = ""
    way: str = ""  # 窗口, 网上, 邮寄
    counts_as_received_on: dt.date | None = (
        None  # handed in after closing or on a day off (民法典 203)
    )
    query_code: str = ""
    query_address: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class DemandedItem:
    """Something that is missing or wrong in an application: what, why, how to supply it, the article."""

    what: str
    why: str = ""
    how: str = ""
    article: str = ""


@dataclass(frozen=True, kw_only=True)
class CorrectionFacts(PermitFacts):
    """补正材料一次性告知书 (行政许可法 32): all that is missing, at once."""

    items: tuple[DemandedItem, ...]
    how: str = ""  # where and in which ways the corrections are handed in
    answer_words: str = ""  # the county's term: 十五个工作日
    answer_by: dt.date | None = None  # its last day, inclusive


@dataclass(frozen=True, kw_only=True)
class OnTheSpotFacts(PermitFacts):
    """当场更正记录 (行政许可法 32): mistakes that the applicant corrected at the window."""

    corrected: tuple[ChangedItem, ...]
    corrected_at: dt.datetime
    corrected_by: str
    received_by: str
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Term:
    """A legal term and the shorter one that the county promises; both last days inclusive."""

    legal_words: str  # 二十个工作日, 三个月
    legal_last_day: dt.date | None = None
    promised_words: str = ""
    promised_last_day: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class AcceptanceFacts(PermitFacts):
    """受理通知书 (行政许可法 32).  ``is_deemed``: nothing was asked within five working days."""

    accepted_on: dt.date
    term: Term
    article: str  # where the term stands: "行政许可法 42", "民办教育促进法 17"
    not_counted: tuple[str, ...] = ()  # what the term does not count; empty: nothing stops it
    is_deemed: bool = False
    papers: tuple[PaperLine, ...] = ()
    handled_by: str = ""


class NotAcceptedGround(StrEnum):
    NOT_NEEDED = "not_needed"  # 依法不需要取得行政许可
    NOT_OUR_POWER = "not_our_power"  # 依法不属于本机关职权范围
    BARRED = "barred"  # 在法定禁止申请的期限内


@dataclass(frozen=True, kw_only=True)
class NotAcceptedFacts(PermitFacts):
    """不予受理通知书.  ``article`` is asked for with BARRED ("行政许可法 78", "学前教育法 78")."""

    ground: NotAcceptedGround
    reason: str
    where_to_go: str = ""
    article: str = ""
    papers_returned: tuple[PaperLine, ...] = ()


class EndedGround(StrEnum):
    WITHDRAWN = "withdrawn"  # the applicant took the application back
    NOT_CORRECTED = "not_corrected"  # the corrections did not come
    WITHOUT_OBJECT = "without_object"  # what was applied for is no longer possible


@dataclass(frozen=True, kw_only=True)
class EndedFacts(PermitFacts):
    """终止办理通知书.  ``asked_on``, ``asked_by`` with WITHDRAWN; the correction's with NOT_CORRECTED."""

    ground: EndedGround
    reason: str = ""
    asked_on: dt.date | None = None
    asked_by: str = ""
    correction_number: str = ""
    correction_due: dt.date | None = None  # inclusive
    ended_on: dt.date | None = None  # empty prints the paper's date
    papers_returned: tuple[PaperLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VerificationNoticeFacts(PermitFacts):
    """现场核查通知书 (行政许可法 34): two officers or more."""

    visit_at: dt.datetime
    place: str
    officers: tuple[Officer, ...]
    items: tuple[str, ...]
    helpers: tuple[str, ...] = ()
    to_prepare: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpinionLetterFacts(PermitFacts):
    """征求意见函 to another department."""

    department: str
    question: str
    told: tuple[FactLine, ...] = ()
    answer_by: dt.date | None = None  # inclusive
    silence: str = ""  # what no answer means, as a sentence
    enclosed: tuple[str, ...] = ()
    article: str = Article.OTHER_DEPARTMENTS


@dataclass(frozen=True, kw_only=True)
class SpecialProcedureFacts(PermitFacts):
    """特别程序告知书 (行政许可法 45): only what a law, a regulation or a rule requires."""

    procedure: str  # 听证, 检验, 检测, 鉴定, 专家评审
    required_by: str  # the citation that requires it
    from_day: dt.date
    days_words: str  # 十五个工作日
    until: dt.date | None = None  # expected last day, inclusive
    carried_out_by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class HearingRightFacts(PermitFacts):
    """听证告知书 (行政许可法 46, 47).  ``told`` is the addressee when it is not the applicant."""

    intended: str  # what the bureau intends to decide
    reasons: str
    told: str = ""  # 利害关系人
    article: str = Article.HEARING_ON_REQUEST
    basis: tuple[str, ...] = ()  # of the intended decision
    ask_at: str = ""  # where the request is handed in; empty prints the contact


@dataclass(frozen=True, kw_only=True)
class HearingFacts(PermitFacts):
    """听证通知书 (行政许可法 48): seven working days ahead; the chair did not examine the case."""

    held_at: dt.datetime
    place: str
    chair: str
    chair_position: str = ""
    recorder: str = ""
    told: str = ""  # the addressee when it is not the applicant
    asked_on: dt.date | None = None
    is_public: bool = True
    closed_because: str = ""
    examiners: tuple[str, ...] = ()  # 审查该申请的工作人员, who will state opinion and evidence


@dataclass(frozen=True, kw_only=True)
class ExtensionFacts(PermitFacts):
    """延期通知书 (行政许可法 42): once, approved by the organ's head."""

    reason: str
    extended_by_words: str  # 十个工作日
    old_last_day: dt.date
    new_last_day: dt.date
    approved_by: str  # 本机关负责人, with name or not
    approved_on: dt.date | None = None
    article: str = Article.DECISION_TERM
