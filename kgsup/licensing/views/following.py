"""What whoever holds an application does after filling it in: send, follow, correct, take back."""

from flask import abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from kgsup.access.actor import system_actor
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.clocks import received_on
from kgsup.deadlines.queries import lines_of
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind, OpenTo
from kgsup.documents.rules.states import DocumentState
from kgsup.licensing import queries, service
from kgsup.licensing.forms.answers import answers_of, answers_parts, as_text
from kgsup.licensing.forms.applying import PaperForm
from kgsup.licensing.forms.intake import PlainForm, WithdrawForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.applications import NEXT_STEPS
from kgsup.licensing.rules.corrections import Item, Of, name_of, title_of
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.views.filling import Holder, Scans, prepare_scans, store_scans
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm, given
from kgsup.web.replies import render_form
from kgsup.workcalendar.queries import work_calendar

EXPLANATION_LIMIT = 500


def _version(application: PermitApplication, holder: Holder) -> int:
    return queries.get_application(application.public_id, holder.actor).version


def review_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Everything on one page, and the button that sends it; after closing time it says so first."""
    form = PlainForm(version=application.version)
    if form.validate_on_submit():
        act = Act(
            do=lambda: service.submit(
                application.public_id, form.version_number, holder.actor, clock.now()
            ),
            said=lambda: _("The bureau has received your application."),
            version=lambda: _version(application, holder),
            was_done=lambda: _is_past(application, State.DRAFT, holder),
        )
        if carry_out(form, act):
            return redirect(holder.url("application"))
    rule = queries.rule_of(application, clock.today())
    closing = service.closing_time(application, clock.today())
    return render_form(
        "licensing/review_own_application.html",
        form,
        application=application,
        holder=holder,
        sections=[(section, rule.fields_in(section)) for section in rule.sections()],
        papers=queries.papers_of(application),
        counts_on=received_on(clock.now(), work_calendar(), closing=closing),
        today=clock.today(),
    )


def _is_past(application: PermitApplication, state: State, holder: Holder) -> bool:
    present = queries.get_application(application.public_id, holder.actor)
    return present.state is not state


def follow_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Where an application stands, in plain words, with the papers that were served."""
    office = system_actor(holder.actor.name, application.county_code)
    papers = list_of_subject(SUBJECT, application.public_id, office)
    if application.state is State.DRAFT:  # the office is still typing what came on paper
        raise NotFound
    actions = TRANSITIONS[application.nature]
    lines = lines_of(subject_of(application), clock.today())
    return render_form(
        "licensing/follow_own_application.html",
        PlainForm(version=application.version),
        application=application,
        holder=holder,
        clock_lines=[line for line in lines if line.state.stopped_on is None],
        documents=[paper for paper in papers if is_for_applicant(paper)],
        next_step=NEXT_STEPS[application.state],
        can_correct=application.state is State.CORRECTING,
        can_withdraw=(application.state, Action.WITHDRAW) in actions,
        today=clock.today(),
    )


def is_for_applicant(paper: Document) -> bool:
    """What was served, and the receipt, which is there as soon as the application was sent.

    Never the bureau's own sheets and its letters to other authorities.
    """
    if paper.rule.open_to is OpenTo.OFFICE:
        return False
    is_receipt = paper.kind is DocumentKind.PERMIT_RECEIPT
    return paper.state is DocumentState.SERVED or (
        is_receipt and paper.state is not DocumentState.VOIDED
    )


def require_state(application: PermitApplication, action: Action, holder: Holder) -> None:
    """Lead back to where an application stands when an act has been done or is not possible any more."""
    if (application.state, action) not in TRANSITIONS[application.nature]:
        flash(_("The application has moved on; nothing was done twice."), "info")
        abort(redirect(holder.url("application")))


