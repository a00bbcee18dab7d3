"""A form that an upper bureau gave: kept, its heads matched, filled from a list and downloaded."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.exchange.adapters.form_filler import fill_form
from kgsup.exchange.forms import GivenFormForm
from kgsup.exchange.models import GivenForm
from kgsup.exchange.queries import saved_lists as queries
from kgsup.exchange.rules.list_columns import FILLED
from kgsup.exchange.service import saved_lists as service
from kgsup.exchange.views.blueprint import blueprint
from kgsup.exchange.views.saved_lists import column_name, rows_of, shown
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import SelectChoice, VersionedForm
from kgsup.web.replies import render_form, workbook_reply

_NAME_CHARACTERS = 120


@blueprint.route("/lists/forms/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_READ)
def keep_form() -> ResponseReturnValue:
    actor = current_actor()
    form = GivenFormForm()
    form.county.choices = [SelectChoice(c.code, c.name) for c in counties_of(actor)]
    kept: list[GivenForm] = []
    if form.validate_on_submit():
        name = (form.file.data.filename or "").rsplit("/", 1)[-1][-_NAME_CHARACTERS:]
        content = form.file.data.read()
        act = Act(
            do=lambda: kept.append(
                service.keep_form(form.county.data, name, content, actor, clock.now())
            ),
            said=lambda: _("The form is kept. Look whether each head is matched."),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_form", public_id=kept[0].public_id))
    return render_form("exchange/keep_form.html", form)


@blueprint.route("/lists/forms/<public_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_READ)
def show_form(public_id: str) -> ResponseReturnValue:
    """The heads of a form with what is filled in under each; corrected by choice."""
    actor = current_actor()
    given = queries.get_given_form(public_id, actor)
    form = VersionedForm(version=given.version)
    if form.validate_on_submit():
        chosen = {number: request.form.get(f"head-{number}", "") for number in given.heads}
        act = Act(
            do=lambda: service.match_heads(
                public_id, chosen, form.version_number, actor, clock.now()
            ),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_given_form(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for(".show_form", public_id=public_id))
    heads = sorted(given.heads.items(), key=lambda pair: int(pair[0]))
    lists = [row for row in queries.list_saved(actor) if row.county_code == given.county_code]
    return render_form(
        "exchange/show_form.html",
        form,
        given=given,
        heads=heads,
        offered=[(column, column_name(column)) for column in FILLED],
        lists=lists,
        unmatched=[text for number, text in heads if number not in given.matched],
    )


@blueprint.route("/lists/forms/<public_id>/filled.xlsx")
@requires(Permission.REGISTER_READ)
def export_form(public_id: str) -> Response:
    """The form filled with the kindergartens of a saved list."""
    actor = current_actor()
    given = queries.get_given_form(public_id, actor)
    saved = queries.get_saved_list(request.args.get("list", ""), actor)
    matched = {int(number): column for number, column in given.matched.items()}
    rows = [
        {column: shown(value) for column, value in row.values.items()}
        for row in rows_of(saved, [*matched.values()], actor)
    ]
    content = fill_form(given.content, given.sheet, given.head_line, matched, rows)
    return workbook_reply(given.file_name.removesuffix(".xlsx"), content)
