"""What follows findings: which paper fits, by whom, and the life of that paper.  Pure.

A notice without penalty is the ordinary follow-up; 责令限期改正 comes with a warning and is therefore a
penalty case (学前教育法 79, practice R16).  Matters of other authorities become a letter to them, never
our order (学前教育法 9).
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks import CorrectionStep
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workflow import actions_from, advance
from kgsup.corrections.rules.findings import Authority, Regime


class Kind(StrEnum):
    """What follows a finding."""

    ADVICE = "advice"
    RECTIFICATION_NOTICE = "rectification_notice"
    ORDER_TO_CORRECT = "order_to_correct"
    TRANSFER_LETTER = "transfer_letter"


class Body(StrEnum):
    """In whose name a paper goes out."""

    BUREAU = "bureau"
    SUPERVISION_OFFICE = "supervision_office"


class State(StrEnum):
    DRAFTED = "drafted"
    SIGNED_OFF = "signed_off"
    SEALED = "sealed"
    SERVED = "served"
    ANSWERED = "answered"
    ELSEWHERE = "elsewhere"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    CHANGE = "change"
    SIGN_OFF = "sign_off"
    CONTINUE_ELSEWHERE = "continue_elsewhere"
    SEAL = "seal"
    SERVE = "serve"
    ANSWER = "answer"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    TAKE_BACK = "take_back"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.DRAFTED, Action.SIGN_OFF): State.SIGNED_OFF,
    (State.DRAFTED, Action.CHANGE): State.DRAFTED,
    (State.DRAFTED, Action.CONTINUE_ELSEWHERE): State.ELSEWHERE,
    (State.DRAFTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED_OFF, Action.SEAL): State.SEALED,
    (State.SIGNED_OFF, Action.TAKE_BACK): State.WITHDRAWN,
    (State.SEALED, Action.SERVE): State.SERVED,
    (State.SEALED, Action.TAKE_BACK): State.WITHDRAWN,
    (State.SERVED, Action.ANSWER): State.ANSWERED,
    (State.SERVED, Action.CLOSE): State.CLOSED,
    (State.ANSWERED, Action.CLOSE): State.CLOSED,
    (State.ELSEWHERE, Action.CLOSE): State.CLOSED,
}

RUNNING = frozenset(
    {State.DRAFTED, State.SIGNED_OFF, State.SEALED, State.SERVED, State.ANSWERED, State.ELSEWHERE}
)
WITH_DOCUMENT = frozenset({State.SIGNED_OFF, State.SEALED, State.SERVED, State.ANSWERED})

# A letter asks for an answer within this time; no law sets it, the letter prints the date.
REPLY_STEP = CorrectionStep.DAYS_15


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The follow-up that fits; ``authority`` is set for letters to others alone."""

    kind: Kind
    body: Body
    authority: Authority | None = None


def choose(*, authority: Authority, regime: Regime, corrected_on_the_spot: bool) -> Choice:
    """Choose what follows a finding.

    Corrected on the spot: advice, closed at once.  Another authority's matter: a letter to it, never
    our notice (学前教育法 9).  Ours: after supervision the 督导整改通知书 of the supervision office
    (教育督导条例 21), after an inspection or a verification the bureau's 整改通知书.
    """
    body = Body.SUPERVISION_OFFICE if regime is Regime.SUPERVISION else Body.BUREAU
    if corrected_on_the_spot:
        return Choice(kind=Kind.ADVICE, body=body)
    if authority is not Authority.EDUCATION:
        return Choice(kind=Kind.TRANSFER_LETTER, body=Body.BUREAU, authority=authority)
    return Choice(kind=Kind.RECTIFICATION_NOTICE, body=body)


def redirect(kind: Kind, *, regime: Regime, authority: Authority) -> Choice:
    """Choose by hand: what a person picks instead of the follow-up that fits.

    ``authority`` is the one to which a letter would go.  Raises ``RuleViolation`` for a paper of ours on
    another authority's matter, for a letter to ourselves and for advice on what is still open.
    """
    if kind is Kind.ADVICE:
        raise RuleViolation(
            N_("Advice is for what was corrected on the spot; this finding is open.")
        )
    if kind is Kind.TRANSFER_LETTER:
        if authority is Authority.EDUCATION:
            raise RuleViolation(
                N_("A letter goes to another authority: choose which."), Article.DEPARTMENTS_BY_DUTY
            )
        return Choice(kind=kind, body=Body.BUREAU, authority=authority)
    if authority is not Authority.EDUCATION:
        raise RuleViolation(
            N_("The matter belongs to another authority: it gets a letter, never our notice."),
            Article.DEPARTMENTS_BY_DUTY,
        )
    is_office = regime is Regime.SUPERVISION and kind is Kind.RECTIFICATION_NOTICE
    return Choice(kind=kind, body=Body.SUPERVISION_OFFICE if is_office else Body.BUREAU)


