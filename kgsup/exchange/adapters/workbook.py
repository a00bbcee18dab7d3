"""Files that leave: CSV in which nothing is a formula, and the empty list with its drop-downs.

In CSV, which has no types, a text that a spreadsheet would take for a formula gets an apostrophe in
front; the import takes it off again.  Workbooks are written by ``files.adapters.workbook``.
"""

import csv
import datetime as dt
import io
import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from kgsup.core.errors import N_
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.files.adapters.workbook import (
    WIDEST,
    Cell,
    column_letter,
    new_file,
    new_workbook,
    write_table,
)

_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠|%]|[\t\r\n]")


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
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with _written(ending, columns, rows) as content, temporary.open("wb") as file:
            shutil.copyfileobj(content, file)
        os.replace(temporary, path)
    except OSError as error:
        message = N_("The file cannot be written: %(reason)s")
        raise UnreadableFile("cannot_write", message, reason=error.strerror or "") from None
    finally:
        temporary.unlink(missing_ok=True)


def _written(ending: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    if ending == ".csv":
        return io.BytesIO(write_csv(columns, rows))
    return write_table(columns, rows)


def write_template(
    columns: Sequence[str],
    choices: Mapping[str, Sequence[str]],
    notes: Sequence[tuple[str, str]],
    names: tuple[str, str, str],
) -> IO[bytes]:
    """An empty list with drop-downs for the columns of ``choices``, and a sheet of notes (column, note).

    ``names`` are those of the sheets: the list, the notes, the words of the drop-downs (hidden).
    """
    target = new_file()
    book = new_workbook(target)
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
    target.seek(0)
    return target


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
        letter = column_letter(place)
        source = f"='{words.get_name()}'!{letter}$1:{letter}${len(texts)}"
        index = columns.index(column)
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, index, _VALIDATED_ROWS, index, rule)
    words.hide()
