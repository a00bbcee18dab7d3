"""Correcting which column of a list is which fact; remembered for the county."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.exchange import jobs, queries, service
from kgsup.exchange.models import ImportBatch
from kgsup.exchange.rules.columns import NOT_STORED, Column, base_column
from kgsup.exchange.rules.explaining import column_label
from kgsup.exchange.rules.outcomes import State
from kgsup.exchange.views.batches import READ_AT_ONCE_BYTES
from kgsup.exchange.views.blueprint import blueprint
from kgsup.web.forms import OfficeForm
from kgsup.web.replies import render_form

_YEARS_OF_CONCLUSIONS = 6


@dataclass(frozen=True)
class ColumnView:
    """A column of the file: the field that a person chooses in, its head, what is chosen."""

    field: str
    head: str
    chosen: str


def _field(sheet: int, index: str) -> str:
    return f"column-{sheet}-{index}"


def _sheets(batch: ImportBatch) -> list[tuple[str, list[ColumnView]]]:
    """Sheet → its columns with what is chosen now, in the form that was sent or in the import."""
    sent = request.form if request.method == "POST" else {}
    return [
        (
            mapping["sheet"],
            [
                ColumnView(
                    _field(number, index),
                    head,
                    sent.get(_field(number, index), mapping["columns"].get(index, "")),
                )
                for index, head in sorted(mapping["heads"].items(), key=lambda pair: int(pair[0]))
            ],
        )
        for number, mapping in enumerate(batch.mapping)
    ]


def _offered() -> list[tuple[str, str]]:
    """Column → label; conclusions of the annual check by their years."""
    plain = [column.value for column in Column if column is not Column.ANNUAL_CONCLUSION]
    year = clock.today().year
    years = range(year, year - _YEARS_OF_CONCLUSIONS, -1)
    conclusions = [f"{Column.ANNUAL_CONCLUSION.value}_{year}" for year in years]
    return [(column, column_label(column, _)) for column in [*plain, *conclusions]]


def _is_column(text: str) -> bool:
    try:
        return base_column(text) is not Column.ANNUAL_CONCLUSION or text.endswith(
            tuple("0123456789")
        )
    except ValueError:
        return False


def _chosen(batch: ImportBatch) -> dict[str, dict[int, str]]:
    chosen: dict[str, dict[int, str]] = {}
    for number, mapping in enumerate(batch.mapping):
        given: dict[str, Any] = {
            index: request.form.get(_field(number, index), "") for index in mapping["heads"]
        }
        columns = {int(index): text for index, text in given.items() if _is_column(text)}
        if set(columns.values()) - NOT_STORED:
            chosen[mapping["sheet"]] = columns
    return chosen


@blueprint.route("/import/<public_id>/columns", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def correct_columns(public_id: str) -> ResponseReturnValue:
    actor, at = current_actor(), clock.now()
    batch = queries.get_batch(public_id, actor)
    form = OfficeForm()
    if form.validate_on_submit():
        try:
            with transaction():
                batch = service.remap_batch(public_id, _chosen(batch), actor, at)
        except DomainError as error:
            form.refuse(error)
        else:
            if batch.file_bytes <= READ_AT_ONCE_BYTES:
                jobs.check_waiting(public_id, actor, at)
            return redirect(url_for(".show_batch", public_id=public_id))
    return render_form(
        "exchange/correct_columns.html",
        form,
        batch=batch,
        sheets=_sheets(batch),
        offered=_offered(),
        is_open=batch.state in (State.CHECKED, State.REFUSED),
    )
