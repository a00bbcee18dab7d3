"""Entering a kindergarten and changing its facts."""

from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.models import County
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, Conflict, DomainError, Missing
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.forms.entries import FactsForm
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import FactChange, NewKindergarten
from kgsup.kindergartens.rules.facts import DEFAULTS, FactValue, Field, from_text, to_text
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.forms import given
from kgsup.web.replies import render_form


@blueprint.route("/kindergartens/new", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def enter_kindergarten() -> ResponseReturnValue:
    county = _asked_county()
    form = FactsForm()
    form.offer(town_names(county.code))
    if not form.is_submitted():
        form.fill(DEFAULTS, 1)
        form.effective_on.data = clock.today()
    elif form.validate():
        try:
            with transaction():
                new = NewKindergarten(facts=form.typed(), from_on=given(form.effective_on.data))
                entered = service.enter_kindergarten(county.code, new, current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The kindergarten has been entered."), "success")
            return redirect(url_for(".show_kindergarten", public_id=entered.public_id))
    return render_form("kindergartens/enter_kindergarten.html", form, county=county)


def _asked_county() -> County:
    """The county of the address, else the only or first one of the actor."""
    counties = counties_of(current_actor())
    asked = request.args.get("county")
    found = [county for county in counties if asked is None or county.code == asked]
    if not found:
        raise Missing(N_("There is no such page or record."))
    return found[0]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field that somebody else changed while a form was open."""

    field: Field
    before: FactValue
    now: FactValue
    typed: FactValue
    is_mine_too: bool  # this form changes it as well


@blueprint.route("/kindergartens/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def change_facts(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = FactsForm()
    form.offer(town_names(kindergarten.county_code))
    differences: list[Difference] = []
    if not form.is_submitted():
        form.fill(queries.as_of(kindergarten, clock.today()), kindergarten.version)
        form.effective_on.data = clock.today()
    elif form.validate():
        try:
            with transaction():
                _save(public_id, form)
        except Conflict as error:
            form.refuse(error)
            differences = _stand_on_present(public_id, form)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The change has been saved."), "success")
            return redirect(url_for(".show_kindergarten", public_id=public_id))
    return render_form(
        "kindergartens/change_facts.html",
        form,
        kindergarten=kindergarten,
        differences=differences,
        towns=town_names(kindergarten.county_code),
    )


def _save(public_id: str, form: FactsForm) -> Kindergarten:
    change = FactChange(
        values=form.touched(),
        effective_on=given(form.effective_on.data),
        version=form.version_number,
    )
    return service.change_facts(public_id, change, current_actor(), clock.now())


def _stand_on_present(public_id: str, form: FactsForm) -> list[Difference]:
    """Show what somebody else changed; keep what was typed, take the rest over, save again on that."""
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    present = queries.as_of(kindergarten, clock.today())
    touched, base = form.touched(), form.base_texts()
    differences = [
        Difference(
            field=field,
            before=from_text(field, base.get(field)),
            now=present[field],
            typed=touched.get(field),
            is_mine_too=field in touched,
        )
        for field in Field
        if (base.get(field) or None) != (to_text(present[field]) or None)
    ]
    for difference in differences:
        if not difference.is_mine_too:
            form.show(difference.field, difference.now)
    form.remember(present, kindergarten.version)
    return differences
