"""Noting on a finding what a later visit saw of it, where that visit does not close it."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.corrections import queries
from kgsup.corrections.models import Finding
from kgsup.corrections.service.ledger import record_on


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was seen ("corrected", "partly" …) on which day, and the number of the visit's record."""

    result: str
    seen_on: dt.date
    visit_number: str
    note: str = ""


def see_finding(public_id: str, seen: Seen, actor: Actor, at: dt.datetime) -> Finding:
    """Note on the finding's timeline what was seen; its state and date stay as they are.

    Raises ``Missing`` for a finding outside the actor's counties.
    """
    finding = queries.get_finding(public_id, actor)
    changes = {"seen": [None, seen.result], "origin": [None, seen.visit_number]}
    if seen.note.strip():
        changes["note"] = [None, seen.note.strip()]
    record_on(finding, "see", changes, actor, at, acted_on=seen.seen_on)
    return finding
