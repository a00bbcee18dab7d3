"""Preparing a proposal, changing it, submitting it, withdrawing it."""

import datetime as dt
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework import queries
from kgsup.casework.models import Proposal
from kgsup.casework.rules import (
    Preparation,
    ProposalAction,
    ProposalChange,
    known_act,
    proposals,
    table_of,
)
from kgsup.casework.service.executors import executor_of
from kgsup.casework.service.ledger import add_preparer, record_on, require_county
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Conflict, RuleViolation
from kgsup.core.workflow import advance


def prepare(subject: Subject, preparation: Preparation, actor: Actor, at: dt.datetime) -> Proposal:
    """Prepare a proposal for an act in a case; one runs at a time for each act.

    Raises ``KeyError`` for an act without title or executor (a mistake of its slice), ``RuleViolation``
    without words or basis, ``Conflict`` while another runs, ``Missing`` outside the actor's counties.
    """
    known_act(preparation.act)
    executor_of(preparation.act)
    require_county(subject.county_code, actor)
    proposals.check_words(preparation.title, preparation.text, preparation.basis)
    begun_on = preparation.begun_on or local_date(at)
    if begun_on > local_date(at):
        raise RuleViolation(N_("The day lies in the future."))
    if queries.find_open(subject, preparation.act):
        raise Conflict(N_("A proposal for this act is running already."))
    proposal = _proposal(subject, preparation, actor, at)
    proposal.begun_on = begun_on
    db.session.add(proposal)
    db.session.flush()  # its public id, and the unique index
    changes = {
        "title": [None, proposal.title],
        "least_level": [None, preparation.level.value],
        "text": [None, proposal.text],
        "basis": [None, proposal.basis],
    }
    record_on(proposal, "prepare", changes, actor, at)
    return proposal


def _proposal(
    subject: Subject, preparation: Preparation, actor: Actor, at: dt.datetime
) -> Proposal:
    needs = preparation.needs
    others = [{"id": row["id"], "name": row["name"]} for row in preparation.also_prepared_by]
    return Proposal(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        act=preparation.act,
        title=preparation.title.strip(),
        text=preparation.text.strip(),
        basis=_citations(preparation.basis),
        level=preparation.level,
        needs_legal_review=needs.legal_review,
        needs_discussion=needs.discussion,
        payload=dict(preparation.payload),
        prepared_by=actor.id,
        prepared_by_name=actor.name,
        prepared_at=at,
        also_prepared_by=others,
    )


def _citations(basis: tuple[str, ...]) -> list[str]:
    return [citation.strip() for citation in basis if citation.strip()]


def change(
    public_id: str, change: ProposalChange, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Change a draft; after opinions it is a new edition on which they do not count.

    The actor becomes one of those who prepared it.  Raises ``Conflict`` for a form filled in on an older
    version, ``IllegalTransition`` once submitted, ``RuleViolation`` without words or basis.
    """
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    proposal.state = advance(table_of(proposal.needs), proposal.state, ProposalAction.CHANGE)
    proposals.check_words(change.title, change.text, change.basis)
    values: dict[str, Any] = {
        "title": change.title.strip(),
        "text": change.text.strip(),
        "basis": _citations(change.basis),
    }
    changes = {
        name: [getattr(proposal, name), value]
        for name, value in values.items()
        if getattr(proposal, name) != value
    }
    for name, value in values.items():
        setattr(proposal, name, value)
    if change.payload is not None:
        proposal.payload = dict(change.payload)
    _begin_edition(proposal)
    add_preparer(proposal, actor)
    flag_modified(proposal, "text")  # a new version, so that older forms are refused
    record_on(proposal, "change", changes, actor, at)
    return proposal


def _begin_edition(proposal: Proposal) -> None:
    editions = {row.edition for row in queries.list_opinions(proposal.id)}
    editions |= {row.edition for row in queries.list_discussions(proposal.id)}
    has_opinions = proposal.edition in editions
    proposal.edition = proposals.next_edition(proposal.edition, has_opinions=has_opinions)


def submit(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> Proposal:
    """Put a draft before its reviewers; the steps begin anew after it was sent back."""
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    after = advance(table_of(proposal.needs), proposal.state, ProposalAction.SUBMIT)
    _begin_edition(proposal)
    add_preparer(proposal, actor)
    before, proposal.state = proposal.state, after
    proposal.submitted_at = at
    changes = {
        "state": [before.value, after.value],
        "proposal_edition": [None, proposal.edition],
    }
    record_on(proposal, "submit", changes, actor, at)
    return proposal


def withdraw(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """End a proposal that was not signed off, for a reason; opinions and minutes stay."""
    proposal = queries.get_proposal(public_id, actor, for_update=True)
    require_version(proposal, version)
    after = proposals.withdraw(proposal.state, proposal.needs, reason)
    before, proposal.state = proposal.state, after
    proposal.withdrawn_reason = reason.strip()
    changes = {
        "state": [before.value, after.value],
        "reason": [None, proposal.withdrawn_reason],
    }
    record_on(proposal, "withdraw", changes, actor, at)
    return proposal
