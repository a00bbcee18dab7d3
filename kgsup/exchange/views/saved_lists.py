"""Saved lists: which kindergartens, which columns; run as they are today, as a workbook too."""

import datetime as dt
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.exchange.forms import SavedListForm
from kgsup.exchange.models import SavedList
from kgsup.exchange.queries import saved_lists as queries
from kgsup.exchange.queries.computed import Value
from kgsup.exchange.queries.saved_lists import Asked, ListRow
from kgsup.exchange.rules.explaining import column_label
from kgsup.exchange.rules.list_columns import OFFERED, SERIAL, Computed, head_of
from kgsup.exchange.service import saved_lists as service
from kgsup.exchange.views.blueprint import blueprint
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import ConfirmForm
from kgsup.web.replies import render_form, workbook_reply

SHOWN_ROWS = 200  # on the page; the workbook holds all
_FIRST_COLUMNS = ("name", "town", "ownership", "state", "head", "telephone")


@blueprint.route("/lists")
@requires(Permission.REGISTER_READ)
def list_saved_lists() -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "exchange/list_saved_lists.html",
        lists=queries.list_saved(actor),
        forms=queries.list_given_forms(actor),
        counties={county.code: county.name for county in counties_of(actor)},
    )


@blueprint.route("/lists/new/<county_code>", methods=["GET", "POST"])
@requires(Permission.REGISTER_READ)
def save_list(county_code: str) -> ResponseReturnValue:
    actor = current_actor()
    county = next((c for c in counties_of(actor) if c.code == county_code), None)
    if county is None:
        return redirect(url_for(".list_saved_lists"))
    form = SavedListForm(columns=list(_FIRST_COLUMNS), state="operating")
    _offer(form, county_code)
    saved: list[SavedList] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: saved.append(
                service.save_list(county_code, _list_of(form), actor, clock.now())
            ),
            said=lambda: _("The list is saved."),
        )
        if carry_out(form, act):
            return redirect(url_for(".run_list", public_id=saved[0].public_id))
    return render_form("exchange/save_list.html", form, saved=None)


def _offer(form: SavedListForm, county_code: str) -> None:
    form.offer(town_names(county_code), {column: column_name(column) for column in OFFERED})


def column_name(column: str) -> str:
    """The name of a column in the reader's language."""
    if column in set(Computed):
        return str(_(label_of(Computed(column))))
    return str(_("No.")) if column == SERIAL else column_label(column, _)


def _list_of(form: SavedListForm) -> service.ListToSave:
    return service.ListToSave(
        name=form.name.data or "",
        is_shared=bool(form.is_shared.data),
        columns=tuple(form.columns.data or ()),
        asked=form.asked(),
    )


@blueprint.route("/lists/<public_id>")
@requires(Permission.REGISTER_READ)
def run_list(public_id: str) -> ResponseReturnValue:
    saved = queries.get_saved_list(public_id, current_actor())
    rows = rows_of(saved, saved.columns, current_actor())
    return render_template(
        "exchange/run_list.html",
        saved=saved,
        columns=saved.columns,
        heads=[(column_name(column), "") for column in saved.columns],
        rows=rows[:SHOWN_ROWS],
        total=len(rows),
        shown=shown,
        is_own=saved.owner == current_actor().public_id,
        export_url=url_for(".export_list", public_id=public_id),
        forms=queries.list_given_forms(current_actor()),
    )


def rows_of(saved: SavedList, columns: Sequence[str], actor: Actor) -> list[ListRow]:
    """The rows of a saved list as they are today."""
    asked = Asked(**saved.wanted)
    return queries.rows_of_list(saved.county_code, asked, columns, actor, clock.today())


def shown(value: Value) -> Cell:
    """A value as a cell of a table; values of closed lists in the reader's language."""
    return _(label_of(value)) if isinstance(value, StrEnum) else value


@blueprint.route("/lists/<public_id>/rows.xlsx")
@requires(Permission.REGISTER_READ)
def export_list(public_id: str) -> Response:
    saved = queries.get_saved_list(public_id, current_actor())
    heads = [head_of(column) for column in saved.columns]
    content = write_table(heads, _cells(saved), sheet_name=_("List"))
    return workbook_reply(saved.name, content)


def _cells(saved: SavedList) -> Iterator[list[Cell]]:
    for row in rows_of(saved, saved.columns, current_actor()):
        yield [shown(row.values[column]) for column in saved.columns]


@blueprint.route("/lists/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.REGISTER_READ)
def change_list(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    saved = queries.get_saved_list(public_id, actor)
    form = SavedListForm(data=_typed(saved)) if request.method == "GET" else SavedListForm()
    _offer(form, saved.county_code)
    if form.validate_on_submit():
        act = Act(
            do=lambda: service.change_list(
                public_id, _list_of(form), form.version_number, actor, clock.now()
            ),
            said=lambda: _("The list is saved."),
            version=lambda: queries.get_saved_list(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for(".run_list", public_id=public_id))
    return render_form("exchange/save_list.html", form, saved=saved)


def _typed(saved: SavedList) -> dict[str, Any]:
    """What the form holds of a saved list."""
    days = ("licence_ends_by", "not_visited_since")
    wanted = {
        name: (dt.date.fromisoformat(text) if text else None) if name in days else text
        for name, text in saved.wanted.items()
    }
    return {
        **wanted,
        "name": saved.name,
        "is_shared": saved.is_shared,
        "columns": saved.columns,
        "version": saved.version,
    }


@blueprint.route("/lists/<public_id>/remove", methods=["GET", "POST"])
@requires(Permission.REGISTER_READ)
def remove_list(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    saved = queries.get_saved_list(public_id, actor)
    form = ConfirmForm(version=saved.version)
    if form.validate_on_submit():
        act = Act(
            do=lambda: service.remove_list(public_id, form.version_number, actor, clock.now()),
            said=lambda: _("The list is removed."),
            version=lambda: queries.get_saved_list(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for(".list_saved_lists"))
    return render_form("exchange/remove_list.html", form, saved=saved)
