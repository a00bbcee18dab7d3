"""The door for files that leave: workbooks and CSV in which nothing is ever a formula.

In a workbook every text is written as text, whatever it begins with.  In CSV, which has no types, a text
that a spreadsheet would take for a formula gets an apostrophe in front; the import takes it off again.
"""

import csv
import datetime as dt
import io
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from kgsup.core.errors import N_
from kgsup.exchange.rules.tables import UnreadableFile

Cell = str | int | float | dt.date | None

MAX_TEXT = 32_767  # characters in a cell, a limit of the format
WIDEST = 50
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # no XML file can hold them
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")
_BAD_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def write_table(
    columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet_name: str = "Sheet1"
) -> bytes:
    """A workbook of one sheet: heads in bold and frozen, a filter, then the rows.

    Rows are written one after the other and never held in memory together.
    """
    buffer = io.BytesIO()
    _write(buffer, columns, rows, sheet_name)
    return buffer.getvalue()


def _write(
    target: IO[bytes], columns: Sequence[str], rows: Iterable[Sequence[Cell]], sheet_name: str
) -> None:
    book = new_workbook(target)
    sheet = book.add_worksheet(_BAD_IN_SHEET_NAME.sub(" ", sheet_name)[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, min(WIDEST, max(10, 2 * len(column) + 2)))
        sheet.write_string(0, index, column, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            write_cell(sheet, last, index, cell)
    if columns:
        sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    book.close()


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


def write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any = None) -> None:
    """Write a cell by its kind: text as text, numbers as numbers, days as days."""
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.date):
        day = dt.datetime.combine(cell, dt.time())  # noqa: DTZ - a day has no zone
        sheet.write_datetime(row, column, day, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    else:
        sheet.write_string(row, column, _ILLEGAL.sub("", cell)[:MAX_TEXT], style)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same table as CSV: UTF-8 with BOM, every cell quoted, formulas made harmless."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(column) for column in columns])
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def _plain(cell: int | float | dt.date | None) -> str:
    if cell is None:
        return ""
    return (
        cell.isoformat()
        if isinstance(cell, dt.date)
        else f"{cell:g}"
        if isinstance(cell, float)
        else str(cell)
    )


def write_file(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table to a path that ends in .xlsx or .csv, whole or not at all.

    Raises ``UnreadableFile`` for another ending or a folder that cannot be written to.
    """
    ending = path.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        raise UnreadableFile("unknown_ending", N_("Give a file that ends in .xlsx or .csv."))
    content = write_csv(columns, rows) if ending == ".csv" else write_table(columns, rows)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    except OSError as error:
        message = N_("The file cannot be written: %(reason)s")
        raise UnreadableFile("cannot_write", message, reason=error.strerror or "") from None
    finally:
        temporary.unlink(missing_ok=True)


def write_template(
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    notes: Sequence[tuple[str, str]],
    names: tuple[str, str, str],
) -> bytes:
    """An empty list with drop-downs for the columns of ``choices``, and a sheet of notes (column, note).

    ``names`` are those of the sheets: the list, the notes, the words of the drop-downs (hidden).
    """
    buffer = io.BytesIO()
    book = new_workbook(buffer)
    sheet, guide, words = map(book.add_worksheet, names)
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    for index, column in enumerate(columns):
        # Everything is text: codes keep their zeros and 18 digits, dates are read as they are typed.
        sheet.set_column(index, index, min(WIDEST, 2 * len(column) + 6), text)
        sheet.write_string(0, index, column, bold)
    _offer(sheet, words, columns, choices)
    sheet.freeze_panes(1, 2)
    guide.set_column(0, 0, 28)
    guide.set_column(1, 1, 100)
    for line, (column, note) in enumerate(notes):
        guide.write_string(line, 0, column, bold)
        guide.write_string(line, 1, note)
    book.close()
    return buffer.getvalue()


_VALIDATED_ROWS = 20_000


def _offer(
    sheet: Any, words: Any, columns: Sequence[str], choices: Mapping[str, Sequence[str]]
) -> None:
    """Write the words column by column on their own sheet and point the drop-downs there."""
    offered = {column: list(choices[column]) for column in columns if choices.get(column)}
    for row in range(max(map(len, offered.values()), default=0)):
        for place, texts in enumerate(offered.values()):
            if row < len(texts):
                words.write_string(row, place, texts[row])
    for place, (column, texts) in enumerate(offered.items()):
        letter = xl_col_to_name(place, col_abs=True)
        source = f"='{words.get_name()}'!{letter}$1:{letter}${len(texts)}"
        index = columns.index(column)
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, index, _VALIDATED_ROWS, index, rule)
    words.hide()
