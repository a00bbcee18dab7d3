"""Table files for tests, made with other libraries than the program's own."""

import io
import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from kgsup.access.actor import system_actor

CLERK = system_actor("test clerk")
HEADS = ("序号", "幼儿园名称", "地址", "联系电话")
ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "青禾县向阳幼儿园", "青禾县青阳街道学前路1号", "0999-5550001"),
    (2, "白石镇中心幼儿园", "白石镇街上12号", "0999-5550002"),
    (3, "小葵花幼儿园", "学府路8号", "0999-5550003"),
)


def csv_file(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8-sig") -> Path:
    """A CSV file of rows."""
    lines = [",".join(f'"{cell if cell is not None else ""}"' for cell in row) for row in rows]
    path.write_bytes("\r\n".join(lines).encode(encoding) + b"\r\n")
    return path


def xlsx_file(
    path: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), **sheets: Any
) -> Path:
    """A workbook whose first sheet has the rows; further sheets by name."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    for row in rows:
        first.append(list(row))
    for cells in merged:
        first.merge_cells(cells)
    for name, content in sheets.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(list(row))
    book.save(path)
    return path


def a_list(path: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS) -> Path:
    """A CSV list under the usual heads; the three rows of ``ROWS`` unless others are given."""
    return csv_file(path, [heads, *(rows or ROWS)])


# ── .xls, written by hand: no library at hand writes it


def xls_file(path: Path, rows: Sequence[Sequence[Any]], *, encrypted: bool = False) -> Path:
    """A workbook of Excel 97 (BIFF8 in an OLE container) with texts and numbers."""
    path.write_bytes(_ole("Workbook", _biff(rows, encrypted)))
    return path


def encrypted_xlsx(path: Path) -> Path:
    """What Excel writes for a workbook with a password: an OLE container with an encrypted package."""
    path.write_bytes(_ole("EncryptedPackage", b"\x00" * 5000))
    return path


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _biff(rows: Sequence[Sequence[Any]], encrypted: bool) -> bytes:
    head = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    start = _record(0x0809, head)
    if encrypted:
        start += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\x00" * 48)
    name = "名单".encode("utf-16-le")
    place = len(start) + 4 + 8 + len(name) + 4
    globals_ = (
        start + _record(0x0085, struct.pack("<IHBB", place, 0, 2, 1) + name) + _record(0x0A, b"")
    )
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            place_of_cell = struct.pack("<HHH", line, column, 0)
            if isinstance(cell, int | float):
                sheet += _record(0x0203, place_of_cell + struct.pack("<d", cell))
            elif cell:
                text = str(cell)
                content = struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")
                sheet += _record(0x0204, place_of_cell + content)
    return globals_ + sheet + _record(0x0A, b"")


def _ole(stream: str, content: bytes) -> bytes:
    sector = 512
    content = content.ljust(max(4096, -(-len(content) // sector) * sector), b"\x00")
    count = len(content) // sector
    header = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\x00" * 16
        + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
        + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0)
        + b"\xff" * 4 * 108
    )
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    chain = [0xFFFFFFFD, end, *range(3, 2 + count), end]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(sector, struct.pack("<I", free)[:1])
    entries = _entry("Root Entry", 5, 1, end, 0) + _entry(stream, 2, free, 2, len(content))
    return header + table + entries.ljust(sector, b"\x00") + content


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    free = 0xFFFFFFFF
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\x00")
        + struct.pack("<HBB", len(text) + 2, kind, 1)
        + struct.pack("<III", free, free, child)
        + b"\x00" * 36
        + struct.pack("<IQ", start, size)
    )


# ── bad files


def zip_file(path: Path, entries: dict[str, bytes]) -> Path:
    """A zip archive with these entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def sparse_xlsx(path: Path) -> Path:
    """Two cells far apart: a reader that makes room for all between them dies."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "名称"
    sheet["IV1048576"] = "末"
    book.save(path)
    return path
