"""The door to XlsxWriter: tables as workbooks in which no text is ever a formula, number or link.

Every cell is written by its kind.  Rows are streamed through temporary files, never held together.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from kgsup.core.clock import local_time

Cell = str | int | float | dt.date | dt.datetime | None

MAX_TEXT = 32_767  # characters in a cell, a limit of the format
MAX_ROWS = 1_048_576 - 2  # rows of a sheet, a limit of the format, without the note and the head
WIDEST = 50
_IN_MEMORY = 2 * 1024 * 1024  # bytes; a larger workbook lies on disk until it is sent
_INSTANT = "yyyy-mm-dd hh:mm"
_LINE_END = re.compile("\r\n?")  # a cell breaks its lines by LF alone
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # not in any XML
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_SHEET_NAME = 31 - len(" (99)")  # characters, a limit of the format, with room for a count


def write_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    *,
    sheet_name: str = "Sheet1",
    note: str | None = None,
) -> IO[bytes]:
    """A workbook of one table, to be read from its beginning; closing it removes its file.

    The head is bold and frozen and has a filter.  A note stands in a line above it.  What does not
    fit on a sheet goes on to the next one.
    """
    target: IO[bytes] = new_file()
    book = new_workbook(target)
    name = _BAD_IN_SHEET_NAME.sub(" ", sheet_name)[:_SHEET_NAME]
    styles = _Styles(book)
    for number, part in enumerate(_parts(rows), start=1):
        sheet = book.add_worksheet(name if number == 1 else f"{name} ({number})")
        _write_sheet(sheet, styles, columns, part, note)
    book.close()
    target.seek(0)
    return target


def new_file() -> IO[bytes]:
    """A file that nobody else sees: small ones in memory, larger ones on disk until closed."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


def new_workbook(target: IO[bytes]) -> Any:
    """A workbook that streams its rows and takes no text for a formula, number or link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    return xlsxwriter.Workbook(target, options)


class _Styles:
    """The formats of a workbook's cells."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.instant = book.add_format({"num_format": _INSTANT})


def _parts(rows: Iterable[Sequence[Cell]]) -> Iterator[Iterator[Sequence[Cell]]]:
    """The rows of each sheet; a table without rows has one sheet as well.

    A part is read to its end before the next one is asked for: a sheet is written row by row.
    """
    rest = iter(rows)
    yield islice(rest, MAX_ROWS)
    while (first := next(rest, None)) is not None:
        yield chain([first], islice(rest, MAX_ROWS - 1))


def _write_sheet(
    sheet: Any,
    styles: _Styles,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    note: str | None,
) -> None:
    head = 1 if note else 0
    if note:
        sheet.write_string(0, 0, note)
    for index, column in enumerate(columns):
        sheet.write_string(head, index, column, styles.head)
    sheet.freeze_panes(head + 1, 0)
    widths = [_width(column) for column in columns]
    last = head
    for last, row in enumerate(rows, start=head + 1):
        for index, cell in enumerate(row):
            style = styles.instant if isinstance(cell, dt.datetime) else None
            write_cell(sheet, last, index, cell, style)
            widths[index] = max(widths[index], _width(cell))
    for index, width in enumerate(widths):
        sheet.set_column(index, index, min(WIDEST, width + 2))
    if columns:
        sheet.autofilter(head, 0, max(last, head + 1), len(columns) - 1)


def _width(cell: Cell) -> int:
    """About how many narrow characters a cell is wide; a Chinese one takes the room of two."""
    text = cell.isoformat(" ", "minutes") if isinstance(cell, dt.datetime) else str(cell or "")
    return max(8, len(text) if text.isascii() else 2 * len(text))


def write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any = None) -> None:
    """Write a cell by its kind: text as text, numbers as numbers, days as days.

    An instant stands as Chinese clocks show it, in whole minutes; its style must show the time.
    """
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.datetime):
        shown = local_time(cell).replace(tzinfo=None, second=0, microsecond=0)
        sheet.write_datetime(row, column, shown, style)
    elif isinstance(cell, dt.date):
        day = dt.datetime.combine(cell, dt.time())  # a day has no zone
        sheet.write_datetime(row, column, day, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    else:
        text = _ILLEGAL.sub("", _LINE_END.sub("\n", cell))
        sheet.write_string(row, column, text[:MAX_TEXT], style)


def column_letter(index: int) -> str:
    """What a column is called in a reference that does not move: 0 is "$A"."""
    return str(xl_col_to_name(index, col_abs=True))
