"""A row's values against the register's: what differs, what is entered, what is changed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kgsup.core.errors import N_
from kgsup.exchange.rules.cells import Value
from kgsup.exchange.rules.columns import KEPT_BESIDE, Column, base_column
from kgsup.exchange.rules.notes import Note, normalised, warning
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import Additions, NewSite, TermFigures
from kgsup.kindergartens.rules.facts import FactValue, Field, from_text
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licences import NewLicence

Values = Mapping[str, Value]

FACTS: Mapping[Column, Field] = {
    Column.NAME: Field.NAME,
    Column.TOWN: Field.TOWN_CODE,
    Column.ADDRESS: Field.ADDRESS,
    Column.TELEPHONE: Field.TELEPHONE,
    Column.MAIL: Field.MAIL,
    Column.HEAD: Field.HEAD,
    Column.SPONSOR_NAME: Field.SPONSOR_NAME,
    Column.SPONSOR_KIND: Field.SPONSOR_KIND,
    Column.OWNERSHIP: Field.OWNERSHIP,
    Column.STATE: Field.STATE,
    Column.RESIDENTIAL_AREA: Field.RESIDENTIAL_AREA,
    Column.CREDIT_CODE: Field.CREDIT_CODE,
    Column.INSTITUTION_CODE: Field.INSTITUTION_CODE,
    Column.GRADE: Field.GRADE,
    Column.CAPACITY: Field.CAPACITY,
    Column.MANAGING_DEPARTMENT: Field.MANAGING_DEPARTMENT,
    Column.HANDED_OVER_ON: Field.HANDED_OVER_ON,
}
LICENCE = frozenset(
    {Column.LICENCE_NUMBER, Column.VALID_FROM, Column.VALID_UNTIL, Column.ISSUED_ON}
)
CHILDREN = frozenset({Column.CHILDREN, Column.CLASSES})
STAFF = frozenset({Column.STAFF, Column.TEACHERS, Column.CERTIFIED_TEACHERS})
SITE = frozenset({Column.LAND_M2, Column.BUILDING_M2, Column.OUTDOOR_M2})
RECOGNITION = frozenset({Column.INCLUSIVE, Column.INCLUSIVE_FROM, Column.INCLUSIVE_UNTIL})


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The day of an import and the term in which its head-counts were taken."""

    day: dt.date
    term: str


def differences(values: Values, known: Values) -> dict[str, tuple[Value, Value]]:
    """Column → (value in the register, value in the row) where they differ.

    A blank cell says nothing and changes nothing.
    """
    found = {}
    for column, new in values.items():
        if column == Column.PUBLIC_ID or column in _without_what_it_needs(values):
            continue
        old = known.get(column)
        if not _same(column, old, new):
            found[column] = (old, new)
    return found


def _without_what_it_needs(values: Values) -> frozenset[Column]:
    """Columns that are not entered because the one they hang on is missing; the row says so."""
    left: set[Column] = set()
    if Column.LICENCE_NUMBER not in values:
        left |= LICENCE
    if Column.CHILDREN not in values:
        left.add(Column.CLASSES)
    if Column.TEACHERS not in values:
        left.add(Column.CERTIFIED_TEACHERS)
    return frozenset(left)


def _same(column: str, old: Value, new: Value) -> bool:
    if column == Column.LICENCE_NUMBER and isinstance(old, str) and isinstance(new, str):
        return licence_digits(old) == licence_digits(new)
    if column in RECOGNITION and new is False:
        return True  # a recognition ends by a decision, not by a list: see ``hints``
    if column == Column.RESIDENTIAL_AREA:
        return bool(old) == bool(new)
    return old == new


def hints(values: Values, known: Values) -> list[Note]:
    """What a person should know although the import changes nothing there."""
    found = []
    if values.get(Column.INCLUSIVE) is False and known.get(Column.INCLUSIVE) is True:
        message = N_(
            "The register has it recognised as inclusive; a list does not end a recognition."
        )
        found.append(warning(Column.INCLUSIVE, message))
    if needs_no_recognition(values, known) and values.get(Column.INCLUSIVE) is True:
        message = N_("Public kindergartens are inclusive by themselves; no recognition is entered.")
        found.append(normalised(Column.INCLUSIVE, message))
    elif _is_newly_recognised(values, known) and Column.INCLUSIVE_FROM not in values:
        message = N_("The day of recognition is not given; it counts from the day of the import.")
        found.append(warning(Column.INCLUSIVE, message))
    return found


