"""Exported workbooks, opened again as the office opens them."""

import html
import io
import re
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from kgsup.web import paging
from kgsup.web.replies import XLSX

# Texts that a spreadsheet would take for a formula, a number or a command if it were let.
HOSTILE = (
    '=HYPERLINK("http://x.invalid","y")',
    "+1",
    "-1+1",
    "@x",
    "\t=1+1",
    "\r=1+1",
    "＝1+1",
    " =1+1",
)


def as_kept(text: str) -> str:
    """The text as a cell keeps it: lines end with LF alone."""
    return text.replace("\r", "\n")


def read_in_pages_of(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let exports read few rows at once, so that a short list has several pages."""
    monkeypatch.setattr(paging, "EXPORT_PAGE_SIZE", size)


def table_of(response: TestResponse) -> list[dict[str, Any]]:
    """The rows of a workbook by their heads; fails when anything in it is a formula."""
    assert response.status_code == 200
    assert response.mimetype == XLSX
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["Content-Disposition"].isascii()
    assert response.content_length == len(response.data)
    sheet = openpyxl.load_workbook(io.BytesIO(response.data)).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "d"}
    heads, *rows = sheet.values
    return [dict(zip(heads, row, strict=True)) for row in rows]


def column(response: TestResponse, head: str) -> Sequence[Any]:
    """One column of a workbook."""
    return [row[head] for row in table_of(response)]


def rows_shown(page: TestResponse) -> list[str]:
    """What the rows of a list are called on its page, in their order."""
    assert page.status_code == 200
    found = re.findall(r'<a class="row-link"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return [as_kept(html.unescape(text)) for text in found]
