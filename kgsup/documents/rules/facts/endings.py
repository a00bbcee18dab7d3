"""How a licence ends: 撤回, 撤销, 吊销, 注销, and the forms that are taken back."""

import datetime as dt
from dataclasses import dataclass

from kgsup.core.law import Article
from kgsup.documents.rules.facts.applications import PermitFacts
from kgsup.documents.rules.facts.parts import LicenceLine, PlacementLine, Signature


@dataclass(frozen=True, kw_only=True)
class TakingBackIntentFacts(PermitFacts):
    """拟撤回 / 拟撤销行政许可告知书: the holder is heard first."""

    licence: LicenceLine
    found: str
    ground: str  # the ground in the law's words
    article: str  # "行政许可法 8", "行政许可法 69"
    answer_words: str = ""  # the county's term for a statement: 五个工作日
    answer_by: dt.date | None = None
    has_hearing: bool = False  # a hearing may be asked for
    compensation: str = ""  # withdrawal only


@dataclass(frozen=True, kw_only=True)
class TakingBackFacts(PermitFacts):
    """撤回 / 撤销行政许可决定书."""

    licence: LicenceLine
    found: str
    ground: str
    article: str
    effective_on: dt.date
    intent_number: str = ""  # number of the paper that told the intention
    heard: str = ""
    compensation: str = ""  # or that there is none, and why
    forms_back_by: dt.date | None = None
    placements: tuple[PlacementLine, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RevocationFacts(PermitFacts):
    """吊销办学许可证执行通知: the permit side of a penalty decision (行政处罚法 9, 63)."""

    licence: LicenceLine
    penalty_number: str
    penalty_on: dt.date
    effective_on: dt.date
    breach: str  # the breach as the penalty decision states it
    basis: tuple[str, ...]
    forms_back_by: dt.date | None = None
    placements: tuple[PlacementLine, ...] = ()
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CancellationFacts(PermitFacts):
    """注销行政许可决定书 (行政许可法 70)."""

    licence: LicenceLine
    ground: str  # in the law's words
    cancelled_on: dt.date
    article: str = Article.CANCELLATION
    follows: str = ""  # title and number of the decision that it follows
    forms_back_by: dt.date | None = None
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FormLine:
    """A certificate or seal that is handed over; ``state`` is 收回, 遗失, 损毁."""

    name: str
    number: str = ""  # licence number, serial number of the form
    count: int = 1
    state: str = "收回"
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class FormsTakenBackFacts(PermitFacts):
    """证照收缴清单."""

    forms: tuple[FormLine, ...]
    taken_on: dt.date
    handed_over_by: str = ""
    received_by: str = ""
    follows: str = ""  # title and number of the decision
    signatures: tuple[Signature, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlacementListFacts(PermitFacts):
    """幼儿安置确认表: every child of every group has a place, or it says that it has none."""

    lines: tuple[PlacementLine, ...]
    ends_on: dt.date
    confirmed_by: str = ""
    remark: str = ""
    signatures: tuple[Signature, ...] = ()
