"""Lists of people: by filters, of whose work must stop, and of what is about to expire."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.core.db import db
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.names import fold
from kgsup.staff.models import StaffMember
from kgsup.staff.queries import conditions
from kgsup.staff.queries.conditions import Work
from kgsup.staff.queries.people import people_of
from kgsup.staff.queries.reach import own_kindergartens, reached
from kgsup.staff.rules.people import Person
from kgsup.staff.rules.standing import Gap, GapState, Lack, PersonState, lacks_of

_ESCAPE = "\\"


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What a list of people is narrowed to; ``None`` or "" = everybody."""

    text: str = ""  # the name in Chinese, pinyin or initials; never a number
    county_code: str | None = None
    kindergarten: str | None = None  # public id
    post: Post | None = None
    state: PersonState | None = None
    gap: Gap | None = None
    soon: bool = False  # what is about to expire instead of what is missing or expired
    must_stop: bool = False
    works: bool = False  # employed or suspended


@dataclass(frozen=True, kw_only=True)
class ListedPerson:
    """A row of the list."""

    person: Person
    sort_key: list[Any]
    lacks: list[Lack]


def list_people(
    chosen: PeopleFilter,
    actor: Actor,
    on: dt.date,
    *,
    after: Sequence[Any] | None = None,
    limit: int | None = 50,
) -> list[ListedPerson]:
    """The people of a filter by (pinyin, id), from after a sort key on.

    A sort key that makes no sense means the beginning; ``limit=None`` = all.
    """
    statement = sa.select(StaffMember).where(*_conditions(chosen, actor, on))
    if _is_sort_key(after):
        statement = statement.where(
            sa.tuple_(StaffMember.pinyin, StaffMember.id) > sa.tuple_(*map(sa.literal, after or ()))
        )
    statement = statement.order_by(StaffMember.pinyin, StaffMember.id).limit(limit)
    members = list(db.session.execute(statement).scalars())
    return [
        ListedPerson(
            person=person,
            sort_key=[member.pinyin, member.id],
            lacks=lacks_of(person, on, chosen.kindergarten),
        )
        for member, person in zip(members, people_of(members, actor), strict=True)
    ]


def count_people(chosen: PeopleFilter, actor: Actor, on: dt.date) -> int:
    """How many people a filter leaves."""
    statement = sa.select(sa.func.count(StaffMember.id)).where(*_conditions(chosen, actor, on))
    return db.session.execute(statement).scalar_one()


def list_stop_work(actor: Actor, on: dt.date, limit: int = 200) -> list[ListedPerson]:
    """Those who work although a ban or a hit stands against it: their work stops at once (44)."""
    return list_people(PeopleFilter(must_stop=True), actor, on, limit=limit)


def expiring(
    actor: Actor,
    on: dt.date,
    *,
    kindergarten: str | None = None,
    after: Sequence[Any] | None = None,
    limit: int | None = 200,
) -> list[ListedPerson]:
    """People at work with what of theirs ends within ``SOON_DAYS`` (``lacks`` holds that alone)."""
    work = _work(PeopleFilter(kindergarten=kindergarten), actor, on)
    soon = sa.or_(*(conditions.lacking(gap, work, soon=True) for gap in Gap))
    statement = sa.select(StaffMember).where(
        StaffMember.set_aside_at.is_(None), reached(actor), soon
    )
    if _is_sort_key(after):
        key = sa.tuple_(*map(sa.literal, after or ()))
        statement = statement.where(sa.tuple_(StaffMember.pinyin, StaffMember.id) > key)
    statement = statement.order_by(StaffMember.pinyin, StaffMember.id).limit(limit)
    members = list(db.session.execute(statement).scalars())
    return [
        ListedPerson(
            person=person,
            sort_key=[member.pinyin, member.id],
            lacks=[
                lack
                for lack in lacks_of(person, on, kindergarten)
                if lack.state is GapState.EXPIRING
            ],
        )
        for member, person in zip(members, people_of(members, actor), strict=True)
    ]


def _work(chosen: PeopleFilter, actor: Actor, on: dt.date) -> Work:
    places = own_kindergartens(actor)
    if chosen.kindergarten:
        asked = frozenset({chosen.kindergarten})
        places = asked if places is None else places & asked
    return Work(on=on, post=chosen.post, places=places)


def _conditions(chosen: PeopleFilter, actor: Actor, on: dt.date) -> list[sa.ColumnElement[bool]]:
    work = _work(chosen, actor, on)
    found: list[sa.ColumnElement[bool]] = [StaffMember.set_aside_at.is_(None), reached(actor)]
    if chosen.county_code:
        found.append(StaffMember.county_code == chosen.county_code)
    if chosen.state is not None:
        found.append(conditions.in_state(chosen.state, work))
    if chosen.works:
        found.append(work.exists())
    elif chosen.kindergarten or chosen.post:
        found.append(work.existed())
    if chosen.gap is not None:
        found.append(conditions.lacking(chosen.gap, work, soon=chosen.soon))
    if chosen.must_stop:
        found.append(conditions.must_stop(work))
    return found + _named(chosen.text)


def _named(text: str) -> list[sa.ColumnElement[bool]]:
    """Each word of a query must occur; pinyin with blanks ("wang xiao") is one word."""
    parts = [text] if text.isascii() else text.split()
    words = [word for part in parts if (word := fold(part))]
    if text.strip() and not words:
        return [sa.false()]
    return [StaffMember.search_text.like(_holding(word), _ESCAPE) for word in words]


def _holding(word: str) -> str:
    for character in (_ESCAPE, "%", "_"):
        word = word.replace(character, _ESCAPE + character)
    return f"%{word}%"


def _is_sort_key(after: Sequence[Any] | None) -> bool:
    return (
        after is not None
        and len(after) == 2
        and isinstance(after[0], str)
        and type(after[1]) is int
        and abs(after[1]) < 2**63
    )
