"""Showing evidence: only what was re-encoded, as an image and nothing else."""

from flask import Blueprint, Response

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.files import queries
from kgsup.files.adapters import store

blueprint = Blueprint("files", __name__)


@blueprint.route("/evidence/<public_id>.jpg")
@requires(Permission.FILE_READ)
def show_evidence(public_id: str) -> Response:
    evidence = queries.get_evidence(public_id, current_actor())
    response = Response(store.read(evidence.sha256), mimetype=evidence.media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
