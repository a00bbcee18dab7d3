"""Signing off a draft, on screen or on paper, and the dates that the paper prints.  Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kgsup.casework.rules.paper import OnPaper, day_of_signature
from kgsup.core.clocks import CorrectionStep
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workdays import WorkCalendar
from kgsup.core.workflow import advance
from kgsup.corrections.rules.follow_ups import TRANSITIONS, Action, Kind, State
from kgsup.documents.rules.texts import comparable_name


@dataclass(frozen=True, kw_only=True)
class PrintedDate:
    """A date for correction that the paper would print."""

    step: CorrectionStep | None
    due_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the rule must know of a draft; ``found_on`` is the latest day of its findings."""

    kind: Kind
    state: State
    prepared_by: frozenset[int]
    preparers: frozenset[str]  # their names, for sign-offs on paper
    officers: frozenset[str]  # names of the officers of the visit on which it rests
    found_on: dt.date
    open_dates: tuple[PrintedDate, ...]


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A sign-off that is allowed: the next state and the day that the paper bears."""

    state: State
    acted_on: dt.date


def sign_off(
    draft: Draft,
    *,
    signer_id: int | None,
    signer_name: str,
    today: dt.date,
    calendar: WorkCalendar,
    on_paper: OnPaper | None = None,
) -> SignOff:
    """Sign off a draft so that it gets its number; the paper bears the day of the signature.

    Whoever drafted or changed it never signs it off (公文 are approved by the head, not by the drafter),
    neither on screen nor by hand, nor do the officers of the visit on which it rests: they prepared it
    on site.  ``signer_id`` and ``signer_name`` are the actor's.  Refuses an order to correct, a draft in
    which nothing is open, and a notice that would print a date before its own day ("at once" excepted:
    it prints those words).
    """
    after = advance(TRANSITIONS, draft.state, Action.SIGN_OFF)
    if draft.kind is Kind.ORDER_TO_CORRECT:
        raise RuleViolation(
            N_(
                "An order to correct comes with a warning: it is issued in a penalty case, not here."
            )
        )
    if signer_id is None:
        raise RuleViolation(
            N_("A person signs off, not the program."), Article.SIGNED_OFF_BY_THE_HEAD
        )
    _refuse_preparers(draft, signer_id, signer_name, on_paper)
    if not draft.open_dates:
        raise RuleViolation(N_("Nothing in this draft is open any more: withdraw it."))
    acted_on = day_of_signature(
        on_paper,
        since=draft.found_on,
        today=today,
        calendar=calendar,
        too_early=N_("The day of the signature lies between the finding and today."),
    )
    _refuse_past_dates(draft, acted_on)
    return SignOff(state=after, acted_on=acted_on)


def _prepared_it() -> RuleViolation:
    return RuleViolation(
        N_("Who drafted or changed a paper does not sign it off."), Article.SIGNED_OFF_BY_THE_HEAD
    )


def _refuse_preparers(
    draft: Draft, signer_id: int, signer_name: str, on_paper: OnPaper | None
) -> None:
    """Refuse a drafter by account and by hand, an officer of the visit by name in every way."""
    if signer_id in draft.prepared_by:
        raise _prepared_it()
    names = {comparable_name(signer_name)} | (
        {comparable_name(on_paper.signer)} if on_paper else set()
    )
    if names & {comparable_name(officer) for officer in draft.officers}:
        raise RuleViolation(
            N_("An officer of the visit does not sign off the paper that follows from it."),
            Article.SIGNED_OFF_BY_THE_HEAD,
        )
    if on_paper and comparable_name(on_paper.signer) in {
        comparable_name(name) for name in draft.preparers
    }:
        raise _prepared_it()


def _refuse_past_dates(draft: Draft, acted_on: dt.date) -> None:
    if draft.kind is not Kind.RECTIFICATION_NOTICE:
        return  # a letter gives the kindergarten no date
    past = past_dates(draft.open_dates, acted_on)
    if past:
        raise RuleViolation(
            N_(
                "The notice would ask for correction by %(date)s, before its own day: change the date."
            ),
            date=past[0].isoformat(),
        )


def past_dates(dates: Iterable[PrintedDate], acted_on: dt.date) -> list[dt.date]:
    """The printed dates before a day, earliest first; "at once" is words and never past."""
    return sorted(
        date.due_on for date in dates if date.due_on < acted_on and not _says_at_once(date)
    )


def served_too_late(dates: Iterable[PrintedDate], served_on: dt.date) -> list[dt.date]:
    """The printed dates that the receiver could not keep because the paper came on or after them.

    The printed date stands all the same: service never moves it; who thinks it too short extends it.
    """
    late = {date.due_on for date in dates if date.due_on <= served_on and not _says_at_once(date)}
    return sorted(late)


def _says_at_once(date: PrintedDate) -> bool:
    return date.step is CorrectionStep.AT_ONCE
