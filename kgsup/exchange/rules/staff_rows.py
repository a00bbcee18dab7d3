"""From the cells of a list of people to values; a number of identity is read and never kept as text."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from kgsup.core.errors import N_, RuleViolation
from kgsup.exchange.rules import staff_words as words
from kgsup.exchange.rules.dates import BLANK_WORDS, read_date, read_number
from kgsup.exchange.rules.notes import Note, Severity, refused, warning
from kgsup.exchange.rules.staff_columns import DAYS, NOT_STORED, StaffColumn, StaffMapping
from kgsup.exchange.rules.tables import Cell, Fault, FaultKind, Row, Sheet, fill_merged, text_of
from kgsup.exchange.rules.text import clean
from kgsup.staff.rules.certificates import teacher_kind
from kgsup.staff.rules.entries import SealedIdentity
from kgsup.staff.rules.identity import Identity, check_name, masked_tail, read_identity
from kgsup.staff.rules.people import CertificateKind

MAX_TEXT = 200
_NO_RECORD = re.compile(r"^(合计|总计|小计|说明|备注|注[:：]|填表|制表|审核|填报)")
_LETTERS = 26

_TABLES: Mapping[StaffColumn, Mapping[Any, tuple[str, ...]]] = {
    StaffColumn.SEX: words.SEXES,
    StaffColumn.EDUCATION: words.EDUCATIONS,
    StaffColumn.POST: words.POSTS,
    StaffColumn.END_REASON: words.END_REASONS,
    StaffColumn.BACKGROUND_RESULT: words.RESULTS,
    StaffColumn.CERTIFICATE_KIND: words.CERTIFICATES,
}
_FAULTS = {
    FaultKind.FORMULA: N_(
        "The cell is a formula without a value. Open the file in Excel and save it."
    ),
    FaultKind.ERROR: N_("The cell shows an error."),
    FaultKind.TOO_LONG: N_("The text in the cell is too long."),
    FaultKind.LOST_DIGITS: N_("Excel kept only 15 digits of this number. Enter it as text."),
}

Value = str | dt.date | StrEnum | None


@dataclass(frozen=True)
class StaffRow:
    """A row: values by column, the identity document apart, what is said of its cells."""

    sheet: str
    line: int
    values: Mapping[StaffColumn, Value]
    notes: tuple[Note, ...] = ()
    identity: Identity | None = field(default=None, repr=False)  # until it is sealed
    sealed: SealedIdentity | None = None
    tail: str | None = None  # of a number that is shown masked, as in our own files

    @property
    def is_refused(self) -> bool:
        """Tell whether a cell keeps the row out."""
        return any(note.severity is Severity.REFUSED for note in self.notes)

    def text(self, column: StaffColumn) -> str | None:
        """A value that is text."""
        value = self.values.get(column)
        return value if isinstance(value, str) else None

    def day(self, column: StaffColumn) -> dt.date | None:
        """A value that is a day."""
        value = self.values.get(column)
        return value if isinstance(value, dt.date) else None


def parse_staff(sheets: Sequence[Sheet], mappings: Sequence[StaffMapping]) -> list[StaffRow]:
    """Read every row below the heads of the mapped sheets; totals and notes are no rows."""
    by_name = {sheet.name: sheet for sheet in sheets}
    rows: list[StaffRow] = []
    for mapping in mappings:
        body, _filled = fill_merged(by_name[mapping.sheet], mapping.head_line)
        rows += [parse_row(row, mapping) for row in body if _is_row(row, mapping)]
    return rows


def _is_row(row: Row, mapping: StaffMapping) -> bool:
    filled = [text_of(cell) for cell in row.cells if cell is not None]
    held = [
        i for i, c in mapping.columns.items() if c not in NOT_STORED and row.cell(i) is not None
    ]
    if not held or _NO_RECORD.match(filled[0].strip()):
        return False
    name_at = next(i for i, c in mapping.columns.items() if c is StaffColumn.NAME)
    is_head_again = text_of(row.cell(name_at)).strip() == "姓名"
    return not is_head_again and (len(filled) > 1 or row.cell(name_at) is not None)


def parse_row(row: Row, mapping: StaffMapping) -> StaffRow:
    """Read the mapped cells of a row; each note names its cell."""
    values: dict[StaffColumn, Value] = {}
    notes: list[Note] = []
    parsed = StaffRow(mapping.sheet, row.line, {})
    for index, column in sorted(mapping.columns.items()):
        cell = row.cell(index)
        if cell is None or column in NOT_STORED:
            continue
        if column is StaffColumn.IDENTITY_NUMBER:
            parsed, found = _with_identity(parsed, cell)
        else:
            values[column], found = _read(column, cell)
        notes += [replace(note, cell=f"{_letters(index)}{row.line}") for note in found]
    where = {column: f"{_letters(index)}{row.line}" for index, column in mapping.columns.items()}
    values = {column: value for column, value in values.items() if value is not None}
    notes += [
        replace(note, cell=where.get(StaffColumn(note.column), ""))
        for note in _missing(values, notes)
    ]
    values, more = _with_certificate(values)
    notes += [replace(note, cell=where.get(StaffColumn(note.column), "")) for note in more]
    return replace(parsed, values=values, notes=tuple(notes))


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        text = chr(ord("A") + rest) + text
    return text


def _missing(values: Mapping[StaffColumn, Value], notes: Sequence[Note]) -> Iterator[Note]:
    said = {note.column for note in notes}
    if StaffColumn.NAME not in values and StaffColumn.NAME not in said:
        yield refused(StaffColumn.NAME, N_("The name is missing."))
    if StaffColumn.KINDERGARTEN in values and not {StaffColumn.POST} & {*values, *said}:
        yield refused(StaffColumn.POST, N_("The post is missing."))


def _with_identity(parsed: StaffRow, cell: Cell) -> tuple[StaffRow, tuple[Note, ...]]:
    column = StaffColumn.IDENTITY_NUMBER
    if isinstance(cell, Fault):
        return parsed, (refused(column, _FAULTS[cell.kind]),)
    text = clean(text_of(_whole(cell)))
    if text in BLANK_WORDS:
        return parsed, ()
    if tail := masked_tail(text):
        return replace(parsed, tail=tail), ()
    try:
        return replace(parsed, identity=read_identity(text)), ()
    except RuleViolation as error:  # its message never holds the number
        return parsed, (refused(column, error.message, **error.parameters),)


def _whole(cell: Cell) -> Cell:
    """A number without its empty fraction: files give every number as one with a fraction."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _read(column: StaffColumn, cell: Cell) -> tuple[Value, tuple[Note, ...]]:
    if isinstance(cell, Fault):
        return None, (refused(column, _FAULTS[cell.kind]),)
    if column in DAYS:
        return _read_day(column, cell)
    text = clean(text_of(_whole(cell)))
    is_answer = column in {StaffColumn.BACKGROUND_RESULT, StaffColumn.CERTIFICATE_KIND}
    if text in BLANK_WORDS and not (is_answer and text == "无"):
        return None, ()
    if len(text) > MAX_TEXT:
        return None, (
            refused(column, N_("The text is longer than %(limit)d characters."), limit=MAX_TEXT),
        )
    if column in _TABLES:
        return _read_word(column, text)
    if column is StaffColumn.NAME:
        try:
            return check_name(text), ()
        except RuleViolation as error:
            return None, (refused(column, error.message, **error.parameters),)
    return text, ()


