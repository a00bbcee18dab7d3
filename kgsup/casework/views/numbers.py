"""The numbers under which other systems know a case."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.forms import FinishForm, NumberForm, ReasonForm
from kgsup.casework.models import CaseNumber
from kgsup.casework.queries import Result
from kgsup.casework.rules import NumberElsewhere, System
from kgsup.casework.rules.numbers import comparable_number
from kgsup.casework.views.blueprint import blueprint, case_url, given
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form


@blueprint.route("/cases/<kind>/<public_id>/numbers", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def record_number(kind: str, public_id: str) -> ResponseReturnValue:
    subject = queries.get_case(kind, public_id, current_actor())
    form = NumberForm()
    form.system.choices = choices_of({system: label_of(system) for system in System})
    if form.validate_on_submit() and _record(subject, form):
        return redirect(_page_of(subject))
    return render_form(
        "casework/record_number.html",
        form,
        subject=subject,
        numbers=queries.numbers_of(subject),
        case_url=case_url(kind, public_id),
    )


def _page_of(case: Subject | CaseNumber) -> str:
    subject = case.subject if isinstance(case, CaseNumber) else case
    return url_for(".record_number", kind=subject.kind, public_id=subject.public_id)


def _record(subject: Subject, form: NumberForm) -> bool:
    actor, now = current_actor(), clock.now()
    new = NumberElsewhere(system=System(form.system.data), number=form.number.data or "")
    values = {"system": new.system.value, "number_elsewhere": comparable_number(new.number)}
    result = Result(act="casework.number.record", values=values)
    wanted = Act(
        do=lambda: service.record_number(subject, new, actor, now),
        said=lambda: _("The number is recorded."),
        was_done=lambda: queries.was_done_by((subject.kind, subject.public_id), result, actor),
    )
    return carry_out(form, wanted)


@blueprint.route("/cases/numbers/<public_id>/finish", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def finish_elsewhere(public_id: str) -> ResponseReturnValue:
    row, actor, now = queries.get_number(public_id, current_actor()), current_actor(), clock.now()
    form = FinishForm(version=row.version, finished_on=clock.today())
    if form.validate_on_submit():
        finished_on, version = given(form.finished_on.data), form.version_number
        values = {"number_elsewhere": row.number, "finished_on": finished_on.isoformat()}
        result = Result(act="casework.number.finish", values=values)
        wanted = Act(
            do=lambda: service.finish_elsewhere(public_id, finished_on, version, actor, now),
            version=lambda: queries.get_number(public_id, actor).version,
            said=lambda: _("Recorded."),
            was_done=lambda: queries.was_done_by((row.subject_kind, row.subject_id), result, actor),
        )
        if carry_out(form, wanted):
            return redirect(_page_of(row))
    title = _("Finished in another system: %(number)s", number=row.number)
    return _number_page(row, form, title)


@blueprint.route("/cases/numbers/<public_id>/strike", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def strike_number(public_id: str) -> ResponseReturnValue:
    row, actor, now = queries.get_number(public_id, current_actor()), current_actor(), clock.now()
    form = ReasonForm(version=row.version)
    if form.validate_on_submit():
        reason, version = form.reason.data or "", form.version_number
        result = Result(act="casework.number.strike", values={"reason": reason})
        wanted = Act(
            do=lambda: service.strike_number(public_id, reason, version, actor, now),
            version=lambda: queries.get_number(public_id, actor).version,
            said=lambda: _("Recorded."),
            was_done=lambda: queries.was_done_by((row.subject_kind, row.subject_id), result, actor),
        )
        if carry_out(form, wanted):
            return redirect(_page_of(row))
    return _number_page(row, form, _("Strike out a mistaken number: %(number)s", number=row.number))


def _number_page(row: CaseNumber, form: FinishForm | ReasonForm, title: str) -> ResponseReturnValue:
    return render_form(
        "casework/change_number.html", form, row=row, title=title, back_url=_page_of(row)
    )
