"""The standing of kindergartens that decides who is asked, and what is still expected of whom."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import Standing, State
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.licences import ENDED


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A kindergarten as the annual check sees it."""

    id: int
    public_id: str
    county_code: str
    name: str
    mail: str | None
    telephone: str | None
    standing: Standing


def _asked_statement() -> sa.Select[*tuple[Any, ...]]:
    """Kindergartens with what decides whether they are asked."""
    return sa.select(
        Kindergarten.id,
        Kindergarten.public_id,
        Kindergarten.county_code,
        Kindergarten.name,
        Kindergarten.mail,
        Kindergarten.telephone,
        Kindergarten.ownership,
        Kindergarten.state,
        Kindergarten.merged_into_id,
        _is_licensed().label("is_licensed"),
        _first_day().label("registered_on"),
    )


def _is_licensed() -> sa.ColumnElement[bool]:
    """A current licence that was not ended; one past its printed term still has its annual check."""
    return (
        sa.select(Licence.id)
        .where(
            Licence.county_code == Kindergarten.county_code,
            Licence.kindergarten_id == Kindergarten.id,
            Licence.is_current,
            Licence.state.not_in(ENDED),
        )
        .correlate(Kindergarten)
        .exists()
    )


def _first_day() -> sa.ScalarSelect[Any]:
    """The first day of the first edition, where it is certain.

    An imported list gives the present term only, from which nothing about the first day follows.
    """
    return (
        sa.select(
            sa.func.min(sa.func.coalesce(LicenceEdition.issued_on, LicenceEdition.valid_from))
        )
        .join(
            Licence,
            sa.and_(
                Licence.county_code == LicenceEdition.county_code,
                Licence.id == LicenceEdition.licence_id,
            ),
        )
        .where(
            Licence.county_code == Kindergarten.county_code,
            Licence.kindergarten_id == Kindergarten.id,
            LicenceEdition.edition == 1,
            LicenceEdition.source_kind != SourceKind.IMPORT,
        )
        .correlate(Kindergarten)
        .scalar_subquery()
    )


def _asked(row: Any) -> Asked:
    return Asked(
        id=row.id,
        public_id=row.public_id,
        county_code=row.county_code,
        name=row.name,
        mail=row.mail,
        telephone=row.telephone,
        standing=Standing(
            ownership=row.ownership,
            state=row.state,
            is_licensed=bool(row.is_licensed),
            is_merged=row.merged_into_id is not None,
            registered_on=row.registered_on,
        ),
    )


def list_without_place(county_code: str, year: int) -> list[Asked]:
    """The kindergartens of a county that have no place in the check of a year, in scope or not."""
    has_place = (
        sa.select(AnnualCheck.id)
        .where(
            AnnualCheck.county_code == Kindergarten.county_code,
            AnnualCheck.kindergarten_id == Kindergarten.id,
            AnnualCheck.year == year,
        )
        .exists()
    )
    statement = (
        _asked_statement()
        .where(Kindergarten.county_code == county_code, ~has_place)
        .order_by(Kindergarten.id)
    )
    return [_asked(row) for row in db.session.execute(statement)]


def get_asked(county_code: str, kindergarten_id: int) -> Asked:
    """The kindergarten of a place that was loaded in scope."""
    statement = _asked_statement().where(
        Kindergarten.county_code == county_code, Kindergarten.id == kindergarten_id
    )
    return _asked(db.session.execute(statement).one())


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """A place of which nothing is recorded yet, with the kindergarten's present standing."""

    public_id: str
    year: int
    due_on: dt.date
    asked: Asked


def iterate_expected(county_code: str, due_until: dt.date) -> Iterator[Expectation]:
    """The places of a county without a return whose due date is not later than a day."""
    statement = (
        _asked_statement()
        .add_columns(
            AnnualCheck.public_id.label("place"),
            AnnualCheck.year,
            AnnualCheck.due_on,
        )
        .join(AnnualCheck, is_of_place())
        .where(
            AnnualCheck.county_code == county_code,
            AnnualCheck.state == State.EXPECTED,
            AnnualCheck.due_on <= due_until,
        )
        .order_by(AnnualCheck.id)
    )
    for row in db.session.execute(statement):
        yield Expectation(public_id=row.place, year=row.year, due_on=row.due_on, asked=_asked(row))


def is_of_place() -> sa.ColumnElement[bool]:
    """Join a kindergarten with its places."""
    return sa.and_(
        Kindergarten.county_code == AnnualCheck.county_code,
        Kindergarten.id == AnnualCheck.kindergarten_id,
    )
