"""Stamps on licences: those of a kindergarten, and who has none for a year."""

import datetime as dt

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.rules.licences import ENDED
from kgsup.licensing.models import LicenceStamp


def stamps_of(kindergarten: Kindergarten) -> list[LicenceStamp]:
    """The stamps of a kindergarten that was loaded in scope, the latest year first."""
    statement = sa.select(LicenceStamp).where(
        LicenceStamp.county_code == kindergarten.county_code,
        LicenceStamp.kindergarten_id == kindergarten.id,
    )
    return list(db.session.execute(statement.order_by(LicenceStamp.year.desc())).scalars())


def list_unstamped(year: int, actor: Actor) -> list[Kindergarten]:
    """Kindergartens with a licence of that year that was not stamped for it, by county and name."""
    has_stamp = sa.exists().where(
        LicenceStamp.county_code == Kindergarten.county_code,
        LicenceStamp.kindergarten_id == Kindergarten.id,
        LicenceStamp.year == year,
    )
    last_day = dt.date(year, 12, 31)
    has_licence = (
        sa.exists()
        .where(
            Licence.county_code == Kindergarten.county_code,
            Licence.kindergarten_id == Kindergarten.id,
            Licence.is_current,
            Licence.state.not_in(list(ENDED)),
            LicenceEdition.county_code == Licence.county_code,
            LicenceEdition.licence_id == Licence.id,
            LicenceEdition.is_current,
            sa.or_(LicenceEdition.valid_from.is_(None), LicenceEdition.valid_from <= last_day),
        )
        .correlate(Kindergarten)
    )
    statement = scoped(sa.select(Kindergarten), Kindergarten, actor).where(
        Kindergarten.state != State.CLOSED,
        Kindergarten.merged_into_id.is_(None),
        has_licence,
        ~has_stamp,
    )
    statement = statement.order_by(Kindergarten.county_code, Kindergarten.name, Kindergarten.id)
    return list(db.session.execute(statement).scalars())
