"""Seal and service of an application's papers, each on a page of its own."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.errors import DomainError
from kgsup.core.labels import label_of
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document, list_of_subject
from kgsup.documents.rules.states import DocumentAction, DocumentState, Service, ServiceWay
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.licensing import service
from kgsup.licensing.forms.serving import SealPaperForm, ServePaperForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm, choices_of, given
from kgsup.web.replies import render_form


@panel("licensing/_documents.html", place=15)
def documents(application: PermitApplication) -> dict[str, object] | None:
    """The papers that were issued, each with its one next step."""
    papers = list_of_subject(SUBJECT, application.public_id, current_actor())
    can_serve = may(Permission.DOCUMENT_SERVE, application.county_code)
    rows = [(paper, _next_step(paper) if can_serve else None) for paper in papers]
    return {"documents": rows} if rows else None


def _next_step(paper: Document) -> tuple[str, str] | None:
    if paper.awaits_seal:
        address = url_for("licensing.seal_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SEAL)), address
    if paper.rule.is_served and paper.state in {DocumentState.ISSUED, DocumentState.SEALED}:
        address = url_for("licensing.serve_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SERVE)), address
    return None


@blueprint.route("/applications/papers/<document_id>/seal", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def seal_paper(document_id: str) -> ResponseReturnValue:
    application, document = service.load_paper(document_id, current_actor())
    form = SealPaperForm(version=document.version, sealed_on=clock.today())

    def do() -> object:
        sealed_on = given(form.sealed_on.data)
        return service.record_seal(
            document_id, sealed_on, form.version_number, current_actor(), clock.now()
        )

    return _page(application, document, form, Act(do=do, said=lambda: _("Recorded.")))


@blueprint.route("/applications/papers/<document_id>/service", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def serve_paper(document_id: str) -> ResponseReturnValue:
    application, document = service.load_paper(document_id, current_actor())
    form = ServePaperForm(version=document.version, served_on=clock.today(), way=ServiceWay.DIRECT)
    form.way.choices = choices_of({way: label_of(way) for way in ServiceWay})
    pictures = pictures_of(form) if form.is_submitted() else []

    def do() -> object:
        actor, now = current_actor(), clock.now()
        stored = [files.store_photo(one, application.county_code, actor, now) for one in pictures]
        served = service_of(form, stored[0].public_id if stored else None)
        return service.record_service(document_id, served, form.version_number, actor, now)

    return _page(application, document, form, Act(do=do, said=lambda: _("Recorded.")))


def pictures_of(form: ServePaperForm) -> list[Picture]:
    """The photographs, decoded before the transaction; what is none stands on the form."""
    try:
        contents = [upload.read() for upload in form.proof.data or () if upload]
        return [files.prepare_photo(content) for content in contents if content]
    except DomainError as error:
        form.refuse(error)
        return []


def service_of(form: ServePaperForm, proof: str | None) -> Service:
    return Service(
        way=ServiceWay(form.way.data),
        served_on=given(form.served_on.data),
        receiver=form.receiver.data or "",
        relation=form.relation.data or "",
        witness=form.witness.data or "",
        place=form.place.data or "",
        proof=proof,
    )


def _page(
    application: PermitApplication, document: Document, form: VersionedForm, act: Act
) -> ResponseReturnValue:
    public_id = application.public_id
    refused = bool(form.form_errors)
    if form.validate_on_submit() and not refused:
        wanted = Act(
            do=act.do,
            said=act.said,
            version=lambda: get_document(document.public_id, current_actor()).version,
        )
        if carry_out(form, wanted):
            return redirect(url_for(".show_application", public_id=public_id))
    is_seal = isinstance(form, SealPaperForm)
    return render_form(
        "licensing/act.html",
        form,
        application=application,
        title=_(label_of(DocumentAction.SEAL if is_seal else DocumentAction.SERVE)),
        consequence=f"{_(label_of(document.kind))} {document.number}",
        is_final=False,
    )
