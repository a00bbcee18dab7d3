"""Pages of the call list and the outbox."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.reminders import queries, service
from kgsup.reminders.forms import CallFilterForm, CallForm, MessageFilterForm
from kgsup.reminders.models import OutboxMessage
from kgsup.reminders.queries import Call
from kgsup.reminders.rules import CallState, MessageState
from kgsup.web.forms import ConfirmForm
from kgsup.web.paging import address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply

blueprint = Blueprint("reminders", __name__)


@blueprint.route("/reminders/calls")
@requires(Permission.REMINDER_READ)
def list_calls() -> ResponseReturnValue:
    form, state = _call_filter()
    page = keyset(_calls_in(state), _key_of_call)
    export_url = address_of_export(".export_calls")
    return render_template(
        "reminders/list_calls.html", form=form, page=page, state=state, export_url=export_url
    )


def _call_filter() -> tuple[CallFilterForm, CallState]:
    """The filter that the address asks for; nonsense in it means who is to be called."""
    form = CallFilterForm(request.args)
    form.offer()
    known = {value.value for value in CallState}
    state = CallState(form.state.data) if form.state.data in known else CallState.OPEN
    form.state.data = state.value
    return form, state


def _calls_in(state: CallState) -> Callable[[list[Any] | None, int], list[Call]]:
    actor = current_actor()
    return lambda after, limit: queries.list_calls(actor, state, after=after, limit=limit)


def _key_of_call(call: Call) -> list[int]:
    return [call.entry.id]


@blueprint.route("/reminders/calls.xlsx")
@requires(Permission.REMINDER_READ)
def export_calls() -> Response:
    _form, state = _call_filter()
    heads = [
        _("Kindergarten"),
        _("Telephone"),
        _("About"),
        _("Due on"),
        _("Why"),
        _("State"),
        _("Called by"),
        _("Called at"),
        _("Note"),
    ]
    rows = map(_call_cells, every_row(_calls_in(state), _key_of_call))
    return workbook_reply(_("Call list"), write_table(heads, rows, sheet_name=_("Call list")))


def _call_cells(call: Call) -> list[Cell]:
    entry = call.entry
    return [
        entry.kindergarten_name,
        entry.telephone,
        _(label_of(call.reminder.kind)),
        call.reminder.due_on,
        _(label_of(entry.reason)),
        _(label_of(entry.state)),
        entry.called_by,
        entry.called_at,
        entry.note,
    ]


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
    form, state = _message_filter()
    return render_template(
        "reminders/list_messages.html",
        form=form,
        page=keyset(_messages_in(state), _key_of_message),
        counts=queries.count_messages(current_actor()),
        export_url=address_of_export(".export_messages"),
    )


def _message_filter() -> tuple[MessageFilterForm, MessageState | None]:
    """The filter that the address asks for; nonsense in it means all messages."""
    form = MessageFilterForm(request.args)
    form.offer()
    known = {value.value for value in MessageState}
    state = MessageState(form.state.data) if form.state.data in known else None
    form.state.data = state.value if state else ""
    return form, state


def _messages_in(
    state: MessageState | None,
) -> Callable[[list[Any] | None, int], list[OutboxMessage]]:
    actor = current_actor()
    return lambda after, limit: queries.list_messages(actor, state, after=after, limit=limit)


def _key_of_message(message: OutboxMessage) -> list[int]:
    return [message.id]


@blueprint.route("/reminders/outbox.xlsx")
@requires(Permission.REMINDER_READ)
def export_messages() -> Response:
    _form, state = _message_filter()
    heads = [_("Subject"), _("To"), _("State"), _("Error"), _("Written")]
    rows = map(_message_cells, every_row(_messages_in(state), _key_of_message))
    return workbook_reply(_("Outbox"), write_table(heads, rows, sheet_name=_("Outbox")))


def _message_cells(message: OutboxMessage) -> list[Cell]:
    return [
        message.subject_line,
        message.address or _("in the pages only"),
        _(label_of(message.state)),
        message.error,
        message.created_at,
    ]


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
