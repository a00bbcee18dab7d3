"""Search: kindergartens by name, pinyin or head; papers and applications by number; cases elsewhere."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries as casework
from kgsup.casework.models import CaseNumber
from kgsup.core import clock
from kgsup.desk import queries
from kgsup.desk.views.blueprint import blueprint
from kgsup.desk.views.permit_day import case_url
from kgsup.kindergartens import queries as kindergartens
from kgsup.licensing import queries as licensing
from kgsup.licensing.queries import ApplicationRow

FOUND_LIMIT = 20


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """A case under the number of another system, with its page where it has one."""

    found: CaseNumber
    url: str | None


@blueprint.route("/search")
@requires(Permission.REGISTER_READ)
def search() -> ResponseReturnValue:
    text, actor = request.args.get("q", "").strip(), current_actor()
    found = kindergartens.list_kindergartens(
        kindergartens.Filter(text=text), actor, clock.today(), limit=FOUND_LIMIT if text else 0
    )
    papers = queries.find_papers(text, actor, FOUND_LIMIT) if text else []
    applications, elsewhere = _applications(text), _elsewhere(text)
    if len(found) == 1 and not (papers or applications or elsewhere):
        only = found[0].kindergarten
        return redirect(url_for("desk.show_kindergarten", public_id=only.public_id))
    return render_template(
        "desk/search.html",
        text=text,
        kindergartens=found,
        documents=papers,
        applications=applications,
        elsewhere=elsewhere,
    )


def _applications(text: str) -> list[ApplicationRow]:
    """By their own numbers, for whoever may read applications."""
    if not text or not may(Permission.APPLICATION_READ):
        return []
    return licensing.find_by_number(text, current_actor(), FOUND_LIMIT)


def _elsewhere(text: str) -> list[Elsewhere]:
    if not text or not may(Permission.CASE_READ):
        return []
    return [
        Elsewhere(found=row, url=case_url(row.subject_kind, row.subject_id))
        for row in casework.find_by_number(text, current_actor())
    ]
