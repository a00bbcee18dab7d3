"""The registrations that follow licences: what is waited for, what was recorded."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.models import PermitApplication, RegistrationStep
from kgsup.licensing.rules.registering import Shown

KEY_PARTS = 2
Rows = sa.Select[*tuple[Any, ...]]

_CONDITIONS: dict[Shown, sa.ColumnElement[bool]] = {
    Shown.WAITING: RegistrationStep.registered_on.is_(None),
    Shown.MISMATCHED: RegistrationStep.mismatches != "",
    Shown.RECORDED: RegistrationStep.registered_on.is_not(None),
    Shown.ALL: sa.true(),
}


@dataclass(frozen=True, kw_only=True)
class RegistrationRow:
    """A registration with the kindergarten and the day on which its decision was served."""

    step: RegistrationStep
    kindergarten: Kindergarten
    served_on: dt.date | None


def _rows() -> Rows:
    return (
        sa.select(RegistrationStep, Kindergarten, PermitApplication.served_on)
        .join(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == RegistrationStep.county_code,
                Kindergarten.id == RegistrationStep.kindergarten_id,
            ),
        )
        .join(
            PermitApplication,
            sa.and_(
                PermitApplication.county_code == RegistrationStep.county_code,
                PermitApplication.public_id == RegistrationStep.application,
            ),
        )
    )


def _of(statement: Rows) -> list[RegistrationRow]:
    return [
        RegistrationRow(step=step, kindergarten=kindergarten, served_on=served_on)
        for step, kindergarten, served_on in db.session.execute(statement)
    ]


def list_registrations(
    shown: Shown, actor: Actor, after: list[Any] | None, limit: int
) -> list[RegistrationRow]:
    """Registrations after a ``registration_key``, those waited for longest first."""
    statement = scoped(_rows(), RegistrationStep, actor).where(_CONDITIONS[shown]).limit(limit)
    key = _key_of(after)
    if key is not None:
        statement = statement.where(
            sa.tuple_(RegistrationStep.expected_from, RegistrationStep.id) > sa.tuple_(*key)
        )
    return _of(statement.order_by(RegistrationStep.expected_from, RegistrationStep.id))


def _key_of(after: list[Any] | None) -> tuple[dt.date, int] | None:
    if after is None or len(after) != KEY_PARTS:
        return None
    day, number = after
    try:
        return dt.date.fromisoformat(day), int(number)
    except (TypeError, ValueError):
        return None


def registration_key(row: RegistrationRow) -> tuple[str, int]:
    """What the list is sorted by, as an address holds it."""
    return row.step.expected_from.isoformat(), row.step.id


def count_registrations(shown: Shown, actor: Actor) -> int:
    """How many registrations the same filter lists."""
    statement = scoped(
        sa.select(sa.func.count(RegistrationStep.id)), RegistrationStep, actor
    ).where(_CONDITIONS[shown])
    return int(db.session.execute(statement).scalar_one())


def get_registration(public_id: str, actor: Actor, *, for_update: bool = False) -> RegistrationStep:
    """Load a registration; raises ``Missing`` outside the actor's counties."""
    return get_scoped(RegistrationStep, public_id, actor, for_update=for_update)


def registration_of(application: PermitApplication) -> RegistrationStep | None:
    """The registration that an application's licence makes one wait for, loaded in scope."""
    statement = sa.select(RegistrationStep).where(
        RegistrationStep.county_code == application.county_code,
        RegistrationStep.application == application.public_id,
    )
    return db.session.execute(statement).scalar_one_or_none()
