"""What pausing and extending a clock need beside the clock itself."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks import ClockRule, Period
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.deadlines.rules.terms import DECISION_JOINT


class ApprovalLevel(StrEnum):
    """The levels of decision, the lowest first; cases call them by the name without "level_"."""

    OFFICER = "level_officer"
    SECTION = "level_section"
    DEPUTY_HEAD = "level_deputy_head"
    HEAD = "level_head"
    COLLECTIVE = "level_collective"
    GOVERNMENT = "level_government"


LEVELS = tuple(level.value.removeprefix("level_") for level in ApprovalLevel)

LONGEST_BASIS = 120


class PauseGround(StrEnum):
    """What is taken out of the period (行政许可法 45); on-site checks and opinions of others are not."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TEST = "test"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"


@dataclass(frozen=True, kw_only=True)
class PauseReason:
    """Why a clock pauses: ``basis`` cites the law, regulation or rule that requires it.

    ``lasts`` is the time that the applicant was told in writing; the paper is the caller's.
    """

    ground: PauseGround
    basis: str
    text: str = ""
    lasts: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Extension:
    """An extension: how long, why, and who approved it at which level (one of ``LEVELS``)."""

    period: Period
    reason: str
    level_name: str
    approved_by: str


def extension_level_of(rule: ClockRule) -> ApprovalLevel | None:
    """The least level that may extend: the organ's head, for joint handling the government's.

    ``None`` where the law knows no extension.
    """
    if rule.extension is None:
        return None
    is_joint = (rule.legal, rule.extension) == (
        DECISION_JOINT.rule.legal,
        DECISION_JOINT.rule.extension,
    )
    return ApprovalLevel.GOVERNMENT if is_joint else ApprovalLevel.HEAD


def check_extension(rule: ClockRule, extension: Extension) -> ApprovalLevel:
    """Return the level of approval.

    Refuses an extension without reason or approver, or approved at a lower level than the law's.
    """
    needed = extension_level_of(rule)
    if needed is None:
        raise RuleViolation(N_("This period cannot be extended."))
    if not extension.reason.strip() or not extension.approved_by.strip():
        raise RuleViolation(
            N_("An extension needs its reason and who approved it."), Article.EXTENDED_BY_THE_HEAD
        )
    if extension.level_name not in LEVELS[list(ApprovalLevel).index(needed) :]:
        raise RuleViolation(_TOO_LOW[needed], Article.EXTENDED_BY_THE_HEAD)
    return ApprovalLevel(f"level_{extension.level_name}")


_TOO_LOW = {
    ApprovalLevel.HEAD: N_("Only the head of the organ approves this extension."),
    ApprovalLevel.GOVERNMENT: N_("Only the head of the government approves this extension."),
}


def check_pause(reason: PauseReason) -> None:
    """Refuse a pause without the citation of what requires the hearing, test or review."""
    if not reason.basis.strip() or len(reason.basis.strip()) > LONGEST_BASIS:
        raise RuleViolation(
            N_("Cite the law, regulation or rule that requires it: otherwise no time is left out."),
            Article.PAUSES_OF_LICENSING,
        )


def check_day(on: dt.date, today: dt.date) -> None:
    """Refuse an act on a clock on a day that has not come."""
    if on > today:
        raise RuleViolation(N_("The day lies in the future."))
