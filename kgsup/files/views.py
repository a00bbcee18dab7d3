"""Showing evidence: only what was examined on its way in, as a picture or a PDF and nothing else."""

from flask import Blueprint, Response, request

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.files import queries
from kgsup.files.adapters import paper, store

blueprint = Blueprint("files", __name__)

# A browser's own viewer needs to embed the file and style its page; nothing else is let out or in.
PDF_POLICY = (
    "default-src 'none'; object-src 'self'; plugin-types application/pdf; "
    "style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


@blueprint.route("/evidence/<public_id>.jpg")
@requires(Permission.FILE_READ)
def show_evidence(public_id: str) -> Response:
    return _reply(public_id)


@blueprint.route("/evidence/<public_id>.pdf")
@requires(Permission.FILE_READ)
def show_paper(public_id: str) -> Response:
    return _reply(public_id)


def _reply(public_id: str) -> Response:
    """The content as what it was stored as, whatever the address ends in."""
    evidence = queries.get_evidence(public_id, current_actor())
    response = Response(store.read(evidence.sha256), mimetype=evidence.media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    if evidence.media_type == paper.MEDIA_TYPE:
        kind = "attachment" if "download" in request.args else "inline"
        response.headers["Content-Disposition"] = f"{kind}; filename={evidence.public_id}.pdf"
        response.headers["Content-Security-Policy"] = PDF_POLICY
    return response
