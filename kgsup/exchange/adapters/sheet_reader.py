"""Reads a table file and writes its rows as JSON lines; run as a process of its own, under limits.

The program starts this file with ``python -I``: it imports nothing of kgsup.  A bomb or a fault in a
parser ends this process and nothing else.  Lines written, in order: ``{"sheet", "merged", "faults"}``
for each visible sheet, ``{"rows": [[line, cells], …]}`` for its rows that are not blank, and at the end
``{"end": true}`` or ``{"refused": code}``.
"""

import csv
import datetime as dt
import io
import json
import re
import resource
import runpy
import struct
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

MAX_FILE_BYTES = 32 * 1024 * 1024
MAX_INFLATED_BYTES = 500 * 1024 * 1024
MAX_ZIP_ENTRIES = 2_000
MAX_ZIP_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 20 * 1024 * 1024
MAX_ROWS = 250_000
MAX_COLUMNS = 256
MAX_CELL_CHARACTERS = 4_000
MAX_CHARACTERS = 100_000_000
MAX_FAULTS = 50_000
MEMORY_BYTES = 1536 * 1024 * 1024
OUTPUT_BYTES = 600 * 1024 * 1024
CPU_SECONDS = 90
ROWS_PER_LINE = 500
EXACT_INTEGER = 10**15  # Excel keeps 15 digits; a longer number has lost its last ones

_BEGINNING_OF_FILE = bytes.fromhex("0908100000060500")  # of the globals of an .xls
_FILEPASS = 0x002F
_RECORDS_BEFORE_PASSWORD = 10
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKS_OF_FAULTS = re.compile(rb"<(?:\w+:)?f[ >/]|\bt=[\"']e[\"']")
_MARKED_FORMULA = re.compile(r"'(?:\s*[=+\-@＝＋－＠|%]|[\t\r\n])")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

# A process started with -I finds no file beside its own by import.
_BESIDE = runpy.run_path(str(Path(__file__).with_name("stray_cells.py")))


class Refused(Exception):
    """The file is not read; the code says why."""


class Output:
    """Writes JSON lines and counts what it writes."""

    def __init__(self) -> None:
        self.rows: list[list[Any]] = []
        self.row_count = 0
        self.characters = 0

    def add(self, line: int, cells: list[Any]) -> None:
        self.row_count += 1
        if self.row_count > MAX_ROWS:
            raise Refused("too_many_rows")
        self.characters += sum(len(cell) for cell in cells if cell.__class__ is str)
        if self.characters > MAX_CHARACTERS:
            raise Refused("too_much_text")
        self.rows.append([line, cells])
        if len(self.rows) == ROWS_PER_LINE:
            self.flush()

    def flush(self) -> None:
        if self.rows:
            self.emit({"rows": self.rows})
            self.rows = []

    def emit(self, message: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(path: Path, output: Output) -> None:
    """Read whatever table the file is, by its content and not by its name."""
    if path.stat().st_size > MAX_FILE_BYTES:
        raise Refused("too_large")
    content = path.read_bytes()
    if not content.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise Refused("empty")
    if content.startswith(b"PK"):
        _read_zip(content, output)
    elif content.startswith(_OLE):
        _read_ole(content, output)
    else:
        _read_text(content, output)


def _read_zip(content: bytes, output: Output) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Refused("damaged") from None
    entries = archive.infolist()
    inflated = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ZIP_ENTRIES or inflated > MAX_INFLATED_BYTES:
        raise Refused("too_large")
    if inflated > max(RATIO_COUNTS_FROM_BYTES, MAX_ZIP_RATIO * len(content)):
        raise Refused("too_large")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" not in names:
        is_other_workbook = "xl/workbook.bin" in names or "content.xml" in names
        raise Refused("other_workbook" if is_other_workbook else "not_a_table")
    faults = _faults_of_workbook(archive)
    _read_workbook(_BESIDE["without_stray_cells"](content), output, faults)


def _read_ole(content: bytes, output: Output) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("encrypted")
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        raise Refused("not_a_table")
    if _has_password(content):
        raise Refused("encrypted")
    _read_workbook(content, output, {})


def _has_password(content: bytes) -> bool:
    """Whether a FILEPASS record stands among the first of an .xls: its rows are encrypted."""
    at = content.find(_BEGINNING_OF_FILE)
    for _ in range(_RECORDS_BEFORE_PASSWORD):
        if at < 0 or at + 4 > len(content):
            return False
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == _FILEPASS:
            return True
        at += 4 + length
    return False


def _read_workbook(content: bytes, output: Output, faults: dict[str, dict[str, str]]) -> None:
    from python_calamine import (  # not in the parent, which imports this file for its limits
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    wanted = (SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if (meta.visible, meta.typ) == wanted:
                _read_sheet(book.get_sheet_by_name(meta.name), output, faults.get(meta.name, {}))
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, OSError, ValueError):
        raise Refused("damaged") from None


def _read_sheet(sheet: Any, output: Output, faults: dict[str, str]) -> None:
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
    output.emit({"sheet": sheet.name, "merged": merged, "faults": faults})
    # Rows come from the first line of the sheet on, columns only from the first that is used.
    left_of_first = [None] * (sheet.start[1] if sheet.start else 0)
    with_faults = {int(key.partition(",")[0]) for key in faults}
    for index, row in enumerate(sheet.iter_rows()):
        cells = [_plain(value) for value in row]
        if any(cell is not None for cell in cells) or index in with_faults:
            output.add(index + 1, _cut(left_of_first + cells))
    output.flush()


def _cut(cells: list[Any]) -> list[Any]:
    if len(cells) > MAX_COLUMNS:
        if all(cell is not None for cell in cells[MAX_COLUMNS - 1 : MAX_COLUMNS + 1]):
            raise Refused("too_wide")
        return cells[:MAX_COLUMNS]
    return cells


def _plain(value: Any) -> Any:
    """A cell as JSON: text, number, bool, null; a list of two for what needs a word of its kind."""
    kind = value.__class__
    if kind is str:
        if not value or value.isspace():
            return None
        return value if len(value) <= MAX_CELL_CHARACTERS else ["long", value[:40]]
    if kind is float:
        return _plain_number(value)
    if kind is dt.datetime:
        return ["date", value.date().isoformat()]
    if kind is dt.date:
        return ["date", value.isoformat()]
    if kind in (bool, int):
        return value
    return str(value)


def _plain_number(value: float) -> Any:
    if value != value or abs(value) >= EXACT_INTEGER:
        return ["number", repr(value)]
    return int(value) if value.is_integer() else value


# ── text ──


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise Refused("not_a_table")
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("not_a_table")


def _read_text(content: bytes, output: Output) -> None:
    text = _decode(content)
    head = text[:2_000].lstrip().lower()
    if head.startswith(("<!doctype html", "<html", "<table", "<meta", "<?xml", "<head", "<style")):
        raise Refused("web_page")
    if text.startswith("%PDF-") or _looks_binary(text[:4_000]):
        raise Refused("not_a_table")
    csv.field_size_limit(MAX_FILE_BYTES)
    output.emit({"sheet": "", "merged": [], "faults": {}})
    for line, row in _records(text):
        cells = [_plain_text(value) for value in row]
        if any(cell is not None for cell in cells):
            output.add(line, _cut(cells))
    output.flush()


def _looks_binary(text: str) -> bool:
    return any(character < " " and character not in "\t\r\n\f\x1a" for character in text)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    before = 0
    try:
        for row in reader:
            yield before + 1, row
            before = reader.line_num
    except csv.Error:
        raise Refused("damaged") from None


def _delimiter(text: str) -> str:
    head = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in head))


