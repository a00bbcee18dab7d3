"""The front page, the check page and the health of the program."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import public

blueprint = Blueprint("portal", __name__)


@blueprint.route("/")
@public
def show_front() -> ResponseReturnValue:
    return render_template("portal/show_front.html")
