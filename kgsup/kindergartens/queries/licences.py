"""The licences of a kindergarten: what held on a day, and what was done to them.

The kindergarten was loaded in scope; everything here is of its county.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition, LicenceEvent
from kgsup.kindergartens.rules.licence_acts import EditionReason
from kgsup.kindergartens.rules.licences import LicenceState, Standing, expires_soon, state_on


@dataclass(frozen=True, kw_only=True)
class LicenceOnDay:
    """An edition of a licence with what holds on a day; both days of validity are inclusive."""

    number: str
    edition: int
    state: LicenceState
    valid_from: dt.date | None
    valid_until: dt.date | None
    issued_on: dt.date | None
    stopped_until: dt.date | None
    expires_soon: bool
    printed: Mapping[str, Any]
    is_current: bool
    reason: EditionReason | None  # why the edition was made, where it is known
    is_number_settled: bool  # the number was used twice and is no longer compared


def current_licence(kindergarten: Kindergarten, day: dt.date) -> LicenceOnDay | None:
    """The current edition of the current licence, with its state on a day."""
    current = [edition for edition in licence_history(kindergarten, day) if edition.is_current]
    return current[0] if current else None


def licence_history(kindergarten: Kindergarten, day: dt.date) -> list[LicenceOnDay]:
    """All editions of all licences, the latest first; what was done after the day does not count."""
    statement = (
        sa.select(Licence, LicenceEdition)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id == kindergarten.id,
        )
        .order_by(Licence.id.desc(), LicenceEdition.edition.desc())
    )
    later = _next_events(kindergarten, day)
    return [
        _on_day(licence, edition, later.get(licence.id), day)
        for licence, edition in db.session.execute(statement)
    ]


def licence_events(kindergarten: Kindergarten, day: dt.date) -> list[LicenceEvent]:
    """What had been done to the licences of a kindergarten by a day, the latest first."""
    statement = _events_of(kindergarten).where(LicenceEvent.effective_on <= day)
    statement = statement.order_by(LicenceEvent.id.desc())
    return list(db.session.execute(statement).scalars())


def _events_of(kindergarten: Kindergarten) -> sa.Select[LicenceEvent]:
    return (
        sa.select(LicenceEvent)
        .join(
            Licence,
            sa.and_(
                Licence.county_code == LicenceEvent.county_code,
                Licence.id == LicenceEvent.licence_id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id == kindergarten.id,
        )
    )


def _next_events(kindergarten: Kindergarten, day: dt.date) -> dict[int, LicenceEvent]:
    """Licence → the first act on it after a day: it knows the state before."""
    statement = _events_of(kindergarten).where(LicenceEvent.effective_on > day)
    statement = statement.order_by(LicenceEvent.effective_on.desc(), LicenceEvent.id.desc())
    return {event.licence_id: event for event in db.session.execute(statement).scalars()}


def _on_day(
    licence: Licence, edition: LicenceEdition, later: LicenceEvent | None, day: dt.date
) -> LicenceOnDay:
    is_current = licence.is_current and edition.is_current
    stopped_until = later.stopped_until_before if later else licence.stopped_until
    standing = Standing(
        recorded=later.state_before if later else licence.state,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        is_replaced=not is_current,
        stopped_until=stopped_until,
    )
    return LicenceOnDay(
        number=licence.number,
        edition=edition.edition,
        state=state_on(standing, day),
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        issued_on=edition.issued_on,
        stopped_until=stopped_until,
        expires_soon=expires_soon(standing, day),
        printed=edition.printed,
        is_current=is_current,
        reason=edition.reason,
        is_number_settled=licence.number_settled_on is not None,
    )
