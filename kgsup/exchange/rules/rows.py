"""One row of a list: its values in the register's form, what was done to them, or why it stays out."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.exchange.rules.cells import Surroundings, Value, read_cell
from kgsup.exchange.rules.columns import Column, SheetMapping, column_of
from kgsup.exchange.rules.dates import split_period
from kgsup.exchange.rules.notes import Note, Severity, normalised, refused, warning
from kgsup.exchange.rules.places import Finder
from kgsup.exchange.rules.tables import Cell, Row, Sheet, fill_merged, text_of
from kgsup.exchange.rules.telephones import SEPARATOR, certain_area_code

_TOTAL = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计|汇\s*总)")
_FOOT = re.compile(
    r"(?:注|备注|说明|填表人|填报人|制表|制表人|审核人|填报单位|填表日期|填报日期|联系人|单位负责人)\s*[:：]"
)


class Skipped(StrEnum):
    """Why a line of a file is no row of the list."""

    TOTAL = "total"
    FOOT = "foot"
    REPEATED_HEAD = "repeated_head"


SKIPPED_MESSAGES = {
    Skipped.TOTAL: N_("a total"),
    Skipped.FOOT: N_("a note below the table"),
    Skipped.REPEATED_HEAD: N_("the head again"),
}


@dataclass(frozen=True)
class ParsedRow:
    """A row of the list; ``raw`` is what stands in the mapped cells, ``values`` what is made of it."""

    sheet: str
    line: int
    raw: Mapping[str, str]
    values: Mapping[str, Value]
    notes: tuple[Note, ...]

    @property
    def refusals(self) -> list[Note]:
        """Why the row stays out; empty when it does not."""
        return [note for note in self.notes if note.severity is Severity.REFUSED]

    def text(self, column: str) -> str | None:
        """A value that is text."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None


@dataclass(frozen=True)
class ParsedList:
    """All rows of the sheets of a file, and the lines that are no rows."""

    rows: tuple[ParsedRow, ...]
    skipped: tuple[tuple[str, int, Skipped], ...]


def parse_list(
    sheets: Sequence[Sheet], mappings: Sequence[SheetMapping], county_code: str, finder: Finder
) -> ParsedList:
    """Read every row below the heads of the mapped sheets."""
    by_name = {sheet.name: sheet for sheet in sheets}
    pairs = [(by_name[mapping.sheet], mapping) for mapping in mappings]
    around = Surroundings(county_code, certain_area_code(county_code, _telephones(pairs)))
    rows: list[ParsedRow] = []
    skipped: list[tuple[str, int, Skipped]] = []
    for sheet, mapping in pairs:
        parser = _SheetParser(mapping, around, finder)
        body, filled = fill_merged(sheet, mapping.head_line)
        for row in body:
            reason = parser.reason_to_skip(row)
            if reason:
                skipped.append((sheet.name, row.line, reason))
            elif parser.holds_anything(row):
                rows.append(parser.parse(row, filled))
    return ParsedList(tuple(rows), tuple(skipped))


def _telephones(pairs: Sequence[tuple[Sheet, SheetMapping]]) -> Iterator[str]:
    for sheet, mapping in pairs:
        for index in mapping.indexes_of(Column.TELEPHONE):
            yield from (text_of(row.cell(index)) for row in sheet.rows)


