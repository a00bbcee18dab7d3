"""Taking a step on a proposal: who may give which opinion, and who may sign it off.  Pure.

Who prepared a case never decides it.  In the ordinary mode section reviewer, legal reviewer and signer
are three people; in a small bureau one person may take several of these steps, and what was signed so
is reviewed afterwards by somebody else (practice 1.5: instead of deadlock).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.casework.rules.levels import Level, Person, Standing, signing_level
from kgsup.casework.rules.states import Needs, ProposalAction, ProposalState, table_of
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import label_of
from kgsup.core.law import Article
from kgsup.core.workflow import advance


class Departure(StrEnum):
    """What a small bureau did that the ordinary mode refuses."""

    SEVERAL_STEPS = "several_steps"
    LEGAL_BY_ANOTHER = "legal_by_another"
    LEGAL_SKIPPED = "legal_skipped"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An agreeing opinion on the present edition, as far as separation asks for it."""

    step: ProposalState
    people: frozenset[int]  # who gave it, and on whose behalf
    departures: frozenset[Departure] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the rules must know of a proposal; ``least`` is the least level that may sign it."""

    state: ProposalState
    least: Level
    needs: Needs
    preparers: tuple[Person, ...]
    given: tuple[Given, ...] = ()
    has_agreeing_minutes: bool = False
    small_bureau: bool = False


@dataclass(frozen=True, kw_only=True)
class Hand:
    """Whose hand takes a step: the actor's on the screen, or the one on a paper that the actor enters.

    ``standings`` begins with the own one.
    """

    person: Person
    standings: tuple[Standing, ...]
    is_approver: bool
    is_legal_reviewer: bool
    entered_by: Person
    is_on_paper: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step that is allowed: the next state and as what it is taken."""

    state: ProposalState
    standing: Standing
    departures: frozenset[Departure] = frozenset()


def give_opinion(case: Case, hand: Hand, *, agreed: bool, text: str) -> Step:
    """Agree with a proposal at its present step or send it back; an opinion, not a name only.

    At the last step an agreeing opinion leaves the proposal there: it is a remark for whoever signs.
    Raises ``IllegalTransition`` where no opinion is asked for, ``RuleViolation`` for an empty text, for
    who prepared it, and for who may not take this step.
    """
    action = ProposalAction.AGREE if agreed else ProposalAction.SEND_BACK
    after = advance(table_of(case.needs), case.state, action)
    _require_words(text)
    return _opinion(case, hand, after, agreed=agreed)


def skip_legal_review(case: Case, hand: Hand, *, text: str) -> Step:
    """Leave out the legal review where a small bureau has nobody for it, with a note why."""
    after = advance(table_of(case.needs), case.state, ProposalAction.SKIP)
    if not case.small_bureau:
        raise RuleViolation(N_("Only a small bureau may go on without a legal review."))
    _require_words(text)
    _refuse_preparers(case, hand)
    standing = _standings(case, hand, Level.OFFICER)[0]
    return Step(state=after, standing=standing, departures=frozenset({Departure.LEGAL_SKIPPED}))


def sign_off(case: Case, hand: Hand, *, text: str) -> Step:
    """Sign a proposal off at the level that it needs, by somebody who took no other part in it.

    A collective decision is signed by the head after agreeing minutes.  The departures of the result are
    those of the whole edition; with any of them the act is reviewed afterwards.
    """
    after = advance(table_of(case.needs), case.state, ProposalAction.SIGN_OFF)
    _require_words(text)
    return _signature(case, hand, after)


def refusal_of(case: Case, hand: Hand, action: ProposalAction) -> RuleViolation | None:
    """Why this person may not take a step in their own hand, before any word; ``None`` when they may."""
    try:
        if action is ProposalAction.SIGN_OFF:
            _signature(case, hand, case.state)
        else:
            agreed = action is not ProposalAction.SEND_BACK
            _opinion(case, hand, case.state, agreed=agreed)
    except RuleViolation as refusal:
        return refusal
    return None


def may_take(case: Case, hand: Hand) -> bool:
    """Tell whether this person could take the present step."""
    is_last = case.state is ProposalState.TO_SIGN
    action = ProposalAction.SIGN_OFF if is_last else ProposalAction.AGREE
    return refusal_of(case, hand, action) is None


