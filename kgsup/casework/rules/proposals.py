"""Preparing a proposal, changing it, its discussion, its withdrawal.  Pure."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from kgsup.casework.rules.levels import Level
from kgsup.casework.rules.paper import OnPaper
from kgsup.casework.rules.states import Needs, ProposalAction, ProposalState, table_of
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.documents.rules.texts import comparable_name

# Provisional: no national rule counts heads; bureaus' own rules of procedure ask for a quorum.
LEAST_ATTENDANCE = 3


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """What is proposed: the act, its words and its basis, the least level and the steps it needs.

    ``payload`` is JSON that the act's executor needs.  ``also_prepared_by`` are people ({id, name}) who
    prepared the case before.  ``begun_on`` is the first day that a signature on paper may bear; without
    it that is the day of preparation.
    """

    act: str
    title: str
    text: str
    basis: tuple[str, ...]
    level: Level
    needs_legal_review: bool = False
    needs_discussion: bool = False
    payload: dict[str, Any] = field(default_factory=dict)
    also_prepared_by: tuple[dict[str, Any], ...] = ()
    begun_on: dt.date | None = None

    @property
    def needs(self) -> Needs:
        """The steps; what the organ's leaders decide together is always discussed."""
        is_collective = self.level is Level.COLLECTIVE
        return Needs(
            legal_review=self.needs_legal_review,
            discussion=self.needs_discussion or is_collective,
        )


@dataclass(frozen=True, kw_only=True)
class ProposalChange:
    """A proposal as it was filled in anew; without a payload the old one stands."""

    title: str
    text: str
    basis: tuple[str, ...]
    payload: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """An opinion on a proposal: agreeing or sending back, in words, perhaps written on paper."""

    agreed: bool
    text: str
    on_paper: OnPaper | None = None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What a collective discussion left: number, day, who was there, the result in words."""

    number: str
    held_on: dt.date
    attendance: tuple[str, ...]
    result: str
    agreed: bool
    scan: str | None = None  # public id of evidence


@dataclass(frozen=True, kw_only=True)
class SigningOff:
    """How a proposal is signed off: on which version, with which words, by hand perhaps."""

    version: int | None
    opinion: str
    office_number: str | None = None
    on_paper: OnPaper | None = None


def check_words(title: str, text: str, basis: tuple[str, ...]) -> None:
    """Refuse a proposal that does not say what is proposed and on which basis."""
    if not title.strip() or not text.strip():
        raise RuleViolation(N_("Write what is proposed and why."))
    if not any(citation.strip() for citation in basis):
        raise RuleViolation(N_("Give the basis: at least one article."))


def discuss(
    state: ProposalState, needs: Needs, minutes: Minutes, *, since: dt.date, today: dt.date
) -> ProposalState:
    """Enter the minutes of a discussion; without agreement the proposal goes back to its draft.

    ``since`` is the earliest day that the discussion can have had.
    """
    action = ProposalAction.RECORD_DISCUSSION if minutes.agreed else ProposalAction.SEND_BACK
    advance(table_of(needs), state, ProposalAction.RECORD_DISCUSSION)
    if not minutes.number.strip() or not minutes.result.strip():
        raise RuleViolation(N_("Minutes have a number and a result in words."))
    people = {comparable_name(name) for name in minutes.attendance if name.strip()}
    if len(people) < LEAST_ATTENDANCE:
        raise RuleViolation(
            N_("At least %(count)d people take part in a collective discussion: name them."),
            count=LEAST_ATTENDANCE,
        )
    if not since <= minutes.held_on <= today:
        raise RuleViolation(N_("The day of the discussion lies between the step before and today."))
    return advance(table_of(needs), state, action)


def withdraw(state: ProposalState, needs: Needs, reason: str) -> ProposalState:
    """Withdraw a proposal before it is signed off, for a reason."""
    after = advance(table_of(needs), state, ProposalAction.WITHDRAW)
    if not reason.strip():
        raise RuleViolation(N_("Write why it is withdrawn."))
    return after


def next_edition(edition: int, *, has_opinions: bool) -> int:
    """The edition after a change or a new submission: opinions stand on the edition they were given on."""
    return edition + 1 if has_opinions else edition


@dataclass(frozen=True, kw_only=True)
class KnownAct:
    """A kind of act that can be proposed: its marked title and what papers call its approval sheet."""

    title: str
    sheet_title: str


SHEET_TITLE = "内部审批表"
_ACTS: dict[str, KnownAct] = {}


def register_act_title(act: str, title: str, sheet_title: str = SHEET_TITLE) -> str:
    """Register what an act that is proposed is called in lists; ``sheet_title`` is Chinese."""
    if act in _ACTS:
        raise ValueError(f"{act} has two titles")
    _ACTS[act] = KnownAct(title=title, sheet_title=sheet_title)
    return act


def known_act(act: str) -> KnownAct:
    """The titles of an act; raises ``KeyError`` when its slice forgot them."""
    return _ACTS[act]


def known_acts() -> dict[str, str]:
    """Every act that can be proposed with its marked title, in the order of registering."""
    return {act: known.title for act, known in _ACTS.items()}


def finish_review(*, reviewer_id: int | None, signers: frozenset[int], finding: str) -> None:
    """Review afterwards what a small bureau signed: by somebody who did not sign, in words."""
    if reviewer_id is None or reviewer_id in signers:
        raise RuleViolation(N_("Who signed an act does not review it afterwards."))
    if not any(sign.isalnum() for sign in finding):
        raise RuleViolation(N_("Write what the review found."))
