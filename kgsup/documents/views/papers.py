"""Pages of papers: list, one paper, its PDF, seal, service, void."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import DateField

from kgsup.access.guard import current_actor, may, permission_of, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, Conflict, DomainError, Missing, RuleViolation
from kgsup.core.labels import label_of
from kgsup.core.workflow import actions_from
from kgsup.documents import queries, service
from kgsup.documents.forms import CorrectForm, DocumentFilterForm, SealForm, ServeForm, VoidForm
from kgsup.documents.models import Document
from kgsup.documents.rules.cases import find_case_page
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.numbers import grouped
from kgsup.documents.rules.states import (
    RECORDS,
    DocumentAction,
    Rendering,
    Service,
    ServiceWay,
    transitions_of,
)
from kgsup.documents.views.blueprint import REFRESH_SECONDS, blueprint, pdf_reply
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.files.adapters.paper import Paper
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.web.forms import ConfirmForm, VersionedForm, choices_of
from kgsup.web.paging import address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply

_SHOWN = {
    queries.Shown.ALL: N_("All"),
    queries.Shown.AWAITING_SEAL: N_("Waiting for the seal"),
    queries.Shown.AWAITING_SERVICE: N_("Waiting for service"),
    queries.Shown.FAILED: N_("PDF could not be prepared"),
}
_STEPS = {
    DocumentAction.SEAL: ("documents.record_seal", N_("After it the paper can be served.")),
    DocumentAction.SERVE: (
        "documents.record_service",
        N_("The receiver's time runs from that day."),
    ),
    DocumentAction.VOID: (
        "documents.void_document",
        N_("The number stays taken; cannot be undone."),
    ),
}


@blueprint.route("/documents")
@requires(Permission.DOCUMENT_READ)
def list_documents() -> ResponseReturnValue:
    form, wanted = _document_filter()
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_documents(wanted, actor, after, limit), _sort_key
    )
    export_url = address_of_export(".export_documents")
    return render_template(
        "documents/list_documents.html", page=page, form=form, export_url=export_url
    )


def _document_filter() -> tuple[DocumentFilterForm, queries.Wanted]:
    """The filter that the address asks for; nonsense in it means everything."""
    form = DocumentFilterForm(request.args)
    form.show.choices = choices_of(_SHOWN)
    form.kind.choices = choices_of({kind: label_of(kind) for kind in DocumentKind}, empty=_("All"))
    return form, queries.Wanted(
        shown=_one_of(queries.Shown, form.show.data) or queries.Shown.ALL,
        kind=_one_of(DocumentKind, form.kind.data),
    )


def _sort_key(document: Document) -> list[int]:
    return [document.id]


@blueprint.route("/documents.xlsx")
@requires(Permission.DOCUMENT_READ)
def export_documents() -> Response:
    _form, wanted = _document_filter()
    actor = current_actor()
    rows = every_row(
        lambda after, limit: queries.list_documents(wanted, actor, after, limit), _sort_key
    )
    heads = [
        _("Number"),
        _("Document"),
        _("Dated"),
        _("State"),
        _("Waiting for the seal"),
        _("PDF"),
    ]
    content = write_table(heads, map(_cells, rows), sheet_name=_("Documents"))
    return workbook_reply(_("Documents"), content)


def _cells(document: Document) -> list[Cell]:
    return [
        document.number,
        _(label_of(document.kind)),
        document.acted_on,
        _(label_of(document.state)),
        _("yes") if document.awaits_seal else None,
        _(label_of(document.rendering)),
    ]


def _one_of(kind: type[Any], text: str | None) -> Any:
    return kind(text) if text in kind._value2member_map_ else None


@blueprint.route("/documents/<public_id>")
@requires(Permission.DOCUMENT_READ)
def show_document(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    return render_template(
        "documents/show_document.html",
        document=document,
        frozen=document.frozen,
        code=grouped(document.check_code),
        successor=queries.find_successor(document),
        services=queries.list_services(document),
        case_url=_case_url(document),
        steps=_steps(document),
        entries=timeline("document", document.public_id),
        can_queue_again=document.rendering is Rendering.FAILED and may(Permission.DOCUMENT_SERVE),
    )


def _case_url(document: Document) -> str | None:
    """The page of the case behind a paper, for those who may open it."""
    page = find_case_page(document.subject_kind)
    permission = permission_of(current_app, page.endpoint) if page else None
    if page is None or permission is None or not may(permission, document.county_code):
        return None
    return url_for(page.endpoint, public_id=document.subject_id)


def _is_led_by_case(document: Document) -> bool:
    page = find_case_page(document.subject_kind)
    return page is not None and page.leads


def _steps(document: Document) -> list[tuple[str, str, str, str]]:
    """What may be done next, from the table of states; nothing where the case leads.

    A record of a visit is never voided alone: an approver corrects it.
    """
    if _is_led_by_case(document):
        return []
    found = actions_from(transitions_of(document.kind), document.state)
    steps = _correcting(document) if DocumentAction.VOID in found else []
    if not may(Permission.DOCUMENT_SERVE, document.county_code):
        return steps
    is_record = document.kind in RECORDS
    return [
        (
            _(label_of(action)),
            url_for(_STEPS[action][0], public_id=document.public_id),
            _(_STEPS[action][1]),
            "GET",
        )
        for action in found
        if not (is_record and action is DocumentAction.VOID)
    ] + steps


def _correcting(document: Document) -> list[tuple[str, str, str, str]]:
    if document.kind not in RECORDS or not may(Permission.FOLLOW_UP_SIGN_OFF, document.county_code):
        return []
    address = url_for("documents.correct_record", public_id=document.public_id)
    hint = _("A new record takes its place; this number becomes void.")
    return [(_("Correct the record"), address, hint, "GET")]


@blueprint.route("/documents/<public_id>/pdf")
@requires(Permission.DOCUMENT_READ)
def show_pdf(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    if document.sha256 is None:
        is_queued = document.rendering is Rendering.QUEUED
        page = render_template("documents/show_pdf.html", document=document, is_queued=is_queued)
        headers = {"Refresh": str(REFRESH_SECONDS)} if is_queued else {}
        return page, 202 if is_queued else 503, headers
    return pdf_reply(document.sha256, f"{document.number} {document.rule.title}.pdf")


@blueprint.route("/documents/<public_id>/seal", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def record_seal(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    form = SealForm(version=document.version, sealed_on=clock.today())

    def do(version: int) -> None:
        with transaction():
            service.record_seal(
                public_id, _day_of(form.sealed_on), current_actor(), clock.now(), version=version
            )

    return _carry_out("documents/record_seal.html", document, form, do)


@blueprint.route("/documents/<public_id>/serve", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def record_service(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    form = ServeForm(version=document.version, served_on=clock.today(), way=ServiceWay.DIRECT)
    form.way.choices = choices_of({way: label_of(way) for way in ServiceWay})

    def do(version: int) -> None:
        # Examining takes time and holds no lock: it comes before the transaction.
        scan = files.prepare_paper(form.proof.data.read()) if form.proof.data else None
        with transaction():
            proof = _store_proof(scan, document.county_code) if scan else None
            served = _service_of(form, proof)
            service.record_service(public_id, served, current_actor(), clock.now(), version=version)

    return _carry_out("documents/record_service.html", document, form, do)


def _store_proof(scan: Paper | Picture, county_code: str) -> str:
    return files.store_paper(scan, county_code, current_actor(), clock.now()).public_id


def _service_of(form: ServeForm, proof: str | None) -> Service:
    return Service(
        way=ServiceWay(form.way.data),
        served_on=_day_of(form.served_on),
        receiver=form.receiver.data or "",
        relation=form.relation.data or "",
        witness=form.witness.data or "",
        place=form.place.data or "",
        proof=proof,
    )


def _day_of(field: DateField) -> dt.date:
    if field.data is None:
        raise RuleViolation(N_("The day is missing."))
    return field.data


@blueprint.route("/documents/<public_id>/void", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def void_document(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    form = VoidForm(version=document.version)

    def do(version: int) -> None:
        reason = form.reason.data or ""
        with transaction():
            service.void(public_id, reason, current_actor(), clock.now(), version=version)

    return _carry_out("documents/void_document.html", document, form, do)


@blueprint.route("/documents/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_SIGN_OFF)
def correct_record(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    form = CorrectForm(version=document.version)

    def do(version: int) -> None:
        asked = service.CorrectionAsked(note=form.reason.data or "", version=version)
        with transaction():
            service.correct_record(public_id, asked, current_actor(), clock.now())

    return _carry_out("documents/correct_record.html", document, form, do)


@blueprint.route("/documents/<public_id>/queue-again", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def queue_again(public_id: str) -> ResponseReturnValue:
    document = queries.get_document(public_id, current_actor())
    form = ConfirmForm(version=document.version)

    def do(version: int) -> None:
        with transaction():
            service.queue_again(public_id, current_actor(), clock.now(), version=version)

    return _carry_out("documents/queue_again.html", document, form, do)


def _carry_out(
    template: str, document: Document, form: VersionedForm, do: Callable[[int], None]
) -> ResponseReturnValue:
    """Show the form of an act and do the act, on the version that was seen, when it was sent.

    A paper that its case leads is sealed, served and voided on the page of the case.
    """
    case_url = _case_url(document)
    if case_url and _is_led_by_case(document) and not isinstance(form, ConfirmForm):
        return redirect(case_url)
    here = url_for("documents.show_document", public_id=document.public_id)
    if form.validate_on_submit() and _was_done(form, do, document.public_id):
        flash(_("Recorded."), "success")
        return redirect(here)
    return render_form(template, form, document=document, back_url=here)


def _was_done(form: VersionedForm, do: Callable[[int], None], public_id: str) -> bool:
    try:
        do(form.version_number)
    except Missing:
        raise
    except DomainError as error:
        form.refuse(error)
        if isinstance(error, Conflict):  # saving again after looking means it
            form.version.data = str(queries.get_document(public_id, current_actor()).version)
        return False
    return True
