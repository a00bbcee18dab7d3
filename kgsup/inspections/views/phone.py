"""The phone: one page, the pack of data it works on, and the endpoints that take photos and visits."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import Forbidden

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, public, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.files import service as files
from kgsup.inspections import queries, sync
from kgsup.inspections.adapters.schema import schema_text
from kgsup.inspections.rules.problems import Problem
from kgsup.inspections.views.pack import pack_of

blueprint = Blueprint("phone", __name__, url_prefix="/phone")

BAD_SHAPE = 422


@blueprint.route("/")
@requires(Permission.VISIT_CONDUCT)
def show_phone() -> str:
    return render_template("phone/show_phone.html")


@blueprint.route("/visit.schema.json")
@public
def show_schema() -> Response:
    return Response(schema_text(), mimetype="application/schema+json")


@blueprint.route("/session.json")
@requires(Permission.VISIT_CONDUCT)
def show_session() -> Response:
    """Who is signed in, with a fresh token: fetched before anything waiting is sent."""
    actor = current_actor()
    return jsonify(user=actor.public_id, name=actor.name, csrf=generate_csrf())


@blueprint.route("/county.json")
@requires(Permission.VISIT_CONDUCT)
def show_county() -> Response:
    """Everything that the page needs to make visits in the own county, also without network."""
    return jsonify(pack_of(current_actor(), _county(), clock.today()))


@blueprint.route("/visits/<public_id>.json")
@requires(Permission.VISIT_CONDUCT)
def show_visit(public_id: str) -> Response:
    """A draft as it is kept, to go on with it on another phone."""
    visit = queries.get_visit(public_id, current_actor())
    return jsonify(
        visit=visit.document,
        version=visit.version,
        state=visit.state.value,
        number=visit.number,
    )


@blueprint.route("/photos", methods=["POST"])
@requires(Permission.VISIT_CONDUCT)
def post_photo() -> ResponseReturnValue:
    picture = files.prepare_photo(request.get_data(cache=False))
    with transaction():
        evidence = files.store_photo(picture, _county(), current_actor(), clock.now())
        answer = {"id": evidence.public_id, "width": evidence.width, "height": evidence.height}
    return jsonify(answer), 201


@blueprint.route("/visits", methods=["POST"])
@requires(Permission.VISIT_CONDUCT)
def post_visit() -> ResponseReturnValue:
    try:
        body = sync.check_shape(sync.read_body(request.get_data(cache=False)))
    except sync.BadShape as error:
        return jsonify(
            result="bad_shape", detail=_(error.message), problems=error.problems
        ), BAD_SHAPE
    with transaction():
        reply = sync.apply(body, current_actor(), clock.now())
    return jsonify(_in_words(reply)), reply.status


def _in_words(reply: sync.Reply) -> dict[str, Any]:
    """The answer with problems and message in the reader's language."""
    answer: dict[str, Any] = dict(reply.answer)
    answer["replayed"] = reply.replayed
    answer["problems"] = [problem_in_words(problem) for problem in reply.problems]
    answer["detail"] = _(reply.message) % _parameters(reply) if reply.message else ""
    if answer.get("result") == "signed":
        answer["url"] = url_for("inspections.show_visit", public_id=answer["visit"])
    return answer


def _parameters(reply: sync.Reply) -> dict[str, object]:
    return {"count": sum(1 for problem in reply.problems if problem.refuses)}


def problem_in_words(problem: Problem) -> dict[str, Any]:
    """A problem as the page shows it."""
    message = _(problem.message)
    return {
        "pointer": problem.pointer,
        "message": message % dict(problem.parameters) if problem.parameters else message,
        "article": problem.article,
        "item": problem.item,
        "refuses": problem.refuses,
    }


def _county() -> str:
    """The one county in which this person makes visits."""
    actor: Actor = current_actor()
    if actor.home_county is None:
        raise Forbidden
    return actor.home_county
