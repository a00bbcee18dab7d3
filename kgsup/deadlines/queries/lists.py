"""The clocks of a county by where they stand: late first, amber next."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries.cases import RUNNING
from kgsup.deadlines.rules import DeadlineKind, Shown, Whose, kinds_of

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class ClockFilter:
    """What a list of clocks is limited to.

    ``text`` is looked for in what the case is called; a clock that concerns one of ``places`` (public
    ids of kindergartens that the text found) or belongs to one of ``cases`` (public ids of those that
    other systems know under such a number) is listed too.
    """

    kind: DeadlineKind | None = None
    whose: Whose | None = None
    shown: Shown | None = None
    text: str = ""
    places: Collection[str] = ()
    cases: Collection[str] = ()


def list_running(
    actor: Actor,
    wanted: ClockFilter,
    today: dt.date,
    after: list[Any] | None = None,
    limit: int = 50,
) -> Sequence[Deadline]:
    """Clocks that run or are paused: late, amber, in time, paused, each by its last day.

    ``after`` is a ``sort_key``; nonsense in it means the beginning.
    """
    rank = _rank(today)
    statement = _filtered(sa.select(Deadline), wanted, actor, today)
    statement = statement.order_by(rank, Deadline.due_on, Deadline.id).limit(limit)
    key = _key(after)
    if key:
        statement = statement.where(sa.tuple_(rank, Deadline.due_on, Deadline.id) > sa.tuple_(*key))
    return list(db.session.execute(statement).scalars())


def sort_key(row: Deadline, today: dt.date) -> tuple[int, str, int]:
    """What the list is sorted by, as an address holds it."""
    return list(Shown).index(shown_on(row, today)), row.due_on.isoformat(), row.id


def shown_on(row: Deadline, today: dt.date) -> Shown:
    """Where a clock that runs or is paused stands on a day, from its stored days."""
    if row.status is ClockStatus.PAUSED:
        return Shown.PAUSED
    if row.due_on < today:
        return Shown.LATE
    return Shown.AMBER if row.amber_on <= today else Shown.CALM


def count_running(actor: Actor, wanted: ClockFilter, today: dt.date) -> int:
    """How many rows the same filter lists."""
    statement = _filtered(sa.select(sa.func.count(Deadline.id)), wanted, actor, today)
    return int(db.session.execute(statement).scalar_one())


def list_for_my_day(actor: Actor, today: dt.date, limit: int) -> Sequence[Deadline]:
    """The late and amber clocks of the actor's counties, most pressing first."""
    statement = scoped(sa.select(Deadline), Deadline, actor).where(*_pressing(today))
    statement = statement.order_by(_rank(today), Deadline.due_on, Deadline.id).limit(limit)
    return list(db.session.execute(statement).scalars())


def count_for_my_day(actor: Actor, today: dt.date) -> int:
    """How many clocks are late or amber."""
    statement = scoped(sa.select(sa.func.count(Deadline.id)), Deadline, actor)
    return int(db.session.execute(statement.where(*_pressing(today))).scalar_one())


def _pressing(today: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    late_or_amber = sa.or_(Deadline.due_on < today, Deadline.amber_on <= today)
    return Deadline.status == ClockStatus.RUNNING, late_or_amber


def _rank(today: dt.date) -> sa.ColumnElement[int]:
    """The place of a clock's standing in ``Shown``."""
    ranks = list(Shown)
    return sa.case(
        (Deadline.status == ClockStatus.PAUSED, ranks.index(Shown.PAUSED)),
        (Deadline.due_on < today, ranks.index(Shown.LATE)),
        (Deadline.amber_on <= today, ranks.index(Shown.AMBER)),
        else_=ranks.index(Shown.CALM),
    )


def _key(after: list[Any] | None) -> tuple[Any, ...] | None:
    try:
        rank, day, key = after or []
        return (
            sa.literal(int(rank)),
            sa.literal(dt.date.fromisoformat(day), sa.Date()),
            sa.literal(int(key)),
        )
    except (TypeError, ValueError):
        return None


def _filtered(statement: Rows, wanted: ClockFilter, actor: Actor, today: dt.date) -> Rows:
    statement = scoped(statement, Deadline, actor).where(RUNNING)
    if wanted.kind:
        statement = statement.where(Deadline.kind == wanted.kind)
    if wanted.whose:
        statement = statement.where(Deadline.kind.in_(kinds_of(wanted.whose)))
    if wanted.shown:
        statement = statement.where(_rank(today) == list(Shown).index(wanted.shown))
    if wanted.text:
        statement = statement.where(
            sa.or_(
                Deadline.title.contains(wanted.text, autoescape=True),
                Deadline.concerns.in_(wanted.places),
                Deadline.subject_id.in_(wanted.cases),
            )
        )
    return statement
