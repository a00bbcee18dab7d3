"""Lists of the register: by filters, for phones, of alarms, and for matching an import."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import (
    InclusiveRecognition,
    Kindergarten,
    Licence,
    LicenceEdition,
    RegisterAlarm,
    TermCount,
)
from kgsup.kindergartens.queries.details import recognised_on
from kgsup.kindergartens.rules.classification import AlarmKind, KindergartenClass, classify
from kgsup.kindergartens.rules.facts import Field, to_text
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.kindergartens.rules.names import fold

_ESCAPE = "\\"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; ``None`` or "" = everything.  Merged entries never show."""

    text: str = ""  # Chinese, pinyin or initials of name or head; address, telephone, codes
    county_code: str | None = None
    town_code: str | None = None  # "-" = town not known
    kind: KindergartenClass | None = None
    state: State | None = None
    ownership: Ownership | None = None
    residential_area: bool | None = None
    alarm: AlarmKind | None = None
    alarmed: bool | None = None  # any open alarm
    possible_duplicate: bool | None = None


NO_TOWN = "-"


@dataclass(frozen=True, kw_only=True)
class ListedKindergarten:
    """A row of the register's list with its class on the day of the list."""

    kindergarten: Kindergarten
    kind: KindergartenClass

    @property
    def sort_key(self) -> list[Any]:
        return [self.kindergarten.pinyin, self.kindergarten.id]


def list_kindergartens(
    chosen: Filter,
    actor: Actor,
    on: dt.date,
    *,
    after: Sequence[Any] | None = None,
    limit: int | None = 50,
) -> list[ListedKindergarten]:
    """The kindergartens of a filter by (pinyin, id), from after a sort key on.  One query.

    ``on`` decides the class.  A sort key that makes no sense means the beginning; ``limit=None`` = all,
    for exports.
    """
    recognised = _recognised(on).label("recognised")
    statement = scoped(
        sa.select(Kindergarten, recognised),
        Kindergarten,
        actor,
        kindergarten=Kindergarten.public_id,
    ).where(*_conditions(chosen, on))
    if _is_sort_key(after):
        statement = statement.where(
            sa.tuple_(Kindergarten.pinyin, Kindergarten.id)
            > sa.tuple_(*map(sa.literal, after or ()))
        )
    statement = statement.order_by(Kindergarten.pinyin, Kindergarten.id).limit(limit)
    return [
        ListedKindergarten(
            kindergarten=kindergarten, kind=classify(kindergarten.ownership, bool(is_recognised))
        )
        for kindergarten, is_recognised in db.session.execute(statement)
    ]


def count_kindergartens(chosen: Filter, actor: Actor, on: dt.date) -> int:
    """How many kindergartens a filter leaves."""
    statement = scoped(
        sa.select(sa.func.count()).select_from(Kindergarten),
        Kindergarten,
        actor,
        kindergarten=Kindergarten.public_id,
    ).where(*_conditions(chosen, on))
    return db.session.execute(statement).scalar_one()


def _is_sort_key(after: Sequence[Any] | None) -> bool:
    return (
        after is not None
        and len(after) == 2
        and isinstance(after[0], str)
        and isinstance(after[1], int)
        and abs(after[1]) < 2**63
    )


def _recognised(on: dt.date) -> sa.ColumnElement[bool]:
    return sa.exists(
        sa.select(InclusiveRecognition.id).where(
            InclusiveRecognition.county_code == Kindergarten.county_code,
            InclusiveRecognition.kindergarten_id == Kindergarten.id,
            *recognised_on(on),
        )
    )


def _conditions(chosen: Filter, on: dt.date) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [Kindergarten.merged_into_id.is_(None)]
    equal: dict[Any, Any] = {
        Kindergarten.county_code: chosen.county_code,
        Kindergarten.state: chosen.state,
        Kindergarten.ownership: chosen.ownership,
        Kindergarten.residential_area: chosen.residential_area,
        Kindergarten.possible_duplicate: chosen.possible_duplicate,
    }
    conditions += [column == value for column, value in equal.items() if value is not None]
    if chosen.town_code:
        conditions.append(_in_town(chosen.town_code))
    if chosen.kind is not None:
        conditions += _of_class(chosen.kind, on)
    if chosen.alarm is not None or chosen.alarmed is not None:
        has_alarm = _has_alarm(chosen.alarm)
        conditions.append(sa.not_(has_alarm) if chosen.alarmed is False else has_alarm)
    return [*conditions, *holding_text(chosen.text)]


