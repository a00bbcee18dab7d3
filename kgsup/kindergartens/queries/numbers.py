"""Licence numbers that several kindergartens bear, and how they were settled."""

from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition, NumberRuling


@dataclass(frozen=True, kw_only=True)
class NumberBearer:
    """A kindergarten with a licence of a number, and the latest edition of it."""

    kindergarten: Kindergarten
    licence: Licence
    edition: LicenceEdition

    @property
    def is_settled(self) -> bool:
        return self.licence.number_settled_on is not None


def number_bearers(county_code: str, digits: str, actor: Actor) -> list[NumberBearer]:
    """Who bears a number, in order of entry; merged entries and settled licences stand among them."""
    latest = (
        sa.select(sa.func.max(LicenceEdition.id))
        .where(LicenceEdition.county_code == county_code)
        .group_by(LicenceEdition.licence_id)
    )
    statement = (
        sa.select(Kindergarten, Licence, LicenceEdition)
        .join(
            Licence,
            sa.and_(
                Licence.county_code == Kindergarten.county_code,
                Licence.kindergarten_id == Kindergarten.id,
            ),
        )
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Kindergarten.county_code == county_code,
            Licence.digits == digits,
            LicenceEdition.id.in_(latest),
        )
        .order_by(Kindergarten.id, Licence.id)
    )
    rows = db.session.execute(scoped(statement, Kindergarten, actor))
    return [NumberBearer(kindergarten=row[0], licence=row[1], edition=row[2]) for row in rows]


def conflicting_digits(kindergarten: Kindergarten) -> list[str]:
    """The numbers of a kindergarten's licences that another living entry bears, not settled yet."""
    own = sa.select(Licence.digits).where(
        Licence.county_code == kindergarten.county_code,
        Licence.kindergarten_id == kindergarten.id,
        Licence.number_settled_on.is_(None),
    )
    statement = (
        sa.select(Licence.digits)
        .join(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == Licence.county_code,
                Kindergarten.id == Licence.kindergarten_id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id != kindergarten.id,
            Licence.number_settled_on.is_(None),
            Kindergarten.merged_into_id.is_(None),
            Licence.digits.in_(own),
        )
        .distinct()
        .order_by(Licence.digits)
    )
    return list(db.session.execute(statement).scalars())


def rulings_on(county_code: str, digits: str) -> list[NumberRuling]:
    """How a number was settled, the latest first; the caller has loaded a bearer in scope."""
    statement = (
        sa.select(NumberRuling)
        .where(NumberRuling.county_code == county_code, NumberRuling.digits == digits)
        .order_by(NumberRuling.id.desc())
    )
    return list(db.session.execute(statement).scalars())
