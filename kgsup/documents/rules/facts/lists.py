"""Papers about many kindergartens: announcements and one decision for all."""

import datetime as dt
from dataclasses import dataclass

from kgsup.core.law import Article
from kgsup.documents.rules.facts.parts import LicenceLine, PlacementLine


@dataclass(frozen=True, kw_only=True)
class ListedKindergarten:
    """One line of an announcement; only what the public may know."""

    name: str
    what: str  # 设立, 变更举办者, 延续, 注销
    licence_number: str = ""
    address: str = ""
    sponsor: str = ""
    head: str = ""
    ownership: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    decided_on: dt.date | None = None
    decision_number: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class AnnouncementFacts:
    """行政许可公告 and 注销公告 (行政许可法 40)."""

    subject: str  # what stands between 关于 and 的公告
    lines: tuple[ListedKindergarten, ...]
    basis: tuple[str, ...] = (Article.DECISIONS_ARE_PUBLIC,)
    opening: str = ""  # empty prints the usual sentence
    consult: str = ""  # where the public may consult the decisions
    contact: str = ""


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """One kindergarten of a decision on many: its own basis, decision and placement list."""

    name: str
    decided: str  # 同意变更举办者为…, 终止办学并注销办学许可证
    basis: tuple[str, ...] = ()
    reason: str = ""
    number: str = ""  # number of the case or application
    licence: LicenceLine | None = None
    effective_on: dt.date | None = None
    placements: tuple[PlacementLine, ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class BatchFacts:
    """One decision, many kindergartens."""

    subject: str  # what stands between 关于 and 的决定
    addressees: str  # 各乡镇人民政府，各有关幼儿园
    lines: tuple[BatchLine, ...]
    opening: str = ""
    basis: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    remedies: bool = False  # a right is touched
    contact: str = ""
    copied_to: tuple[str, ...] = ()
