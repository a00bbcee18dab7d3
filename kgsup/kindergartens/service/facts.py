"""Writing dated facts, for one kindergarten or many, in sets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import RegisterFact
from kgsup.kindergartens.rules.facts import DEFAULTS, FactValue, Field, Span, cut, to_text
from kgsup.kindergartens.service.writing import Writing, chunks, insert_rows

Key = tuple[int, Field]  # kindergarten, field


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a change did to one field: old and new value on its day, and whether it holds today."""

    old: str | None
    new: str | None
    is_current: bool


def first_facts(
    writing: Writing, kindergarten_id: int, facts: Mapping[Field, FactValue], from_on: dt.date
) -> list[dict[str, Any]]:
    """The rows of a new kindergarten's facts; what is not known needs no row."""
    return [
        _row(writing, (kindergarten_id, field), to_text(value), from_on, None)
        for field, value in facts.items()
        if value != DEFAULTS.get(field)
    ]


def write_changes(
    writing: Writing, changes: Mapping[Key, FactValue], effective_on: dt.date
) -> dict[Key, Written]:
    """Write values that hold from a day on; those that hold there already are left alone.

    A value that was recorded for a later day stays: then the new one ends where that one begins.
    """
    recorded = _recorded(writing.county_code, {key for key, _ in changes})
    written: dict[Key, Written] = {}
    rows: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    for key, value in changes.items():
        facts = recorded.get(key, [])
        placed = cut([Span(fact.from_on, fact.until_on) for fact in facts], effective_on)
        ended = None if placed.ended_index is None else facts[placed.ended_index]
        old = to_text(DEFAULTS.get(key[1])) if ended is None else ended.value
        new = to_text(value)
        if old == new:
            continue
        if ended is not None:
            ends.append({"fact_id": ended.id, "ends_on": effective_on})
        rows.append(_row(writing, key, new, effective_on, placed.new_until_on))
        written[key] = Written(old=old, new=new, is_current=placed.is_current)
    _end(ends)
    insert_rows(RegisterFact, rows)
    return written


def _end(ends: Sequence[Mapping[str, Any]]) -> None:
    if not ends:
        return
    table = cast(sa.Table, RegisterFact.__table__)
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("fact_id"))
        .values(until_on=sa.bindparam("ends_on"))
    )
    db.session.connection().execute(statement, list(ends))


def _recorded(county_code: str, ids: Iterable[int]) -> dict[Key, list[Any]]:
    found: dict[Key, list[Any]] = defaultdict(list)
    columns = (
        RegisterFact.id,
        RegisterFact.kindergarten_id,
        RegisterFact.field,
        RegisterFact.value,
        RegisterFact.from_on,
        RegisterFact.until_on,
    )
    for keys in chunks(ids):
        statement = (
            sa.select(*columns)
            .where(RegisterFact.county_code == county_code, RegisterFact.kindergarten_id.in_(keys))
            .order_by(RegisterFact.id)
        )
        for row in db.session.execute(statement):
            found[row.kindergarten_id, row.field].append(row)
    return found


def _row(
    writing: Writing, key: Key, text: str | None, from_on: dt.date, until_on: dt.date | None
) -> dict[str, Any]:
    return {
        "county_code": writing.county_code,
        "kindergarten_id": key[0],
        "field": key[1],
        "value": text,
        "from_on": from_on,
        "until_on": until_on,
        "recorded_at": writing.at,
        **writing.origin,
    }
