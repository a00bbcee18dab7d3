"""Judging an application: what fits, what does not, what is not known, and on which article.  Pure.

The texts are Chinese: they go into the proposal, the note of what is impossible and the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels
from kgsup.core.law import Article
from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.kinds import Condition, KindRule
from kgsup.staff.rules.judging import Result


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at: ``what`` it is, the figure beside the standard in ``text``.

    Hard: no reason answers it.  ``provisional``: the standard is local or was not verified.
    """

    code: str
    what: str
    result: Result
    text: str
    article: str = ""
    is_hard: bool = False
    provisional: bool = False

    @property
    def is_failed(self) -> bool:
        return self.result is Result.FAIL

    def finding(self) -> Finding:
        """A check that failed, as whoever decides answers it."""
        return Finding(code=self.code, text=self.text, article=self.article, is_hard=self.is_hard)


def judged(has_passed: bool | None) -> Result:
    """Pass or fail; ``None`` where there is nothing to judge by."""
    if has_passed is None:
        return Result.NOT_ENOUGH_DATA
    return Result.PASS if has_passed else Result.FAIL


def findings_from(checks: Iterable[Check]) -> list[Finding]:
    """What does not fit; what is not known is shown to the reviewer and is no finding."""
    return [check.finding() for check in checks if check.is_failed]


def missing_papers(rule: KindRule, codes: Iterable[str]) -> list[Finding]:
    """The papers of the list that were never handed in; without those of the law nothing is granted."""
    there = frozenset(codes)
    return [
        Finding(
            code=f"paper:{paper.code}",
            text=f"未提交{paper.name}",
            article=paper.article,
            is_hard=not paper.provisional,
        )
        for paper in rule.papers
        if paper.required and paper.code not in there
    ]


class Met(StrEnum):
    """What the reviewer says of a condition."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


@dataclass(frozen=True, kw_only=True)
class ConditionAnswer:
    """The reviewer's answer to a condition of the kind."""

    code: str
    met: Met
    remark: str = ""


def check_answers(rule: KindRule, answers: Iterable[ConditionAnswer]) -> None:
    """Refuse an answer to no condition of the kind, and one that says no without saying why."""
    known = {condition.code for condition in rule.conditions}
    for answer in answers:
        if answer.code not in known:
            raise RuleViolation(N_("This is no condition of this kind of application."))
        if answer.met is not Met.MET and not answer.remark.strip():
            raise RuleViolation(
                N_("Say what is missing where a condition is not met or only partly.")
            )


_HARD_ARTICLE = Article.ESTABLISHMENT_CONDITIONS
_SAID = {Met.PARTLY: "部分符合", Met.NOT_MET: "不符合"}


def condition_checks(rule: KindRule, stored: Iterable[Mapping[str, Any]]) -> list[Check]:
    """The conditions of the kind with the reviewer's answers.

    A condition of 学前教育法 29 that is not met at all is hard; one met in part is answered.
    """
    answers = {row["code"]: row for row in stored}
    return [_condition(condition, answers.get(condition.code)) for condition in rule.conditions]


def _condition(condition: Condition, row: Mapping[str, Any] | None) -> Check:
    met = Met(row["met"]) if row else None
    remark = f"：{row['remark']}" if row and row["remark"] else ""
    text = f"{_SAID[met]}“{condition.text}”{remark}" if met in _SAID else remark.lstrip("：")
    return Check(
        code=f"condition:{condition.code}",
        what=condition.text,
        result=judged(None if met is None else met is Met.MET),
        text=text,
        article=condition.article,
        is_hard=met is Met.NOT_MET and condition.article == _HARD_ARTICLE,
    )


def objections(answered: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """Other departments that object, as (public id, department, text): each is answered."""
    return [
        Finding(
            code=f"objection:{public_id}",
            text=f"{department}提出不同意见：{text}",
            article=Article.OTHER_DEPARTMENTS,
        )
        for public_id, department, text in answered
    ]


def unanswered(asked: Iterable[tuple[str, str, str]]) -> list[Finding]:
    """Departments that have not answered, as (public id, department, what silence means)."""
    return [
        Finding(
            code=f"unanswered:{public_id}",
            text=f"{department}尚未答复。{silence}",
            article=Article.OTHER_DEPARTMENTS,
        )
        for public_id, department, silence in asked
    ]


ACTS = register_acts(
    {
        "licensing.application.review": N_("Conditions reviewed"),
        "licensing.application.consult": N_("Another department asked"),
    }
)
register_fields({"conditions": N_("Conditions of the kind")})
register_labels({Met.MET: N_("Met"), Met.PARTLY: N_("Met in part"), Met.NOT_MET: N_("Not met")})
