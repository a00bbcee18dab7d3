"""Counts of findings for any day and any year; each opens to its rows by the same conditions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import Counts, Kind, Severity


@dataclass(frozen=True, kw_only=True)
class MonthlyFigure:
    """Findings opened in a month, by weight."""

    month: dt.date  # its first day
    severity: Severity
    count: int


def counts_on(county_code: str, day: dt.date) -> Counts:
    """Findings of a county at the end of a day: opened = closed + open, each counted by itself."""

    def counted(*conditions: sa.ColumnElement[bool]) -> int:
        statement = sa.select(sa.func.count(Finding.id)).where(
            Finding.county_code == county_code, Finding.found_on <= day, *conditions
        )
        return db.session.execute(statement).scalar_one()

    return Counts(
        opened=counted(),
        closed=counted(Finding.closed_on <= day),
        open=counted(sa.or_(Finding.closed_on.is_(None), Finding.closed_on > day)),
    )


def figures_by_month(county_code: str, year: int) -> Sequence[MonthlyFigure]:
    """Findings opened in each month of a year, by weight; months without any are left out."""
    month = sa.extract("month", Finding.found_on)
    statement = (
        sa.select(month, Finding.severity, sa.func.count(Finding.id))
        .where(
            Finding.county_code == county_code,
            Finding.found_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        )
        .group_by(month, Finding.severity)
    )
    figures = [
        MonthlyFigure(month=dt.date(year, int(number), 1), severity=severity, count=count)
        for number, severity, count in db.session.execute(statement)
    ]
    order = list(Severity)
    return sorted(figures, key=lambda figure: (figure.month, order.index(figure.severity)))


def findings_by_kind(county_code: str, year: int) -> dict[Kind | None, int]:
    """Findings opened in a year by what follows them; ``None`` has no follow-up at present."""
    statement = (
        sa.select(FollowUp.kind, sa.func.count(Finding.id))
        .outerjoin_from(Finding, FollowUp, FollowUp.id == Finding.follow_up_id)
        .where(
            Finding.county_code == county_code,
            Finding.found_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        )
        .group_by(FollowUp.kind)
    )
    return {kind: count for kind, count in db.session.execute(statement)}
