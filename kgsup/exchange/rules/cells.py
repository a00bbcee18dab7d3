"""One cell: its value in the form the register keeps, and what was done to get there."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kgsup.core.errors import N_
from kgsup.exchange.rules import vocabulary
from kgsup.exchange.rules.columns import Column, base_column
from kgsup.exchange.rules.dates import BLANK_WORDS, read_date, read_number
from kgsup.exchange.rules.notes import Note, normalised, refused, warning
from kgsup.exchange.rules.tables import Cell, Fault, FaultKind, text_of
from kgsup.exchange.rules.telephones import read_telephone
from kgsup.exchange.rules.text import clean
from kgsup.kindergartens.rules.codes import (
    check_credit_code,
    check_institution_code,
    check_licence_number,
    compact,
)
from kgsup.kindergartens.rules.identity import Ownership

Value = str | int | float | bool | dt.date | None
Reading = tuple[Value, tuple[Note, ...]]

MAX_TEXT = {Column.NAME: 120, Column.ADDRESS: 300, Column.TELEPHONE: 200, Column.REMARK: 2_000}
MAX_OTHER_TEXT = 200
MAX_COUNT = 100_000
_COUNT = re.compile(r"(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.0+)?\s*(人|名|个|位|个班|班|人次)?")
_AREA = re.compile(
    r"(\d{1,8}|\d{1,3}(?:,\d{3})+)(\.\d+)?\s*(平方米|平方|平米|㎡|m²|m2|平)?", re.IGNORECASE
)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

_FAULTS = {
    FaultKind.FORMULA: N_(
        "The cell is a formula without a value. Open the file in Excel and save it."
    ),
    FaultKind.ERROR: N_("The cell shows the error %(text)s."),
    FaultKind.TOO_LONG: N_("The text in the cell is too long."),
    FaultKind.LOST_DIGITS: N_("Excel kept only 15 digits of this number. Enter it as text."),
}


@dataclass(frozen=True)
class Surroundings:
    """What reading a cell depends on besides the cell."""

    county_code: str
    area_code: str | None  # of telephones, when it is certain


def read_cell(column: str, cell: Cell, around: Surroundings) -> Reading:
    """Read a cell of a mapped column; ``None`` without a note means that it is blank."""
    if cell is None:
        return None, ()
    if isinstance(cell, Fault):
        return None, (refused(column, _FAULTS[cell.kind], text=cell.text),)
    if isinstance(cell, str):
        return _read_text(column, cell, around)
    return _READERS[base_column(column)](column, cell, around)


def _read_text(column: str, cell: str, around: Surroundings) -> Reading:
    text = clean(cell)
    notes: tuple[Note, ...] = ()
    if text != cell:
        notes = (normalised(column, _what_was_cleaned(cell, text)),)
    base = base_column(column)
    if text in BLANK_WORDS and base not in _YES_NO:
        if text:
            notes = (normalised(column, N_("“%(text)s” was taken as blank."), text=text),)
        return None, notes
    value, more = _READERS[base](column, text, around)
    return value, notes + more if notes else more


def _what_was_cleaned(before: str, after: str) -> str:
    if re.sub(r"\s", "", before) == re.sub(r"\s", "", after):
        return N_("Stray blanks were removed.")
    return N_("Full-width or invisible characters were written as ordinary ones.")


# ── readers; a text comes cleaned, a number or date as the file holds it ──


def _text(column: str, cell: Cell, _around: Surroundings) -> Reading:
    text = text_of(cell)
    limit = MAX_TEXT.get(base_column(column), MAX_OTHER_TEXT)
    if len(text) > limit:
        message = N_("The text is longer than %(limit)d characters.")
        return None, (refused(column, message, limit=limit),)
    return text, ()


def _name(column: str, cell: Cell, around: Surroundings) -> Reading:
    value, notes = _text(column, cell, around)
    if isinstance(value, str) and not re.search(r"[^\W\d_]", value):
        return None, (refused(column, N_("This is no name: %(text)s"), text=value),)
    return value, notes


def _telephone(column: str, cell: Cell, around: Surroundings) -> Reading:
    text, notes = _text(column, cell, around)
    if notes or not isinstance(text, str):
        return None, notes
    return read_telephone(text, around.area_code)


def _credit_code(column: str, cell: Cell, _around: Surroundings) -> Reading:
    checked = _checked_credit_code(text_of(cell))
    if checked[1]:  # a code that its own check refutes identifies nobody, or somebody else
        return None, (refused(column, checked[1][0]),)
    return checked[0], _rewritten(column, text_of(cell), checked[0])


@lru_cache(maxsize=4096)
def _checked_credit_code(text: str) -> tuple[str, tuple[str, ...]]:
    checked = check_credit_code(text)
    return checked.compact, checked.warnings


def _institution_code(column: str, cell: Cell, _around: Surroundings) -> Reading:
    text = text_of(cell)
    checked = check_institution_code(text)
    if not re.fullmatch(r"\d{10}", checked.compact):
        return None, tuple(refused(column, message) for message in checked.warnings)
    warnings = tuple(warning(column, message) for message in checked.warnings)
    return checked.compact, _rewritten(column, text, checked.compact) + warnings


def _licence_number(column: str, cell: Cell, around: Surroundings) -> Reading:
    text = text_of(cell)
    if len(text) > MAX_OTHER_TEXT:
        return _text(column, cell, around)
    number = compact(text)
    warnings = check_licence_number(number, around.county_code).warnings
    notes = tuple(warning(column, message) for message in warnings)
    return number, _rewritten(column, text, number) + notes


def _rewritten(column: str, before: str, after: str) -> tuple[Note, ...]:
    if before == after:
        return ()
    return (normalised(column, N_("Written as %(text)s."), text=after),)


def _date(column: str, cell: Cell, _around: Surroundings) -> Reading:
    if isinstance(cell, dt.date):
        return cell, ()
    if isinstance(cell, str):
        return read_date(column, cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return read_number(column, cell)
    return None, (refused(column, N_("This is no full date: %(text)s"), text=text_of(cell)),)


def _count(column: str, cell: Cell, _around: Surroundings) -> Reading:
    if isinstance(cell, int) and not isinstance(cell, bool) and 0 <= cell <= MAX_COUNT:
        return cell, ()
    found = _COUNT.fullmatch(text_of(cell)) if isinstance(cell, str) else None
    if found is None or int(found[1].replace(",", "")) > MAX_COUNT:
        return None, (refused(column, N_("This is no count: %(text)s"), text=text_of(cell)),)
    number = int(found[1].replace(",", ""))
    return number, (normalised(column, N_("Text read as the number %(number)d."), number=number),)


def _square_metres(column: str, cell: Cell, _around: Surroundings) -> Reading:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 <= cell < 10**8:
        return round(float(cell), 2), ()
    found = _AREA.fullmatch(cell) if isinstance(cell, str) else None
    if found is None:
        message = N_("This is no area in square metres: %(text)s")
        return None, (refused(column, message, text=text_of(cell)),)
    area = round(float(found[1].replace(",", "") + (found[2] or "")), 2)
    return area, (normalised(column, N_("Text read as %(area)s m²."), area=f"{area:g}"),)


def _yes_no(column: str, cell: Cell, _around: Surroundings) -> Reading:
    if isinstance(cell, bool):
        return cell, ()
    word = text_of(cell).lower()
    if word in vocabulary.YES or word in vocabulary.NO:
        value = word in vocabulary.YES
        if text_of(cell) in (vocabulary.YES_WORD, vocabulary.NO_WORD):
            return value, ()
        written = vocabulary.YES_WORD if value else vocabulary.NO_WORD
        return value, (normalised(column, N_("Written as %(text)s."), text=written),)
    return None, (refused(column, N_("This is neither yes nor no: %(text)s"), text=text_of(cell)),)


def _word(words: Mapping[str, str]) -> Callable[[str, Cell, Surroundings], Reading]:
    """A reader of a closed list of words; gives the value behind the word."""

    def read(column: str, cell: Cell, _around: Surroundings) -> Reading:
        text = text_of(cell)
        bare = re.sub(r"[\s()（）]", "", text)
        value = words.get(bare) or words.get(re.sub(r"[（(].*", "", text).strip())
        if value is None:
            return None, (refused(column, N_("This word is not known here: %(text)s"), text=text),)
        return str(value), ()

    return read


_known_ownership = _word(vocabulary.OWNERSHIP)


def _ownership(column: str, cell: Cell, around: Surroundings) -> Reading:
    text = text_of(cell)
    if re.sub(r"[\s()（）]", "", text) in vocabulary.PRIVATE_UNDIVIDED:
        message = N_(
            "“%(text)s” does not say whether for profit; counted as non-profit until it is known."
        )
        return Ownership.PRIVATE_NON_PROFIT.value, (warning(column, message, text=text),)
    return _known_ownership(column, cell, around)


def _mail(column: str, cell: Cell, around: Surroundings) -> Reading:
    value, notes = _text(column, cell, around)
    if isinstance(value, str) and not _MAIL.fullmatch(value):
        return None, (refused(column, N_("This is no mail address: %(text)s"), text=value),)
    return value, notes


_YES_NO = frozenset({Column.INCLUSIVE, Column.RESIDENTIAL_AREA})
_DATES = (
    Column.INCLUSIVE_FROM,
    Column.INCLUSIVE_UNTIL,
    Column.HANDED_OVER_ON,
    Column.VALID_FROM,
    Column.VALID_UNTIL,
    Column.ISSUED_ON,
    Column.APPROVED_ON,
)
_COUNTS = (
    Column.CAPACITY,
    Column.CHILDREN,
    Column.CLASSES,
    Column.STAFF,
    Column.TEACHERS,
    Column.CERTIFIED_TEACHERS,
)
_AREAS = (Column.LAND_M2, Column.BUILDING_M2, Column.OUTDOOR_M2)

_READERS: dict[Column, Callable[[str, Cell, Surroundings], Reading]] = {
    **dict.fromkeys(Column, _text),
    **dict.fromkeys(_YES_NO, _yes_no),
    **dict.fromkeys(_DATES, _date),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(_AREAS, _square_metres),
    Column.NAME: _name,
    Column.TELEPHONE: _telephone,
    Column.CREDIT_CODE: _credit_code,
    Column.INSTITUTION_CODE: _institution_code,
    Column.LICENCE_NUMBER: _licence_number,
    Column.OWNERSHIP: _ownership,
    Column.SPONSOR_KIND: _word(vocabulary.SPONSOR_KINDS),
    Column.STATE: _word(vocabulary.STATES),
    Column.MAIL: _mail,
}
