"""Decisions on many kindergartens: the list, pasting them in, one decision with its next steps."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.audit.queries import timeline
from kgsup.casework import queries as casework
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.core.workflow import actions_from
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.cases import CasePage, register_case_page
from kgsup.documents.rules.states import DocumentAction, DocumentState, ServiceWay
from kgsup.files import service as files
from kgsup.licensing.forms.batches import DropBatchForm, NewBatchForm, ProposeBatchForm
from kgsup.licensing.forms.serving import SealPaperForm, ServePaperForm
from kgsup.licensing.models import BatchAct
from kgsup.licensing.queries import batches as queries
from kgsup.licensing.rules import batches as rules
from kgsup.licensing.rules.acts import ARTICLES, CONSEQUENCES, GROUNDS, ActStep, Ground
from kgsup.licensing.rules.matters import GROUND_WORDS
from kgsup.licensing.service import batches as service
from kgsup.licensing.views.blueprint import blueprint
from kgsup.licensing.views.serving import pictures_of, service_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import SelectChoice, VersionedForm, choices_of, given
from kgsup.web.paging import Page, keyset
from kgsup.web.replies import render_form

register_case_page(service.SUBJECT, CasePage(endpoint="licensing.show_batch"))
_PAGES = {ActStep.DECIDE: "licensing.propose_batch", ActStep.DROP: "licensing.drop_batch"}


@blueprint.route("/batches")
@requires(Permission.APPLICATION_READ)
def list_batches() -> ResponseReturnValue:
    actor = current_actor()

    def load(after: list[Any] | None, limit: int) -> list[BatchAct]:
        return queries.list_batches(actor, after, limit)

    page: Page[BatchAct] = keyset(load, lambda batch: (batch.id,))
    counties = [county.code for county in counties_of(actor)]
    return render_template("licensing/batches.html", page=page, counties=counties)


@blueprint.route("/batches/<county_code>/new", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def draft_batch(county_code: str) -> ResponseReturnValue:
    actor = current_actor()
    county = next((one for one in counties_of(actor) if one.code == county_code), None)
    if county is None:
        raise NotFound
    form = NewBatchForm(ground=Ground.TERMINATED)
    form.ground.choices = [
        SelectChoice(ground.value, f"{_(label_of(ground))} ({ARTICLES[ground]})")
        for ground in Ground
        if ground in GROUNDS[rules.BATCHED]
    ]
    made: list[BatchAct] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: made.append(
                service.draft_batch(county_code, _new(form), actor, clock.now())
            ),
            said=lambda: _("The decision has been prepared."),
        )
        if carry_out(form, act):
            return redirect(url_for("licensing.show_batch", public_id=made[0].public_id))
    return render_form("licensing/batch_new.html", form, county=county)


def _new(form: NewBatchForm) -> rules.NewBatch:
    titles = {words: ground for ground, words in GROUND_WORDS.items()}
    titles |= {ground.value: ground for ground in Ground}
    ground = Ground(form.ground.data)
    return rules.NewBatch(
        title=form.title.data or "",
        reason=form.reason.data or "",
        lines=rules.read_lines(form.lines.data or "", ground, titles),
    )


@blueprint.route("/batches/<public_id>")
@requires(Permission.APPLICATION_READ)
def show_batch(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    batch = queries.get_batch(public_id, actor)
    return render_template(
        "licensing/batch_show.html",
        batch=batch,
        items=queries.items_of(batch),
        acts={act.kindergarten_id: act for act in queries.acts_of_batch(batch)},
        actions=_actions(batch),
        documents=_papers(batch),
        proposals=casework.list_of(service.subject_of_batch(batch), actor),
        timeline=timeline(service.SUBJECT, public_id),
    )


def _actions(batch: BatchAct) -> list[tuple[str, str, str, str]]:
    if not may(Permission.LICENCE_ACT_PROPOSE, batch.county_code):
        return []
    runs = casework.find_open(service.subject_of_batch(batch), rules.DECIDE) is not None
    return [
        (
            _(label_of(step)),
            url_for(_PAGES[step], public_id=batch.public_id),
            _(CONSEQUENCES[step]),
            "GET",
        )
        for step in actions_from(rules.TRANSITIONS, batch.state)
        if not (step is ActStep.DECIDE and runs)
    ]


def _papers(batch: BatchAct) -> list[tuple[Document, tuple[str, str] | None]]:
    papers = list_of_subject(service.SUBJECT, batch.public_id, current_actor())
    can_serve = may(Permission.DOCUMENT_SERVE, batch.county_code)
    return [(paper, _next_step(paper) if can_serve else None) for paper in papers]


def _next_step(paper: Document) -> tuple[str, str] | None:
    if paper.awaits_seal:
        address = url_for("licensing.seal_batch_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SEAL)), address
    if paper.rule.is_served and paper.state in {DocumentState.ISSUED, DocumentState.SEALED}:
        address = url_for("licensing.serve_batch_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SERVE)), address
    return None


def _step_page(
    batch: BatchAct, form: VersionedForm, title: str, do: Callable[[], object]
) -> ResponseReturnValue:
    refused = bool(form.form_errors)
    if form.validate_on_submit() and not refused:
        act = Act(
            do=do,
            said=lambda: _("Recorded."),
            version=lambda: queries.get_batch(batch.public_id, current_actor()).version,
        )
        if carry_out(form, act):
            return redirect(url_for("licensing.show_batch", public_id=batch.public_id))
    return render_form("licensing/batch_step.html", form, batch=batch, title=title)


@blueprint.route("/batches/<public_id>/propose", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def propose_batch(public_id: str) -> ResponseReturnValue:
    batch = queries.get_batch(public_id, current_actor())
    form = ProposeBatchForm(version=batch.version, text=batch.reason)

    def do() -> object:
        text, version = form.text.data or "", form.version_number
        return service.propose_batch(public_id, text, version, current_actor(), clock.now())

    return _step_page(batch, form, _(label_of(ActStep.DECIDE)), do)


@blueprint.route("/batches/<public_id>/drop", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def drop_batch(public_id: str) -> ResponseReturnValue:
    batch = queries.get_batch(public_id, current_actor())
    form = DropBatchForm(version=batch.version)

    def do() -> object:
        return service.drop_batch(public_id, form.version_number, current_actor(), clock.now())

    return _step_page(batch, form, _(label_of(ActStep.DROP)), do)


@blueprint.route("/batches/papers/<document_id>/seal", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def seal_batch_paper(document_id: str) -> ResponseReturnValue:
    batch, document = service.load_batch_paper(document_id, current_actor())
    form = SealPaperForm(version=document.version, sealed_on=clock.today())

    def do() -> object:
        day, version = given(form.sealed_on.data), form.version_number
        return service.seal_batch_paper(document_id, day, version, current_actor(), clock.now())

    return _step_page(batch, form, _(label_of(DocumentAction.SEAL)), do)


@blueprint.route("/batches/papers/<document_id>/service", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def serve_batch_paper(document_id: str) -> ResponseReturnValue:
    batch, document = service.load_batch_paper(document_id, current_actor())
    form = ServePaperForm(version=document.version, served_on=clock.today(), way=ServiceWay.DIRECT)
    form.way.choices = choices_of({way: label_of(way) for way in ServiceWay})
    pictures = pictures_of(form) if form.is_submitted() else []

    def do() -> object:
        actor, now = current_actor(), clock.now()
        stored = [files.store_photo(one, batch.county_code, actor, now) for one in pictures]
        served = service_of(form, stored[0].public_id if stored else None)
        return service.serve_batch_paper(document_id, served, form.version_number, actor, now)

    return _step_page(batch, form, _(label_of(DocumentAction.SERVE)), do)
