"""What is due: for the jobs of cases, and for marking what has passed."""

import datetime as dt

import sqlalchemy as sa

from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind


def list_due(
    kind: DeadlineKind,
    on_or_before: dt.date,
    *,
    subject_kind: str | None = None,
    county_code: str | None = None,
    limit: int | None = None,
) -> list[Deadline]:
    """Running clocks of a kind whose last day is this day or an earlier one, longest due first.

    For jobs, which take one transaction each and ask again there.  A clock is late, and a deemed
    outcome there, when its last day lies *before* today.  Paused clocks are never due.
    """
    statement = sa.select(Deadline).where(
        Deadline.kind == kind,
        Deadline.status == ClockStatus.RUNNING,
        Deadline.due_on <= on_or_before,
    )
    if subject_kind is not None:
        statement = statement.where(Deadline.subject_kind == subject_kind)
    if county_code is not None:
        statement = statement.where(Deadline.county_code == county_code)
    statement = statement.order_by(Deadline.due_on, Deadline.id).limit(limit)
    return list(db.session.execute(statement).scalars())


def list_passed(today: dt.date) -> list[int]:
    """The keys of running clocks whose last day has passed and that are not marked so yet."""
    statement = (
        sa.select(Deadline.id)
        .where(
            Deadline.status == ClockStatus.RUNNING,
            Deadline.due_on < today,
            Deadline.breached_at.is_(None),
        )
        .order_by(Deadline.due_on, Deadline.id)
    )
    return list(db.session.execute(statement).scalars())
