"""A list as an Excel workbook.  Every cell is written as what it is: no text becomes a formula."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

Cell = str | int | dt.date | None


def write_workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write one sheet: column names in bold and frozen, then the rows."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format({"bold": True})
    widths = [len(column) for column in columns]
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column, bold)
    for line, row in enumerate(rows, start=1):
        for position, cell in enumerate(row):
            widths[position] = max(widths[position], len(str(cell or "")))
            _write(sheet, line, position, cell)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, min(60, 2 * width + 2))
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, position: int, cell: Cell) -> None:
    match cell:
        case None:
            pass
        case dt.date():
            sheet.write_datetime(line, position, dt.datetime.combine(cell, dt.time()))
        case int():
            sheet.write_number(line, position, cell)
        case _:
            sheet.write_string(line, position, cell)
