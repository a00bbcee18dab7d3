"""Extending the period of a decision once, and leaving out what a law requires (行政许可法 42, 45).

On-site verification and the opinions of other departments are not among the grounds: they stop nothing.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from kgsup.audit.rules import register_acts
from kgsup.casework.rules import Level, register_act_title
from kgsup.core.clocks import ClockRule, ClockState, ClockStatus, Period
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.core.law import Article, instrument_of
from kgsup.deadlines.rules import PauseGround, extension_level_of

EXTEND = register_act_title(
    "licensing.application.extend", N_("Extend the period"), "延长审查期限审批表"
)

PROCEDURE_WORDS: Mapping[PauseGround, str] = {
    PauseGround.HEARING: "听证",
    PauseGround.TENDER: "招标",
    PauseGround.AUCTION: "拍卖",
    PauseGround.INSPECTION: "检验",
    PauseGround.TEST: "检测",
    PauseGround.QUARANTINE: "检疫",
    PauseGround.APPRAISAL: "鉴定",
    PauseGround.EXPERT_REVIEW: "专家评审",
}


@dataclass(frozen=True, kw_only=True)
class Request:
    """An extension that is asked for: how many units of the law's extension, and why."""

    count: int
    reason: str


def check_extendable(rule: ClockRule, state: ClockState, article: str) -> Period:
    """Return the longest extension; refuse a period without one (C5, C7, C8) and a second time."""
    if rule.extension is None:
        _refuse_by(article, N_("This period cannot be extended: %(citation)s knows no extension."))
    if state.is_extended:
        raise RuleViolation(
            N_("The period was extended already: once is all."), Article.EXTENDED_BY_THE_HEAD
        )
    if state.status is ClockStatus.STOPPED:
        raise IllegalTransition(N_("No such clock is running."))
    return rule.extension


def _refuse_by(article: str, message: str) -> NoReturn:
    raise RuleViolation(message, citation=article)


def check_request(
    request: Request, rule: ClockRule, state: ClockState, article: str, today: dt.date
) -> Period:
    """Return the extension that is asked for; refuse one too long, without reason, or too late."""
    longest = check_extendable(rule, state, article)
    if not request.reason.strip():
        raise RuleViolation(N_("Say why the period is not enough."), Article.EXTENDED_BY_THE_HEAD)
    if not 1 <= request.count <= longest.count:
        raise RuleViolation(
            N_("The extension is %(longest)d at most."),
            Article.EXTENDED_BY_THE_HEAD,
            longest=longest.count,
        )
    if today > state.due_on:
        raise RuleViolation(N_("The last day is over: it can no longer be extended."))
    return Period(count=request.count, unit=longest.unit)


def level_of(rule: ClockRule) -> Level:
    """The level that the law names: the organ's head, for joint handling the government's."""
    level = extension_level_of(rule)
    assert level is not None  # noqa: S101 - check_extendable has looked
    return Level(level.value.removeprefix("level_"))


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """What a law requires in between: which, on which basis, how long, from when, by whom."""

    ground: PauseGround
    basis: str
    lasts: Period
    from_day: dt.date
    carried_out_by: str = ""
    reason: str = ""


def check_procedure(procedure: Procedure, rule: ClockRule, article: str) -> None:
    """Refuse a pause of a period that runs through, without a known basis, or without length."""
    if not rule.pausable:
        _refuse_by(
            article,
            N_(
                "This period runs through: 行政许可法 45 leaves nothing out of that of %(citation)s."
            ),
        )
    if not _is_citation(procedure.basis.strip()):
        raise RuleViolation(
            N_("Cite the law, regulation or rule that requires it, such as 行政许可法 46."),
            Article.PAUSES_OF_LICENSING,
        )
    if procedure.lasts.count < 1:
        raise RuleViolation(N_("Say how long it takes."), Article.PAUSES_OF_LICENSING)


def _is_citation(text: str) -> bool:
    """Tell whether a text cites an instrument of our list, or another one in full: 《…》第…条."""
    try:
        return bool(instrument_of(text))
    except KeyError:
        return bool(_IN_FULL.match(text))


_IN_FULL = re.compile(r"^《[^》]+》第.+条")

ACTS = register_acts(
    {
        "licensing.application.request_extension": N_("Extension of the period asked for"),
        "licensing.application.extend": N_("Period extended"),
        "licensing.application.pause": N_("Clock stopped for what a law requires"),
        "licensing.application.resume": N_("Clock goes on"),
    }
)
register_fields(
    {
        "old_last_day": N_("Last day before"),
        "new_last_day": N_("Last day now"),
        "procedure": N_("What a law requires"),
        "required_by": N_("Required by"),
    }
)
