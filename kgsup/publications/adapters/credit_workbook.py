"""The 双公示 workbook: what is to be filled first, then the sheet as platforms take it."""

from collections.abc import Iterable, Sequence
from typing import IO, Any

from kgsup.files.adapters.workbook import WIDEST, Cell, new_file, new_workbook, write_cell
from kgsup.publications.rules import credit_sheet


def write_workbook(to_fill: Iterable[Sequence[Cell]], lines: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """A workbook of two sheets, to be read from its beginning; closing it removes its file."""
    target: IO[bytes] = new_file()
    book = new_workbook(target)
    _write(book, credit_sheet.TO_FILL, credit_sheet.TO_FILL_COLUMNS, to_fill)
    _write(book, credit_sheet.SHEET, credit_sheet.COLUMNS, lines)
    book.close()
    target.seek(0)
    return target


def _write(book: Any, name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1})
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column, head)
        sheet.set_column(index, index, min(WIDEST, 2 * len(column) + 8))
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            write_cell(sheet, number, index, cell)
