"""Lists and figures of visits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.corrections.rules import Regime
from kgsup.inspections.models import Visit, VisitOfficer
from kgsup.inspections.rules.visits import VisitState
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.names import fold


@dataclass(frozen=True, kw_only=True)
class VisitFilter:
    """What a list is narrowed to; days are inclusive, ``officer`` and ``kindergarten`` public ids."""

    text: str = ""  # name of the kindergarten (Chinese, pinyin, initials) or number of the record
    state: VisitState | None = None
    regime: Regime | None = None
    town_code: str | None = None
    kindergarten: str | None = None
    officer: str | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class VisitRow:
    """A line of a list."""

    visit: Visit
    kindergarten: str
    kindergarten_name: str
    town_code: str | None

    @property
    def sort_key(self) -> list[Any]:
        return [self.visit.acted_on.isoformat(), self.visit.id]


@dataclass(frozen=True, kw_only=True)
class MonthlyVisits:
    """Signed visits of a month by regime; ``joint`` of them with other departments."""

    month: dt.date  # its first day
    regime: Regime
    count: int
    joint: int


def list_visits(
    wanted: VisitFilter, actor: Actor, after: list[Any] | None, limit: int
) -> Sequence[VisitRow]:
    """Visits from the latest day on, after a sort key (ISO date, key)."""
    statement = _filtered(_rows(), wanted, actor)
    key = _key(after)
    if key:
        statement = statement.where(sa.tuple_(Visit.acted_on, Visit.id) < sa.tuple_(*key))
    statement = statement.order_by(Visit.acted_on.desc(), Visit.id.desc()).limit(limit)
    return [_row(*row) for row in db.session.execute(statement)]


def count_visits(wanted: VisitFilter, actor: Actor) -> int:
    """How many rows the same filter lists."""
    statement = sa.select(sa.func.count(Visit.id)).join(
        Kindergarten, Kindergarten.id == Visit.kindergarten_id
    )
    return int(db.session.execute(_filtered(statement, wanted, actor)).scalar_one())


def visits_of_kindergarten(kindergarten_id: int, limit: int = 50) -> Sequence[Visit]:
    """Visits of a kindergarten that the caller has loaded in scope, the latest first."""
    statement = (
        sa.select(Visit)
        .where(Visit.kindergarten_id == kindergarten_id, Visit.state != VisitState.DISCARDED)
        .order_by(Visit.acted_on.desc(), Visit.id.desc())
        .limit(limit)
        .options(WITHOUT_DOCUMENT)
    )
    return list(db.session.execute(statement).scalars())


def visits_by_month(county_code: str, year: int) -> Sequence[MonthlyVisits]:
    """Signed visits of a year by month and regime; months without any are left out."""
    month = sa.extract("month", Visit.acted_on)
    statement = (
        sa.select(
            month,
            Visit.regime,
            sa.func.count(Visit.id),
            sa.func.sum(sa.case((Visit.joint, 1), else_=0)),
        )
        .where(
            Visit.county_code == county_code,
            Visit.state == VisitState.SIGNED,
            Visit.acted_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        )
        .group_by(month, Visit.regime)
    )
    found = [
        MonthlyVisits(month=dt.date(year, int(number), 1), regime=regime, count=count, joint=joint)
        for number, regime, count, joint in db.session.execute(statement)
    ]
    order = list(Regime)
    return sorted(found, key=lambda figure: (figure.month, order.index(figure.regime)))


Statement = sa.Select[*tuple[Any, ...]]


# Lists show the columns; the document with its signatures is read for one visit at a time.
WITHOUT_DOCUMENT = defer(Visit.document)


def _rows() -> Statement:
    return (
        sa.select(Visit, Kindergarten.public_id, Kindergarten.name, Kindergarten.town_code)
        .join(Kindergarten, Kindergarten.id == Visit.kindergarten_id)
        .options(WITHOUT_DOCUMENT)
    )


def _row(visit: Visit, kindergarten: str, name: str, town_code: str | None) -> VisitRow:
    return VisitRow(
        visit=visit, kindergarten=kindergarten, kindergarten_name=name, town_code=town_code
    )


def _filtered(statement: Statement, wanted: VisitFilter, actor: Actor) -> Statement:
    statement = scoped(statement, Visit, actor)
    conditions: dict[Any, Any] = {
        Visit.state: wanted.state,
        Visit.regime: wanted.regime,
        Kindergarten.town_code: wanted.town_code,
        Kindergarten.public_id: wanted.kindergarten,
    }
    statement = statement.where(*(column == value for column, value in conditions.items() if value))
    if wanted.state is None:
        statement = statement.where(Visit.state != VisitState.DISCARDED)
    if wanted.from_on:
        statement = statement.where(Visit.acted_on >= wanted.from_on)
    if wanted.until_on:
        statement = statement.where(Visit.acted_on <= wanted.until_on)
    if wanted.officer:
        statement = statement.where(
            sa.exists().where(
                VisitOfficer.visit_id == Visit.id,
                VisitOfficer.county_code == Visit.county_code,
                VisitOfficer.officer == wanted.officer,
            )
        )
    return statement.where(*_matching(wanted.text))


def _matching(text: str) -> list[sa.ColumnElement[bool]]:
    """A name in any of the writings of the register, or a part of the record's number."""
    if not text.strip():
        return []
    return [
        sa.or_(
            Kindergarten.search_text.contains(fold(text), autoescape=True),
            Visit.number.contains(text.strip(), autoescape=True),
        )
    ]


def _key(after: list[Any] | None) -> tuple[Any, Any] | None:
    """The sort key of an address; nonsense means the first page."""
    try:
        day, key = after or []
        return sa.literal(dt.date.fromisoformat(day), sa.Date()), sa.literal(int(key))
    except (TypeError, ValueError):
        return None
