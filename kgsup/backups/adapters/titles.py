"""Reading the titles of stored PDFs: they end with the paper's number."""

from pathlib import Path

import pikepdf

from kgsup.backups.rules.numbers import number_in_title


def number_of(path: Path) -> str | None:
    """The number of a stored paper; ``None`` for a print, a file of a case, or what cannot be read."""
    try:
        with pikepdf.open(path) as pdf:
            title = pdf.docinfo.get("/Title")
            return number_in_title(str(title)) if title is not None else None
    except pikepdf.PdfError:
        return None
