"""Who holds which level of decision and who stands in for whom, for administrators."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Role
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.models import County
from kgsup.areas.queries import counties_of
from kgsup.casework import queries, rules, service
from kgsup.casework.forms import AppointForm, DeputyForm, EndForm
from kgsup.casework.models import Appointment, Deputation
from kgsup.casework.queries import Result
from kgsup.casework.rules import Level, NewDeputation, Span
from kgsup.casework.views.blueprint import blueprint, given
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import label_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form


@blueprint.route("/levels")
@requires(Permission.DEPUTY_MANAGE)
def list_levels() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    counties = [
        (
            county,
            queries.list_holders(county.code, today, actor),
            queries.list_appointments(county.code, actor),
            queries.list_deputations(county.code, actor),
        )
        for county in counties_of(actor)
    ]
    return render_template("casework/list_levels.html", counties=counties, today=today)


def _county(code: str) -> County:
    found = [county for county in counties_of(current_actor()) if county.code == code]
    if not found:
        raise Missing(N_("There is no such page or record."))
    return found[0]


def _approvers(county_code: str) -> list[tuple[str, str]]:
    people = queries.colleagues_of(county_code)
    return [(row.public_id, row.name) for row in people if Role.APPROVER in row.roles]


@blueprint.route("/levels/<county_code>/appoint", methods=["GET", "POST"])
@requires(Permission.DEPUTY_MANAGE)
def appoint(county_code: str) -> ResponseReturnValue:
    county = _county(county_code)
    form = AppointForm(from_on=clock.today())
    form.user.choices = _approvers(county_code)
    form.level.choices = choices_of({level: label_of(level) for level in rules.APPOINTABLE})
    if form.validate_on_submit() and _appoint(county_code, form):
        return redirect(url_for(".list_levels"))
    return render_form("casework/appoint.html", form, county=county)


def _appoint(county_code: str, form: AppointForm) -> bool:
    actor, now = current_actor(), clock.now()
    span = Span(from_on=given(form.from_on.data), until_on=form.until_on.data)
    level = Level(form.level.data)
    wanted = Act(
        do=lambda: service.appoint(county_code, form.user.data, level, span, actor, now),
        said=lambda: _("The level is given."),
    )
    return carry_out(form, wanted)


@blueprint.route("/levels/<county_code>/deputy", methods=["GET", "POST"])
@requires(Permission.DEPUTY_MANAGE)
def name_deputy(county_code: str) -> ResponseReturnValue:
    county = _county(county_code)
    form = DeputyForm(from_on=clock.today())
    form.represented.choices = form.deputy.choices = _approvers(county_code)
    if form.validate_on_submit() and _name_deputy(county_code, form):
        return redirect(url_for(".list_levels"))
    return render_form("casework/name_deputy.html", form, county=county)


def _name_deputy(county_code: str, form: DeputyForm) -> bool:
    actor, now = current_actor(), clock.now()
    new = NewDeputation(
        represented=form.represented.data,
        deputy=form.deputy.data,
        span=Span(from_on=given(form.from_on.data), until_on=given(form.until_on.data)),
        reason=form.reason.data or "",
    )
    wanted = Act(
        do=lambda: service.name_deputy(county_code, new, actor, now),
        said=lambda: _("The deputy is named."),
    )
    return carry_out(form, wanted)


@blueprint.route("/levels/appointments/<public_id>/end", methods=["GET", "POST"])
@requires(Permission.DEPUTY_MANAGE)
def end_appointment(public_id: str) -> ResponseReturnValue:
    def load() -> Appointment:
        return queries.get_appointment(public_id, current_actor())

    row = load()
    words = _("End the level of %(name)s", name=row.user_name)
    return _end_page(load, service.end_appointment, words)


@blueprint.route("/levels/deputations/<public_id>/end", methods=["GET", "POST"])
@requires(Permission.DEPUTY_MANAGE)
def end_deputation(public_id: str) -> ResponseReturnValue:
    def load() -> Deputation:
        return queries.get_deputation(public_id, current_actor())

    row = load()
    words = _(
        "End that %(deputy)s stands in for %(name)s",
        deputy=row.deputy_name,
        name=row.represented_name,
    )
    return _end_page(load, service.end_deputation, words)


def _end_page(
    load: Callable[[], Appointment | Deputation], end: Callable[..., Any], title: str
) -> ResponseReturnValue:
    row, actor, now = load(), current_actor(), clock.now()
    form = EndForm(version=row.version, last_on=clock.today())
    if form.validate_on_submit():
        last_on, reason = given(form.last_on.data), form.reason.data or ""
        version = form.version_number
        kind = row.__tablename__
        values = {"until_on": last_on.isoformat(), "reason": reason}
        result = Result(act=f"casework.{kind}.end", values=values)
        wanted = Act(
            do=lambda: end(row.public_id, last_on, reason, version, actor, now),
            version=lambda: load().version,
            said=lambda: _("Ended; what was done until then stands."),
            was_done=lambda: queries.was_done_by((kind, row.public_id), result, actor),
        )
        if carry_out(form, wanted):
            return redirect(url_for(".list_levels"))
    return render_form("casework/end_level.html", form, row=load(), title=title)
