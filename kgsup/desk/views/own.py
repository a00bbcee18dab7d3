"""What a kindergarten's own account sees: its papers, reminders and annual checks."""

from flask import render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.annual_checks import queries as annual_checks
from kgsup.core import clock
from kgsup.desk import queries
from kgsup.desk.views.blueprint import blueprint
from kgsup.documents import queries as documents
from kgsup.kindergartens import queries as kindergartens
from kgsup.licensing.rules.applications import NEXT_STEPS
from kgsup.reminders import queries as reminders
from kgsup.staff import queries as staff
from kgsup.staff.queries import PeopleFilter


@blueprint.route("/own")
@requires(Permission.OWN_KINDERGARTEN)
def show_own_kindergarten() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    own = [
        {
            "kindergarten": kindergartens.get_kindergarten(public_id, actor),
            "documents": documents.list_of_kindergarten(public_id, actor, 50),
            "applications": queries.own_applications(
                kindergartens.get_kindergarten(public_id, actor)
            ),
            "reminders": reminders.list_for_kindergarten(public_id, actor, 20),
            "places": annual_checks.list_for_kindergarten(public_id, actor),
            "people": staff.count_people(
                PeopleFilter(kindergarten=public_id, works=True), actor, today
            ),
            "stopped": staff.count_people(
                PeopleFilter(kindergarten=public_id, must_stop=True), actor, today
            ),
        }
        for public_id in dict.fromkeys(g.kindergarten for g in actor.grants if g.kindergarten)
    ]
    return render_template(
        "desk/show_own_kindergarten.html", own=own, today=today, next_steps=NEXT_STEPS
    )