def _plain_text(value: str) -> Any:
    if value.startswith('="') and value.endswith('"') and len(value) > 2:
        value = value[2:-1].replace('""', '"')  # the usual trick that keeps leading zeros
    elif _MARKED_FORMULA.match(value):
        value = value[1:]  # our own export marks such text with an apostrophe
    elif value.startswith("="):
        return ["fault", "formula"]
    return _plain(value)


# ── cells of an xlsx that hold no value: calamine gives them as blank ──


def _faults_of_workbook(archive: zipfile.ZipFile) -> dict[str, dict[str, str]]:
    """Sheet name → "row,column" (from 0) → "formula" or the error that the cell shows."""
    try:
        return {
            name: _faults_of_sheet(archive, part)
            for name, part in _sheet_parts(archive)
            if _has_marks(archive, part)
        }
    except (KeyError, zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError, ValueError):
        raise Refused("damaged") from None


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {node.get("Id"): node.get("Target", "") for node in relations}
    for node in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
        if node.tag.endswith("}sheet"):
            target = targets.get(node.get(_RELATION) or node.get(_STRICT_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if part in archive.namelist():
                yield node.get("name", ""), part


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterable[bytes]:
    with archive.open(part) as file:
        while chunk := file.read(1 << 20):
            yield chunk


def _has_marks(archive: zipfile.ZipFile, part: str) -> bool:
    tail = b""
    for chunk in _chunks(archive, part):
        if _MARKS_OF_FAULTS.search(tail + chunk):
            return True
        tail = chunk[-40:]
    return False


class _FaultScanner:
    """Walks through a sheet's XML and keeps the cells that show an error or miss a formula's value."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.row = self.column = -1
        self.type = self.text = ""
        self.has_formula = self.is_in_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self.row = int(attributes.get("r", self.row + 2)) - 1
                self.column = -1
            case "c":
                self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
                self.type, self.text, self.has_formula = attributes.get("t", ""), "", False
            case "f":
                self.has_formula = True
            case "v" | "t":
                self.is_in_value = True

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "v" | "t":
                self.is_in_value = False
            case "c":
                self._judge()

    def characters(self, text: str) -> None:
        if self.is_in_value:
            self.text += text

    def _judge(self) -> None:
        is_without_value = self.has_formula and not self.text and self.type != "str"
        if (self.type == "e" or is_without_value) and len(self.faults) < MAX_FAULTS:
            fault = "formula" if is_without_value else self.text or "#"
            self.faults[f"{self.row},{self.column}"] = fault


def _column(reference: str) -> int:
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _faults_of_sheet(archive: zipfile.ZipFile, part: str) -> dict[str, str]:
    scanner = _FaultScanner()
    parser = expat.ParserCreate()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.characters
    for chunk in _chunks(archive, part):
        parser.Parse(chunk, False)
    parser.Parse(b"", True)
    return scanner.faults


def limit_this_process() -> None:
    """Limit memory, processor time, output and core dumps of this process for good."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES, OUTPUT_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: Path) -> None:
    """Read one file to standard output."""
    limit_this_process()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    output = Output()
    try:
        read(path, output)
    except Refused as refusal:
        output.emit({"refused": str(refusal)})
    except MemoryError:
        output.emit({"refused": "too_large"})
    else:
        output.emit({"end": True})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