def _read_day(column: StaffColumn, cell: Cell) -> tuple[Value, tuple[Note, ...]]:
    if isinstance(cell, dt.date):
        return cell, ()
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return read_number(column, cell)
    text = clean(text_of(cell))
    if text in BLANK_WORDS:
        return None, ()
    return read_date(column, text)


def _read_word(column: StaffColumn, text: str) -> tuple[Value, tuple[Note, ...]]:
    if column is StaffColumn.CERTIFICATE_KIND and text in words.TEACHER_WORDS:
        return text, ()  # its number says which
    if column is StaffColumn.CERTIFICATE_KIND and text in {"无", "没有"}:
        return None, ()
    found = words.meaning(_TABLES[column], text)
    if found is None:
        return None, (refused(column, N_("This word is not known: %(text)s"), text=text),)
    return found, ()


def _with_certificate(
    values: dict[StaffColumn, Value],
) -> tuple[dict[StaffColumn, Value], tuple[Note, ...]]:
    """The kind of a teacher's certificate out of its number, and a warning where the two differ."""
    column = StaffColumn.CERTIFICATE_KIND
    number, kind = values.get(StaffColumn.CERTIFICATE_NUMBER), values.get(column)
    if number is None and kind is None:
        return values, ()
    told = teacher_kind(number) if isinstance(number, str) else None
    if not isinstance(kind, CertificateKind):
        if told is None:
            note = refused(column, N_("Give the kind of the certificate."))
            return {k: v for k, v in values.items() if k != column}, (note,)
        return {**values, column: told}, ()
    teachers = {CertificateKind.KINDERGARTEN_TEACHER, CertificateKind.OTHER_TEACHER}
    if told is not None and kind in teachers and kind is not told:
        message = N_("By its number this certificate is of another kind: please compare.")
        return values, (warning(column, message),)
    return values, ()
