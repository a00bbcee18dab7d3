"""Pairs that may be one kindergarten."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.forms import OfficeForm
from kgsup.web.replies import render_form


@blueprint.route("/kindergartens/duplicates")
@requires(Permission.REGISTER_READ)
def list_duplicates() -> ResponseReturnValue:
    pairs = queries.list_duplicates(current_actor())
    return render_template("kindergartens/list_duplicates.html", pairs=pairs)


@blueprint.route("/kindergartens/duplicates/<pair_id>/dismiss", methods=["POST"])
@requires(Permission.REGISTER_CHANGE)
def dismiss_duplicate(pair_id: str) -> ResponseReturnValue:
    with transaction():
        service.dismiss_duplicate(pair_id, current_actor(), clock.now())
    flash(_("The two stay apart; an import does not ask again."), "success")
    return redirect(url_for(".list_duplicates"))


@blueprint.route("/kindergartens/<public_id>/merge/<other_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def merge_kindergartens(public_id: str, other_id: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    pair = [queries.get_kindergarten(key, actor) for key in (public_id, other_id)]
    form = OfficeForm()
    if form.validate_on_submit():
        kept, gone = (
            (other_id, public_id) if request.form.get("keep") == other_id else (public_id, other_id)
        )
        try:
            with transaction():
                service.merge(kept, gone, actor, clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The two entries are one now."), "success")
            return redirect(url_for(".show_kindergarten", public_id=kept))
    return render_form(
        "kindergartens/merge_kindergartens.html",
        form,
        pair=pair,
        facts=[queries.as_of(kindergarten, today) for kindergarten in pair],
        fields=list(Field),
        towns=town_names(pair[0].county_code),
    )
