"""The list of kindergartens, and one kindergarten on any day."""

import datetime as dt

from flask import render_template, request
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.kindergartens import queries
from kgsup.kindergartens.forms.lists import FilterForm
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.paging import address_of_export, keyset


@blueprint.route("/kindergartens")
@requires(Permission.REGISTER_READ)
def list_kindergartens() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    counties = {county.code: county.name for county in counties_of(actor)}
    form = FilterForm(request.args)
    towns = _towns_of(counties, request.args.get("county", ""))
    form.offer(counties, towns)
    chosen = form.chosen()
    page = keyset(
        lambda after, limit: queries.list_kindergartens(
            chosen, actor, today, after=after, limit=limit
        ),
        lambda row: row.sort_key,
        total=queries.count_kindergartens(chosen, actor, today),
    )
    return render_template(
        "kindergartens/list_kindergartens.html",
        form=form,
        page=page,
        towns=towns,
        counties=counties,
        alarms=sum(queries.count_by_alarm(actor).values()),
        duplicates=queries.count_duplicates(actor),
        export_url=address_of_export("exchange.export_kindergartens"),
    )


def _towns_of(counties: dict[str, str], chosen: str) -> dict[str, str]:
    """Towns are offered when the list is of one county."""
    code = chosen if chosen in counties else next(iter(counties), "")
    return town_names(code) if len(counties) == 1 or chosen in counties else {}


@blueprint.route("/kindergartens/<public_id>")
@requires(Permission.REGISTER_READ)
def show_kindergarten(public_id: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    kindergarten = queries.get_kindergarten(public_id, actor)
    day = _asked_day(today)
    register = queries.card(kindergarten, day, request.args.get("term"))
    return render_template(
        "kindergartens/show_kindergarten.html",
        kindergarten=kindergarten,
        register=register,
        others=others_named(register),
        history=queries.fact_history(kindergarten),
        licence_events=queries.licence_events(kindergarten, day),
        holders=queries.holders_of(kindergarten, day),
        towns=town_names(kindergarten.county_code),
        today=today,
    )


def others_named(register: queries.Card) -> dict[str, str]:
    """Public id → name of the kindergartens that alarms name."""
    wanted = {other for alarm in register.alarms for other in alarm.details.get("others", [])}
    return queries.names_by_public_id(current_actor(), wanted)


def _asked_day(today: dt.date) -> dt.date:
    """The day in the address; nonsense and days to come mean today."""
    try:
        return min(dt.date.fromisoformat(request.args.get("on", "")), today)
    except ValueError:
        return today
