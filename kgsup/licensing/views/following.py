"""What whoever holds an application does after filling it in: send, follow, correct, take back."""

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from kgsup.access.actor import system_actor
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.clocks import received_on
from kgsup.core.errors import DomainError
from kgsup.deadlines.queries import lines_of
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.states import DocumentState
from kgsup.files import service as files
from kgsup.licensing import queries, service
from kgsup.licensing.forms.answers import answers_of, answers_parts
from kgsup.licensing.forms.applying import PaperForm
from kgsup.licensing.forms.intake import PlainForm, WithdrawForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.corrections import Item, Of, title_of
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.views.filling import Holder
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
            was_done=lambda: _was_sent(application, holder),
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


def _was_sent(application: PermitApplication, holder: Holder) -> bool:
    present = queries.get_application(application.public_id, holder.actor)
    return present.state is not State.DRAFT


def follow_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Where an application stands, in plain words, with the papers that were served."""
    office = system_actor(holder.actor.name, application.county_code)
    papers = list_of_subject(SUBJECT, application.public_id, office)
    actions = TRANSITIONS[application.nature]
    return render_form(
        "licensing/follow_own_application.html",
        PlainForm(version=application.version),
        application=application,
        holder=holder,
        clock_lines=[
            line for line in lines_of(subject_of(application), clock.today()) if _is_open(line)
        ],
        documents=[paper for paper in papers if paper.state is DocumentState.SERVED],
        can_correct=application.state is State.CORRECTING,
        can_withdraw=(application.state, Action.WITHDRAW) in actions,
        today=clock.today(),
    )


def _is_open(line: object) -> bool:
    return line.state.stopped_on is None  # type: ignore[attr-defined]


def correct_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Only what was flagged, each with what is wrong; it is corrected, or explained as it stands."""
    if application.state is not State.CORRECTING:
        raise NotFound
    items = service.flagged(application)
    form = _correction_form(application, items)
    if form.validate_on_submit():
        papers = _papers(form, items, application)
        if papers is not None:
            act = Act(
                do=lambda: _send(application, form, items, papers, holder),
                said=lambda: _("Your corrections have been received."),
                version=lambda: _version(application, holder),
            )
            if carry_out(form, act):
                return redirect(holder.url("application"))
    rule = queries.rule_of(application, clock.today())
    titles = {(item.of, item.code): title_of(item, rule) for item in items}
    return render_form(
        "licensing/correct_own_application.html",
        form,
        application=application,
        holder=holder,
        items=[(item, titles[item.key], name_of(item), explained(item)) for item in items],
    )


def name_of(item: Item) -> str:
    """The name of the form's field for an item: a field's own, a paper's with a prefix."""
    return item.code if item.of is Of.FIELD else f"paper_{item.code}"


def explained(item: Item) -> str:
    """The name of the form's field in which the applicant explains an item instead."""
    return f"explained_{name_of(item)}"


def _fields(items: list[Item]) -> list[ApplicationField]:
    return [ApplicationField(item.code) for item in items if item.of is Of.FIELD]


def _correction_form(application: PermitApplication, items: list[Item]) -> VersionedForm:
    names, towns = _fields(items), town_names(application.county_code)
    parts, initial = answers_parts(names, application.values, towns)
    for item in items:
        if item.of is Of.PAPER:
            parts[name_of(item)] = PaperForm.scans
        parts[explained(item)] = TextAreaField(
            _("If it stays as it is: why"), [Optional(), Length(max=EXPLANATION_LIMIT)]
        )
    kind: type[VersionedForm] = type("CorrectionForm", (VersionedForm,), parts)
    return kind(version=application.version, **initial)


def _papers(
    form: VersionedForm, items: list[Item], application: PermitApplication
) -> dict[str, list[object]] | None:
    """The new scans by code of paper, examined before the transaction."""
    found: dict[str, list[object]] = {}
    try:
        for item in items:
            if item.of is Of.PAPER:
                uploads = [one for one in form[name_of(item)].data or () if one and one.filename]
                if uploads:
                    found[item.code] = [files.prepare_paper(one.read()) for one in uploads]
    except DomainError as error:
        form.refuse(error)
        return None
    return found


def _send(
    application: PermitApplication,
    form: VersionedForm,
    items: list[Item],
    papers: dict[str, list[object]],
    holder: Holder,
) -> object:
    now = clock.now()
    keeper = system_actor(holder.actor.name, application.county_code)
    stored = {
        code: tuple(
            files.store_paper(scan, application.county_code, keeper, now).public_id  # type: ignore[arg-type]
            for scan in scans
        )
        for code, scans in papers.items()
    }
    answer = service.AnswerGiven(
        values=answers_of(form, _fields(items)),
        papers=tuple(service.Paper(code=code, evidence=ids) for code, ids in stored.items()),
        explained={item.key: form[explained(item)].data or "" for item in items},
        version=form.version_number,
    )
    return service.answer_correction(application.public_id, answer, holder.actor, now)


def withdraw_page(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """Taking an application back, before it is decided."""
    form = WithdrawForm(
        version=application.version, asked_by=application.contact_name, asked_on=clock.today()
    )
    if form.validate_on_submit():
        act = Act(
            do=lambda: _withdraw(application, form, holder),
            said=lambda: _("The application has been taken back."),
            version=lambda: _version(application, holder),
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
