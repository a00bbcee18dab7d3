"""Papers that stay in the bureau."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.documents.rules.facts.applications import PermitFacts
from kgsup.documents.rules.facts.parts import FactLine, PaperLine


class OpinionRole(StrEnum):
    """The boxes of the approval sheet, in their order; the first five are always drawn."""

    OFFICER = "officer"  # 经办
    SECTION = "section"  # 股室
    LEGAL = "legal"  # 法制审核
    DEPUTY_HEAD = "deputy_head"  # 分管负责人
    HEAD = "head"  # 主要负责人
    GOVERNMENT = "government"  # 政府负责人


ALWAYS_DRAWN = tuple(role for role in OpinionRole if role is not OpinionRole.GOVERNMENT)


@dataclass(frozen=True, kw_only=True)
class OpinionBox:
    """An opinion, not a name only; empty: left blank to be written by hand."""

    role: OpinionRole
    opinion: str = ""
    name: str = ""
    on: dt.date | None = None
    on_behalf_of: str = ""  # 受…委托
    on_paper: bool = False  # signed on paper: the scan lies in the file


def opinion_boxes(*given: OpinionBox) -> tuple[OpinionBox, ...]:
    """The boxes in the order of their roles, one or more for each role, blank where nothing was said."""
    boxes: list[OpinionBox] = []
    for role in OpinionRole:
        of_role = [box for box in given if box.role is role]
        if not of_role and role in ALWAYS_DRAWN:
            of_role = [OpinionBox(role=role)]
        boxes += of_role
    return tuple(boxes)


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """集体讨论: what was discussed by whom, and with which result."""

    number: str
    held_on: dt.date
    meeting: str = ""  # 局党组会, 局长办公会
    attendance: tuple[str, ...] = ()
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalSheetFacts(PermitFacts):
    """行政许可审批表: internal, signed by those who give an opinion."""

    proposal: str  # what is proposed and why
    boxes: tuple[OpinionBox, ...] = opinion_boxes()
    basis: tuple[str, ...] = ()
    accepted_on: dt.date | None = None
    last_day: dt.date | None = None
    papers: tuple[PaperLine, ...] = ()
    findings: tuple[FactLine, ...] = ()  # figure above the standard → the decider's reason
    examined: tuple[FactLine, ...] = ()  # 现场核查, 征求意见, 名称核准 … → result and number
    minutes: Minutes | None = None
    office_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why something cannot be done: the paper or condition, the article, how it could be met."""

    what: str
    article: str
    how: str = ""


@dataclass(frozen=True, kw_only=True)
class ImpossibilityFacts(PermitFacts):
    """不能办理说明: printed for the leader who asks for it all the same."""

    asked: str  # what was asked: 先发证，材料后补
    obstacles: tuple[Obstacle, ...]
    asked_by: str = ""
    instead: tuple[str, ...] = ()  # what can be done now
    prepared_by: str = ""