def holding_text(text: str) -> list[sa.ColumnElement[bool]]:
    """What a text asks of a kindergarten: each word in Chinese, pinyin, initials or figures."""
    words = _words(text)
    if text.strip() and not words:
        return [sa.false()]  # nothing that was typed can stand in a name
    return [Kindergarten.search_text.like(_holding(word), _ESCAPE) for word in words]


def _in_town(code: str) -> sa.ColumnElement[bool]:
    return Kindergarten.town_code.is_(None) if code == NO_TOWN else Kindergarten.town_code == code


def _of_class(kind: KindergartenClass, on: dt.date) -> list[sa.ColumnElement[bool]]:
    ownership = {
        KindergartenClass.PUBLIC: Ownership.PUBLIC,
        KindergartenClass.INCLUSIVE_PRIVATE: Ownership.PRIVATE_NON_PROFIT,
        KindergartenClass.OTHER_NON_PROFIT: Ownership.PRIVATE_NON_PROFIT,
        KindergartenClass.FOR_PROFIT: Ownership.PRIVATE_FOR_PROFIT,
        KindergartenClass.UNKNOWN: Ownership.UNKNOWN,
    }[kind]
    conditions: list[sa.ColumnElement[bool]] = [Kindergarten.ownership == ownership]
    if kind is KindergartenClass.INCLUSIVE_PRIVATE:
        conditions.append(_recognised(on))
    elif kind is KindergartenClass.OTHER_NON_PROFIT:
        conditions.append(sa.not_(_recognised(on)))
    return conditions


def _has_alarm(kind: AlarmKind | None) -> sa.ColumnElement[bool]:
    statement = sa.select(RegisterAlarm.id).where(
        RegisterAlarm.county_code == Kindergarten.county_code,
        RegisterAlarm.kindergarten_id == Kindergarten.id,
        RegisterAlarm.closed_on.is_(None),
    )
    return sa.exists(statement if kind is None else statement.where(RegisterAlarm.kind == kind))


def _words(text: str) -> list[str]:
    """The words of a query: each must occur.  Pinyin with blanks ("xiao tai yang") is one word."""
    if text.isascii():
        return [word] if (word := fold(text)) else []
    return [word for part in text.split() if (word := fold(part))]


def _holding(word: str) -> str:
    for character in (_ESCAPE, "%", "_"):
        word = word.replace(character, _ESCAPE + character)
    return f"%{word}%"


@dataclass(frozen=True, kw_only=True)
class PhoneEntry:
    """What a phone needs to choose a kindergarten."""

    public_id: str
    name: str
    pinyin: str
    initials: str
    town_code: str | None
    head: str | None


def list_for_phone(actor: Actor) -> list[PhoneEntry]:
    """The kindergartens that can be visited, by pinyin."""
    columns = (
        Kindergarten.public_id,
        Kindergarten.name,
        Kindergarten.pinyin,
        Kindergarten.initials,
        Kindergarten.town_code,
        Kindergarten.head,
    )
    statement = (
        scoped(sa.select(*columns), Kindergarten, actor)
        .where(Kindergarten.merged_into_id.is_(None), Kindergarten.state != State.CLOSED)
        .order_by(Kindergarten.pinyin, Kindergarten.id)
    )
    return [PhoneEntry(**row._asdict()) for row in db.session.execute(statement)]


@dataclass(frozen=True, kw_only=True)
class AlarmRow:
    """An open alarm with its kindergarten."""

    alarm: RegisterAlarm
    kindergarten: Kindergarten

    @property
    def sort_key(self) -> list[Any]:
        return [self.alarm.opened_on.isoformat(), self.alarm.id]


def list_alarms(
    actor: Actor,
    kind: AlarmKind | None = None,
    *,
    after: Sequence[Any] | None = None,
    limit: int = 50,
) -> list[AlarmRow]:
    """The open alarms of the counties that the actor reaches, the oldest first, after a sort key."""
    statement = (
        scoped(sa.select(RegisterAlarm, Kindergarten), RegisterAlarm, actor)
        .join(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == RegisterAlarm.county_code,
                Kindergarten.id == RegisterAlarm.kindergarten_id,
            ),
        )
        .where(RegisterAlarm.closed_on.is_(None))
        .order_by(RegisterAlarm.opened_on, RegisterAlarm.id)
        .limit(limit)
    )
    if kind is not None:
        statement = statement.where(RegisterAlarm.kind == kind)
    if (key := _day_and_id(after)) is not None:
        statement = statement.where(sa.tuple_(RegisterAlarm.opened_on, RegisterAlarm.id) > key)
    return [
        AlarmRow(alarm=alarm, kindergarten=kindergarten)
        for alarm, kindergarten in db.session.execute(statement)
    ]


