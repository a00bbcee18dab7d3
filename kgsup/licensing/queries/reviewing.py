"""What the review asks of the register: names that are taken, and the county's inclusive share."""

import datetime as dt

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import InclusiveRecognition, Kindergarten
from kgsup.kindergartens.queries.details import recognised_on
from kgsup.kindergartens.queries.lists import RegisterEntry
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.applications import kindergarten_of
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.names import TakenName


def taken_names(county_code: str, besides: int | None) -> tuple[TakenName, ...]:
    """The names of the county's kindergartens, closed ones and ``besides`` left out."""
    columns = (Kindergarten.id, Kindergarten.name, Kindergarten.ownership)
    statement = sa.select(*columns).where(
        Kindergarten.county_code == county_code,
        Kindergarten.merged_into_id.is_(None),
        Kindergarten.state != State.CLOSED,
    )
    return tuple(
        TakenName(name=name, is_public=ownership is Ownership.PUBLIC)
        for key, name, ownership in db.session.execute(statement.order_by(Kindergarten.id))
        if key != besides
    )


def inclusive_percent(entries: list[RegisterEntry], county_code: str, day: dt.date) -> float | None:
    """The share of children in public and recognised inclusive kindergartens, by their last counts.

    ``None`` where no children were counted.
    """
    statement = sa.select(InclusiveRecognition.kindergarten_id).where(
        InclusiveRecognition.county_code == county_code, *recognised_on(day)
    )
    recognised = set(db.session.execute(statement).scalars())
    total = inclusive = 0
    for entry in entries:
        children = entry.children[max(entry.children)] if entry.children else 0
        total += children
        if entry.facts[Field.OWNERSHIP] == Ownership.PUBLIC or entry.id in recognised:
            inclusive += children
    return round(100 * inclusive / total, 2) if total else None


def ownership_applied_for(application: PermitApplication) -> Ownership:
    """The ownership that is applied for, or else the registered one."""
    text = application.values.get(ApplicationField.OWNERSHIP, "")
    if text in set(Ownership):
        return Ownership(text)
    kindergarten = kindergarten_of(application)
    return kindergarten.ownership if kindergarten else Ownership.UNKNOWN
