"""Places in the annual check, as services load them and pages show them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.queries.standing import is_of_place
from kgsup.annual_checks.rules import ASKED_STATES, FilingWay, Filter, State
from kgsup.core.clocks import days_late
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.kindergartens.rules.names import fold


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
    filed_way: FilingWay | None
    filed_by: str | None
    filed_note: str | None
    exempt_reason: str | None
    kindergarten: str  # public id
    kindergarten_name: str
    kindergarten_state: KindergartenState
    pinyin: str
    town_code: str | None
    ownership: Ownership
    telephone: str | None
    mail: str | None

    @property
    def sort_key(self) -> list[Any]:
        return [self.pinyin, self.id]

    @property
    def is_asked(self) -> bool:
        """Tell whether the kindergarten still works, so that its return is waited for."""
        return self.state is State.EXPECTED and self.kindergarten_state in ASKED_STATES

    def late_days(self, today: dt.date) -> int:
        """Calendar days after the due date until the papers came in, or until today."""
        if self.filed_on is None and not self.is_asked:
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
    ).join(Kindergarten, is_of_place())


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


def list_late(actor: Actor, today: dt.date, limit: int = 50) -> list[Place]:
    """The late places of all years, the longest waiting first: for My day."""
    statement = (
        scoped(_place_statement(), AnnualCheck, actor)
        .where(_filters(today)[Filter.LATE], Kindergarten.merged_into_id.is_(None))
        .order_by(AnnualCheck.due_on, Kindergarten.pinyin, AnnualCheck.id)
        .limit(limit)
    )
    return [Place(**row._mapping) for row in db.session.execute(statement)]


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
    if _is_sort_key(after):
        statement = statement.where(
            sa.tuple_(Kindergarten.pinyin, AnnualCheck.id)
            > sa.tuple_(*map(sa.literal, after or ()))
        )
    return [Place(**row._mapping) for row in db.session.execute(statement)]


def _is_sort_key(after: Sequence[Any] | None) -> bool:
    """A sort key comes from the address of a page: what makes no sense means the beginning."""
    return (
        after is not None
        and len(after) == 2
        and isinstance(after[0], str)
        and type(after[1]) is int
        and abs(after[1]) < 2**63
    )


def _conditions(wanted: Wanted, today: dt.date) -> list[sa.ColumnElement[bool]]:
    conditions = [AnnualCheck.year == wanted.year, Kindergarten.merged_into_id.is_(None)]
    if wanted.filter is not None:
        conditions.append(_filters(today)[wanted.filter])
    conditions += [
        Kindergarten.search_text.contains(fold(word), autoescape=True)
        for word in wanted.text.split()
    ]
    return conditions


def _filters(today: dt.date) -> Mapping[Filter, sa.ColumnElement[bool]]:
    is_asked = Kindergarten.state.in_(ASKED_STATES)
    is_expected = sa.and_(AnnualCheck.state == State.EXPECTED, is_asked)
    return {
        Filter.NOT_FILED: is_expected,
        Filter.LATE: sa.and_(is_expected, AnnualCheck.due_on < today),
        Filter.FILED: AnnualCheck.state.in_([State.FILED, State.CONCLUDED]),
        Filter.EXEMPT: AnnualCheck.state == State.EXEMPT,
        Filter.NOT_ASKED: sa.and_(AnnualCheck.state == State.EXPECTED, ~is_asked),
    }


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How a year's check stands; exempt ones and those that are closing or closed stand apart."""

    filed: int
    filed_late: int
    not_filed: int
    late: int
    exempt: int
    not_asked: int

    @property
    def asked(self) -> int:
        """How many are asked: filed and not filed add up to it."""
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
        "not_asked": filters[Filter.NOT_ASKED],
    }
    statement = (
        sa.select(
            *(
                sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0).label(name)
                for name, condition in wanted.items()
            )
        )
        .join_from(AnnualCheck, Kindergarten, is_of_place())
        .where(*_conditions(Wanted(year=year), today))
    )
    row = db.session.execute(scoped(statement, AnnualCheck, actor)).one()
    return Counts(**{name: int(count) for name, count in row._mapping.items()})


def lock_untouched_of_import(county_code: str, batch: str) -> list[AnnualCheck]:
    """The places of which nothing was recorded of kindergartens that a batch entered, locked."""
    statement = (
        sa.select(AnnualCheck)
        .join(Kindergarten, is_of_place())
        .where(
            AnnualCheck.county_code == county_code,
            AnnualCheck.state == State.EXPECTED,
            AnnualCheck.version == 1,
            Kindergarten.entered_by_kind == SourceKind.IMPORT,
            Kindergarten.entered_by == batch,
        )
        .with_for_update(of=AnnualCheck)
    )
    return list(db.session.execute(statement).scalars())
