"""The door for table files: reads them in a process of its own and says plainly what is wrong."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from kgsup.core.errors import N_
from kgsup.exchange.adapters import sheet_reader
from kgsup.exchange.rules.tables import Cell, Fault, FaultKind, Row, Sheet, UnreadableFile

WALL_SECONDS = 150

_MEGABYTE = 1024 * 1024
_REFUSALS = {
    "not_a_table": N_("The file is no table. Give an .xlsx, .xls or .csv file."),
    "empty": N_("The file is empty."),
    "encrypted": N_("The file is protected by a password. Save it without one and try again."),
    "web_page": N_(
        "The file is a web page under the name of a table. Open it in Excel and save it as .xlsx."
    ),
    "other_workbook": N_("This kind of workbook is not read. Save it as .xlsx and try again."),
    "damaged": N_("The file is damaged and cannot be read. Save it anew and try again."),
    "too_large": N_(
        "The file is too large: at most %(megabytes)d MB, and not many times more when unpacked."
    ),
    "too_many_rows": N_("The file has more than %(rows)d rows. Divide it."),
    "too_wide": N_("The file has more than %(columns)d columns."),
    "too_much_text": N_("The file holds too much text. Divide it."),
    "too_slow": N_("Reading the file took too long. Divide it or save it anew."),
}
_PARAMETERS: dict[str, dict[str, object]] = {
    "too_large": {"megabytes": sheet_reader.MAX_FILE_BYTES // _MEGABYTE},
    "too_many_rows": {"rows": sheet_reader.MAX_ROWS},
    "too_wide": {"columns": sheet_reader.MAX_COLUMNS},
}


def refusal(code: str) -> UnreadableFile:
    """The refusal of a file for one of the known reasons."""
    return UnreadableFile(code, _REFUSALS[code], **_PARAMETERS.get(code, {}))


def read_workbook(path: Path) -> list[Sheet]:
    """Read all visible sheets of a table file without their blank rows.

    Raises ``UnreadableFile``: not a table, empty, encrypted, damaged, too large, too slow.
    """
    with tempfile.TemporaryFile() as output:
        returncode = _run_reader(path, output)
        output.seek(0)
        return _sheets(output, returncode)


def _run_reader(path: Path, output: IO[bytes]) -> int:
    command = [sys.executable, "-I", str(Path(sheet_reader.__file__)), str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603 - our own reader, no shell, a path of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            timeout=WALL_SECONDS,
            env={},
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusal("too_slow") from None
    return done.returncode


def _sheets(output: Iterable[bytes], returncode: int) -> list[Sheet]:
    if returncode:  # killed by one of its limits, or by a fault in a parser
        raise refusal("too_large" if returncode < 0 else "damaged")
    sheets: list[Sheet] = []
    rows: list[Row] = []
    head: dict[str, Any] = {}
    for text in output:
        message = json.loads(text)
        if "rows" in message:
            rows.extend(Row(line, _cells(cells)) for line, cells in message["rows"])
            continue
        if head:
            sheets.append(_sheet(head, rows))
        head, rows = message, []
        if "refused" in message:
            raise refusal(message["refused"])
    if "end" not in head:
        raise refusal("damaged")
    if not any(sheet.rows for sheet in sheets):
        raise refusal("empty")
    return sheets


def _sheet(head: dict[str, Any], rows: list[Row]) -> Sheet:
    faults = head["faults"]
    if faults:
        rows = [_with_faults(row, faults) for row in rows]
    merged = tuple((first, left, last, right) for first, left, last, right in head["merged"])
    return Sheet(head["sheet"], tuple(rows), merged)


def _with_faults(row: Row, faults: dict[str, str]) -> Row:
    cells = list(row.cells)
    for index in range(sheet_reader.MAX_COLUMNS):
        fault = faults.get(f"{row.line - 1},{index}")
        if fault:
            cells.extend([None] * (index + 1 - len(cells)))
            is_formula = fault == "formula"
            kind = FaultKind.FORMULA if is_formula else FaultKind.ERROR
            cells[index] = Fault(kind, "" if is_formula else fault)
    return Row(row.line, tuple(cells))


def _cells(cells: list[Any]) -> tuple[Cell, ...]:
    if list in map(type, cells):
        return tuple(_special(cell) if cell.__class__ is list else cell for cell in cells)
    return tuple(cells)


def _special(cell: list[str]) -> Cell:
    match cell:
        case ["date", text]:
            return dt.date.fromisoformat(text)
        case ["long", text]:
            return Fault(FaultKind.TOO_LONG, text)
        case ["number", text]:
            return Fault(FaultKind.LOST_DIGITS, text)
        case _:
            return Fault(FaultKind.FORMULA)
