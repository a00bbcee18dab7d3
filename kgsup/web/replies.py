"""Answers of views."""

import os
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from kgsup.web.forms import OfficeForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PIECE = 64 * 1024  # bytes read at a time


def render_form(template: str, form: OfficeForm, **context: Any) -> ResponseReturnValue:
    """Show a form; one that was refused is answered with 422."""
    return render_template(template, form=form, **context), 422 if form.is_refused else 200


def workbook_reply(name: str, content: IO[bytes]) -> Response:
    """Send a workbook to be saved as ``name``.xlsx, which may be Chinese; closes it when sent."""
    size = content.seek(0, os.SEEK_END)
    content.seek(0)
    response = Response(_pieces_of(content), mimetype=XLSX)
    response.content_length = size
    response.call_on_close(content.close)  # also when nobody reads it to its end
    # RFC 6266: the real name in the second form only; a header holds no other Chinese.
    saved_as = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name, safe='')}.xlsx"
    response.headers["Content-Disposition"] = saved_as
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _pieces_of(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while piece := content.read(_PIECE):
            yield piece
