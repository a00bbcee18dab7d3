"""Search over everything: kindergartens by name, pinyin or head; papers and visits by number."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.desk import queries
from kgsup.desk.views.blueprint import blueprint
from kgsup.kindergartens import queries as kindergartens

FOUND_LIMIT = 20


@blueprint.route("/search")
@requires(Permission.REGISTER_READ)
def search() -> ResponseReturnValue:
    text, actor = request.args.get("q", "").strip(), current_actor()
    if not text:
        return render_template("desk/search.html", text="", kindergartens=[], documents=[])
    found = kindergartens.list_kindergartens(
        kindergartens.Filter(text=text), actor, clock.today(), limit=FOUND_LIMIT
    )
    papers = queries.find_papers(text, actor, FOUND_LIMIT)
    if len(found) == 1 and not papers:
        only = found[0].kindergarten
        return redirect(url_for("desk.show_kindergarten", public_id=only.public_id))
    return render_template("desk/search.html", text=text, kindergartens=found, documents=papers)
