"""The life of a publication: planned, then published or withheld; published, then withdrawn.  Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workflow import actions_from, advance

LONGEST_REASON = 500
OFF = "按本县公开目录，此类事项不公开。"  # why a kind that is switched off is withheld at once
RUN_OUT = "公开期限届满。"  # why the worker withdraws
CORRECTED = "已由更正后的信息替换。"  # why a corrected publication goes


class State(StrEnum):
    PLANNED = "planned"
    PUBLISHED = "published"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    PUBLISH = "publish"
    WITHHOLD = "withhold"
    WITHDRAW = "withdraw"
    CORRECT = "correct"


# Correcting makes a new row: what is published stays until the new one is published, what was only
# planned is replaced at once.
TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.PLANNED, Action.PUBLISH): State.PUBLISHED,
    (State.PLANNED, Action.WITHHOLD): State.WITHHELD,
    (State.PLANNED, Action.CORRECT): State.WITHHELD,
    (State.PUBLISHED, Action.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Action.CORRECT): State.PUBLISHED,
    (State.WITHHELD, Action.CORRECT): State.WITHHELD,
    (State.WITHDRAWN, Action.CORRECT): State.WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the rule must know of a planned publication; ``due_on`` is the last day of its clock."""

    state: State
    article: str | None
    until: dt.date | None
    due_on: dt.date | None
    needs_second: bool
    planned_by: int | None  # empty when the program planned it


def publish(
    draft: Draft, *, publisher: int | None, today: dt.date, late_reason: str | None = None
) -> State:
    """Publish what was planned.

    Nothing is published without its article, by one person where two are asked for, after the day
    until which it was meant, or later than its clock without a reason.
    """
    after = advance(TRANSITIONS, draft.state, Action.PUBLISH)
    if not (draft.article or "").strip():
        raise RuleViolation(N_("Nothing is published without its article: write it."))
    if draft.needs_second and (publisher is None or publisher == draft.planned_by):
        raise RuleViolation(N_("A second person must look at this: somebody else publishes it."))
    if draft.until is not None and draft.until < today:
        raise RuleViolation(N_("The day until which it was to be public has passed: withhold it."))
    if is_late(draft.state, draft.due_on, today) and not (late_reason or "").strip():
        raise RuleViolation(
            N_("The last day for publishing has passed: write why it comes late."),
            Article.DECISIONS_ARE_PUBLIC,
        )
    return after


def withhold(state: State, reason: str) -> State:
    """Keep back what was planned, with the reason."""
    after = advance(TRANSITIONS, state, Action.WITHHOLD)
    require_reason(reason, N_("Write why it is not published."))
    return after


def withdraw(state: State, reason: str) -> State:
    """Take back what is published, with the public reason."""
    after = advance(TRANSITIONS, state, Action.WITHDRAW)
    require_reason(reason, N_("Write why it is withdrawn."))
    return after


def correct(state: State, reason: str, *, is_replaced: bool) -> State:
    """The state of a row that another corrects.

    Raises ``IllegalTransition`` when another correction of it is planned or published already.
    """
    after = advance(TRANSITIONS, state, Action.CORRECT)
    if is_replaced:
        raise IllegalTransition(N_("It has been corrected already: correct the newer one."))
    require_reason(reason, N_("Write what is corrected and why."))
    return after


def require_reason(reason: str, message: str) -> None:
    """Raise ``RuleViolation`` for no reason or one that is too long."""
    if not reason.strip():
        raise RuleViolation(message)
    if len(reason) > LONGEST_REASON:
        raise RuleViolation(N_("A text is longer than %(limit)d characters."), limit=LONGEST_REASON)


def is_late(state: State, due_on: dt.date | None, today: dt.date) -> bool:
    """Tell whether something planned has missed the last day of its clock."""
    return state is State.PLANNED and due_on is not None and due_on < today


def possible_actions(state: State) -> list[Action]:
    """The acts that a page offers, in order."""
    return actions_from(TRANSITIONS, state)
