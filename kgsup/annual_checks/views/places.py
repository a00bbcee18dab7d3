"""Who has filed: the list, its export, one place, the text for the group."""

import datetime as dt
from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.annual_checks import queries, service
from kgsup.annual_checks.forms import FilterForm
from kgsup.annual_checks.queries import Place, Wanted
from kgsup.annual_checks.rules import SUBJECT_KIND, Filter
from kgsup.annual_checks.views.blueprint import blueprint
from kgsup.areas.queries import counties_of
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.reminders import queries as reminder_queries
from kgsup.reminders.rules import ReminderKind
from kgsup.web.paging import address_of_export, every_page, keyset
from kgsup.web.replies import workbook_reply


def _wanted() -> tuple[FilterForm, Wanted]:
    """What the address asks for; nonsense in it means the newest year and everything."""
    years = queries.list_years(current_actor()) or [clock.today().year - 1]
    form = FilterForm(request.args)
    form.offer(years)
    year = form.year.data if form.year.data in years else years[0]
    chosen = form.filter.data if form.filter.data in {value.value for value in Filter} else ""
    form.year.data, form.filter.data = year, chosen
    text = "".join(letter for letter in form.q.data or "" if letter.isprintable())[:60]
    return form, Wanted(year=year, filter=Filter(chosen) if chosen else None, text=text)


@blueprint.route("/annual-checks")
@requires(Permission.ANNUAL_CHECK_READ)
def list_annual_checks() -> ResponseReturnValue:
    form, wanted = _wanted()
    actor, today = current_actor(), clock.today()
    page = keyset(
        lambda after, limit: queries.list_places(actor, wanted, today, after=after, limit=limit),
        lambda place: place.sort_key,
    )
    return render_template(
        "annual_checks/list_annual_checks.html",
        form=form,
        page=page,
        steps=_last_steps(page.rows),
        counts=queries.count_places(actor, wanted.year, today),
        open_calls=reminder_queries.count_open_calls(actor),
        year=wanted.year,
        today=today,
        export_url=address_of_export(".export_annual_checks"),
    )


def _last_steps(places: Sequence[Place]) -> dict[str, reminder_queries.LastStep]:
    return reminder_queries.last_steps(
        ReminderKind.ANNUAL_CHECK, [place.public_id for place in places]
    )


@blueprint.route("/annual-checks/export.xlsx")
@requires(Permission.ANNUAL_CHECK_READ)
def export_annual_checks() -> Response:
    _form, wanted = _wanted()
    heads = [
        _("Kindergarten"),
        _("Ownership"),
        _("Year"),
        _("Due on"),
        _("State"),
        _("Came in on"),
        _("Days late"),
        _("Telephone"),
        _("Note"),
        _("Last reminder"),
    ]
    name = _("Annual check of %(year)s", year=wanted.year)
    content = write_table(heads, _cells_of(wanted), sheet_name=name)
    return workbook_reply(name, content)


def _cells_of(wanted: Wanted) -> Iterator[list[Cell]]:
    actor, today = current_actor(), clock.today()
    pages = every_page(
        lambda after, limit: queries.list_places(actor, wanted, today, after=after, limit=limit),
        lambda place: place.sort_key,
    )
    for places in pages:
        steps = _last_steps(places)
        for place in places:
            step = steps.get(place.public_id)
            yield _as_row(place, today, step.recorded_at if step else None)


def _as_row(place: Place, today: dt.date, reminded_at: dt.datetime | None) -> list[Cell]:
    return [
        place.kindergarten_name,
        _(label_of(place.ownership)),
        place.year,
        place.due_on,
        _(label_of(place.state)),
        place.filed_on,
        place.late_days(today),
        place.telephone,
        place.exempt_reason or place.filed_note,
        reminded_at,
    ]


@blueprint.route("/annual-checks/group-text")
@requires(Permission.ANNUAL_CHECK_READ)
def show_group_text() -> ResponseReturnValue:
    _form, wanted = _wanted()
    actor, today = current_actor(), clock.today()
    counties = counties_of(actor)
    if len(counties) != 1:
        raise Missing(N_("There is no such page or record."))  # a text is written by one bureau
    not_filed = Wanted(year=wanted.year, filter=Filter.NOT_FILED)
    names = [place.kindergarten_name for place in queries.list_places(actor, not_filed, today)]
    text = service.group_text(counties[0].code, wanted.year, names, today)
    return render_template("annual_checks/show_group_text.html", text=text, year=wanted.year)


@blueprint.route("/annual-checks/<public_id>")
@requires(Permission.ANNUAL_CHECK_READ)
def show_place(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    place = queries.show_place(public_id, actor)
    return render_template(
        "annual_checks/show_place.html",
        place=place,
        today=clock.today(),
        reminders=reminder_queries.list_of_case(ReminderKind.ANNUAL_CHECK, public_id, actor),
        entries=timeline(SUBJECT_KIND, public_id),
    )
