"""Changing a draft and signing it off."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.errors import RuleViolation
from kgsup.corrections import queries, rules, service
from kgsup.corrections.forms import ChangeDraftForm, SignOffForm
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules.findings import dates_in_holidays
from kgsup.corrections.rules.signing import past_dates
from kgsup.corrections.service.issuing import draft_of, findings_on_paper
from kgsup.corrections.service.papers import document_kind, facts_of
from kgsup.corrections.views.blueprint import blueprint, given, prepare_uploads, store_pictures
from kgsup.documents.rules.kinds import KINDS
from kgsup.documents.rules.numbers import parse_office_number
from kgsup.documents.service.numbers import expected_number
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form
from kgsup.workcalendar.queries import terms


@dataclass(frozen=True)
class Part:
    """A finding of a draft beside its part of the form."""

    finding: Finding
    form: Any


@blueprint.route("/follow-ups/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def change_draft(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = _draft_form(follow_up)
    if form.validate_on_submit() and _change(public_id, form):
        return redirect(url_for(".show_follow_up", public_id=public_id))
    follow_up = queries.get_follow_up(public_id, current_actor())
    findings = {row.public_id: row for row in queries.findings_of_follow_up(follow_up.id)}
    entries = [entry.form for entry in form.findings]
    return render_form(
        "corrections/change_draft.html",
        form,
        follow_up=follow_up,
        kindergarten=queries.kindergarten_of(follow_up),
        parts=[
            Part(findings[entry.public_id.data], entry)
            for entry in entries
            if entry.public_id.data in findings
        ],
        conflict=timeline("follow_up", public_id)[:1] if _is_conflict(follow_up, form) else [],
    )


def _draft_form(follow_up: FollowUp) -> ChangeDraftForm:
    findings = findings_on_paper(follow_up)
    return ChangeDraftForm(
        version=follow_up.version,
        addressee=follow_up.addressee,
        text=follow_up.text,
        report_back_on=follow_up.report_back_on,
        findings=[
            {"public_id": row.public_id, "demand": row.demand, "due_on": row.due_on}
            for row in findings
        ],
    )


def _is_conflict(follow_up: FollowUp, form: ChangeDraftForm) -> bool:
    """Tell whether the form was filled in on an older version than the saved one."""
    sent = request.form.get("version", "")
    return request.method == "POST" and sent.isdigit() and int(sent) != follow_up.version


def _change(public_id: str, form: ChangeDraftForm) -> bool:
    change = service.DraftChange(
        text=form.text.data or "",
        addressee=form.addressee.data or "",
        report_back_on=form.report_back_on.data,
        findings=[
            service.FindingChange(
                public_id=entry.form.public_id.data or "",
                demand=entry.form.demand.data or "",
                due_on=given(entry.form.due_on.data),
            )
            for entry in form.findings
        ],
    )
    version, actor, now = form.version_number, current_actor(), clock.now()
    wanted = Act(
        do=lambda: service.change_draft(public_id, change, version, actor, now),
        version=lambda: queries.get_follow_up(public_id, actor).version,
        said=lambda: _("The draft is saved."),
    )
    return carry_out(form, wanted)


@blueprint.route("/follow-ups/<public_id>/sign-off", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_SIGN_OFF)
def sign_off(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = SignOffForm(version=follow_up.version)
    if form.validate_on_submit() and _sign_off(follow_up, form):
        return redirect(url_for(".show_follow_up", public_id=public_id))
    return _sign_off_page(queries.get_follow_up(public_id, current_actor()), form)


def _sign_off_page(follow_up: FollowUp, form: SignOffForm) -> ResponseReturnValue:
    findings = findings_on_paper(follow_up)
    kindergarten = queries.kindergarten_of(follow_up)
    kind = document_kind(follow_up)
    dates = [row.due_on for row in findings]
    return render_form(
        "corrections/sign_off.html",
        form,
        follow_up=follow_up,
        kindergarten=kindergarten,
        points=findings,
        facts=facts_of(follow_up, findings, kindergarten, current_actor()),
        paper=KINDS[kind],
        next_number=expected_number(kind, follow_up.county_code, clock.today()),
        past=past_dates(draft_of(follow_up, findings).open_dates, clock.today()),
        holidays=dates_in_holidays(dates, terms(follow_up.county_code)),
        obstacle=rules.obstacle(follow_up.kind, follow_up.state, rules.Action.SIGN_OFF),
        today=clock.today(),
    )


def _sign_off(follow_up: FollowUp, form: SignOffForm) -> bool:
    scans = prepare_uploads(form.scan.data, form)
    if scans is None:
        return False
    public_id, actor = follow_up.public_id, current_actor()

    def do() -> object:
        how = service.SigningOff(
            version=form.version_number,
            office_number=form.office_number.data,
            on_paper=_on_paper(form, store_pictures(scans, follow_up.county_code)),
        )
        return service.sign_off(public_id, how, actor, clock.now())

    wanted = Act(
        do=do,
        version=lambda: queries.get_follow_up(public_id, actor).version,
        said=lambda: _said_of(queries.get_follow_up(public_id, actor)),
        was_done=lambda: queries.was_done_by(follow_up, _result_of(form), actor),
    )
    return carry_out(form, wanted)


def _said_of(signed: FollowUp) -> str:
    words = _("Signed off as %(number)s. It has no effect before its seal.", number=signed.number)
    return str(words)


def _result_of(form: SignOffForm) -> queries.Result:
    """What this form, sent once, has left in the ledger; a number typed is kept as it is printed."""
    values = {"paper_signer": form.signer.data or None}
    signed_on = form.signed_on.data if form.signer.data else clock.today()
    if form.office_number.data and signed_on:
        values["number"] = _as_printed(form.office_number.data, signed_on)
    return queries.Result(act=rules.Action.SIGN_OFF.value, values=values, acted_on=signed_on)


def _as_printed(number: str, signed_on: dt.date) -> str:
    try:
        return parse_office_number(number, signed_on).text
    except RuleViolation:
        return number  # no paper bears it


def _on_paper(form: SignOffForm, scans: tuple[str, ...]) -> rules.OnPaper | None:
    """The sign-off by hand that the form tells of; ``None`` for one on screen."""
    if not (form.signer.data or form.signed_on.data or scans or form.reason.data):
        return None
    return rules.OnPaper(
        signer=form.signer.data or "",
        signed_on=given(form.signed_on.data),
        scan=scans[0] if scans else "",
        reason=form.reason.data or "",
    )
