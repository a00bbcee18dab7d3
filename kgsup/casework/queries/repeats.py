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

_LOOKED_AT = 5  # entries: what a second click repeats is recent


@dataclass(frozen=True, kw_only=True)
class Result:
    """What an act leaves in the ledger: its full name, new values by field, the day it was done."""

    act: str
    values: Mapping[str, Any] = field(default_factory=dict)
    acted_on: dt.date | None = None


def was_done_by(subject: tuple[str, str], result: Result, actor: Actor) -> bool:
    """Tell whether this person did this act on a thing (kind, public id), and nobody anything since."""
    kind, public_id = subject
    latest = (
        sa.select(LedgerEntry)
        .where(LedgerEntry.subject_kind == kind, LedgerEntry.subject_id == public_id)
        .order_by(LedgerEntry.sequence.desc())
        .limit(_LOOKED_AT)
    )
    for entry in db.session.execute(latest).scalars():
        if actor.id is None or entry.actor_id != actor.id:
            return False
        if entry.act == result.act:
            return _says(entry, result)
    return False


def _says(entry: LedgerEntry, result: Result) -> bool:
    day = entry.acted_on or local_date(entry.recorded_at)
    return (result.acted_on is None or day == result.acted_on) and all(
        entry.changes.get(name, [None, None])[1] == value for name, value in result.values.items()
    )
