"""Licences that end soon: who has applied for renewal, who has not."""

from flask import render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.clocks import days_after
from kgsup.kindergartens.queries import get_kindergarten
from kgsup.licensing.queries.renewing import (
    Expiring,
    last_day_for,
    list_expiring_for,
    reminded_of,
)
from kgsup.licensing.views.blueprint import blueprint

AHEAD_DAYS = 180


@blueprint.route("/renewals")
@requires(Permission.APPLICATION_READ)
def list_renewals() -> ResponseReturnValue:
    today, actor = clock.today(), current_actor()
    found = list_expiring_for(actor, today, days_after(today, AHEAD_DAYS))
    return render_template(
        "licensing/renewals.html", lines=[_line(one) for one in found], today=today
    )


def _line(one: Expiring) -> dict[str, object]:
    kindergarten, today = get_kindergarten(one.public_id, current_actor()), clock.today()
    standing = reminded_of(kindergarten, today)
    return {
        "licence": one,
        "apply_by": last_day_for(one.valid_until, kindergarten.county_code, today),
        "has_applied": standing.has_applied,
        "is_ending": standing.is_ending,
    }
