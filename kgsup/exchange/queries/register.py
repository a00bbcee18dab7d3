"""What the register says, in the columns of a list: for comparing an import and for exporting."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kgsup.access.actor import Actor
from kgsup.areas.queries import get_county, town_names
from kgsup.areas.rules import city_names, merged_within
from kgsup.core.db import db
from kgsup.exchange.models import ListedKindergarten
from kgsup.exchange.rules.cells import Value
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.matching import Identity, Known, identity_of
from kgsup.exchange.rules.places import Finder, Gazetteer
from kgsup.exchange.rules.planning import MergedAway, from_plain
from kgsup.exchange.rules.values import FACTS, Occasion
from kgsup.kindergartens.models import (
    InclusiveRecognition,
    Kindergarten,
    Licence,
    LicenceEdition,
    Site,
    TermStaff,
)
from kgsup.kindergartens.queries import RegisterEntry, list_entries
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.facts import Field, from_text
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.workcalendar.queries import terms

Extras = dict[int, dict[str, Value]]  # key of the kindergarten → values


@dataclass(frozen=True)
class Register:
    """The living entries of a county in a list's columns, and those that were merged away."""

    entries: Sequence[Known]
    merged: Sequence[MergedAway]


def occasion_of(county_code: str, day: dt.date) -> Occasion:
    """The day and its school term: the running one, in the holidays the one before, else the year."""
    begun = [term.name for term in terms(county_code) if term.first_day <= day]
    return Occasion(day=day, term=begun[-1] if begun else str(day.year))


def finder_of(county_code: str) -> Finder:
    """Finds the towns of a county in addresses; raises ``Missing`` for an unknown county."""
    county = get_county(county_code)
    before = tuple(dict.fromkeys((*city_names(county_code), county.name)))
    return Finder(Gazetteer(town_names(county_code), merged_within(county_code), before))


def load_register(county_code: str, actor: Actor, occasion: Occasion) -> Register:
    """All entries of a county with how lists named them, in a fixed number of queries."""
    extras = _extras(county_code, occasion)
    listed = _listed(county_code)
    entries = [
        _known(entry, extras.get(entry.id, {}), listed.get(entry.public_id, []), occasion)
        for entry in list_entries(county_code, actor)
    ]
    return Register(entries, _merged(county_code, listed))


def _known(
    entry: RegisterEntry,
    extras: Mapping[str, Value],
    listed: Sequence[ListedKindergarten],
    occasion: Occasion,
) -> Known:
    values: dict[str, Value] = {
        column.value: _value(field, entry.facts[field])
        for column, field in FACTS.items()
        if entry.facts[field] is not None
    }
    optional: dict[str, Value] = {
        Column.LICENCE_NUMBER: entry.licence_number,
        Column.VALID_FROM: entry.valid_from,
        Column.VALID_UNTIL: entry.valid_until,
        Column.CHILDREN: entry.children.get(occasion.term),
        Column.CLASSES: entry.classes.get(occasion.term),
    }
    values |= {column: value for column, value in optional.items() if value is not None}
    values |= extras
    if values.get(Column.OWNERSHIP) == Ownership.PUBLIC:
        values.setdefault(Column.INCLUSIVE, True)
    for row in listed:
        values |= {column: from_plain(value) for column, value in row.kept.items()}
    identities = [_identity(values), *map(_identity_listed, listed)]
    return Known(entry.id, entry.public_id, values, tuple(dict.fromkeys(identities)))


def _value(field: Field, text: str | None) -> Value:
    """A fact as a list's value: words of closed lists stay text."""
    if field in (Field.RESIDENTIAL_AREA, Field.CAPACITY, Field.HANDED_OVER_ON):
        return from_text(field, text)  # type: ignore[return-value]
    return text


def _identity(values: Mapping[str, Value]) -> Identity:
    name, address, telephone = (
        value if isinstance(value, str) else None
        for value in map(values.get, (Column.NAME, Column.ADDRESS, Column.TELEPHONE))
    )
    return identity_of(name, address, telephone)


def _identity_listed(row: ListedKindergarten) -> Identity:
    return identity_of(row.name, row.address, row.telephone)