def withdraw(state: State, action: Action, reason: str) -> State:
    """Withdraw a draft, or take back a signed paper before it is served.

    Its findings stay open and need another follow-up; a number that it has becomes void.
    """
    after = advance(TRANSITIONS, state, action)
    if not reason.strip():
        raise RuleViolation(N_("Write why it is withdrawn."))
    return after


def close_when_done(state: State, open_findings: int) -> State | None:
    """The closed state when the last finding is closed and the paper has gone out, else ``None``."""
    if open_findings or (state, Action.CLOSE) not in TRANSITIONS:
        return None
    return advance(TRANSITIONS, state, Action.CLOSE)


def possible_actions(kind: Kind, state: State) -> list[Action]:
    """The acts on a follow-up that a page offers, in order; closing happens by itself."""
    fits = {
        Action.SIGN_OFF: kind is not Kind.ORDER_TO_CORRECT,
        Action.CONTINUE_ELSEWHERE: kind is Kind.ORDER_TO_CORRECT,
        Action.CLOSE: False,
    }
    return [action for action in actions_from(TRANSITIONS, state) if fits.get(action, True)]


_STEPS_BEFORE = {  # what is missing when an act comes too early
    (State.DRAFTED, Action.SEAL): N_("The paper is not signed off yet: it is sealed after that."),
    (State.DRAFTED, Action.SERVE): N_("The paper is not signed off yet: it cannot be served."),
    (State.SIGNED_OFF, Action.SERVE): N_(
        "The paper is not sealed yet: record its seal first, then its service."
    ),
    (State.DRAFTED, Action.ANSWER): N_("The paper has not been served yet: nobody can answer it."),
    (State.SIGNED_OFF, Action.ANSWER): N_(
        "The paper has not been served yet: nobody can answer it."
    ),
    (State.SEALED, Action.ANSWER): N_("The paper has not been served yet: nobody can answer it."),
}


def obstacle(kind: Kind, state: State, action: Action) -> str | None:
    """Why an act is not possible now, marked for the catalogue; ``None`` when it is."""
    if action in possible_actions(kind, state):
        return None
    return _STEPS_BEFORE.get((state, action)) or N_(
        "This step is not possible now: the case has moved on."
    )


def _move(state: State, action: Action) -> State:
    """Like ``advance``, but says what is missing when the act comes too early."""
    missing = _STEPS_BEFORE.get((state, action))
    if missing:
        raise IllegalTransition(missing)
    return advance(TRANSITIONS, state, action)


def seal(state: State) -> State:
    """Record that the paper was sealed, after it was signed off."""
    return _move(state, Action.SEAL)


def continue_elsewhere(kind: Kind, state: State, number: str) -> State:
    """Hand an order to correct over to its penalty case, whose number is recorded."""
    after = advance(TRANSITIONS, state, Action.CONTINUE_ELSEWHERE)
    if kind is not Kind.ORDER_TO_CORRECT:
        raise RuleViolation(N_("Only an order to correct continues in a penalty case."))
    if not number.strip():
        raise RuleViolation(N_("Write the number of the penalty case."))
    return after


def serve(state: State, *, acted_on: dt.date, served_on: dt.date) -> State:
    """Record that the paper reached its receiver; never before the day it bears."""
    after = _move(state, Action.SERVE)
    if served_on < acted_on:
        raise RuleViolation(N_("A paper is not served before the day that it bears."))
    return after


def answer(
    state: State, text: str, *, answered_on: dt.date, served_on: dt.date | None, today: dt.date
) -> State:
    """Record what came back after the service; its day lies between the service and today."""
    after = _move(state, Action.ANSWER)
    if not text.strip():
        raise RuleViolation(N_("Write what was answered."))
    if not (served_on or answered_on) <= answered_on <= today:
        raise RuleViolation(N_("The day of the answer lies between the service and today."))
    return after
