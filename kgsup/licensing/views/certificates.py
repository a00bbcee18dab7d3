"""The stock of state forms: the book, a delivery, one form and how it ends."""

from collections.abc import Iterator, Mapping

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline, was_last_done_by
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import label_of
from kgsup.core.workflow import actions_from
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.licensing.forms.certificates import EndForm, FormsFilterForm, ReceiveForm
from kgsup.licensing.models import CertificateForm
from kgsup.licensing.queries import certificates as queries
from kgsup.licensing.queries.certificates import FormRow
from kgsup.licensing.rules.certificates import (
    FORM_TRANSITIONS,
    FormAction,
    FormEnd,
    FormState,
)
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.service import certificates as service
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of, given
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply

PARTS = {part: label_of(part) for part in CertificatePart}
_ENDS: Mapping[str, FormAction] = {
    "spoiled": FormAction.SPOIL,
    "lost": FormAction.LOSE,
    "taken-back": FormAction.TAKE_BACK,
}


@blueprint.route("/certificates/forms")
@requires(Permission.CERTIFICATE_PRINT)
def list_certificate_forms() -> ResponseReturnValue:
    actor, form = current_actor(), _filter()
    wanted = form.chosen()
    page: Page[FormRow] = keyset(
        lambda after, limit: queries.list_forms(wanted, actor, after, limit),
        queries.form_key,
        total=queries.count_forms(wanted, actor),
    )
    counts = queries.count_by_state(actor)
    return render_template(
        "licensing/certificate_forms.html",
        form=form,
        page=page,
        counts=[(part, [(state, counts[part, state]) for state in FormState]) for part in PARTS],
        count_heads=[(_(label_of(state)), "number") for state in FormState],
        export_url=address_of_export(".export_certificate_forms"),
    )


def _filter() -> FormsFilterForm:
    form = FormsFilterForm(request.args)
    form.state.choices = choices_of({state: label_of(state) for state in FormState}, empty=_("All"))
    form.part.choices = choices_of(PARTS, empty=_("All"))
    return form


@blueprint.route("/certificates/forms.xlsx")
@requires(Permission.CERTIFICATE_PRINT)
def export_certificate_forms() -> Response:
    heads = [
        _("Part of the certificate"),
        _("Serial number of the form"),
        _("State"),
        _("Received on"),
        _("Kindergarten"),
        _("Edition"),
        _("Used on"),
        _("Ended on"),
        _("Reason"),
    ]
    content = write_table(heads, _cells(), sheet_name=_("Forms of certificates"))
    return workbook_reply(_("Forms of certificates"), content)


def _cells() -> Iterator[list[Cell]]:
    actor, wanted = current_actor(), _filter().chosen()
    rows = every_row(
        lambda after, limit: queries.list_forms(wanted, actor, after, limit), queries.form_key
    )
    for row in rows:
        yield [
            _(label_of(row.form.part)),
            row.form.serial,
            _(label_of(row.form.state)),
            row.form.received_on,
            row.kindergarten,
            row.form.edition,
            row.form.used_on,
            row.form.ended_on,
            row.form.reason,
        ]


@blueprint.route("/certificates/forms/receive", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def receive_certificate_forms() -> ResponseReturnValue:
    county_code = current_actor().home_county
    if county_code is None:
        raise Missing(N_("There is no such page or record."))
    form = ReceiveForm(received_on=clock.today())
    form.part.choices = choices_of(PARTS)
    if form.validate_on_submit():
        act = Act(
            do=lambda: _receive(county_code, form), said=lambda: _("The forms are in the book.")
        )
        if carry_out(form, act):
            return redirect(url_for(".list_certificate_forms"))
    return render_form("licensing/certificate_receive.html", form)


def _receive(county_code: str, form: ReceiveForm) -> object:
    delivery = service.Delivery(
        part=CertificatePart(form.part.data),
        first=form.first.data or "",
        last=form.last.data or "",
        received_on=given(form.received_on.data),
    )
    return service.receive_forms(county_code, delivery, current_actor(), clock.now())


@blueprint.route("/certificates/forms/<public_id>")
@requires(Permission.CERTIFICATE_PRINT)
def show_certificate_form(public_id: str) -> ResponseReturnValue:
    row = queries.get_form_row(public_id, current_actor())
    return render_template(
        "licensing/certificate_form.html",
        row=row,
        actions=_actions(row.form),
        timeline=timeline(service.FORM, public_id),
    )


def _actions(form: CertificateForm) -> list[tuple[str, str, str, str]]:
    possible = actions_from(FORM_TRANSITIONS, form.state)
    return [
        (
            _(label_of(action)),
            url_for(".end_certificate_form", public_id=form.public_id, end=end),
            "",
            "GET",
        )
        for end, action in _ENDS.items()
        if action in possible and (action is not FormAction.TAKE_BACK or form.kindergarten_id)
    ]


@blueprint.route("/certificates/forms/<public_id>/<end>", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def end_certificate_form(public_id: str, end: str) -> ResponseReturnValue:
    actor = current_actor()
    row = queries.get_form_row(public_id, actor)
    action = _ENDS.get(end)
    if action is None:
        raise Missing(N_("There is no such page or record."))
    form = EndForm(version=row.form.version, on=clock.today())
    if form.validate_on_submit():
        act = Act(
            do=lambda: _end(public_id, action, form),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_form(public_id, actor).version,
            was_done=lambda: was_last_done_by(
                service.FORM, public_id, f"licensing.form.{action}", actor
            ),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_certificate_form", public_id=public_id))
    return render_form("licensing/certificate_end.html", form, row=row, title=_(label_of(action)))


def _end(public_id: str, action: FormAction, form: EndForm) -> object:
    end = FormEnd(action=action, on=given(form.on.data), reason=form.reason.data or "")
    return service.end_form(public_id, end, form.version_number, current_actor(), clock.now())