def _listed(county_code: str) -> dict[str, list[ListedKindergarten]]:
    statement = (
        sa.select(ListedKindergarten)
        .where(ListedKindergarten.county_code == county_code)
        .order_by(ListedKindergarten.id)
    )
    found: dict[str, list[ListedKindergarten]] = defaultdict(list)
    for row in db.session.execute(statement).scalars():
        found[row.kindergarten].append(row)
    return found


def _merged(
    county_code: str, listed: Mapping[str, Sequence[ListedKindergarten]]
) -> list[MergedAway]:
    kept = aliased(Kindergarten)
    statement = (
        sa.select(Kindergarten, kept.public_id)
        .join(
            kept,
            sa.and_(
                kept.county_code == Kindergarten.county_code, kept.id == Kindergarten.merged_into_id
            ),
        )
        .where(Kindergarten.county_code == county_code)
    )
    return [
        MergedAway(
            into,
            gone.name,
            (
                identity_of(gone.name, gone.address, gone.telephone),
                *map(_identity_listed, listed.get(gone.public_id, ())),
            ),
        )
        for gone, into in db.session.execute(statement)
    ]


# ── what list_entries does not give


def _extras(county_code: str, occasion: Occasion) -> Extras:
    extras: Extras = defaultdict(dict)
    for key, values in (
        *_recognitions(county_code, occasion.day),
        *_staff(county_code, occasion.term),
        *_sites(county_code, occasion.day),
        *_issue_days(county_code),
    ):
        extras[key] |= {column: value for column, value in values.items() if value is not None}
    return extras


def _recognitions(county_code: str, day: dt.date) -> Iterable[tuple[int, dict[str, Value]]]:
    statement = (
        sa.select(InclusiveRecognition)
        .where(
            InclusiveRecognition.county_code == county_code,
            InclusiveRecognition.valid_from <= day,
            sa.or_(
                InclusiveRecognition.valid_until.is_(None), InclusiveRecognition.valid_until >= day
            ),
            sa.or_(InclusiveRecognition.ended_on.is_(None), InclusiveRecognition.ended_on > day),
        )
        .order_by(InclusiveRecognition.valid_from)
    )
    for row in db.session.execute(statement).scalars():
        yield (
            row.kindergarten_id,
            {
                Column.INCLUSIVE: True,
                Column.INCLUSIVE_FROM: row.valid_from,
                Column.INCLUSIVE_UNTIL: row.valid_until,
            },
        )


def _staff(county_code: str, term: str) -> Iterable[tuple[int, dict[str, Value]]]:
    statement = sa.select(
        TermStaff.kindergarten_id, TermStaff.post, TermStaff.people, TermStaff.certified
    ).where(
        TermStaff.county_code == county_code,
        TermStaff.term == term,
        TermStaff.replaced_by.is_(None),
    )
    totals: dict[int, int] = defaultdict(int)
    for key, post, people, certified in db.session.execute(statement):
        totals[key] += people
        values: dict[str, Value] = {Column.STAFF: totals[key]}
        if post is Post.TEACHER:
            values |= {Column.TEACHERS: people, Column.CERTIFIED_TEACHERS: certified}
        yield key, values


def _sites(county_code: str, day: dt.date) -> Iterable[tuple[int, dict[str, Value]]]:
    statement = sa.select(Site).where(
        Site.county_code == county_code,
        Site.name.is_(None),
        Site.from_on <= day,
        sa.or_(Site.until_on.is_(None), Site.until_on > day),
    )
    for row in db.session.execute(statement).scalars():
        yield (
            row.kindergarten_id,
            {
                Column.LAND_M2: row.land_m2,
                Column.BUILDING_M2: row.building_m2,
                Column.OUTDOOR_M2: row.outdoor_m2,
            },
        )


def _issue_days(county_code: str) -> Iterable[tuple[int, dict[str, Value]]]:
    statement = (
        sa.select(Licence.kindergarten_id, LicenceEdition.issued_on)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Licence.county_code == county_code,
            Licence.is_current,
            LicenceEdition.is_current,
            LicenceEdition.issued_on.is_not(None),
        )
    )
    for key, issued_on in db.session.execute(statement):
        yield key, {Column.ISSUED_ON: issued_on}
