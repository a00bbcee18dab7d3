"""The calendar: holidays and working weekends of a year, school terms of a county."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.clocks import Term
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import given
from kgsup.web.replies import render_form
from kgsup.workcalendar import queries, rules, service
from kgsup.workcalendar.forms import EnterTermForm, EnterYearForm, SetDayForm

blueprint = Blueprint("workcalendar", __name__)


@blueprint.route("/calendar")
@requires(Permission.CONFIGURATION_READ)
def show_calendar() -> ResponseReturnValue:
    year = request.args.get("year", clock.today().year, type=int)
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise NotFound
    counties = [
        (county, queries.list_terms(county.code)) for county in counties_of(current_actor())
    ]
    return render_template(
        "workcalendar/show_calendar.html",
        year=year,
        table=queries.find_year(year),
        days=queries.list_days(year),
        known_years=sorted(queries.known_years()),
        counties=counties,
    )


@blueprint.route("/calendar/days", methods=["GET", "POST"])
@requires(Permission.CALENDAR_CHANGE)
def set_day() -> ResponseReturnValue:
    form = SetDayForm()
    if form.validate_on_submit():
        day, meaning = given(form.day.data), rules.DayMeaning(form.meaning.data)
        is_working = (
            None if meaning is rules.DayMeaning.ORDINARY else meaning is rules.DayMeaning.WORKING
        )
        act = Act(
            do=lambda: service.set_day(
                day,
                is_working,
                form.name.data or "",
                current_actor(),
                clock.now(),
                reason=form.reason.data,
            ),
            said=lambda: _("The calendar has been changed."),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_calendar", year=day.year))
    return render_form("workcalendar/set_day.html", form)


@blueprint.route("/calendar/years", methods=["GET", "POST"])
@requires(Permission.CALENDAR_CHANGE)
def enter_year() -> ResponseReturnValue:
    form = EnterYearForm()
    plan = None
    if form.validate_on_submit():
        table = _read(form)
        if table is not None:
            revision = queries.revision()
            is_checked = form.checked.data == form.fingerprint(revision)
            if is_checked and "enter" in request.form and _enter(form, table, revision):
                return redirect(url_for(".show_calendar", year=table.year))
            form.checked.data = form.fingerprint(queries.revision())
            plan = service.plan_year(table)
    today = clock.today()
    return render_form("workcalendar/enter_year.html", form, plan=plan, today=today)


def _read(form: EnterYearForm) -> rules.YearTable | None:
    """The table on the form, or ``None`` with the faults beside their field."""
    form.take_file()
    if form.file.errors:
        return None
    reading = rules.read_notice(given(form.year.data), form.source.data or "", form.text.data or "")
    form.text.errors = [
        _(
            "Line %(line)d: %(fault)s",
            line=problem.line,
            fault=_(problem.message, **problem.parameters),
        )
        for problem in reading.problems
    ]
    return reading.table


def _enter(form: EnterYearForm, table: rules.YearTable, revision: int) -> bool:
    act = Act(
        do=lambda: service.enter_year(
            table, current_actor(), clock.now(), reason=form.reason.data, revision=revision
        ),
        said=lambda: _("The holidays of %(year)d have been entered.", year=table.year),
    )
    return carry_out(form, act)


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
        act = Act(
            do=lambda: service.enter_term(county_code, term, current_actor(), clock.now()),
            said=lambda: _("The term has been entered."),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_calendar"))
    return render_form("workcalendar/enter_term.html", form)
