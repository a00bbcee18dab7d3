"""Opinions on a proposal, on screen or on paper, and the minutes of its discussion."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from kgsup.access.actor import Actor
from kgsup.casework import queries
from kgsup.casework.models import Discussion, GivenOpinion, Proposal
from kgsup.casework.rules import (
    Case,
    Hand,
    Minutes,
    OnPaper,
    Opinion,
    ProposalState,
    Step,
    proposals,
    steps,
)
from kgsup.casework.rules.paper import day_of_signature
from kgsup.casework.service.ledger import earliest_day, record_on, require_evidence
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_
from kgsup.workcalendar.queries import work_calendar

_TOO_EARLY = N_("The day of the signature lies between the step before it and today.")


@dataclass(frozen=True, kw_only=True)
class Taking:
    """What is known when somebody takes a step: whose hand, on which day, on which case."""

    hand: Hand
    acted_on: dt.date
    case: Case
    on_paper: OnPaper | None


def taking(proposal: Proposal, on_paper: OnPaper | None, actor: Actor, at: dt.datetime) -> Taking:
    """Gather what the rules of a step must know.

    Raises ``RuleViolation`` for a paper whose day, signer or reason does not do, ``Missing`` for a scan
    that is not among the county's evidence.
    """
    acted_on = day_of_signature(
        on_paper,
        since=earliest_day(proposal),
        today=local_date(at),
        calendar=work_calendar(),
        too_early=_TOO_EARLY,
    )
    county_code = proposal.county_code
    if on_paper:
        require_evidence(on_paper.scan, county_code, actor)
        hand = queries.hand_on_paper(on_paper, county_code, actor)
    else:
        hand = queries.hand_of(actor, county_code, acted_on)
    case = queries.case_of(proposal, acted_on)
    return Taking(hand=hand, acted_on=acted_on, case=case, on_paper=on_paper)


def give_opinion(
    public_id: str, opinion: Opinion, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Agree with a proposal at its present step, or send it back to its draft.

    Raises ``Conflict``, ``IllegalTransition`` where no opinion is asked for, and ``RuleViolation`` as
    ``rules.steps.give_opinion`` says.
    """
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    taken = taking(proposal, opinion.on_paper, actor, at)
    step = steps.give_opinion(taken.case, taken.hand, agreed=opinion.agreed, text=opinion.text)
    row = opinion_of(proposal, taken, step, opinion.text, at)
    row.agreed = opinion.agreed
    db.session.add(row)
    act = "agree" if opinion.agreed else "send_back"
    _enter(proposal, row, act, step, actor, at)
    return proposal


def skip_legal_review(
    public_id: str, note: str, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Go on without a legal review in a small bureau, noting why."""
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    taken = taking(proposal, None, actor, at)
    step = steps.skip_legal_review(taken.case, taken.hand, text=note)
    row = opinion_of(proposal, taken, step, note, at)
    row.skipped = True
    db.session.add(row)
    _enter(proposal, row, "skip", step, actor, at)
    return proposal


def opinion_of(
    proposal: Proposal, taken: Taking, step: Step, text: str, at: dt.datetime
) -> GivenOpinion:
    """The row of an agreeing opinion at the proposal's present step, not yet added."""
    hand, behalf, paper = taken.hand, step.standing.on_behalf_of, taken.on_paper
    return GivenOpinion(
        county_code=proposal.county_code,
        proposal_id=proposal.id,
        edition=proposal.edition,
        step=proposal.state,
        agreed=True,
        text=text.strip(),
        person_id=hand.person.id,
        person=hand.person.name,
        level=step.standing.level,
        on_behalf_of_id=behalf.id if behalf else None,
        on_behalf_of=behalf.name if behalf else None,
        departures=sorted(departure.value for departure in step.departures),
        acted_on=taken.acted_on,
        entered_by=hand.entered_by.id,
        entered_by_name=hand.entered_by.name,
        recorded_at=at,
        paper_scan=paper.scan if paper else None,
        paper_reason=paper.reason.strip() if paper else "",
    )


def _enter(
    proposal: Proposal,
    row: GivenOpinion,
    act: str,
    step: Step,
    actor: Actor,
    at: dt.datetime,
) -> None:
    before, proposal.state = proposal.state, step.state
    touch(proposal)
    changes = {"state": [before.value, step.state.value], **said_in(row)}
    record_on(proposal, act, changes, actor, at, acted_on=row.acted_on)


def touch(proposal: Proposal) -> None:
    """Make a new version of a proposal even when the step leaves its state as it is."""
    flag_modified(proposal, "state")


def said_in(row: GivenOpinion) -> dict[str, Any]:
    """What the ledger keeps of an opinion."""
    changes: dict[str, Any] = {"opinion": [None, row.text]}
    if row.step is not ProposalState.LEGAL_REVIEW:  # there the role counts, not the level
        changes["level"] = [None, row.level.value]
    if row.on_behalf_of:
        changes["on_behalf_of"] = [None, row.on_behalf_of]
    if row.paper_scan:
        changes["paper_signer"] = [None, row.person]
        changes["reason"] = [None, row.paper_reason]
    return changes


def record_discussion(
    public_id: str, minutes: Minutes, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Enter the minutes of a collective discussion; without agreement the proposal is a draft again.

    Raises ``RuleViolation`` without number, result or enough people, or for a day that cannot be.
    """
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    after = proposals.discuss(
        proposal.state,
        proposal.needs,
        minutes,
        since=earliest_day(proposal),
        today=local_date(at),
    )
    if minutes.scan:
        require_evidence(minutes.scan, proposal.county_code, actor)
    row = _discussion(proposal, minutes, actor, at)
    db.session.add(row)
    before, proposal.state = proposal.state, after
    changes = {
        "state": [before.value, after.value],
        "minutes": [None, row.number],
        "attendance": [None, row.attendance],
        "result": [None, row.result],
    }
    record_on(proposal, "record_discussion", changes, actor, at, acted_on=row.held_on)
    return proposal


def _discussion(proposal: Proposal, minutes: Minutes, actor: Actor, at: dt.datetime) -> Discussion:
    return Discussion(
        county_code=proposal.county_code,
        proposal_id=proposal.id,
        edition=proposal.edition,
        number=minutes.number.strip(),
        held_on=minutes.held_on,
        attendance=[name.strip() for name in minutes.attendance if name.strip()],
        result=minutes.result.strip(),
        agreed=minutes.agreed,
        scan=minutes.scan,
        recorded_by=actor.id,
        recorded_by_name=actor.name,
        recorded_at=at,
    )
