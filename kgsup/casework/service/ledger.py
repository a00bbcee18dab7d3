"""Recording acts on proposals, and what all acts on them share."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import queries
from kgsup.casework.models import Proposal
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, Missing
from kgsup.files.queries import find_evidence


def subject_of(proposal: Proposal) -> Subject:
    """A flushed proposal as the ledger names it."""
    return Subject("proposal", proposal.public_id, proposal.county_code, proposal.concerns)


def record_on(
    proposal: Proposal,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
) -> None:
    """Record an act; ``acted_on`` is recorded when it is another day than that of ``at``."""
    acted_on = None if acted_on == local_date(at) else acted_on
    name = f"casework.proposal.{act}"
    record(actor, name, subject_of(proposal), changes, at, acted_on=acted_on)


def require_county(county_code: str, actor: Actor) -> None:
    """Raise ``Missing`` where the actor's grants do not reach."""
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))


def require_evidence(public_id: str, county_code: str, actor: Actor) -> None:
    """Raise ``Missing`` unless a public id names evidence of this county."""
    if not find_evidence([public_id], county_code, actor):
        raise Missing(N_("A photograph or scan is not in this county's evidence."))


def earliest_day(proposal: Proposal) -> dt.date:
    """The first day that the next signature or discussion may bear: that of the step before it."""
    steps = [
        proposal.begun_on,
        *(opinion.acted_on for opinion in queries.list_opinions(proposal.id)),
        *(minutes.held_on for minutes in queries.list_discussions(proposal.id)),
    ]
    return max(steps)


def add_preparer(proposal: Proposal, actor: Actor) -> None:
    """Note who worked on a proposal: nobody of them gives an opinion on it."""
    known = {person.id for person in queries.preparers_of(proposal)}
    if actor.id is not None and actor.id not in known:
        person = {"id": actor.id, "name": actor.name}
        proposal.also_prepared_by = [*proposal.also_prepared_by, person]
