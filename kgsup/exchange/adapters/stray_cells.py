"""Takes cells far to the right of a table out of an .xlsx, before a parser makes room for them.

A forgotten cell in the last column makes every row 16,384 cells wide.  Run by ``sheet_reader`` inside
its process and under its limits; imports nothing of kgsup.
"""

import io
import re
import zipfile

LARGEST_PART_BYTES = 64 * 1024 * 1024  # a sheet that is larger is left as it is

# Columns from the 257th (IW) on.
_FAR = rb"(?:[A-Z]{3}|[J-Z][A-Z]|I[W-Z])\d+"
_OPEN = rb"<((?:\w+:)?c)\s(?:[^>]*?\s)?r=\"" + _FAR + rb"\"[^>]*?"
_FAR_CELL = re.compile(_OPEN + rb"(?:/>|(?<!/)>.*?</\1>)", re.DOTALL)
_NEXT_CELL = re.compile(rb"\br=\"IW\d+\"[^>]*(?<!/)>\s*<(?:\w+:)?(?:v|is)[ >]")


def without_stray_cells(content: bytes) -> bytes:
    """The workbook without its far cells; the same bytes when there are none.

    A sheet whose rows run on into the 257th column is no stray cell and is left as it is.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        changed = {
            entry.filename: shorter
            for entry in archive.infolist()
            if _is_sheet(entry) and (shorter := _shorter(archive.read(entry)))
        }
        if not changed:
            return content
        result = io.BytesIO()
        with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as written:
            for entry in archive.infolist():
                part = changed.get(entry.filename) or archive.read(entry)
                written.writestr(entry.filename, part)
        return result.getvalue()


def _is_sheet(entry: zipfile.ZipInfo) -> bool:
    is_xml = entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml")
    return is_xml and entry.file_size <= LARGEST_PART_BYTES


def _shorter(part: bytes) -> bytes | None:
    if _NEXT_CELL.search(part):
        return None
    shorter, count = _FAR_CELL.subn(b"", part)
    return shorter if count else None
