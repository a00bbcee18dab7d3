"""The list of imports, a new one, and one with its rows, whatever its state."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.exchange import jobs, queries, service
from kgsup.exchange.adapters import progress
from kgsup.exchange.forms import UploadForm
from kgsup.exchange.models import ImportBatch
from kgsup.exchange.rules.outcomes import Outcome, State
from kgsup.exchange.views.blueprint import (
    WAITING,
    asked_outcome,
    blueprint,
    refusal_text,
    row_view,
)
from kgsup.web.paging import keyset
from kgsup.web.replies import render_form

READ_AT_ONCE_BYTES = 512 * 1024  # a larger file waits for the worker
_NAME_CHARACTERS = 120


@blueprint.route("/import")
@requires(Permission.IMPORT)
def list_batches() -> ResponseReturnValue:
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_batches(actor, after=after, limit=limit),
        lambda batch: [batch.id],
    )
    counties = {county.code: county.name for county in counties_of(actor)}
    return render_template("exchange/list_batches.html", page=page, counties=counties)


@blueprint.route("/import/new", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def upload_list() -> ResponseReturnValue:
    actor, at = current_actor(), clock.now()
    counties = {county.code: county.name for county in counties_of(actor)}
    form = UploadForm()
    form.offer(counties)
    if form.validate_on_submit():
        content = form.file.data.read()
        with transaction():
            batch = service.upload(form.county.data, _file_name(form), content, actor, at)
        if len(content) <= READ_AT_ONCE_BYTES:
            jobs.check_waiting(batch.public_id, actor, at)
        return redirect(url_for(".show_batch", public_id=batch.public_id))
    return render_form("exchange/upload_list.html", form, counties=counties)


def _file_name(form: UploadForm) -> str:
    """The last part of the name that the browser gave, for showing only."""
    name = str(form.file.data.filename or "").replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in name if c.isprintable())[-_NAME_CHARACTERS:] or _("without a name")


@blueprint.route("/import/<public_id>")
@requires(Permission.IMPORT)
def show_batch(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    batch = queries.get_batch(public_id, actor)
    if batch.state in WAITING:
        return render_template(
            "exchange/show_progress.html", batch=batch, progress=progress.read(public_id)
        )
    outcome = asked_outcome()
    towns = town_names(batch.county_code)
    page = keyset(
        lambda after, limit: queries.list_rows(batch, outcome, after=after, limit=limit),
        lambda row: [row.id],
        total=sum(batch.counts.values()) if outcome is None else batch.counts.get(outcome, 0),
    )
    return render_template(
        "exchange/show_batch.html",
        batch=batch,
        page=page,
        rows=[row_view(row, towns) for row in page.rows],
        outcome=outcome,
        outcomes=list(Outcome),
        refusal=refusal_text(batch),
        mapped=any(mapping["heads"] for mapping in batch.mapping),
    )


def say_what_became(batch: ImportBatch) -> None:
    """Tell how an import ended, or that it waits."""
    if batch.state is State.APPLIED:
        flash(_("The list has been entered."), "success")
    elif batch.state is State.CHECKED:
        message = _("The list could not be entered; nothing was changed. Look at it and try again.")
        flash(message, "error")
