"""Lists of people: given, looked at, entered, undone; and the list that leaves."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError
from kgsup.core.labels import label_of
from kgsup.exchange import service
from kgsup.exchange.adapters.workbook import write_template
from kgsup.exchange.forms import UploadForm
from kgsup.exchange.models import StaffImportRow
from kgsup.exchange.queries import staff_imports as queries
from kgsup.exchange.rules import staff_exports
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.staff_columns import StaffColumn, usual_name
from kgsup.exchange.service import staff_imports
from kgsup.exchange.service.staff_imports import GivenFile
from kgsup.exchange.views.blueprint import asked_outcome, blueprint
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens.queries import list_for_phone
from kgsup.staff import queries as staff
from kgsup.staff.forms.lists import StaffFilterForm
from kgsup.staff.rules.people import FactKind
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import ConfirmForm
from kgsup.web.paging import every_row, keyset
from kgsup.web.replies import render_form, workbook_reply

_NAME_CHARACTERS = 120


@blueprint.route("/import/staff")
@requires(Permission.STAFF_CHANGE)
def list_staff_imports() -> ResponseReturnValue:
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_staff_imports(actor, after=after, limit=limit),
        lambda batch: [batch.id],
    )
    counties = {county.code: county.name for county in counties_of(actor)}
    return render_template("exchange/list_staff_imports.html", page=page, counties=counties)


@blueprint.route("/import/staff/new", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def upload_staff_list() -> ResponseReturnValue:
    actor, at = current_actor(), clock.now()
    form = UploadForm()
    form.offer({county.code: county.name for county in counties_of(actor)})
    if form.validate_on_submit():
        given = GivenFile(name=_file_name(form), content=form.file.data.read())
        db.session.rollback()  # no transaction is open while the file is read
        try:
            read = staff_imports.read_staff(given.content)
            with transaction():
                county = form.county.data
                batch = staff_imports.check_staff_list(county, given, read, actor, at)
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".show_staff_import", public_id=batch.public_id))
    return render_form("exchange/upload_staff_list.html", form)


def _file_name(form: UploadForm) -> str:
    """The last part of the name that the browser gave, for showing only."""
    name = str(form.file.data.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in name if c.isprintable())[-_NAME_CHARACTERS:] or _("without a name")


@blueprint.route("/import/staff/<public_id>")
@requires(Permission.STAFF_CHANGE)
def show_staff_import(public_id: str) -> ResponseReturnValue:
    batch = queries.get_staff_import(public_id, current_actor())
    outcome = asked_outcome()
    page = keyset(
        lambda after, limit: queries.list_staff_rows(batch, outcome, after=after, limit=limit),
        lambda row: [row.id],
        total=sum(batch.counts.values()) if outcome is None else batch.counts.get(outcome, 0),
    )
    return render_template(
        "exchange/show_staff_import.html",
        batch=batch,
        page=page,
        rows=[(row, _reasons(row), _added(row)) for row in page.rows],
        outcome=outcome,
        outcomes=list(Outcome),
    )


def _reasons(row: StaffImportRow) -> list[str]:
    """What is said of the row, each with its cell and column, in the reader's language."""
    notes = [*row.details["notes"], *row.details["said"]]
    found = []
    for note in notes:
        message = str(_(note["message"]))
        text = message % note["parameters"] if note["parameters"] else message
        column = _(label_of(StaffColumn(note["column"]))) if note["column"] else ""
        place = " ".join(part for part in (note["cell"], column) if part)
        found.append(f"{place}{_(': ')}{text}" if place else text)
    return found


def _added(row: StaffImportRow) -> list[str]:
    return [_(label_of(FactKind(kind))) for kind in row.details["added"]]


@blueprint.route("/import/staff/<public_id>/enter", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def enter_staff_list(public_id: str) -> ResponseReturnValue:
    def do(version: int) -> object:
        actor, at = current_actor(), clock.now()
        return staff_imports.enter_staff_list(public_id, version, actor, at)

    return _confirmed(public_id, "exchange/enter_staff_list.html", do, _("The list was entered."))


@blueprint.route("/import/staff/<public_id>/discard", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def discard_staff_list(public_id: str) -> ResponseReturnValue:
    def do(version: int) -> object:
        return staff_imports.discard_staff_list(public_id, version, current_actor())

    said = _("The list was discarded; nothing of it was entered.")
    return _confirmed(public_id, "exchange/discard_staff_list.html", do, said)


@blueprint.route("/import/staff/<public_id>/undo", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def undo_staff_list(public_id: str) -> ResponseReturnValue:
    def do(version: int) -> object:
        actor, at = current_actor(), clock.now()
        return staff_imports.undo_staff_list(public_id, version, actor, at)

    said = _("What the list entered was set aside.")
    return _confirmed(public_id, "exchange/undo_staff_list.html", do, said)


def _confirmed(
    public_id: str, template: str, do: Callable[[int], object], said: str
) -> ResponseReturnValue:
    batch = queries.get_staff_import(public_id, current_actor())
    form = ConfirmForm(version=batch.version)
    act = Act(
        do=lambda: do(form.version_number),
        said=lambda: said,
        version=lambda: queries.get_staff_import(public_id, current_actor()).version,
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(url_for(".show_staff_import", public_id=public_id))
    return render_form(template, form, batch=batch)


@blueprint.route("/import/staff/template.xlsx")
@requires(Permission.STAFF_CHANGE)
def export_staff_template() -> Response:
    columns = staff_exports.TEMPLATE_COLUMNS
    content = write_template(
        [usual_name(column) for column in columns],
        {usual_name(column): found for column, found in staff_exports.CHOICES.items()},
        [(usual_name(column), _(label_of(column))) for column in columns],
        (_("People"), _("Notes"), _("Words")),
    )
    return workbook_reply(_("Empty list of people"), content)


@blueprint.route("/staff.xlsx", methods=["POST"])
@requires(Permission.STAFF_READ)
def export_staff() -> Response:
    """The list of the filter in the address.  Personal data leaves: that is recorded, hence no GET."""
    actor, today = current_actor(), clock.today()
    form = StaffFilterForm(request.args)
    places = {entry.public_id: entry.name for entry in list_for_phone(actor)}
    form.offer({county.code: county.name for county in counties_of(actor)}, places)
    chosen = form.chosen()
    with transaction():
        for county in counties_of(actor):
            if chosen.county_code in {None, county.code}:
                here = replace(chosen, county_code=county.code)
                count = staff.count_people(here, actor, today)
                service.record_export(county.code, "staff", count, actor, clock.now())

    def load(after: list[Any] | None, limit: int) -> list[staff.ListedPerson]:
        return staff.list_people(chosen, actor, today, after=after, limit=limit)

    people = (row.person for row in every_row(load, lambda row: row.sort_key))
    rows: Iterator[list[Cell]] = (list(row) for row in staff_exports.rows_of(people))
    content = write_table(staff_exports.heads(), rows, sheet_name=_("People"))
    return workbook_reply(_("People"), content)