def _is_newly_recognised(values: Values, known: Values) -> bool:
    return values.get(Column.INCLUSIVE) is True and not known.get(Column.INCLUSIVE)


def needs_no_recognition(values: Values, known: Values) -> bool:
    """Whether it is public and the row names no day of recognition."""
    ownership = values.get(Column.OWNERSHIP) or known.get(Column.OWNERSHIP)
    dated = Column.INCLUSIVE_FROM in values or Column.INCLUSIVE_UNTIL in values
    return ownership == Ownership.PUBLIC and not dated


def facts_of(values: Values, columns: frozenset[str] | None = None) -> dict[Field, FactValue]:
    """The dated facts among the values, of some columns or all."""
    return {
        field: _fact(field, values[column])
        for column, field in FACTS.items()
        if column in values and (columns is None or column in columns)
    }


def _fact(field: Field, value: Value) -> FactValue:
    """Words of closed lists become their enums; everything else is the fact already."""
    if isinstance(value, str):
        return from_text(field, value)
    return round(value) if isinstance(value, float) else value


def kept_beside(values: Values) -> dict[str, Value]:
    """The values for which the register has no fact."""
    return {column: value for column, value in values.items() if base_column(column) in KEPT_BESIDE}


def additions_of(
    values: Values, known: Values, changed: frozenset[str], occasion: Occasion
) -> Additions:
    """Figures, licence, recognition and site where the row changes them; what it leaves out is kept."""
    merged = {**known, **values}
    return Additions(
        figures=_figures(merged, changed, occasion),
        licence=_licence(merged) if changed & LICENCE else None,
        recognition=_recognition(values, known, changed, occasion.day),
        site=_site(merged) if changed & SITE else None,
    )


def _licence(merged: Values) -> NewLicence | None:
    number = merged.get(Column.LICENCE_NUMBER)
    if not isinstance(number, str):
        return None
    return NewLicence(
        number=number,
        valid_from=_day(merged, Column.VALID_FROM),
        valid_until=_day(merged, Column.VALID_UNTIL),
        issued_on=_day(merged, Column.ISSUED_ON),
    )


def _day(merged: Values, column: Column) -> dt.date | None:
    value = merged.get(column)
    return value if isinstance(value, dt.date) else None


def _number(merged: Values, column: Column) -> int | None:
    value = merged.get(column)
    return value if isinstance(value, int) else None


def _area(merged: Values, column: Column) -> float | None:
    value = merged.get(column)
    return float(value) if isinstance(value, int | float) else None


def _figures(merged: Values, changed: frozenset[str], occasion: Occasion) -> TermFigures | None:
    groups = _groups(merged) if changed & CHILDREN else ()
    staff = _staff(merged) if changed & STAFF else ()
    if not groups and not staff:
        return None
    return TermFigures(term=occasion.term, counted_on=occasion.day, groups=groups, staff=staff)


def _groups(merged: Values) -> tuple[GroupCount, ...]:
    children = _number(merged, Column.CHILDREN)
    if children is None:
        return ()
    classes = _number(merged, Column.CLASSES)
    return (GroupCount(age_group=AgeGroup.TOTAL_ONLY, classes=classes, children=children),)


def _staff(merged: Values) -> tuple[StaffCount, ...]:
    """Teachers and the rest of the staff; the two add up to the number of the list."""
    people, teachers = _number(merged, Column.STAFF), _number(merged, Column.TEACHERS)
    certified = _number(merged, Column.CERTIFIED_TEACHERS)
    counts = []
    if teachers is not None:
        counts.append(StaffCount(post=Post.TEACHER, people=teachers, certified=certified))
    if people is not None:
        counts.append(StaffCount(post=Post.TOTAL_ONLY, people=people - (teachers or 0)))
    return tuple(counts)


def _recognition(
    values: Values, known: Values, changed: frozenset[str], day: dt.date
) -> NewRecognition | None:
    if not changed & RECOGNITION or needs_no_recognition(values, known):
        return None
    merged = {**known, **values}
    if merged.get(Column.INCLUSIVE) is False:
        return None
    return NewRecognition(
        valid_from=_day(merged, Column.INCLUSIVE_FROM) or day,
        valid_until=_day(merged, Column.INCLUSIVE_UNTIL),
    )


def _site(merged: Values) -> NewSite:
    return NewSite(
        land_m2=_area(merged, Column.LAND_M2),
        building_m2=_area(merged, Column.BUILDING_M2),
        outdoor_m2=_area(merged, Column.OUTDOOR_M2),
    )
