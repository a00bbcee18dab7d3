"""The door of openpyxl: a given .xlsx form is filled below its heads, everything else stays as it was.

Not kept, because openpyxl does not keep them: pictures and drawings of the form.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from copy import copy
from typing import IO, Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter

from kgsup.core.errors import N_
from kgsup.exchange.rules.list_columns import HeadLine
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.files.adapters.workbook import Cell

MAX_BYTES = 2 * 1024 * 1024
MAX_INFLATED_BYTES = 40 * 1024 * 1024
MAX_ENTRIES = 500
MAX_LINES = 2_000  # of the empty form
MAX_COLUMNS = 256
HEAD_LINES = 30  # among which the heads are looked for
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DAY_FORMAT = "yyyy-mm-dd"
_LOADS_ELSEWHERE = (b"<!DOCTYPE", b"<!ENTITY")


def read_form(content: bytes) -> tuple[str, list[HeadLine]]:
    """The name of the first visible sheet, and its first lines with what each column is called there.

    A head that is merged downwards counts for all its lines; one that is merged across for its first
    column.  Raises ``UnreadableFile``: no .xlsx, damaged, too large, with macros.
    """
    book = _load(content)
    sheet = _first_sheet(book)
    lines = [_head_line(sheet, line) for line in range(1, min(sheet.max_row, HEAD_LINES) + 1)]
    return str(sheet.title), lines


def fill_form(
    content: bytes,
    sheet_name: str,
    head_line: int,
    matched: Mapping[int, str],
    rows: Sequence[Mapping[str, Cell]],
) -> IO[bytes]:
    """Write rows below the heads of a form, in the look of its first empty line.

    What stands below (who filled it in, when) moves down when the rows need more lines than the form
    leaves free.  Columns that are not matched stay empty.
    """
    book = _load(content)
    sheet = book[sheet_name]
    first = _below_heads(sheet, head_line, sheet.max_column)
    free = _free_lines(sheet, first)
    if len(rows) > free and first + free <= sheet.max_row:
        _move_down(sheet, first + free, len(rows) - free)
    for number, row in enumerate(rows):
        _write(sheet, first, first + number, {at: row.get(key) for at, key in matched.items()})
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    return target


def _load(content: bytes) -> Any:
    _check(content)
    try:
        return openpyxl.load_workbook(io.BytesIO(content))
    except Exception as error:  # the parser raises whatever a damaged file makes it stumble over
        raise UnreadableFile(
            "damaged", N_("The file is damaged and cannot be read. Save it anew and try again.")
        ) from error


def _check(content: bytes) -> None:
    """Refuse what is no small plain .xlsx before a parser sees it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        inflated = sum(entry.file_size for entry in entries)
        too_large = len(content) > MAX_BYTES or inflated > MAX_INFLATED_BYTES
        if too_large or len(entries) > MAX_ENTRIES:
            raise UnreadableFile("too_large", N_("This form is too large: at most 2 MB."))
        if "xl/workbook.xml" not in names or "xl/vbaProject.bin" in names:
            raise UnreadableFile("not_a_form", N_("Give the form as .xlsx, without macros."))
        for entry in entries:
            _check_part(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise UnreadableFile("not_a_form", N_("Give the form as .xlsx, without macros.")) from None


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as part:
        text = part.read(entry.file_size + 1)
    if len(text) > entry.file_size or any(mark in text for mark in _LOADS_ELSEWHERE):
        raise UnreadableFile("not_a_form", N_("Give the form as .xlsx, without macros."))


def _first_sheet(book: Any) -> Any:
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not visible:
        raise UnreadableFile("empty", N_("The file is empty."))
    sheet = visible[0]
    if sheet.max_row > MAX_LINES or sheet.max_column > MAX_COLUMNS:
        raise UnreadableFile(
            "too_large", N_("This form has too many lines or columns: give it empty.")
        )
    return sheet


def _head_line(sheet: Any, line: int) -> HeadLine:
    heads = {}
    for column in range(1, sheet.max_column + 1):
        row, anchor = _anchor(sheet, line, column)
        text = sheet.cell(row, column).value if anchor == column else None
        if isinstance(text, str) and text.strip():
            heads[column] = " ".join(text.split())
    return HeadLine(line=line, heads=heads)


def _anchor(sheet: Any, line: int, column: int) -> tuple[int, int]:
    """The cell that holds what is shown here: the first one of the merged cells around."""
    merged = _merged_at(sheet, line, column)
    return (merged.min_row, merged.min_col) if merged else (line, column)


def _merged_at(sheet: Any, line: int, column: int) -> Any:
    for area in sheet.merged_cells.ranges:
        if area.min_row <= line <= area.max_row and area.min_col <= column <= area.max_col:
            return area
    return None


def _below_heads(sheet: Any, head_line: int, columns: int) -> int:
    """The first line below the heads, also where one of them is merged further down."""
    areas = (_merged_at(sheet, head_line, column) for column in range(1, columns + 1))
    return 1 + max([head_line, *(int(area.max_row) for area in areas if area is not None)])


def _free_lines(sheet: Any, first: int) -> int:
    """How many lines from here on hold nothing, up to the first that does or to the end."""
    for line in range(first, sheet.max_row + 1):
        cells = (sheet.cell(line, column) for column in range(1, sheet.max_column + 1))
        is_merged = any(area.min_row == line for area in sheet.merged_cells.ranges)
        if is_merged or any(cell.value not in (None, "") for cell in cells):
            return line - first
    return max(0, int(sheet.max_row) - first + 1)


def _move_down(sheet: Any, line: int, by: int) -> None:
    """Move a line and all below it, with merged cells and heights."""
    areas = [area for area in sheet.merged_cells.ranges if area.min_row >= line]
    bounds = [area.bounds for area in areas]
    for area in areas:
        sheet.unmerge_cells(str(area))
    heights = {
        number: sheet.row_dimensions[number].height
        for number in range(line, sheet.max_row + 1)
        if number in sheet.row_dimensions
    }
    last = f"{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.move_range(f"A{line}:{last}", rows=by, translate=True)
    for number in sorted(heights, reverse=True):
        sheet.row_dimensions[number + by].height = heights[number]
        sheet.row_dimensions[number].height = None
    for left, top, right, bottom in bounds:
        sheet.merge_cells(
            start_row=top + by, start_column=left, end_row=bottom + by, end_column=right
        )


def _write(sheet: Any, model: int, line: int, values: Mapping[int, Cell]) -> None:
    """Fill a line in the look of the form's first empty one."""
    if line != model:
        sheet.row_dimensions[line].height = sheet.row_dimensions[model].height
        for column in range(1, sheet.max_column + 1):
            _copy_look(sheet.cell(model, column), sheet.cell(line, column))
    for column, value in values.items():
        cell = sheet.cell(line, column)
        if not isinstance(cell, MergedCell):
            _put(cell, value)


def _copy_look(model: Any, cell: Any) -> None:
    if model.has_style and not isinstance(cell, MergedCell):
        cell._style = copy(model._style)


def _put(cell: Any, value: Cell) -> None:
    """Put a value; a text is a text even when it begins as a formula does."""
    if isinstance(value, str):
        cell.value = _NO_TEXT.sub("", value)
        cell.data_type = "s"
        return
    cell.value = value
    if isinstance(value, dt.date) and cell.number_format == "General":
        cell.number_format = _DAY_FORMAT
