"""The dossier: everything about one kindergarten on one page."""

from flask import render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.annual_checks import queries as annual_checks
from kgsup.areas.queries import town_names
from kgsup.audit.queries import timeline_concerning
from kgsup.core import clock
from kgsup.corrections import queries as corrections
from kgsup.desk import queries
from kgsup.desk.views.blueprint import blueprint
from kgsup.documents import queries as documents
from kgsup.inspections import queries as inspections
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.models import Kindergarten
from kgsup.reminders import queries as reminders

TIMELINE_ROWS = 15
PERMIT_ROWS = 10


@blueprint.route("/kindergartens/<public_id>/dossier")
@requires(Permission.REGISTER_READ)
def show_kindergarten(public_id: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    kindergarten = kindergartens.get_kindergarten(public_id, actor)
    return render_template(
        "desk/show_kindergarten.html",
        kindergarten=kindergarten,
        today=today,
        register=kindergartens.card(kindergarten, today),
        licence_events=kindergartens.licence_events(kindergarten, today),
        holders=kindergartens.holders_of(kindergarten, today),
        towns=town_names(kindergarten.county_code),
        open_findings=corrections.open_findings_of(kindergarten.id),
        follow_ups=corrections.follow_ups_of_kindergarten(kindergarten.id, 8),
        visits=inspections.visits_of_kindergarten(kindergarten.id, 8),
        documents=documents.list_of_kindergarten(public_id, actor, 8),
        places=annual_checks.list_for_kindergarten(public_id, actor),
        reminders=reminders.list_for_kindergarten(public_id, actor, 10),
        permits=_permits(kindergarten),
        entries=timeline_concerning(public_id, TIMELINE_ROWS),
    )


def _permits(kindergarten: Kindergarten) -> queries.Permits | None:
    """Applications and licence acts, for whoever may read them."""
    if not may(Permission.APPLICATION_READ, kindergarten.county_code):
        return None
    return queries.permits_of(kindergarten, current_actor(), clock.today(), PERMIT_ROWS)
