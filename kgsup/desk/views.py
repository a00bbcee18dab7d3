"""My day, the dossier of a kindergarten, and search over everything."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission

blueprint = Blueprint("desk", __name__)


@blueprint.route("/my-day")
@requires(Permission.MY_DAY)
def show_my_day() -> ResponseReturnValue:
    return render_template("desk/show_my_day.html", actor=current_actor())


@blueprint.route("/search")
@requires(Permission.MY_DAY)
def search() -> ResponseReturnValue:
    return render_template("desk/search.html", text="", kindergartens=[], documents=[])
