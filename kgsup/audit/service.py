"""Recording acts in the transaction of the act itself.

Rows are collected while the act runs and chained as the last thing before the commit, so the ledger's
lock is held for moments only and always taken last: writers cannot deadlock on it.
"""

import datetime as dt
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit import queries
from kgsup.audit.models import LedgerEntry, LedgerHead
from kgsup.audit.rules import Entry, Subject, Verdict, act_label, entry_hash, verify_chain
from kgsup.core import clock
from kgsup.core.clock import local_date
from kgsup.core.db import before_commit, db
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article

_PENDING = "ledger_pending"
CLOCK_TOLERANCE = dt.timedelta(seconds=5)  # the ledger's time may not fall back further than this


def record(
    actor: Actor,
    act: str,
    subject: Subject,
    changes: Mapping[str, Any],
    at: dt.datetime,
    *,
    article: Article | str | None = None,
    acted_on: dt.date | None = None,
) -> None:
    """Record an act; it is written with the transaction that does it, or not at all.

    ``changes`` maps a field to [old, new]; values must be JSON.  ``acted_on`` is the day on the paper
    or of the signature when it differs from the day of recording.
    """
    act_label(act)  # an act nobody can read on a timeline is a mistake of ours
    entry = Entry(
        sequence=0,
        recorded_at=at,
        acted_on=acted_on,
        actor_id=actor.id,
        actor_name=actor.name,
        act=act,
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        changes=dict(changes),
        article=str(article) if article else None,
    )
    db.session.info.setdefault(_PENDING, []).append(entry)


def enter_later(at: dt.datetime) -> None:
    """Say of everything recorded in this transaction so far that it is entered only at ``at`` (补录).

    The day on which each act was done becomes its ``acted_on``.  For histories that are entered in one
    go: the ledger's own time never goes back.
    """
    pending: list[Entry] = db.session.info.get(_PENDING, [])
    db.session.info[_PENDING] = [
        replace(entry, recorded_at=at, acted_on=entry.acted_on or local_date(entry.recorded_at))
        for entry in pending
    ]


@before_commit
def write_pending_entries() -> None:
    """Chain and insert what was recorded in this transaction.

    Raises ``RuleViolation`` when the server's clock has fallen behind the ledger.
    """
    pending: list[Entry] = db.session.info.pop(_PENDING, [])
    if not pending:
        return
    db.session.flush()  # the ledger's lock comes after all others
    head = db.session.execute(sa.select(LedgerHead).with_for_update()).scalar_one()
    rows = []
    for entry in pending:
        chained = replace(
            entry,
            sequence=head.sequence + 1,
            recorded_at=_not_before(head.recorded_at, entry.recorded_at),
        )
        rows.append(_row_of(chained, head.hash))
        head.sequence, head.hash = chained.sequence, rows[-1].hash
        head.recorded_at = chained.recorded_at
    db.session.add_all(rows)
    db.session.flush()


def _not_before(last: dt.datetime | None, at: dt.datetime) -> dt.datetime:
    """The instant of a row: never before the row in front of it.

    An act may have waited for its turn to write, or a paper for its making; only a *clock* that stands
    behind the ledger stops recording.
    """
    if last is None:
        return at
    if last - max(at, clock.now()) > CLOCK_TOLERANCE:
        raise RuleViolation(
            N_(
                "The server's clock is behind the ledger: nothing can be recorded until it is set right."
            )
        )
    return max(last, at)


def _row_of(entry: Entry, previous: str) -> LedgerEntry:
    values = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return LedgerEntry(**values, previous_hash=previous, hash=entry_hash(entry, previous))


def verify_ledger() -> Verdict:
    """Re-compute the whole chain and compare it with the kept head."""
    with closing(queries.read_chain()) as rows:
        return verify_chain(rows, queries.get_head())
