"""Saved lists and given forms, and the rows of a list as they are today."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.areas.queries import get_county, town_names
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.exchange.models import GivenForm, SavedList
from kgsup.exchange.queries.computed import Value, Values, computed_values
from kgsup.exchange.queries.register import load_register, occasion_of
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.explaining import cell_of
from kgsup.exchange.rules.list_columns import COUNTY, SERIAL, Computed
from kgsup.exchange.rules.matching import Known
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.queries import Filter, ListedKindergarten
from kgsup.kindergartens.rules.classification import KindergartenClass
from kgsup.kindergartens.rules.identity import Ownership, State


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which kindergartens a list holds, as it is saved; empty means all.

    ``licence_ends_by`` is inclusive; ``not_visited_since`` leaves those without a signed visit on that
    day or later; ``findings`` is "", "open" or "overdue".
    """

    text: str = ""
    town: str = ""
    kind: str = ""
    state: str = ""
    ownership: str = ""
    licence_ends_by: str = ""
    not_visited_since: str = ""
    findings: str = ""

    def filter(self, county_code: str) -> Filter:
        """The part of it that the register itself answers."""
        return Filter(
            text=self.text,
            county_code=county_code,
            town_code=self.town or None,
            kind=KindergartenClass(self.kind) if self.kind else None,
            state=State(self.state) if self.state else None,
            ownership=Ownership(self.ownership) if self.ownership else None,
        )


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """A kindergarten with the values of the columns."""

    public_id: str
    name: str
    values: Mapping[str, Value] = field(default_factory=dict)


def get_saved_list(public_id: str, actor: Actor, *, for_update: bool = False) -> SavedList:
    """A list that is the actor's or shared in reach; raises ``Missing`` alike for every other."""
    statement = _readable(sa.select(SavedList), actor).where(SavedList.public_id == public_id)
    if for_update:
        statement = statement.with_for_update()
    row: SavedList | None = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return row


def list_saved(actor: Actor) -> Sequence[SavedList]:
    """The lists that the actor may run, by name."""
    statement = _readable(sa.select(SavedList), actor).order_by(SavedList.name, SavedList.id)
    return db.session.execute(statement).scalars().all()


def _readable(statement: sa.Select[SavedList], actor: Actor) -> sa.Select[SavedList]:
    return scoped(statement, SavedList, actor).where(
        SavedList.removed_at.is_(None),
        sa.or_(SavedList.is_shared, SavedList.owner == (actor.public_id or "")),
    )


def get_given_form(public_id: str, actor: Actor, *, for_update: bool = False) -> GivenForm:
    """A given form; raises ``Missing`` outside the actor's counties."""
    statement = scoped(sa.select(GivenForm), GivenForm, actor).where(
        GivenForm.public_id == public_id
    )
    if for_update:
        statement = statement.with_for_update()
    row: GivenForm | None = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return row


def list_given_forms(actor: Actor, limit: int = 50) -> Sequence[GivenForm]:
    """The given forms of the actor's counties, newest first, without their bytes."""
    statement = scoped(sa.select(GivenForm), GivenForm, actor).options(
        sa.orm.defer(GivenForm.content)
    )
    return db.session.execute(statement.order_by(GivenForm.id.desc()).limit(limit)).scalars().all()


def rows_of_list(
    county_code: str, asked: Asked, columns: Iterable[str], actor: Actor, today: dt.date
) -> list[ListRow]:
    """The kindergartens of a list by pinyin, with what is asked of each; a fixed number of statements."""
    shown = kindergartens.list_kindergartens(asked.filter(county_code), actor, today, limit=None)
    occasion = occasion_of(county_code, today)
    wanted = frozenset(columns)
    register = {
        known.public_id: known for known in load_register(county_code, actor, occasion).entries
    }
    computed = computed_values(county_code, occasion, wanted | _needed(asked))
    towns, county = town_names(county_code), get_county(county_code).name
    left = [row for row in shown if _is_left(row, asked, register, computed)]
    return [
        ListRow(
            public_id=row.kindergarten.public_id,
            name=row.kindergarten.name,
            values={
                column: _value(column, row, register[row.kindergarten.public_id], towns)
                if column not in _OTHERS
                else _other(column, row, computed, (number, county))
                for column in wanted
            },
        )
        for number, row in enumerate(left, 1)
    ]


_OTHERS = {*(column.value for column in Computed), SERIAL, COUNTY}


def _needed(asked: Asked) -> frozenset[str]:
    """The columns that the conditions look at."""
    needed = set()
    if asked.not_visited_since:
        needed.add(Computed.LAST_VISIT_ON.value)
    if asked.findings:
        needed.add(Computed.OPEN_FINDINGS.value)
    return frozenset(needed)


def _value(column: str, row: ListedKindergarten, known: Known, towns: Mapping[str, str]) -> Value:
    if column == Column.PUBLIC_ID:
        return row.kindergarten.public_id
    return cell_of(column, known.values.get(column), towns)


def _other(column: str, row: ListedKindergarten, computed: Values, line: tuple[int, str]) -> Value:
    if column == Computed.CLASS:
        return row.kind
    if column == SERIAL:
        return line[0]
    if column == COUNTY:
        return line[1]
    missing = 0 if column in _COUNTS else None
    return computed.get(row.kindergarten.id, {}).get(column, missing)


_COUNTS = {
    Computed.OPEN_FINDINGS,
    Computed.OVERDUE_FINDINGS,
    Computed.VISITS_OF_YEAR,
    Computed.OPEN_APPLICATIONS,
    Computed.OPEN_ALARMS,
}


def _is_left(
    row: ListedKindergarten, asked: Asked, register: Mapping[str, Known], computed: Values
) -> bool:
    """Whether a kindergarten meets the conditions that the register's filter does not know."""
    found = computed.get(row.kindergarten.id, {})
    if asked.findings and not found.get(f"{asked.findings}_findings"):
        return False
    if asked.not_visited_since:
        last = found.get(Computed.LAST_VISIT_ON.value)
        if isinstance(last, dt.date) and last >= dt.date.fromisoformat(asked.not_visited_since):
            return False
    if asked.licence_ends_by:
        until = register[row.kindergarten.public_id].values.get(Column.VALID_UNTIL)
        return isinstance(until, dt.date) and until <= dt.date.fromisoformat(asked.licence_ends_by)
    return True