def _day_and_id(after: Sequence[Any] | None) -> sa.Tuple | None:
    """The sort key of an address; what makes no sense means the beginning."""
    try:
        day, key = after or ()
        return sa.tuple_(sa.literal(dt.date.fromisoformat(day)), sa.literal(_key(key)))
    except (TypeError, ValueError):
        return None


def _key(value: Any) -> int:
    """A key as a database can hold it; raises ``ValueError`` for anything else."""
    if type(value) is not int or abs(value) >= 2**63:
        raise ValueError(value)
    return value


def count_by_alarm(actor: Actor) -> dict[AlarmKind, int]:
    """How many open alarms there are of each kind."""
    statement = (
        scoped(sa.select(RegisterAlarm.kind, sa.func.count()), RegisterAlarm, actor)
        .where(RegisterAlarm.closed_on.is_(None))
        .group_by(RegisterAlarm.kind)
    )
    return {kind: count for kind, count in db.session.execute(statement)}


@dataclass(frozen=True, kw_only=True)
class RegisterEntry:
    """The present values of a kindergarten in the form facts are written in, for matching an import."""

    id: int
    public_id: str
    facts: dict[Field, str | None]  # as rules.facts.to_text writes them
    licence_number: str | None
    valid_from: dt.date | None
    valid_until: dt.date | None
    children: dict[str, int]  # term → all children
    classes: dict[str, int | None]


def list_entries(county_code: str, actor: Actor) -> list[RegisterEntry]:
    """All entries of a county that live, in three queries whatever their number."""
    columns = {field: getattr(Kindergarten, field.value) for field in Field}
    statement = scoped(
        sa.select(Kindergarten.id, Kindergarten.public_id, *columns.values()), Kindergarten, actor
    ).where(Kindergarten.county_code == county_code, Kindergarten.merged_into_id.is_(None))
    licences, counts = _current_licences(county_code), _term_totals(county_code)
    entries = []
    for key, public_id, *values in db.session.execute(statement.order_by(Kindergarten.id)):
        number, valid_from, valid_until = licences.get(key, (None, None, None))
        totals = counts.get(key, {})
        entries.append(
            RegisterEntry(
                id=key,
                public_id=public_id,
                facts={field: to_text(value) for field, value in zip(Field, values, strict=True)},
                licence_number=number,
                valid_from=valid_from,
                valid_until=valid_until,
                children={term: total[0] for term, total in totals.items()},
                classes={term: total[1] for term, total in totals.items()},
            )
        )
    return entries


def _current_licences(county_code: str) -> dict[int, tuple[str, dt.date | None, dt.date | None]]:
    statement = (
        sa.select(
            Licence.kindergarten_id,
            Licence.number,
            LicenceEdition.valid_from,
            LicenceEdition.valid_until,
        )
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Licence.county_code == county_code,
            sa.true() == Licence.is_current,
            sa.true() == LicenceEdition.is_current,
        )
    )
    return {key: (number, start, end) for key, number, start, end in db.session.execute(statement)}


def _term_totals(county_code: str) -> dict[int, dict[str, tuple[int, int | None]]]:
    # A group that does not report its classes leaves the sum of classes unknown.
    classes = sa.case(
        (sa.func.count() == sa.func.count(TermCount.classes), sa.func.sum(TermCount.classes))
    )
    statement = (
        sa.select(
            TermCount.kindergarten_id, TermCount.term, sa.func.sum(TermCount.children), classes
        )
        .where(TermCount.county_code == county_code, TermCount.replaced_by.is_(None))
        .group_by(TermCount.kindergarten_id, TermCount.term)
    )
    totals: dict[int, dict[str, tuple[int, int | None]]] = {}
    for key, term, children, class_total in db.session.execute(statement):
        totals.setdefault(key, {})[term] = (children, class_total)
    return totals
