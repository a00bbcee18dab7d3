"""Asking other departments for an opinion and what they answer.  Pure.

Opinions of others never stop or pause the bureau's own clock: 行政许可法 45 leaves out hearings, tests,
appraisals and reviews that a law requires, and nothing else.  The department's time is a clock of its
own, set by the county; what its silence means is said in the question.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import CasePage, register_acts, register_case_page
from kgsup.core.clocks import Period
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.law import Article
from kgsup.core.workflow import actions_from, advance

KIND = "referral"  # how the ledger and the clocks call a referral
LONGEST_PERIOD = 60  # of any unit: a longer one is a slip of the pen
NAME_LIMIT = 120
TEXT_LIMIT = 4000
MOST_FACTS = 40


class State(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    ANSWER = "answer"
    MAKE_LINK = "make_link"
    ATTACH_LETTER = "attach_letter"
    WITHDRAW = "withdraw"


class Opinion(StrEnum):
    """What a department says."""

    AGREES = "agrees"
    AGREES_WITH_REMARKS = "agrees_with_remarks"
    OBJECTS = "objects"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.ASKED, Action.ANSWER): State.ANSWERED,
    (State.ASKED, Action.MAKE_LINK): State.ASKED,
    (State.ASKED, Action.ATTACH_LETTER): State.ASKED,
    (State.ASKED, Action.WITHDRAW): State.WITHDRAWN,
    (State.ANSWERED, Action.ATTACH_LETTER): State.ANSWERED,  # the letter came back from the office
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a department is asked, and all that it may see of the case.

    ``silence`` says in words what no answer by the due day means.  ``asked_on`` is the day of the letter
    when it went out earlier than it is entered; ``document`` is the public id of that letter (L09).
    """

    department: str
    question: str
    facts: tuple[tuple[str, str], ...]  # (what it is, what is said of it)
    reply_by_period: Period
    silence: str
    contact: str = ""  # who there answers, as the bureau knows it
    asked_on: dt.date | None = None
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back; ``answered_on`` is the day on the paper, empty for the day it comes in."""

    opinion: Opinion
    text: str
    name: str
    position: str
    scan: str | None = None  # public id of the evidence
    answered_on: dt.date | None = None


def check_question(question: Question, today: dt.date) -> dt.date:
    """Return the day on which the question goes out.

    Raises ``RuleViolation`` for what nobody could answer: no department, question or rule for silence, a
    fact without words, a period that is none, a day to come.
    """
    _require_text(question.department, NAME_LIMIT, N_("Write which department is asked."))
    _require_text(question.question, TEXT_LIMIT, N_("Write what the department is asked."))
    _require_text(question.silence, TEXT_LIMIT, N_("Say what it means when nobody answers."))
    if len(question.facts) > MOST_FACTS or not all(
        label.strip() and value.strip() for label, value in question.facts
    ):
        raise RuleViolation(N_("Each fact that the department may see needs its name and words."))
    if not 0 < question.reply_by_period.count <= LONGEST_PERIOD:
        raise RuleViolation(
            N_("The time to answer lies between 1 and %(longest)d."), longest=LONGEST_PERIOD
        )
    asked_on = question.asked_on or today
    if asked_on > today:
        raise RuleViolation(N_("The day of the question cannot lie in the future."))
    return asked_on


def _require_text(text: str, limit: int, message: str) -> None:
    if not text.strip():
        raise RuleViolation(message)
    if len(text) > limit:
        raise RuleViolation(N_("A text is longer than %(limit)d characters."), limit=limit)


def answer(
    state: State, given: Answer, *, asked_on: dt.date, today: dt.date, on_paper: bool = False
) -> tuple[State, dt.date]:
    """Return the next state and the day of the answer, which may come after the due day.

    An objection or a remark needs its words: the decider must be able to weigh it.  Raises
    ``IllegalTransition`` for a second answer and after a withdrawal.
    """
    after = advance(TRANSITIONS, state, Action.ANSWER)
    if given.opinion is not Opinion.AGREES:
        _require_text(given.text, TEXT_LIMIT, N_("An objection or remark needs its words."))
    _require_text(given.name, NAME_LIMIT, N_("Write who answers."))
    _require_text(given.position, NAME_LIMIT, N_("Write in which position."))
    if len(given.text) > TEXT_LIMIT:
        raise RuleViolation(N_("A text is longer than %(limit)d characters."), limit=TEXT_LIMIT)
    if on_paper and not given.scan:
        raise RuleViolation(N_("An answer on paper needs its scan."))
    answered_on = given.answered_on or today
    if not asked_on <= answered_on <= today:
        raise RuleViolation(N_("The day of the answer lies between the question and today."))
    return after, answered_on


def withdraw(state: State, reason: str) -> State:
    """Take a question back; its link is dead from then on."""
    after = advance(TRANSITIONS, state, Action.WITHDRAW)
    _require_text(reason, TEXT_LIMIT, N_("Write why it is withdrawn."))
    return after


def possible_actions(state: State) -> list[Action]:
    """The acts on a question that a page offers; the letter is attached by the case."""
    return [
        action for action in actions_from(TRANSITIONS, state) if action is not Action.ATTACH_LETTER
    ]


def is_late(
    state: State, due_on: dt.date | None, *, today: dt.date, answered_on: dt.date | None
) -> bool:
    """Tell whether the answer is overdue or came after its due day; a withdrawn question never is."""
    if due_on is None or state is State.WITHDRAWN:
        return False
    return (answered_on or today) > due_on


# Said wherever an answer is waited for (practice R9).
NO_PAUSE = N_("Waiting for this opinion does not stop the bureau's own clock.")
NO_PAUSE_ARTICLE = Article.PAUSES_OF_LICENSING

register_labels(
    {
        State.ASKED: N_("Asked"),
        State.ANSWERED: N_("Answered"),
        State.WITHDRAWN: N_("Withdrawn"),
        Action.ANSWER: N_("Enter an answer on paper"),
        Action.MAKE_LINK: N_("Make a new link"),
        Action.ATTACH_LETTER: N_("Attach the letter"),
        Action.WITHDRAW: N_("Withdraw the question"),
        Opinion.AGREES: N_("Agrees"),
        Opinion.AGREES_WITH_REMARKS: N_("Agrees with remarks"),
        Opinion.OBJECTS: N_("Objects"),
    }
)

CONSEQUENCES: dict[Action, str] = {
    Action.ANSWER: N_("For an answer that came by letter: needs its scan; the link is used up."),
    Action.MAKE_LINK: N_("When the link was lost or went astray: the old one is dead at once."),
    Action.WITHDRAW: N_("Ends the question with a reason; the link is dead."),
}

ACTS = register_acts(
    {
        "referrals.referral.ask": N_("Department asked for its opinion"),
        "referrals.referral.make_link": N_("New link made, the old one is dead"),
        "referrals.referral.attach_letter": N_("Letter to the department attached"),
        "referrals.referral.answer": N_("Department answered"),
        "referrals.referral.record_answer": N_("Answer on paper entered"),
        "referrals.referral.withdraw": N_("Question to the department withdrawn"),
    }
)

register_fields(
    {
        "state": N_("State"),
        "department": N_("Department"),
        "question": N_("Question"),
        "silence": N_("What silence means"),
        "reply_by": N_("Answer by"),
        "letter": N_("Letter"),
        "opinion": N_("Opinion"),
        "answer": N_("Answer"),
        "name": N_("Name"),
        "position": N_("Position"),
        "reason": N_("Reason"),
    }
)
register_ledger_enums(KIND, State, Opinion)

# Clocks and lists lead here.
PAGE = register_case_page(KIND, CasePage(endpoint="referrals.show_referral"))
