"""Settling a licence number that imported history gives to several kindergartens."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.forms.ownership import RulingForm
from kgsup.kindergartens.queries import NumberBearer
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@blueprint.route("/kindergartens/<public_id>/licence-number", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def rule_on_number(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    kindergarten = queries.get_kindergarten(public_id, actor)
    open_digits = queries.conflicting_digits(kindergarten)
    digits = open_digits[0] if open_digits else ""
    bearers = queries.number_bearers(kindergarten.county_code, digits, actor)
    form = RulingForm()
    form.offer(_keepers(bearers))
    act = Act(
        do=lambda: service.rule_on_number(form.ruling(digits), current_actor(), clock.now()),
        said=lambda: _("The number has been settled."),
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(url_for(".show_kindergarten", public_id=public_id))
    return render_form(
        "kindergartens/rule_on_number.html",
        form,
        kindergarten=kindergarten,
        bearers=bearers,
        rulings=queries.rulings_on(kindergarten.county_code, digits),
    )


def _keepers(bearers: list[NumberBearer]) -> dict[str, str]:
    return {
        bearer.kindergarten.public_id: bearer.kindergarten.name
        for bearer in bearers
        if not bearer.is_settled and bearer.kindergarten.merged_into_id is None
    }
