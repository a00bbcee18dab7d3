"""Stamps of the annual check on licences, and the list of those without one."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.kindergartens.queries import get_kindergarten
from kgsup.licensing.forms.stamping import StampForm
from kgsup.licensing.queries.stamping import list_unstamped, stamps_of
from kgsup.licensing.rules.stamping import FIRST_YEAR, Conclusion, NewStamp
from kgsup.licensing.service.stamping import record_stamp
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of, given
from kgsup.web.replies import render_form


@blueprint.route("/licence-stamps")
@requires(Permission.APPLICATION_READ)
def list_stamps() -> ResponseReturnValue:
    this_year = clock.today().year
    text = request.args.get("year", "")
    is_year = text.isascii() and text.isdigit() and FIRST_YEAR <= int(text[:5]) <= this_year
    year = int(text) if is_year else this_year - 1
    return render_template(
        "licensing/stamps.html",
        year=year,
        years=range(this_year, this_year - 6, -1),
        unstamped=list_unstamped(year, current_actor()),
    )


@blueprint.route("/kindergartens/<public_id>/licence-stamps", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def record_stamp_page(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    kindergarten = get_kindergarten(public_id, actor)
    form = StampForm(year=clock.today().year - 1, stamped_on=clock.today())
    form.conclusion.choices = choices_of({one: label_of(one) for one in Conclusion})
    if form.validate_on_submit():
        act = Act(
            do=lambda: record_stamp(public_id, _stamp(form), actor, clock.now()),
            said=lambda: _("Recorded."),
        )
        if carry_out(form, act):
            return redirect(url_for("licensing.list_stamps", year=form.year.data))
    return render_form(
        "licensing/stamp_record.html",
        form,
        kindergarten=kindergarten,
        stamps=[(row, Conclusion(row.conclusion)) for row in stamps_of(kindergarten)],
    )


def _stamp(form: StampForm) -> NewStamp:
    return NewStamp(
        year=given(form.year.data),
        conclusion=Conclusion(form.conclusion.data),
        stamped_on=given(form.stamped_on.data),
    )
