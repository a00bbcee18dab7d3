"""Acts on licences: one, those of a kindergarten, the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.rules.acts import ActKind, ActState

OPEN = (ActState.DRAFTED, ActState.NOTIFIED)


def get_act(public_id: str, actor: Actor, *, for_update: bool = False) -> LicenceAct:
    """Load an act; raises ``Missing`` outside the actor's counties."""
    return get_scoped(LicenceAct, public_id, actor, for_update=for_update)


def kindergarten_of_act(act: LicenceAct) -> Kindergarten:
    """The kindergarten of an act that was loaded in scope."""
    return get_by_id(act.county_code, act.kindergarten_id)


def acts_of_kindergarten(kindergarten: Kindergarten) -> Sequence[LicenceAct]:
    """The acts on the licences of a kindergarten that was loaded in scope, newest first."""
    statement = sa.select(LicenceAct).where(
        LicenceAct.county_code == kindergarten.county_code,
        LicenceAct.kindergarten_id == kindergarten.id,
    )
    return list(db.session.execute(statement.order_by(LicenceAct.id.desc())).scalars())


def find_open_act(kindergarten: Kindergarten) -> LicenceAct | None:
    """The act on the licence of a kindergarten that is not decided yet; there is one at most."""
    return next((act for act in acts_of_kindergarten(kindergarten) if act.state in OPEN), None)


@dataclass(frozen=True, kw_only=True)
class ActFilter:
    """What the list of acts shows; without states all of them."""

    states: tuple[ActState, ...] = ()
    kind: ActKind | None = None
    text: str | None = None  # in the kindergarten's name or the licence number


@dataclass(frozen=True)
class ActLine:
    """An act with the kindergarten whose licence it ends."""

    act: LicenceAct
    kindergarten: Kindergarten


def list_acts(
    wanted: ActFilter, actor: Actor, after: list[Any] | None, limit: int
) -> list[ActLine]:
    """Acts with their kindergartens, newest first, after a sort key (key)."""
    statement = _filtered(sa.select(LicenceAct, Kindergarten), wanted, actor)
    if after and isinstance(after[0], int):
        statement = statement.where(LicenceAct.id < after[0])
    statement = statement.order_by(LicenceAct.id.desc()).limit(limit)
    return [ActLine(row[0], row[1]) for row in db.session.execute(statement)]


def count_acts(wanted: ActFilter, actor: Actor) -> int:
    """How many acts a filter leaves."""
    statement = _filtered(sa.select(sa.func.count(LicenceAct.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def _filtered(
    statement: sa.Select[*tuple[Any, ...]], wanted: ActFilter, actor: Actor
) -> sa.Select[*tuple[Any, ...]]:
    statement = scoped(
        statement.join_from(
            LicenceAct,
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == LicenceAct.county_code,
                Kindergarten.id == LicenceAct.kindergarten_id,
            ),
        ),
        LicenceAct,
        actor,
    )
    if wanted.states:
        statement = statement.where(LicenceAct.state.in_(list(wanted.states)))
    if wanted.kind:
        statement = statement.where(LicenceAct.kind == wanted.kind)
    if wanted.text:
        statement = statement.where(
            Kindergarten.name.contains(wanted.text, autoescape=True)
            | LicenceAct.licence_number.contains(wanted.text, autoescape=True)
        )
    return statement
