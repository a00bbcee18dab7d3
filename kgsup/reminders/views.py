"""Pages of the call list and the outbox."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.reminders import queries, service
from kgsup.reminders.forms import CallFilterForm, CallForm, MessageFilterForm
from kgsup.reminders.rules import CallState, MessageState
from kgsup.web.forms import ConfirmForm
from kgsup.web.paging import keyset
from kgsup.web.replies import render_form

blueprint = Blueprint("reminders", __name__)


@blueprint.route("/reminders/calls")
@requires(Permission.REMINDER_READ)
def list_calls() -> ResponseReturnValue:
    form = CallFilterForm(request.args)
    form.offer()
    known = {value.value for value in CallState}
    state = CallState(form.state.data) if form.state.data in known else CallState.OPEN
    form.state.data = state.value
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_calls(actor, state, after=after, limit=limit),
        lambda call: [call.entry.id],
    )
    return render_template("reminders/list_calls.html", form=form, page=page, state=state)


@blueprint.route("/reminders/calls/<public_id>", methods=["GET", "POST"])
@requires(Permission.ANNUAL_CHECK_CHANGE)
def record_call(public_id: str) -> ResponseReturnValue:
    call = queries.show_call(public_id, current_actor())
    form = CallForm(version=call.entry.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.record_call(
                    public_id,
                    form.note.data or "",
                    form.version_number,
                    current_actor(),
                    clock.now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The call has been recorded."), "success")
            return redirect(url_for(".list_calls"))
    return render_form("reminders/record_call.html", form, call=call)


@blueprint.route("/reminders/outbox")
@requires(Permission.REMINDER_READ)
def list_messages() -> ResponseReturnValue:
    form = MessageFilterForm(request.args)
    form.offer()
    known = {value.value for value in MessageState}
    state = MessageState(form.state.data) if form.state.data in known else None
    form.state.data = state.value if state else ""
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_messages(actor, state, after=after, limit=limit),
        lambda message: [message.id],
    )
    return render_template(
        "reminders/list_messages.html", form=form, page=page, counts=queries.count_messages(actor)
    )


@blueprint.route("/reminders/outbox/<public_id>")
@requires(Permission.REMINDER_READ)
def show_message(public_id: str) -> ResponseReturnValue:
    message = queries.get_message(public_id, current_actor())
    return render_template("reminders/show_message.html", message=message)


@blueprint.route("/reminders/outbox/<public_id>/again", methods=["GET", "POST"])
@requires(Permission.ANNUAL_CHECK_CHANGE)
def send_again(public_id: str) -> ResponseReturnValue:
    message = queries.get_message(public_id, current_actor())
    form = ConfirmForm(version=message.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.send_again(public_id, form.version_number, current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The message is queued again and leaves within minutes."), "success")
            return redirect(url_for(".show_message", public_id=public_id))
    return render_form("reminders/send_again.html", form, message=message)
