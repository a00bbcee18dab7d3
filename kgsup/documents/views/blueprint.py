"""The blueprint, and how its pages hand out a PDF."""

from urllib.parse import quote

from flask import Blueprint, Response, request

from kgsup.documents.adapters import archive

blueprint = Blueprint("documents", __name__)

REFRESH_SECONDS = 3


def pdf_reply(sha256: str, name: str) -> Response:
    """A PDF of the archive under a name, to be shown, or to be kept with ``?download``."""
    response = Response(archive.read(sha256), mimetype="application/pdf")
    disposition = "attachment" if "download" in request.args else "inline"
    # RFC 6266: a Chinese name only in this form; web servers refuse others in a header.
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
