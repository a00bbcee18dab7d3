"""Signing off: the signature and the act that follows from it, in one transaction; reviews afterwards."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.casework import queries
from kgsup.casework.models import AfterReview, GivenOpinion, Proposal
from kgsup.casework.rules import SigningOff, proposals, steps
from kgsup.casework.service.executors import Signed, executor_of
from kgsup.casework.service.ledger import record_on, subject_of
from kgsup.casework.service.opinions import opinion_of, said_in, taking
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.queries import rule_of
from kgsup.deadlines.rules import DeadlineKind


def sign_off(public_id: str, how: SigningOff, actor: Actor, at: dt.datetime) -> Proposal:
    """Sign a proposal off and do its act, in the caller's one transaction.

    The actor signs, or enters the signature of ``on_paper``; in neither case anybody who prepared it.
    Raises ``Conflict``, ``IllegalTransition`` when somebody signed first, ``RuleViolation`` as
    ``rules.steps.sign_off`` says, and whatever the act's executor raises.
    """
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, how.version)
    executor = executor_of(proposal.act)
    taken = taking(proposal, how.on_paper, actor, at)
    step = steps.sign_off(taken.case, taken.hand, text=how.opinion)
    number = (how.office_number or "").strip() or None
    if number is None and executor.needs_office_number(proposal):
        raise RuleViolation(N_("Give the number that the office's register has for it."))
    row = opinion_of(proposal, taken, step, how.opinion, at)
    row.signs = True
    db.session.add(row)
    before = proposal.state
    _enter(proposal, row, actor, at)
    proposal.state, proposal.office_number = step.state, number
    db.session.flush()  # from here on the triggers hold it
    if step.departures:
        _ask_for_review(proposal, row, actor, at)
    changes = {"state": [before.value, step.state.value], **said_in(row)}
    if number:
        changes["office_number"] = [None, number]
    if step.departures:
        changes["departures"] = [None, row.departures]
    record_on(proposal, "sign_off", changes, actor, at, acted_on=row.acted_on)
    executor.execute(proposal, _signed(proposal, row, actor, at))
    return proposal


def _enter(proposal: Proposal, row: GivenOpinion, actor: Actor, at: dt.datetime) -> None:
    proposal.signed_off_by, proposal.signed_off_by_name = actor.id, actor.name
    proposal.signed_off_at, proposal.acted_on = at, row.acted_on
    proposal.signer_id, proposal.signer_name = row.person_id, row.person
    proposal.signer_level, proposal.on_behalf_of = row.level, row.on_behalf_of
    proposal.paper_scan = row.paper_scan


def _signed(proposal: Proposal, row: GivenOpinion, actor: Actor, at: dt.datetime) -> Signed:
    return Signed(
        signer_id=row.person_id,
        signer_name=row.person,
        level=row.level,
        on_behalf_of=row.on_behalf_of,
        acted_on=row.acted_on,
        office_number=proposal.office_number,
        actor=actor,
        at=at,
    )


def _ask_for_review(proposal: Proposal, row: GivenOpinion, actor: Actor, at: dt.datetime) -> None:
    """Have somebody else look at what was not done in the ordinary way; the clock runs from today."""
    today, county_code = local_date(at), proposal.county_code
    rule = rule_of(DeadlineKind.AFTER_REVIEW, county_code, on=today)
    clock = deadlines.start(
        DeadlineKind.AFTER_REVIEW,
        subject_of(proposal),
        rule,
        today,
        actor,
        at,
        title=proposal.title,
    )
    review = AfterReview(
        county_code=county_code,
        proposal_id=proposal.id,
        departures=row.departures,
        signer_id=row.person_id,
        represented_id=row.on_behalf_of_id,
        due_on=clock.due_on,
    )
    db.session.add(review)


def review_afterwards(
    public_id: str,
    finding: str,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
    *,
    in_order: bool,
) -> AfterReview:
    """Review what a small bureau signed, in words, by somebody who did not sign it.

    Raises ``IllegalTransition`` when it is done already, ``RuleViolation`` as the rule says.  What is not
    in order is put right by an act of its own; the review changes nothing.
    """
    review = queries.get_review(public_id, actor, for_update=True)
    require_version(review, version)
    if review.reviewed_at is not None:
        raise IllegalTransition(N_("This was reviewed already."))
    signers = frozenset(key for key in (review.signer_id, review.represented_id) if key is not None)
    proposals.finish_review(reviewer_id=actor.id, signers=signers, finding=finding)
    review.reviewed_at, review.reviewed_by = at, actor.id
    review.reviewed_by_name, review.in_order = actor.name, in_order
    review.finding = finding.strip()
    proposal = queries.get_reviewed(review)
    deadlines.stop(DeadlineKind.AFTER_REVIEW, subject_of(proposal), local_date(at), actor, at)
    changes: dict[str, Any] = {
        "finding_afterwards": [None, review.finding],
        "in_order": [None, in_order],
    }
    record_on(proposal, "review_afterwards", changes, actor, at)
    return review
