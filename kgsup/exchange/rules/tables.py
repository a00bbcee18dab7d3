"""What a file holds once it is read: sheets, rows and cells, with merged cells filled in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, DomainError
from kgsup.core.labels import register_labels


class FaultKind(StrEnum):
    """Why a cell has no usable value although it is not blank."""

    FORMULA = "formula"
    ERROR = "error"
    TOO_LONG = "too_long"
    LOST_DIGITS = "lost_digits"


@dataclass(frozen=True)
class Fault:
    """A cell that shows an error, misses its formula's value or lost digits; ``text`` is what is there."""

    kind: FaultKind
    text: str = ""


Cell = str | int | float | bool | dt.date | Fault | None


@dataclass(frozen=True)
class Row:
    """A row that is not blank, with the number of its line in the file (from 1)."""

    line: int
    cells: tuple[Cell, ...]

    def cell(self, index: int) -> Cell:
        """The cell in a column (from 0); blank when the row is shorter."""
        return self.cells[index] if index < len(self.cells) else None


@dataclass(frozen=True)
class Sheet:
    """A visible sheet; ``merged`` are (first row, first column, last row, last column), from 0."""

    name: str
    rows: tuple[Row, ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()


class UnreadableFile(DomainError):
    """The file cannot be imported; ``code`` names the reason for programs."""

    def __init__(self, code: str, message: str, **parameters: object) -> None:
        super().__init__(message, None, **parameters)
        self.code = code


def text_of(cell: Cell) -> str:
    """A cell as a person sees it."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.text
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return str(cell)


def fill_merged(sheet: Sheet, from_line: int) -> tuple[list[Row], frozenset[tuple[int, int]]]:
    """Give each cell of a vertically merged range below a line the value of its first cell.

    Returns the rows after ``from_line`` and the (line, column) pairs that were filled.
    """
    by_line = {row.line: list(row.cells) for row in sheet.rows if row.line > from_line}
    source = {row.line: row for row in sheet.rows}
    filled = set()
    for line, column, first in _merged_cells(sheet.merged, from_line):
        value = source[first].cell(column) if first in source else None
        cells = by_line.get(line)
        if value is None or cells is None:
            continue
        cells.extend([None] * (column + 1 - len(cells)))
        if cells[column] is None:
            cells[column] = value
            filled.add((line, column))
    return [Row(line, tuple(cells)) for line, cells in by_line.items()], frozenset(filled)


def _merged_cells(
    merged: Sequence[tuple[int, int, int, int]], from_line: int
) -> Iterator[tuple[int, int, int]]:
    """(line, column, line of the first cell) of each cell that hangs on one above it."""
    for top, left, bottom, right in merged:
        if top + 1 <= from_line or left != right:
            continue  # a head over several columns is no value of each of them
        for line in range(top + 2, bottom + 2):
            yield line, left, top + 1


register_labels(
    {
        FaultKind.FORMULA: N_("formula without a value"),
        FaultKind.ERROR: N_("error value"),
        FaultKind.TOO_LONG: N_("text too long"),
        FaultKind.LOST_DIGITS: N_("number that lost digits"),
    }
)
