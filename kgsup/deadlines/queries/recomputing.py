"""Reading and raising many clocks at once, for the calendar's changes.

Plain rows, no objects: a change of the calendar touches every clock that runs.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from kgsup.core.clocks import ClockEventKind
from kgsup.core.db import db
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.queries.cases import RUNNING

_PLAIN = (ClockEventKind.STARTED, ClockEventKind.RECOMPUTED)


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A batch of clocks that were computed under an older calendar, locked.

    ``events`` holds by clock what happened after the start: (kind, day, period as JSON).
    """

    rows: Sequence[sa.Row[Any]]
    events: Mapping[int, list[tuple[ClockEventKind, dt.date, Any]]]


def has_behind(revision: int) -> bool:
    """Tell whether any clock that runs was computed under an older calendar."""
    statement = sa.select(Deadline.id).where(*_behind(revision)).limit(1)
    return db.session.execute(statement).first() is not None


def _behind(revision: int) -> tuple[sa.ColumnElement[bool], ...]:
    return RUNNING, Deadline.calendar_revision < revision


def list_behind(revision: int, after: int, limit: int) -> Behind:
    """The next clocks by key that were computed under an older calendar."""
    table = Deadline.__table__.c
    statement = (
        sa.select(
            table.id,
            table.county_code,
            table.subject_kind,
            table.subject_id,
            table.concerns,
            table.kind,
            sa.cast(table.rule, sa.Text).label("rule"),
            table.article,
            table.started_on,
            table.due_on,
            table.unrolled_on,
            table.promised_on,
            table.amber_on,
            table.is_provisional,
            table.breached_at,
        )
        .where(*_behind(revision), Deadline.id > after)
        .order_by(table.id)
        .limit(limit)
        .with_for_update()
    )
    rows = db.session.execute(statement).all()
    return Behind(rows=rows, events=_events_of(rows[0].id, rows[-1].id, revision) if rows else {})


def _events_of(
    first: int, last: int, revision: int
) -> dict[int, list[tuple[ClockEventKind, dt.date, Any]]]:
    statement = (
        sa.select(
            DeadlineEvent.deadline_id,
            DeadlineEvent.kind,
            DeadlineEvent.happened_on,
            DeadlineEvent.period,
        )
        .join(Deadline, Deadline.id == DeadlineEvent.deadline_id)
        .where(
            DeadlineEvent.deadline_id.between(first, last),
            DeadlineEvent.kind.not_in(_PLAIN),
            *_behind(revision),
        )
        .order_by(DeadlineEvent.id)
    )
    found: dict[int, list[tuple[ClockEventKind, dt.date, Any]]] = {}
    for key, kind, on, period in db.session.execute(statement):
        found.setdefault(key, []).append((kind, on, period))
    return found


def raise_revision(revision: int, keys: Collection[int]) -> None:
    """Say of these clocks, which are locked, that they stand as computed under this calendar."""
    table = cast(sa.Table, Deadline.__table__)
    db.session.execute(
        sa.update(table)
        .where(table.c.id.in_(keys))
        .values(calendar_revision=revision, version=table.c.version + 1)
    )
