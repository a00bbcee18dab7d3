"""What follows a decision: the certificate printed and handed over, its sheet and data, what is to do."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import was_last_done_by
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import label_of
from kgsup.documents.queries import list_prints_of
from kgsup.kindergartens.rules.licences import ENDED
from kgsup.licensing import queries
from kgsup.licensing.forms.delivering import HandOverForm, PrintForm, UseForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates
from kgsup.licensing.queries.registering import registration_of
from kgsup.licensing.rules.certificates import plain_serial
from kgsup.licensing.rules.delivering import Task, TaskLine
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.service import certificates as stock
from kgsup.licensing.service import data_sheets, delivering, tasks
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.publications.queries import list_of as publications_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import ConfirmForm, VersionedForm, choices_of, given
from kgsup.web.replies import render_form, workbook_reply


@panel("licensing/_certificate.html", place=55)
def certificate(application: PermitApplication) -> dict[str, object] | None:
    """The edition that was granted: its prints, the forms that were used, who has it."""
    found = certificates.edition_of(application)
    if found is None:
        return None
    actor, today = current_actor(), clock.today()
    state = delivering.state_of(application, found, today)
    can_print = may(Permission.CERTIFICATE_PRINT, application.county_code)
    needed = certificates.parts_needed(application)
    made = certificates.made_of(application)
    return {
        "found": found,
        "state": state,
        "parts": [(part, made.get(part)) for part in CertificatePart if part in needed],
        "spoiled": [form for form in certificates.forms_of(application) if form.ended_on],
        "old_forms": certificates.old_forms(application),
        "prints": list_prints_of(SUBJECT, application.public_id, actor) if can_print else [],
        "sheet": delivering.find_sheet(application, actor),
        "can_print": can_print,
        "is_current": found.is_current and state not in ENDED,
        "is_whole": needed <= made.keys(),
    }


@panel("licensing/_after.html", place=60)
def what_follows(application: PermitApplication) -> dict[str, object] | None:
    """What is still to do before the case is closed; planned publications with their last days."""
    lines = tasks.tasks_of(application, current_actor())
    if not lines:
        return None
    can_publish = may(Permission.PUBLICATION_READ, application.county_code)
    return {
        "tasks": [(line, _address_of(line, application)) for line in lines],
        "publications": publications_of(subject_of(application), current_actor()),
        "can_publish": can_publish,
        "left": sum(line.is_open for line in lines),
    }


_PAGES: Mapping[Task, tuple[str, Permission]] = {
    Task.CERTIFICATE: (".use_certificate_form", Permission.CERTIFICATE_PRINT),
    Task.HANDING_OVER: (".hand_certificate_over", Permission.CERTIFICATE_PRINT),
}


def _address_of(line: TaskLine, application: PermitApplication) -> str | None:
    """Where an open task is done, for whoever may do it."""
    county_code = application.county_code
    if not line.is_open:
        return None
    if line.task in _PAGES:
        endpoint, permission = _PAGES[line.task]
        address = url_for(endpoint, public_id=application.public_id)
        return address if may(permission, county_code) else None
    if line.task in {Task.SEAL, Task.SERVICE} and may(Permission.DOCUMENT_SERVE, county_code):
        endpoint = ".seal_paper" if line.task is Task.SEAL else ".serve_paper"
        return url_for(endpoint, document_id=application.document)
    step = registration_of(application) if line.task is Task.REGISTRATION else None
    if step is not None and may(Permission.CERTIFICATE_PRINT, county_code):
        return url_for(".record_registration", public_id=step.public_id)
    return None


@dataclass(frozen=True, kw_only=True)
class Work:
    """An act on a certificate as the ledger names it; ``is_there``: just this, with what was typed."""

    act: str
    do: Callable[[int], object]
    is_there: Callable[[], bool] = lambda: True


def _page(
    application: PermitApplication,
    form: VersionedForm,
    title: str,
    work: Work,
) -> ResponseReturnValue:
    """The page of an act on a certificate: the form, or back to the application when it is done."""
    public_id, actor = application.public_id, current_actor()
    if form.validate_on_submit():
        version = form.version_number
        act = Act(
            do=lambda: work.do(version),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_application(public_id, actor).version,
            was_done=lambda: (
                was_last_done_by(SUBJECT, public_id, f"licensing.application.{work.act}", actor)
                and work.is_there()
            ),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_application", public_id=public_id))
    return render_form(
        "licensing/certificate_act.html",
        form,
        application=queries.get_application(public_id, actor),
        title=title,
    )


def _load(public_id: str) -> PermitApplication:
    """An application whose grant made an edition; raises ``Missing`` for any other."""
    application = queries.get_application(public_id, current_actor())
    if certificates.edition_of(application) is None:
        raise Missing(N_("There is no such page or record."))
    return application


def _offer(form: PrintForm, parts: Iterable[CertificatePart]) -> None:
    form.part.choices = choices_of({part: label_of(part) for part in parts})


def _parts_of(application: PermitApplication) -> list[CertificatePart]:
    needed = certificates.parts_needed(application)
    return [part for part in CertificatePart if part in needed]


@blueprint.route("/applications/<public_id>/certificate/print", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def print_certificate(public_id: str) -> ResponseReturnValue:
    application = _load(public_id)
    parts = _parts_of(application)
    form = PrintForm(version=application.version, part=parts[0])
    _offer(form, parts)

    def do(version: int) -> object:
        part = CertificatePart(form.part.data)
        return delivering.order_certificate(public_id, part, version, current_actor(), clock.now())

    def is_there() -> bool:
        prints = list_prints_of(SUBJECT, public_id, current_actor())
        return bool(prints) and prints[0].kind is delivering.PRINTS[CertificatePart(form.part.data)]

    return _page(
        application,
        form,
        _("Print into the form"),
        Work(act="order_print", do=do, is_there=is_there),
    )


@blueprint.route("/applications/<public_id>/certificate/form", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def use_certificate_form(public_id: str) -> ResponseReturnValue:
    application = _load(public_id)
    parts = _parts_of(application)
    made = certificates.made_of(application)
    left = [part for part in parts if part not in made] or parts
    top = certificates.next_in_stock(application.county_code, left[0])
    form = UseForm(
        version=application.version,
        part=left[0],
        serial=top.serial if top else "",
        on=clock.today(),
    )
    _offer(form, parts)

    def do(version: int) -> object:
        use = stock.Use(
            part=CertificatePart(form.part.data),
            serial=form.serial.data or "",
            on=given(form.on.data),
        )
        return stock.use_form(public_id, use, version, current_actor(), clock.now())

    def is_there() -> bool:
        used = certificates.made_of(application).get(CertificatePart(form.part.data))
        return used is not None and used.serial == plain_serial(form.serial.data or "")

    return _page(
        application,
        form,
        _("Record the form that was used"),
        Work(act="make_certificate", do=do, is_there=is_there),
    )


@blueprint.route("/applications/<public_id>/certificate/handing-over", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def hand_certificate_over(public_id: str) -> ResponseReturnValue:
    application = _load(public_id)
    form = HandOverForm(
        version=application.version, on=clock.today(), receiver=application.contact_name
    )

    def do(version: int) -> object:
        handing = delivering.HandingOver(
            on=given(form.on.data),
            receiver=form.receiver.data or "",
            relation=form.relation.data or "",
            place=form.place.data or "",
        )
        return delivering.hand_over(public_id, handing, version, current_actor(), clock.now())

    return _page(application, form, _("Hand the certificate over"), Work(act="hand_over", do=do))


@blueprint.route("/applications/<public_id>/certificate/sheet", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def issue_licence_sheet(public_id: str) -> ResponseReturnValue:
    application = _load(public_id)

    def do(version: int) -> object:
        return delivering.issue_sheet(public_id, version, current_actor(), clock.now())

    form = ConfirmForm(version=application.version)
    return _page(
        application, form, _("Issue the licence information sheet"), Work(act="issue_sheet", do=do)
    )


@blueprint.route("/applications/<public_id>/certificate.json")
@requires(Permission.CERTIFICATE_PRINT)
def download_certificate_data(public_id: str) -> Response:
    """The data for the provincial e-licence system; its layout is provisional."""
    content = data_sheets.as_json(_load(public_id))
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{public_id}.json"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.route("/applications/<public_id>/certificate.xlsx")
@requires(Permission.CERTIFICATE_PRINT)
def download_certificate_sheet(public_id: str) -> Response:
    """The same data as a workbook."""
    application = _load(public_id)
    name = f"{_('Certificate data')} {application.licence_number}"
    return workbook_reply(name, data_sheets.as_workbook(application))
