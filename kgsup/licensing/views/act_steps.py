"""Each step of an act on a licence as a page: what it does, the form, back to the act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import was_last_done_by
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document
from kgsup.documents.rules.states import DocumentAction, ServiceWay
from kgsup.files import service as files
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence, get_kindergarten
from kgsup.licensing.forms.acts import (
    CloseActForm,
    DraftActForm,
    DropActForm,
    LapseForm,
    NotifyForm,
    ProposeActForm,
    StatementForm,
)
from kgsup.licensing.forms.serving import SealPaperForm, ServePaperForm
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import acts_of_kindergarten, get_act, kindergarten_of_act
from kgsup.licensing.rules.acts import (
    ARTICLES,
    CONSEQUENCES,
    GROUNDS,
    ActKind,
    ActStep,
    Ground,
    NewAct,
    possible_kinds,
)
from kgsup.licensing.service import act_closing, acts
from kgsup.licensing.service.act_closing import Lapse, TakenBack
from kgsup.licensing.views.blueprint import blueprint
from kgsup.licensing.views.serving import pictures_of, service_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import SelectChoice, VersionedForm, choices_of, given
from kgsup.web.replies import render_form


@dataclass(frozen=True, kw_only=True)
class StepPage:
    """A step as a page; ``name`` is its act in the ledger without the slice."""

    name: str
    title: str
    consequence: str
    do: Callable[[], object]
    is_final: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)


def _step_page(act: LicenceAct, form: VersionedForm, page: StepPage) -> ResponseReturnValue:
    public_id, actor = act.public_id, current_actor()
    if form.validate_on_submit() and not form.form_errors:
        wanted = Act(
            do=page.do,
            said=lambda: _("Recorded."),
            version=lambda: get_act(public_id, actor).version,
            was_done=lambda: was_last_done_by(
                acts.SUBJECT, public_id, f"licensing.act.{page.name}", actor
            ),
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.show_act", public_id=public_id))
    fresh = get_act(public_id, actor)
    return render_form(
        "licensing/act_step.html",
        form,
        act=fresh,
        kindergarten=kindergarten_of_act(fresh),
        title=page.title,
        consequence=page.consequence,
        is_final=page.is_final,
        **page.context,
    )


def _step(step: ActStep, do: Callable[[], object], name: str, *, final: bool = False) -> StepPage:
    return StepPage(
        name=name,
        title=_(label_of(step)),
        consequence=_(CONSEQUENCES[step]),
        do=do,
        is_final=final,
    )


@blueprint.route("/kindergartens/<public_id>/licence-acts", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def draft_act(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    kindergarten = get_kindergarten(public_id, actor)
    licence = current_licence(kindergarten, clock.today())
    form = DraftActForm(version=kindergarten.version)
    kinds = possible_kinds(licence.state) if licence else ()
    form.kind.choices = choices_of({kind: label_of(kind) for kind in kinds})
    form.ground.choices = _grounds(kinds)
    made: list[LicenceAct] = []
    if form.validate_on_submit():
        wanted = Act(
            do=lambda: made.append(acts.draft_act(public_id, _new_act(form), actor, clock.now())),
            said=lambda: _("The act has been prepared."),
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.show_act", public_id=made[0].public_id))
    return render_form(
        "licensing/act_draft.html",
        form,
        kindergarten=kindergarten,
        licence=licence,
        acts=acts_of_kindergarten(kindergarten),
    )


def _grounds(kinds: tuple[ActKind, ...]) -> list[SelectChoice]:
    """The grounds of the acts that can follow, each with its act and article."""
    return [
        SelectChoice(
            ground.value, f"{_(label_of(kind))} · {_(label_of(ground))} ({ARTICLES[ground]})"
        )
        for kind in kinds
        for ground in Ground
        if ground in GROUNDS[kind]
    ]


def _new_act(form: DraftActForm) -> NewAct:
    return NewAct(
        kind=ActKind(form.kind.data),
        ground=Ground(form.ground.data),
        facts_text=form.facts_text.data or "",
        effective_on=form.effective_on.data,
        penalty_number=form.penalty_number.data or "",
        compensation=form.compensation.data or "",
        weighing=form.weighing.data or "",
    )


@blueprint.route("/licence-acts/<public_id>/notify", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def notify_act(public_id: str) -> ResponseReturnValue:
    act = get_act(public_id, current_actor())
    form = NotifyForm(version=act.version)

    def do() -> object:
        return acts.notify_holder(public_id, form.version_number, current_actor(), clock.now())

    return _step_page(act, form, _step(ActStep.NOTIFY, do, "notify"))


@blueprint.route("/licence-acts/<public_id>/statement", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def record_statement(public_id: str) -> ResponseReturnValue:
    act = get_act(public_id, current_actor())
    form = StatementForm(version=act.version, statement=act.statement)
    page = StepPage(
        name="state",
        title=_("Record the statement"),
        consequence=_("What the holder states stands in the decision."),
        do=lambda: acts.record_statement(
            public_id,
            form.statement.data or "",
            form.version_number,
            current_actor(),
            clock.now(),
        ),
    )
    return _step_page(act, form, page)


@blueprint.route("/licence-acts/<public_id>/propose", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def propose_act(public_id: str) -> ResponseReturnValue:
    act = get_act(public_id, current_actor())
    form = ProposeActForm(version=act.version, text=act.facts_text)

    def do() -> object:
        return acts.propose_act(
            public_id, form.text.data or "", form.version_number, current_actor(), clock.now()
        )

    return _step_page(act, form, _step(ActStep.DECIDE, do, "propose"))


@blueprint.route("/licence-acts/<public_id>/drop", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def drop_act(public_id: str) -> ResponseReturnValue:
    act = get_act(public_id, current_actor())
    form = DropActForm(version=act.version)

    def do() -> object:
        return acts.drop_act(
            public_id, form.reason.data or "", form.version_number, current_actor(), clock.now()
        )

    return _step_page(act, form, _step(ActStep.DROP, do, "drop", final=True))


@blueprint.route("/licence-acts/<public_id>/close", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def close_act(public_id: str) -> ResponseReturnValue:
    act = get_act(public_id, current_actor())
    form = CloseActForm(version=act.version, taken_on=clock.today())

    def do() -> object:
        taken = TakenBack(
            serials=(form.serials.data or "").splitlines(),
            taken_on=given(form.taken_on.data),
            handed_over_by=form.handed_over_by.data or "",
            seal_destroyed_on=form.seal_destroyed_on.data,
            remark=form.remark.data or "",
        )
        return act_closing.close_act(
            public_id, taken, form.version_number, current_actor(), clock.now()
        )

    return _step_page(act, form, _step(ActStep.CLOSE, do, "close"))


@blueprint.route("/licence-acts/papers/<document_id>/seal", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def seal_act_paper(document_id: str) -> ResponseReturnValue:
    act, document = act_closing.load_act_paper(document_id, current_actor())
    form = SealPaperForm(version=document.version, sealed_on=clock.today())

    def do() -> object:
        return act_closing.seal_act_paper(
            document_id,
            given(form.sealed_on.data),
            form.version_number,
            current_actor(),
            clock.now(),
        )

    return _paper_page(act, document, form, do)


@blueprint.route("/licence-acts/papers/<document_id>/service", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def serve_act_paper(document_id: str) -> ResponseReturnValue:
    act, document = act_closing.load_act_paper(document_id, current_actor())
    form = ServePaperForm(version=document.version, served_on=clock.today(), way=ServiceWay.DIRECT)
    form.way.choices = choices_of({way: label_of(way) for way in ServiceWay})
    pictures = pictures_of(form) if form.is_submitted() else []

    def do() -> object:
        actor, now = current_actor(), clock.now()
        stored = [files.store_photo(one, act.county_code, actor, now) for one in pictures]
        served = service_of(form, stored[0].public_id if stored else None)
        return act_closing.serve_act_paper(document_id, served, form.version_number, actor, now)

    return _paper_page(act, document, form, do)


def _paper_page(
    act: LicenceAct, document: Document, form: VersionedForm, do: Callable[[], object]
) -> ResponseReturnValue:
    refused = bool(form.form_errors)
    if form.validate_on_submit() and not refused:
        wanted = Act(
            do=do,
            said=lambda: _("Recorded."),
            version=lambda: get_document(document.public_id, current_actor()).version,
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.show_act", public_id=act.public_id))
    is_seal = isinstance(form, SealPaperForm)
    return render_form(
        "licensing/act_step.html",
        form,
        act=act,
        kindergarten=kindergarten_of_act(act),
        title=_(label_of(DocumentAction.SEAL if is_seal else DocumentAction.SERVE)),
        consequence=f"{_(label_of(document.kind))} {document.number}",
        is_final=False,
    )


@blueprint.route("/kindergartens/<public_id>/lapse", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def record_lapse(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    kindergarten = get_kindergarten(public_id, actor)
    form = LapseForm(version=kindergarten.version, on=clock.today())
    if form.validate_on_submit():
        wanted = Act(
            do=lambda: _lapse(kindergarten, form),
            said=lambda: _("The licence has lapsed. Its cancelling can follow."),
            version=lambda: get_kindergarten(public_id, actor).version,
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.draft_act", public_id=public_id))
    return render_form("licensing/act_lapse.html", form, kindergarten=kindergarten)


def _lapse(kindergarten: Kindergarten, form: LapseForm) -> None:
    lapse = Lapse(facts_text=form.facts_text.data or "", on=given(form.on.data))
    act_closing.record_lapse(
        kindergarten.public_id, lapse, form.version_number, current_actor(), clock.now()
    )
