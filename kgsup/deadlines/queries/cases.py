"""The clocks of cases that the caller has loaded in scope."""

from collections.abc import Collection

import sqlalchemy as sa

from kgsup.audit.rules import Subject
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db
from kgsup.core.errors import N_, IllegalTransition
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind

RUNNING = Deadline.status != ClockStatus.STOPPED  # paused ones among them
_BATCH = 500  # bound parameters of one statement


def _of(subject: Subject) -> sa.ColumnElement[bool]:
    return sa.and_(
        Deadline.county_code == subject.county_code,
        Deadline.subject_kind == subject.kind,
        Deadline.subject_id == subject.public_id,
    )


def list_of(subject: Subject) -> list[Deadline]:
    """All clocks of a case: those that run by their due day, then the stopped ones, newest first."""
    found = list(db.session.execute(sa.select(Deadline).where(_of(subject))).scalars())
    running = [row for row in found if row.status is not ClockStatus.STOPPED]
    stopped = [row for row in found if row.status is ClockStatus.STOPPED]
    return sorted(running, key=lambda row: (row.due_on, row.id)) + sorted(
        stopped, key=lambda row: row.id, reverse=True
    )


def find_running(
    kind: DeadlineKind, subject: Subject, *, for_update: bool = False
) -> Deadline | None:
    """The clock of a kind that runs or is paused for a case."""
    statement = sa.select(Deadline).where(_of(subject), Deadline.kind == kind, RUNNING)
    if for_update:
        statement = statement.with_for_update()
    return db.session.execute(statement).scalar_one_or_none()


def get_running(kind: DeadlineKind, subject: Subject) -> Deadline:
    """The same, locked; raises ``IllegalTransition`` when no such clock runs."""
    found = find_running(kind, subject, for_update=True)
    if found is None:
        raise IllegalTransition(N_("No such clock is running."))
    return found


def list_running_of(subject: Subject) -> list[Deadline]:
    """The clocks of a case that run or are paused, locked, in the order of their starts."""
    statement = sa.select(Deadline).where(_of(subject), RUNNING).order_by(Deadline.id)
    return list(db.session.execute(statement.with_for_update()).scalars())


def next_of(subjects: Collection[Subject]) -> dict[tuple[str, str], Deadline]:
    """The clock that is due first for each of some cases, by (kind, public id) of the case.

    A running clock goes before a paused one.  Cases without a running clock are left out.
    """
    found: dict[tuple[str, str], Deadline] = {}
    for row in _running_of_all(subjects):
        key = (row.subject_kind, row.subject_id)
        if key not in found or _urgency(row) < _urgency(found[key]):
            found[key] = row
    return found


def _urgency(row: Deadline) -> tuple[bool, object, int]:
    return row.status is ClockStatus.PAUSED, row.due_on, row.id


def _running_of_all(subjects: Collection[Subject]) -> list[Deadline]:
    """One statement for each county and kind of case, and for each five hundred cases."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for subject in subjects:
        grouped.setdefault((subject.county_code, subject.kind), []).append(subject.public_id)
    rows: list[Deadline] = []
    for (county_code, kind), ids in grouped.items():
        for start in range(0, len(ids), _BATCH):
            statement = sa.select(Deadline).where(
                Deadline.county_code == county_code,
                Deadline.subject_kind == kind,
                Deadline.subject_id.in_(ids[start : start + _BATCH]),
                RUNNING,
            )
            rows += db.session.execute(statement).scalars()
    return rows
