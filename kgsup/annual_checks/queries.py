"""Reading places in the annual check, and the standing of kindergartens that decides about them."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import Filter, Standing, State
from kgsup.core.clocks import days_late
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
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
    """Kindergartens with what decides: current licence and, where certain, the first day.

    The first edition of a licence that was entered from paper tells the first day; an imported list
    gives the present term only, from which nothing about the first day follows.
    """
    first_day = (
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
            Licence.source_kind != SourceKind.IMPORT,
        )
        .correlate(Kindergarten)
        .scalar_subquery()
    )
    is_licensed = (
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
        is_licensed.label("is_licensed"),
        first_day.label("registered_on"),
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
        .join(
            AnnualCheck,
            sa.and_(
                AnnualCheck.county_code == Kindergarten.county_code,
                AnnualCheck.kindergarten_id == Kindergarten.id,
            ),
        )
        .where(
            AnnualCheck.county_code == county_code,
            AnnualCheck.state == State.EXPECTED,
            AnnualCheck.due_on <= due_until,
        )
        .order_by(AnnualCheck.id)
    )
    for row in db.session.execute(statement):
        yield Expectation(public_id=row.place, year=row.year, due_on=row.due_on, asked=_asked(row))


def get_place(public_id: str, actor: Actor, *, for_update: bool = False) -> AnnualCheck:
    """Load a place of the actor's counties; raises ``Missing``."""
    return get_scoped(AnnualCheck, public_id, actor, for_update=for_update)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place as pages show it."""

    id: int
    public_id: str
    version: int
    county_code: str
    year: int
    due_on: dt.date
    state: State
    filed_on: dt.date | None
    filed_way: Any
    filed_by: str | None
    filed_note: str | None
    exempt_reason: str | None
    kindergarten: str  # public id
    kindergarten_name: str
    kindergarten_state: Any
    pinyin: str
    town_code: str | None
    ownership: Any
    telephone: str | None
    mail: str | None

    def late_days(self, today: dt.date) -> int:
        """Calendar days after the due date until the papers came in, or until today."""
        if self.state is State.EXEMPT:
            return 0
        return days_late(self.due_on, self.filed_on or today)


def _place_statement() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        AnnualCheck.id,
        AnnualCheck.public_id,
        AnnualCheck.version,
        AnnualCheck.county_code,
        AnnualCheck.year,
        AnnualCheck.due_on,
        AnnualCheck.state,
        AnnualCheck.filed_on,
        AnnualCheck.filed_way,
        AnnualCheck.filed_by,
        AnnualCheck.filed_note,
        AnnualCheck.exempt_reason,
        Kindergarten.public_id.label("kindergarten"),
        Kindergarten.name.label("kindergarten_name"),
        Kindergarten.state.label("kindergarten_state"),
        Kindergarten.pinyin,
        Kindergarten.town_code,
        Kindergarten.ownership,
        Kindergarten.telephone,
        Kindergarten.mail,
    ).join(
        Kindergarten,
        sa.and_(
            Kindergarten.county_code == AnnualCheck.county_code,
            Kindergarten.id == AnnualCheck.kindergarten_id,
        ),
    )


def show_place(public_id: str, actor: Actor) -> Place:
    """A place for its page; raises ``Missing``."""
    statement = _place_statement().where(AnnualCheck.public_id == public_id)
    row = db.session.execute(scoped(statement, AnnualCheck, actor)).one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return Place(**row._mapping)


def list_for_kindergarten(kindergarten: str, actor: Actor) -> list[Place]:
    """The places of a kindergarten (public id), newest first; its own account sees its own."""
    statement = (
        _place_statement()
        .where(Kindergarten.public_id == kindergarten)
        .order_by(AnnualCheck.year.desc())
    )
    rows = db.session.execute(
        scoped(statement, AnnualCheck, actor, kindergarten=Kindergarten.public_id)
    )
    return [Place(**row._mapping) for row in rows]


def list_years(actor: Actor) -> list[int]:
    """The years that have places, newest first."""
    statement = sa.select(AnnualCheck.year).distinct().order_by(AnnualCheck.year.desc())
    return list(db.session.execute(scoped(statement, AnnualCheck, actor)).scalars())


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which places a list shows."""

    year: int
    filter: Filter | None = None
    text: str = ""


def list_places(
    actor: Actor,
    wanted: Wanted,
    today: dt.date,
    *,
    after: Sequence[Any] | None = None,
    limit: int | None = None,
) -> list[Place]:
    """Places by name; ``after`` is the (pinyin, key) of the last one seen."""
    statement = (
        scoped(_place_statement(), AnnualCheck, actor)
        .where(*_conditions(wanted, today))
        .order_by(Kindergarten.pinyin, AnnualCheck.id)
        .limit(limit)
    )
    if after is not None and len(after) == 2 and isinstance(after[1], int):
        pinyin, key = str(after[0]), after[1]
        statement = statement.where(
            sa.or_(
                Kindergarten.pinyin > pinyin,
                sa.and_(Kindergarten.pinyin == pinyin, AnnualCheck.id > key),
            )
        )
    return [Place(**row._mapping) for row in db.session.execute(statement)]


def _conditions(wanted: Wanted, today: dt.date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [AnnualCheck.year == wanted.year]
    if wanted.filter is not None:
        conditions.append(_filters(today)[wanted.filter])
    if wanted.text:
        conditions.append(Kindergarten.search_text.contains(wanted.text.lower(), autoescape=True))
    return conditions


def _filters(today: dt.date) -> Mapping[Filter, sa.ColumnElement[bool]]:
    is_expected = AnnualCheck.state == State.EXPECTED
    return {
        Filter.NOT_FILED: is_expected,
        Filter.LATE: sa.and_(is_expected, AnnualCheck.due_on < today),
        Filter.FILED: AnnualCheck.state.in_([State.FILED, State.CONCLUDED]),
        Filter.EXEMPT: AnnualCheck.state == State.EXEMPT,
    }


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How a year's check stands; ``asked`` = ``filed`` + ``not_filed``, exempt ones apart."""

    filed: int
    filed_late: int
    not_filed: int
    late: int
    exempt: int

    @property
    def asked(self) -> int:
        return self.filed + self.not_filed


def count_places(actor: Actor, year: int, today: dt.date) -> Counts:
    """Count the places of a year's check."""
    filters = _filters(today)
    wanted = {
        "filed": filters[Filter.FILED],
        "filed_late": sa.and_(filters[Filter.FILED], AnnualCheck.filed_on > AnnualCheck.due_on),
        "not_filed": filters[Filter.NOT_FILED],
        "late": filters[Filter.LATE],
        "exempt": filters[Filter.EXEMPT],
    }
    statement = sa.select(
        *(
            sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0).label(name)
            for name, condition in wanted.items()
        )
    ).where(AnnualCheck.year == year)
    row = db.session.execute(scoped(statement, AnnualCheck, actor)).one()
    return Counts(**{name: int(count) for name, count in row._mapping.items()})


def lock_untouched(county_code: str, kindergarten_ids: Collection[int]) -> list[AnnualCheck]:
    """The places of these kindergartens of which nothing was recorded yet, locked."""
    statement = (
        sa.select(AnnualCheck)
        .where(
            AnnualCheck.county_code == county_code,
            AnnualCheck.kindergarten_id.in_(kindergarten_ids),
            AnnualCheck.state == State.EXPECTED,
            AnnualCheck.version == 1,
        )
        .with_for_update()
    )
    return list(db.session.execute(statement).scalars())