class _SheetParser:
    """Parses the rows of one sheet."""

    def __init__(self, mapping: SheetMapping, around: Surroundings, finder: Finder) -> None:
        self._sheet = mapping.sheet
        self._columns = sorted(mapping.columns.items())
        self._name_index = mapping.indexes_of(Column.NAME)[0]
        self._around = around
        self._finder = finder

    def holds_anything(self, row: Row) -> bool:
        """Whether any mapped cell but the serial number is filled in."""
        return any(
            row.cell(index) is not None
            for index, column in self._columns
            if column != Column.SERIAL
        )

    def reason_to_skip(self, row: Row) -> Skipped | None:
        """Tell totals, notes below the table and repeated heads from rows of the list."""
        filled = [cell for cell in row.cells if cell is not None]
        first = text_of(filled[0]) if filled else ""
        name = text_of(row.cell(self._name_index))
        if _TOTAL.fullmatch(first) or _TOTAL.fullmatch(name):
            return Skipped.TOTAL
        if _FOOT.match(first) and (len(filled) == 1 or not name):
            return Skipped.FOOT
        if name and column_of(name) == Column.NAME:
            return Skipped.REPEATED_HEAD
        return None

    def parse(self, row: Row, filled: frozenset[tuple[int, int]]) -> ParsedRow:
        """Read the mapped cells of a row."""
        values: dict[str, Value] = {}
        raw: dict[str, str] = {}
        notes: list[Note] = []
        for index, column in self._columns:
            cell = row.cell(index)
            if cell is None or column == Column.SERIAL:
                continue
            text = text_of(cell)
            raw[column] = f"{raw[column]} {text}" if column in raw else text
            value, found = self._read(column, cell, values)
            if value is not None:
                values[column] = value
            if filled and (row.line, index) in filled:
                found = (*found, normalised(column, N_("Taken from the merged cell above.")))
            if found:
                notes += [_at(note, index, row.line) for note in found]
        if Column.NAME not in values and not _is_refused(Column.NAME, notes):
            notes.append(
                _at(refused(Column.NAME, N_("The name is missing.")), self._name_index, row.line)
            )
        self._place(values, notes)
        notes += _contradictions(values)
        return ParsedRow(self._sheet, row.line, raw, values, tuple(notes))

    def _read(
        self, column: str, cell: Cell, values: dict[str, Value]
    ) -> tuple[Value, tuple[Note, ...]]:
        if column == Column.VALID_PERIOD and isinstance(cell, str):
            return None, self._read_period(cell, values)
        if column == Column.VALID_PERIOD:
            column = Column.VALID_UNTIL  # one date alone is the end
            values[column], notes = read_cell(column, cell, self._around)
            return None, notes
        value, notes = read_cell(column, cell, self._around)
        before = values.get(column)
        if column == Column.TELEPHONE and isinstance(before, str) and isinstance(value, str):
            value = SEPARATOR.join(
                dict.fromkeys([*before.split(SEPARATOR), *value.split(SEPARATOR)])
            )
        return value, notes

    def _read_period(self, text: str, values: dict[str, Value]) -> tuple[Note, ...]:
        ends = split_period(text)
        parts = (
            ((Column.VALID_FROM, ends[0]), (Column.VALID_UNTIL, ends[1]))
            if ends
            else ((Column.VALID_UNTIL, text),)
        )
        notes: tuple[Note, ...] = ()
        for column, part in parts:
            value, found = read_cell(column, part, self._around)
            notes += found
            if value is not None:
                values[column] = value
        return notes

    def _place(self, values: dict[str, Value], notes: list[Note]) -> None:
        district, town = values.pop(Column.DISTRICT, None), values.pop(Column.TOWN, None)
        address = values.get(Column.ADDRESS)
        code, found = self._finder.find(
            district if isinstance(district, str) else None,
            town if isinstance(town, str) else None,
            address if isinstance(address, str) else None,
            str(values.get(Column.NAME, "")),
        )
        if code:
            values[Column.TOWN] = code
        notes += found


def _is_refused(column: str, notes: Sequence[Note]) -> bool:
    return any(note.column == column and note.severity is Severity.REFUSED for note in notes)


def _at(note: Note, index: int, line: int) -> Note:
    return Note(
        note.severity, note.column, note.message, note.parameters, f"{letters(index)}{line}"
    )


def letters(index: int) -> str:
    """The letters of a column counted from 0, as Excel writes them."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _contradictions(values: Mapping[str, Value]) -> Iterator[Note]:
    """What two cells of a row say against each other."""
    if _ends_before(values, Column.VALID_FROM, Column.VALID_UNTIL):
        yield refused(Column.VALID_UNTIL, N_("The licence ends before it begins."))
    if _ends_before(values, Column.INCLUSIVE_FROM, Column.INCLUSIVE_UNTIL):
        yield refused(Column.INCLUSIVE_UNTIL, N_("The recognition ends before it begins."))
    if _is_more(values, Column.CERTIFIED_TEACHERS, Column.TEACHERS):
        message = N_("More teachers hold a certificate than there are teachers.")
        yield refused(Column.CERTIFIED_TEACHERS, message)
    if _is_more(values, Column.TEACHERS, Column.STAFF):
        yield refused(Column.TEACHERS, N_("There are more teachers than staff."))
    if values.get(Column.CHILDREN) and values.get(Column.CLASSES) == 0:
        yield refused(Column.CLASSES, N_("There are children without a class."))
    yield from _left_alone(values)


def _ends_before(values: Mapping[str, Value], start: Column, end: Column) -> bool:
    first, last = values.get(start), values.get(end)
    return isinstance(first, dt.date) and isinstance(last, dt.date) and last < first


def _is_more(values: Mapping[str, Value], part: Column, whole: Column) -> bool:
    some, all_of_them = values.get(part), values.get(whole)
    return isinstance(some, int) and isinstance(all_of_them, int) and some > all_of_them


_NEEDS: tuple[tuple[frozenset[Column], Column, str], ...] = (
    (
        frozenset({Column.VALID_FROM, Column.VALID_UNTIL, Column.ISSUED_ON}),
        Column.LICENCE_NUMBER,
        N_("Without the licence's number its days are not entered."),
    ),
    (
        frozenset({Column.CLASSES}),
        Column.CHILDREN,
        N_("Without the number of children the classes are not entered."),
    ),
    (
        frozenset({Column.CERTIFIED_TEACHERS}),
        Column.TEACHERS,
        N_("Without the number of teachers their certificates are not entered."),
    ),
)


def _left_alone(values: Mapping[str, Value]) -> Iterator[Note]:
    """Values that are not entered because the one they hang on is missing."""
    for hanging, needed, message in _NEEDS:
        if needed not in values:
            yield from (warning(column, message) for column in hanging if column in values)
