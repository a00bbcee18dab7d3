"""What is done with an import: enter, discard, undo.  Each is confirmed on a page of its own."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.exchange import jobs, queries, service
from kgsup.exchange.forms import ApplyForm
from kgsup.exchange.views.batches import say_what_became
from kgsup.exchange.views.blueprint import blueprint
from kgsup.web.forms import ConfirmForm
from kgsup.web.replies import render_form

ENTER_AT_ONCE_ROWS = 2_000  # a longer list waits for the worker


@blueprint.route("/import/<public_id>/enter", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def confirm_batch(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    batch = queries.get_batch(public_id, actor)
    form = ApplyForm(version=batch.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.confirm_batch(
                    public_id,
                    actor,
                    hold_duplicates=form.hold_duplicates.data,
                    version=form.version_number,
                )
        except DomainError as error:
            form.refuse(error)
        else:
            if sum(batch.counts.values()) <= ENTER_AT_ONCE_ROWS:
                jobs.apply_waiting(public_id, clock.now())
            say_what_became(queries.get_batch(public_id, actor))
            return redirect(url_for(".show_batch", public_id=public_id))
    return render_form("exchange/confirm_batch.html", form, batch=batch)


@blueprint.route("/import/<public_id>/discard", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def discard_batch(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    batch = queries.get_batch(public_id, actor)
    form = ConfirmForm(version=batch.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.discard_batch(public_id, actor, version=form.version_number)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The list was discarded; nothing of it is in the register."), "success")
            return redirect(url_for(".list_batches"))
    return render_form("exchange/discard_batch.html", form, batch=batch)


@blueprint.route("/import/<public_id>/undo", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def undo_batch(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    batch = queries.get_batch(public_id, actor)
    form = ConfirmForm(version=batch.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.undo_batch(public_id, actor, clock.now(), version=form.version_number)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The import was undone: the register is as it was before."), "success")
            return redirect(url_for(".show_batch", public_id=public_id))
    return render_form("exchange/undo_batch.html", form, batch=batch)
