"""Asking once for what is missing, field by field and paper by paper (行政许可法 32(4)).

What was visible when the first request was made is not asked for later: a second request may only name
what the applicant changed since, unless an approver overrides it with a reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import label_of, register_fields, register_labels
from kgsup.core.law import Article
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import KindRule

LONGEST_REASON = 500


class Of(StrEnum):
    """What an item of a request is about."""

    FIELD = "field"
    PAPER = "paper"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A field or paper that is to be corrected: what is wrong with it, and the article behind it."""

    of: Of
    code: str
    what: str
    article: str = ""

    @property
    def key(self) -> tuple[Of, str]:
        return self.of, self.code

    def to_json(self) -> dict[str, str]:
        return {"of": self.of.value, "code": self.code, "what": self.what, "article": self.article}

    @classmethod
    def from_json(cls, row: Mapping[str, str]) -> "Item":
        return cls(of=Of(row["of"]), code=row["code"], what=row["what"], article=row["article"])


@dataclass(frozen=True, kw_only=True)
class Round:
    """A request that was made: what it named and what the applicant then changed."""

    items: tuple[Item, ...]
    changed: frozenset[tuple[Of, str]]


@dataclass(frozen=True, kw_only=True)
class Override:
    """Why an approver lets something be asked for that was visible before."""

    reason: str
    by: str


def check_request(
    rule: KindRule,
    items: Sequence[Item],
    rounds: Sequence[Round],
    override: Override | None = None,
) -> None:
    """Refuse a request that names nothing, the unknown, or again what was visible before.

    Raises ``RuleViolation`` (行政许可法 32).
    """
    if not items:
        raise RuleViolation(N_("Flag what is missing or wrong: nothing is flagged."))
    for item in items:
        _check_item(rule, item)
    if len({item.key for item in items}) != len(items):
        raise RuleViolation(N_("Each field and each paper is named once."))
    visible = visible_before(items, rounds)
    if visible and (override is None or not override.reason.strip()):
        raise RuleViolation(
            N_(
                "%(count)d points could be seen when the first request was made: they are not asked "
                "for a second time. An approver may override this with a reason."
            ),
            Article.CORRECTION_ASKED_ONCE,
            count=len(visible),
        )


def _check_item(rule: KindRule, item: Item) -> None:
    known = (
        item.code in {field.value for field in rule.fields}
        if item.of is Of.FIELD
        else rule.paper(item.code) is not None
    )
    if not known:
        raise RuleViolation(N_("This is not asked for in applications of this kind."))
    if not item.what.strip():
        raise RuleViolation(N_("Say of each point what is wrong with it."))
    if len(item.what) > LONGEST_REASON:
        raise RuleViolation(N_("The text is too long."))


def visible_before(items: Iterable[Item], rounds: Sequence[Round]) -> list[Item]:
    """The items that could have been named in an earlier request; none when there was none."""
    if not rounds:
        return []
    changed = frozenset[tuple[Of, str]]().union(*(one.changed for one in rounds))
    return [item for item in items if item.key not in changed]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What the applicant did about a request: what changed, and what is explained instead."""

    changed: frozenset[tuple[Of, str]]
    explained: frozenset[tuple[Of, str]]


def check_answer(items: Sequence[Item], answered: Answered) -> None:
    """Refuse an answer to what was not asked, or one that leaves a point without change and word."""
    asked = {item.key for item in items}
    if (answered.changed | answered.explained) - asked:
        raise RuleViolation(N_("Only what the bureau has flagged can be changed."))
    left = asked - answered.changed - answered.explained
    if left:
        raise RuleViolation(
            N_("%(count)d points are neither corrected nor explained yet."), count=len(left)
        )


def name_of(key: tuple[Of, str]) -> str:
    """A field and a paper may have one code: the name tells them apart in forms and answers."""
    of, code = key
    return f"{of.value}_{code}"


def title_of(item: Item, rule: KindRule) -> str:
    """The marked English label of a field, or the Chinese name of a paper."""
    if item.of is Of.FIELD:
        return label_of(ApplicationField(item.code))
    paper = rule.paper(item.code)
    return paper.name if paper else item.code


ACTS = register_acts(
    {
        "licensing.application.request_correction": N_("Corrections asked for"),
        "licensing.application.answer_correction": N_("Corrections received"),
        "licensing.application.override_asking_once": N_("Second request allowed by an approver"),
    }
)
register_fields(
    {
        "to_correct": N_("What is to be corrected"),
        "corrected": N_("What was corrected"),
    }
)
register_labels({Of.FIELD: N_("Field"), Of.PAPER: N_("Paper")})
