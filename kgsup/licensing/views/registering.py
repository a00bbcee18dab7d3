"""The registrations that follow licences: the list, one to record."""

from collections.abc import Iterator

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline, was_last_done_by
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens.queries import get_by_id
from kgsup.licensing.forms.registering import RegistrationForm, RegistrationsFilterForm
from kgsup.licensing.models import RegistrationStep
from kgsup.licensing.queries import registering as queries
from kgsup.licensing.queries.registering import RegistrationRow
from kgsup.licensing.rules.certificates import RegistrationBody
from kgsup.licensing.rules.registering import Registration, Shown, split
from kgsup.licensing.service import registering as service
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of, given
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply


@blueprint.route("/registrations")
@requires(Permission.APPLICATION_READ)
def list_registrations() -> ResponseReturnValue:
    actor, form = current_actor(), _filter()
    shown = _shown(form)
    page: Page[RegistrationRow] = keyset(
        lambda after, limit: queries.list_registrations(shown, actor, after, limit),
        queries.registration_key,
        total=queries.count_registrations(shown, actor),
    )
    return render_template(
        "licensing/registrations.html",
        form=form,
        page=page,
        mismatches={row.step.public_id: split(row.step.mismatches) for row in page.rows},
        today=clock.today(),
        export_url=address_of_export(".export_registrations"),
    )


def _filter() -> RegistrationsFilterForm:
    form = RegistrationsFilterForm(request.args)
    form.show.choices = choices_of({shown: label_of(shown) for shown in Shown})
    return form


def _shown(form: RegistrationsFilterForm) -> Shown:
    text = form.show.data or ""
    return Shown(text) if text in set(Shown) else Shown.WAITING


@blueprint.route("/registrations.xlsx")
@requires(Permission.APPLICATION_READ)
def export_registrations() -> Response:
    heads = [
        _("Kindergarten"),
        _("Waited for since"),
        _("Decision served on"),
        _("Expected body"),
        _("Registered with"),
        _("Registered name"),
        _("Unified social credit code"),
        _("Registered on"),
        _("What does not agree"),
    ]
    content = write_table(heads, _cells(), sheet_name=_("Registrations"))
    return workbook_reply(_("Registrations"), content)


def _cells() -> Iterator[list[Cell]]:
    actor, shown = current_actor(), _shown(_filter())
    rows = every_row(
        lambda after, limit: queries.list_registrations(shown, actor, after, limit),
        queries.registration_key,
    )
    for row in rows:
        step = row.step
        yield [
            row.kindergarten.name,
            step.expected_from,
            row.served_on,
            _(label_of(step.expected_body)),
            _(label_of(step.registered_body)) if step.registered_body else None,
            step.registered_name,
            step.credit_code,
            step.registered_on,
            "; ".join(_(label_of(mismatch)) for mismatch in split(step.mismatches)),
        ]


@blueprint.route("/registrations/<public_id>", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def record_registration(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    step = queries.get_registration(public_id, actor)
    kindergarten = get_by_id(step.county_code, step.kindergarten_id)
    form = _form(step, kindergarten.name)
    if form.validate_on_submit():
        act = Act(
            do=lambda: _record(public_id, form),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_registration(public_id, actor).version,
            was_done=lambda: _was_sent_twice(public_id, form),
        )
        if carry_out(form, act):
            return redirect(url_for(".record_registration", public_id=public_id))
    step = queries.get_registration(public_id, actor)
    return render_form(
        "licensing/registration.html",
        form,
        step=step,
        kindergarten=kindergarten,
        mismatches=split(step.mismatches),
        timeline=timeline(service.STEP, public_id),
    )


def _form(step: RegistrationStep, name: str) -> RegistrationForm:
    form = RegistrationForm(
        version=step.version,
        credit_code=step.credit_code,
        body=step.registered_body or step.expected_body,
        name=step.registered_name or name,
        on=step.registered_on or clock.today(),
    )
    form.body.choices = choices_of({body: label_of(body) for body in RegistrationBody})
    return form


def _was_sent_twice(public_id: str, form: RegistrationForm) -> bool:
    actor = current_actor()
    step = queries.get_registration(public_id, actor)
    act = "licensing.registration.record"
    is_own = was_last_done_by(service.STEP, public_id, act, actor)
    return is_own and service.says_the_same(step, _given(form))


def _given(form: RegistrationForm) -> Registration:
    return Registration(
        credit_code=form.credit_code.data or "",
        body=RegistrationBody(form.body.data),
        name=form.name.data or "",
        on=given(form.on.data),
    )


def _record(public_id: str, form: RegistrationForm) -> object:
    return service.record_registration(
        public_id, _given(form), form.version_number, current_actor(), clock.now()
    )
