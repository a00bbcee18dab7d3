"""Acts that were sent twice: a second click on the button, a page sent again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.models import LedgerEntry
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.corrections.models import Finding, FollowUp

_LOOKED_AT = 5  # entries: one act makes two at most, and what a second click repeats is recent


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an act leaves in the ledger: new values by field, and the day on which it was done."""

    act: str
    values: Mapping[str, Any] = field(default_factory=dict)
    acted_on: dt.date | None = None


def was_done_by(row: Finding | FollowUp, result: Result, actor: Actor) -> bool:
    """Tell whether this person did this act with this result, and nobody else anything since."""
    kind = "finding" if isinstance(row, Finding) else "follow_up"
    latest = (
        sa.select(LedgerEntry)
        .where(LedgerEntry.subject_kind == kind, LedgerEntry.subject_id == row.public_id)
        .order_by(LedgerEntry.sequence.desc())
        .limit(_LOOKED_AT)
    )
    for entry in db.session.execute(latest).scalars():
        if actor.id is None or entry.actor_id != actor.id:
            return False
        if entry.act == f"corrections.{kind}.{result.act}":
            return _says(entry, result)
    return False


def _says(entry: LedgerEntry, result: Result) -> bool:
    day = entry.acted_on or local_date(entry.recorded_at)
    return (result.acted_on is None or day == result.acted_on) and all(
        entry.changes.get(name, [None, None])[1] == value for name, value in result.values.items()
    )
