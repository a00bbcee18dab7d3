"""Reading the ledger: timelines and the list for auditors."""

import datetime as dt
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.models import LedgerEntry, LedgerHead
from kgsup.audit.rules import Entry, act_label
from kgsup.core.clock import local_date
from kgsup.core.db import db

SHARED = "000000"  # acts on what all counties share, such as the calendar


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """What a person reads of a ledger row."""

    sequence: int
    at: dt.datetime
    actor_name: str
    act: str
    act_label: str  # marked, in English
    county_code: str
    subject_kind: str
    subject_id: str
    acted_on: dt.date | None
    changes: list[tuple[str, Any, Any]]
    article: str | None

    @property
    def late_entry(self) -> bool:
        """补录: the act was done on an earlier day than it was recorded."""
        return self.acted_on is not None and self.acted_on < local_date(self.at)


def timeline(subject_kind: str, public_id: str, limit: int = 200) -> list[TimelineEntry]:
    """The acts on one thing, newest first.  The caller has already loaded the thing in scope."""
    return _entries(
        sa.and_(LedgerEntry.subject_kind == subject_kind, LedgerEntry.subject_id == public_id),
        limit,
    )


def timeline_concerning(kindergarten: str, limit: int = 100) -> list[TimelineEntry]:
    """The acts on a kindergarten and on all that concerns it, newest first."""
    return _entries(LedgerEntry.concerns == kindergarten, limit)


def list_entries(actor: Actor, before: int | None, limit: int) -> list[TimelineEntry]:
    """The ledger of the counties that the actor's grants reach and of what all share, newest first."""
    condition = _reached_by(actor)
    if before is not None:
        condition = sa.and_(condition, LedgerEntry.sequence < before)
    return _entries(condition, limit)


def count_entries(actor: Actor) -> int:
    """How many rows ``list_entries`` has from its beginning to its end."""
    statement = sa.select(sa.func.count()).select_from(LedgerEntry).where(_reached_by(actor))
    return int(db.session.execute(statement).scalar_one())


def _reached_by(actor: Actor) -> sa.ColumnElement[bool]:
    reached = [_in_prefix(grant.county_prefix) for grant in actor.grants if not grant.kindergarten]
    return sa.or_(sa.false(), *reached)


def _in_prefix(prefix: str) -> sa.ColumnElement[bool]:
    return LedgerEntry.county_code.between(prefix.ljust(6, "0"), prefix.ljust(6, "9"))


def was_last_done_by(
    subject_kind: str, public_id: str, act: str, actor: Actor, *, among: str = ""
) -> bool:
    """Tell whether the latest act on a thing is this one, and this person's: then it was sent twice.

    ``among`` is how the acts begin that count ("licensing."); what follows of them elsewhere does not.
    """
    latest = db.session.execute(
        sa.select(LedgerEntry.act, LedgerEntry.actor_id)
        .where(
            LedgerEntry.subject_kind == subject_kind,
            LedgerEntry.subject_id == public_id,
            LedgerEntry.act.startswith(among, autoescape=True),
        )
        .order_by(LedgerEntry.sequence.desc())
        .limit(1)
    ).one_or_none()
    return latest is not None and actor.id is not None and tuple(latest) == (act, actor.id)


def _entries(condition: sa.ColumnElement[bool], limit: int) -> list[TimelineEntry]:
    statement = (
        sa.select(LedgerEntry).where(condition).order_by(LedgerEntry.sequence.desc()).limit(limit)
    )
    return [_for_reading(row) for row in db.session.execute(statement).scalars()]


def _for_reading(row: LedgerEntry) -> TimelineEntry:
    return TimelineEntry(
        sequence=row.sequence,
        at=row.recorded_at,
        actor_name=row.actor_name,
        act=row.act,
        act_label=act_label(row.act),
        county_code=row.county_code,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        acted_on=row.acted_on,
        changes=_pairs(row.changes),
        article=row.article,
    )


def _pairs(changes: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    pairs = []
    for field, value in changes.items():
        old, new = value if isinstance(value, list) and len(value) == 2 else (None, value)
        pairs.append((field, old, new))
    return pairs


def read_chain() -> Generator[tuple[Entry, str, str], None, None]:
    """Stream all rows in order of their sequence, for verifying."""
    statement = sa.select(LedgerEntry).order_by(LedgerEntry.sequence)
    with db.session.execute(statement.execution_options(yield_per=2000)).scalars() as rows:
        for row in rows:
            yield entry_of(row), row.previous_hash, row.hash
            db.session.expunge(row)


def entry_of(row: LedgerEntry) -> Entry:
    """The row as a value."""
    names = [name for name in Entry.__dataclass_fields__]
    return Entry(**{name: getattr(row, name) for name in names})


def get_head() -> tuple[int, str] | None:
    """Where the chain ends: (sequence, hash)."""
    head = db.session.get(LedgerHead, 1)
    return (head.sequence, head.hash) if head else None
