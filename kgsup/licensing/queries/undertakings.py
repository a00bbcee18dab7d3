"""Undertakings: one, those of an application, the county's list with the late ones."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.licensing.models import PermitApplication, Undertaking

_SAME = sa.and_(
    PermitApplication.county_code == Undertaking.county_code,
    PermitApplication.id == Undertaking.permit_application_id,
)


@dataclass(frozen=True, kw_only=True)
class UndertakingRow:
    """An undertaking with the application beside which it stands."""

    undertaking: Undertaking
    application: PermitApplication

    def is_late(self, today: dt.date) -> bool:
        """Tell whether its last day is over and nothing proves it."""
        return self.undertaking.fulfilled_on is None and self.undertaking.due_on < today


@dataclass(frozen=True, kw_only=True)
class UndertakingFilter:
    """Which undertakings a list shows: all, open ones, or those that are late on a day."""

    is_open: bool = False
    late_on: dt.date | None = None


def get_undertaking(
    public_id: str, actor: Actor, *, for_update: bool = False
) -> tuple[Undertaking, str]:
    """An undertaking and its application's public id; raises ``Missing`` out of reach."""
    statement = _rows(actor).where(Undertaking.public_id == public_id)
    if for_update:
        statement = statement.with_for_update(of=Undertaking)
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return row[0], row[1].public_id


def undertakings_of(application: PermitApplication) -> Sequence[Undertaking]:
    """The undertakings beside an application that was loaded in scope, first due first."""
    statement = sa.select(Undertaking).where(
        Undertaking.county_code == application.county_code,
        Undertaking.permit_application_id == application.id,
    )
    ordered = statement.order_by(Undertaking.due_on, Undertaking.id)
    return db.session.execute(ordered).scalars().all()


def list_undertakings(
    wanted: UndertakingFilter,
    actor: Actor,
    after: Sequence[Any] | None = None,
    limit: int | None = 50,
) -> list[UndertakingRow]:
    """The undertakings in reach by their last day, those after the row (due day, id) that ended a page."""
    statement = _filtered(wanted, actor).order_by(Undertaking.due_on, Undertaking.id)
    if after is not None:
        statement = statement.where(_later(after))
    if limit is not None:
        statement = statement.limit(limit)
    return [
        UndertakingRow(undertaking=one, application=other)
        for one, other in db.session.execute(statement)
    ]


def _later(after: Sequence[Any]) -> sa.ColumnElement[bool]:
    """The rows behind a sort key; a key that is none has nothing behind it."""
    try:
        day, key = dt.date.fromisoformat(str(after[0])), int(after[1])
    except (ValueError, TypeError, IndexError):
        return sa.false()
    later = sa.and_(Undertaking.due_on == day, Undertaking.id > key)
    return sa.or_(Undertaking.due_on > day, later)


def count_undertakings(wanted: UndertakingFilter, actor: Actor) -> int:
    """How many undertakings ``list_undertakings`` has in all."""
    found = _filtered(wanted, actor).with_only_columns(sa.func.count(Undertaking.id))
    return int(db.session.execute(found).scalar_one())


def _rows(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    statement = sa.select(Undertaking, PermitApplication).join(PermitApplication, _SAME)
    return scoped(statement, Undertaking, actor)


def _filtered(wanted: UndertakingFilter, actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    statement = _rows(actor)
    if wanted.is_open or wanted.late_on is not None:
        statement = statement.where(Undertaking.fulfilled_on.is_(None))
    if wanted.late_on is not None:
        statement = statement.where(Undertaking.due_on < wanted.late_on)
    return statement
