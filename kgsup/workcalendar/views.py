"""The calendar: holidays and working weekends of a year, school terms of a county."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.clocks import Term
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.web.forms import given
from kgsup.web.replies import render_form
from kgsup.workcalendar import queries, service
from kgsup.workcalendar.forms import OFF, ORDINARY, EnterTermForm, SetDayForm

blueprint = Blueprint("workcalendar", __name__)


@blueprint.route("/calendar")
@requires(Permission.CONFIGURATION_READ)
def show_calendar() -> ResponseReturnValue:
    year = request.args.get("year", clock.today().year, type=int)
    counties = [
        (county, queries.list_terms(county.code)) for county in counties_of(current_actor())
    ]
    return render_template(
        "workcalendar/show_calendar.html",
        year=year,
        days=queries.list_days(year),
        is_known=year in queries.work_calendar().known_years,
        counties=counties,
    )


@blueprint.route("/calendar/days", methods=["GET", "POST"])
@requires(Permission.CALENDAR_CHANGE)
def set_day() -> ResponseReturnValue:
    form = SetDayForm()
    if form.validate_on_submit():
        meaning = form.meaning.data
        is_working = None if meaning == ORDINARY else meaning != OFF
        day = given(form.day.data)
        with transaction():
            service.set_day(day, is_working, form.name.data or "", current_actor(), clock.now())
        flash(_("The calendar has been changed."), "success")
        return redirect(url_for(".show_calendar", year=day.year))
    return render_form("workcalendar/set_day.html", form)


@blueprint.route("/calendar/<county_code>/terms", methods=["GET", "POST"])
@requires(Permission.CALENDAR_CHANGE)
def enter_term(county_code: str) -> ResponseReturnValue:
    if county_code not in {county.code for county in counties_of(current_actor())}:
        raise NotFound
    form = EnterTermForm()
    if form.validate_on_submit():
        term = Term(
            name=form.name.data or "",
            first_day=given(form.first_day.data),
            last_day=given(form.last_day.data),
        )
        try:
            with transaction():
                service.enter_term(county_code, term, current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The term has been entered."), "success")
            return redirect(url_for(".show_calendar"))
    return render_form("workcalendar/enter_term.html", form)