def _opinion(case: Case, hand: Hand, after: ProposalState, *, agreed: bool) -> Step:
    """Sending back asks for the right person only; agreeing also for one who took no other step."""
    _refuse_preparers(case, hand)
    departures = _check_role(case, hand)
    standings = _standings(case, hand, _least_for_opinion(case))
    if not agreed:
        return Step(state=after, standing=standings[0])
    standing, separation = _separate(case, hand, standings)
    return Step(state=after, standing=standing, departures=departures | separation)


def _signature(case: Case, hand: Hand, after: ProposalState) -> Step:
    _refuse_preparers(case, hand)
    _check_role(case, hand)
    if case.needs.discussion and not case.has_agreeing_minutes:
        raise RuleViolation(N_("Minutes of the discussion that agree are missing."))
    standings = _standings(case, hand, signing_level(case.least))
    standing, separation = _separate(case, hand, standings)
    earlier = frozenset[Departure]().union(*(given.departures for given in case.given))
    return Step(state=after, standing=standing, departures=separation | earlier)


def _least_for_opinion(case: Case) -> Level:
    if case.state is ProposalState.SECTION_REVIEW:
        return Level.SECTION
    if case.state is ProposalState.TO_SIGN:
        return min(case.least, Level.DEPUTY_HEAD, key=lambda level: level.rank)
    return Level.OFFICER


def _require_words(text: str) -> None:
    if not any(sign.isalnum() for sign in text):
        raise RuleViolation(N_("Write the opinion: a name alone is none."))


def _refuse_preparers(case: Case, hand: Hand) -> None:
    """Refuse who prepared it, by key and on paper by name, whoever holds the pen or the keyboard."""
    if hand.person.id is None or hand.entered_by.id is None:
        raise RuleViolation(
            N_("A person decides, not the program."), Article.SIGNED_OFF_BY_THE_HEAD
        )
    names = {person.comparable for person in case.preparers}
    is_named = hand.is_on_paper and hand.person.comparable in names
    if is_named or {hand.person.id, hand.entered_by.id} & _keys(case.preparers):
        raise _prepared_it()


def _keys(people: Iterable[Person]) -> frozenset[int]:
    return frozenset(person.id for person in people if person.id is not None)


def _prepared_it() -> RuleViolation:
    return RuleViolation(
        N_("Who prepared a proposal gives no opinion on it and does not sign it."),
        Article.SIGNED_OFF_BY_THE_HEAD,
    )


def _check_role(case: Case, hand: Hand) -> frozenset[Departure]:
    """Refuse a role that does not take the present step; a small bureau may do without a lawyer."""
    if case.state is not ProposalState.LEGAL_REVIEW:
        if not hand.is_approver:
            raise RuleViolation(N_("This step is taken by an approver."))
        return frozenset()
    if hand.is_legal_reviewer:
        return frozenset()
    if not case.small_bureau:
        raise RuleViolation(N_("The legal opinion is given by a legal reviewer."))
    return frozenset({Departure.LEGAL_BY_ANOTHER})


def _standings(case: Case, hand: Hand, least: Level) -> list[Standing]:
    """The standings that reach a level, the own one first; never for somebody who prepared it."""
    reaching = [standing for standing in hand.standings if standing.level.reaches(least)]
    if not reaching:
        raise RuleViolation(N_("This needs at least the level: %(level)s"), level=label_of(least))
    keys = _keys(case.preparers)
    allowed = [s for s in reaching if s.on_behalf_of is None or s.on_behalf_of.id not in keys]
    if not allowed:
        raise _prepared_it()
    return allowed


def _separate(
    case: Case, hand: Hand, standings: Sequence[Standing]
) -> tuple[Standing, frozenset[Departure]]:
    """Choose a standing in which no other step of this edition was taken.

    Where there is none the ordinary mode refuses; a small bureau notes it.
    """
    others = [given.people for given in case.given if given.step is not case.state]
    taken = frozenset[int]().union(*others)
    for standing in standings:
        if not people_of(hand.person, standing.on_behalf_of) & taken:
            return standing, frozenset()
    if not case.small_bureau:
        raise RuleViolation(
            N_("Section review, legal review and signing-off are done by three people."),
            Article.SIGNED_OFF_BY_THE_HEAD,
        )
    return standings[0], frozenset({Departure.SEVERAL_STEPS})


def people_of(person: Person, on_behalf_of: Person | None) -> frozenset[int]:
    """Whose act it is: the person's and, for a deputy, also that of the represented one."""
    return _keys([person, on_behalf_of] if on_behalf_of else [person])