def correct_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Only what was flagged, each with what is wrong; it is corrected, or explained as it stands."""
    require_state(application, Action.ANSWER_CORRECTION, holder)
    items = service.flagged(application)
    form = _correction_form(application, items)
    if form.validate_on_submit():
        papers = _papers(form, items)
        if papers is not None:
            act = Act(
                do=lambda: _send(application, form, items, papers, holder),
                said=lambda: _("Your corrections have been received."),
                version=lambda: _version(application, holder),
                was_done=lambda: _is_past(application, State.CORRECTING, holder),
            )
            if carry_out(form, act):
                return redirect(holder.url("application"))
    as_text(form, _fields(items))
    return render_form(
        "licensing/correct_own_application.html",
        form,
        application=application,
        holder=holder,
        items=_shown(application, items),
    )


def _shown(
    application: PermitApplication, items: list[Item]
) -> list[tuple[Item, str, str, str, str]]:
    """Each item with its title, what stands there now, and the names of its two fields."""
    rule = queries.rule_of(application, clock.today())
    return [
        (
            item,
            title_of(item, rule),
            application.values.get(item.code, "") if item.of is Of.FIELD else "",
            input_of(item),
            explained(item),
        )
        for item in items
    ]


def input_of(item: Item) -> str:
    """The name of the form's field for an item: a field's own, a paper's with a prefix."""
    return item.code if item.of is Of.FIELD else name_of(item.key)


def explained(item: Item) -> str:
    """The name of the form's field in which the applicant explains an item instead."""
    return f"explained_{input_of(item)}"


def _fields(items: list[Item]) -> list[ApplicationField]:
    return [ApplicationField(item.code) for item in items if item.of is Of.FIELD]


def _correction_form(application: PermitApplication, items: list[Item]) -> VersionedForm:
    names, towns = _fields(items), town_names(application.county_code)
    parts, initial = answers_parts(names, application.values, towns)
    for item in items:
        if item.of is Of.PAPER:
            parts[input_of(item)] = PaperForm.scans
        parts[explained(item)] = TextAreaField(
            _("If it stays as it is: why"), [Optional(), Length(max=EXPLANATION_LIMIT)]
        )
    kind: type[VersionedForm] = type("CorrectionForm", (VersionedForm,), parts)
    return kind(version=application.version, **initial)


def _papers(form: VersionedForm, items: list[Item]) -> dict[str, Scans] | None:
    """The new scans by code of paper, examined before the transaction; ``None`` when one is refused."""
    found: dict[str, Scans] = {}
    for item in items:
        if item.of is Of.PAPER:
            scans = prepare_scans(form, form[input_of(item)], must_be=False)
            if scans is None:
                return None
            if scans:
                found[item.code] = scans
    return found


def _send(
    application: PermitApplication,
    form: VersionedForm,
    items: list[Item],
    papers: dict[str, Scans],
    holder: Holder,
) -> object:
    answer = service.AnswerGiven(
        values=answers_of(form, _fields(items)),
        papers=tuple(
            service.Paper(code=code, evidence=store_scans(scans, application, holder))
            for code, scans in papers.items()
        ),
        explained={item.key: form[explained(item)].data or "" for item in items},
        version=form.version_number,
    )
    return service.answer_correction(application.public_id, answer, holder.actor, clock.now())


def withdraw_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Taking an application back, before it is decided."""
    require_state(application, Action.WITHDRAW, holder)
    form = WithdrawForm(
        version=application.version, asked_by=application.contact_name, asked_on=clock.today()
    )
    if form.validate_on_submit():
        act = Act(
            do=lambda: _withdraw(application, form, holder),
            said=lambda: _("The application has been taken back."),
            version=lambda: _version(application, holder),
            was_done=lambda: not _is_past(application, State.WITHDRAWN, holder),
        )
        if carry_out(form, act):
            return redirect(holder.url("application"))
    return render_form(
        "licensing/withdraw_own_application.html", form, application=application, holder=holder
    )


def _withdraw(application: PermitApplication, form: WithdrawForm, holder: Holder) -> object:
    withdrawal = service.Withdrawal(
        asked_by=form.asked_by.data or "",
        asked_on=given(form.asked_on.data),
        reason=form.reason.data or "",
        version=form.version_number,
    )
    return service.withdraw_on_line(application.public_id, withdrawal, holder.actor, clock.now())


def discard_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Giving a draft up, on a page of its own."""
    form = PlainForm(version=application.version)
    if form.validate_on_submit():
        act = Act(
            do=lambda: service.discard(
                application.public_id, form.version_number, holder.actor, clock.now()
            ),
            said=lambda: _("The draft has been given up."),
            version=lambda: _version(application, holder),
        )
        if carry_out(form, act):
            return redirect(holder.url("application"))
    return render_form(
        "licensing/discard_own_application.html", form, application=application, holder=holder
    )
