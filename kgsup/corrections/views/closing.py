"""Acts on one finding: closing, extending, changing what follows."""

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.corrections import queries, rules, service
from kgsup.corrections.forms import CloseFindingForm, ExtendFindingForm, MoveFindingForm
from kgsup.corrections.models import Finding
from kgsup.corrections.rules.findings import dates_in_holidays
from kgsup.corrections.views.blueprint import blueprint, given, prepare_uploads, store_pictures
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form
from kgsup.workcalendar.queries import terms

_CLOSED_BY_HAND = [way for way in rules.ClosedAs if way is not rules.ClosedAs.ON_THE_SPOT]


def _choices(values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return choices_of({value: label_of(value) for value in values})


@blueprint.route("/findings/<public_id>/close", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def close_finding(public_id: str) -> ResponseReturnValue:
    finding = queries.get_finding(public_id, current_actor())
    form = CloseFindingForm(version=finding.version, closed_on=clock.today())
    form.closed_as.choices = _choices(_CLOSED_BY_HAND)
    if form.validate_on_submit() and _close(finding, form):
        return redirect(url_for(".show_finding", public_id=public_id))
    return _finding_form("corrections/close_finding.html", form, public_id)


def _close(finding: Finding, form: CloseFindingForm) -> bool:
    pictures = prepare_uploads(form.photos.data, form)
    if pictures is None:
        return False
    actor = current_actor()

    def do() -> object:
        closing = rules.Closing(
            closed_as=rules.ClosedAs(form.closed_as.data),
            closed_on=given(form.closed_on.data),
            note=form.note.data or "",
            proof=store_pictures(pictures, finding.county_code),
        )
        return service.close_finding(
            finding.public_id, closing, form.version_number, actor, clock.now()
        )

    wanted = Act(
        do=do,
        version=lambda: queries.get_finding(finding.public_id, actor).version,
        said=lambda: _("The finding is closed."),
        was_done=lambda: queries.was_done_by(finding, _closed_by(form), actor),
    )
    return carry_out(form, wanted)


def _closed_by(form: CloseFindingForm) -> queries.Result:
    values = {"closed_as": form.closed_as.data, "note": form.note.data}
    return queries.Result(act="close", values=values, acted_on=form.closed_on.data)


@blueprint.route("/findings/<public_id>/extend", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_SIGN_OFF)
def extend_finding(public_id: str) -> ResponseReturnValue:
    finding = queries.get_finding(public_id, current_actor())
    form = ExtendFindingForm(version=finding.version)
    if form.validate_on_submit():
        asked = rules.ExtensionAsked(
            new_due_on=given(form.new_due_on.data), reason=form.reason.data or ""
        )
        version, actor, now = form.version_number, current_actor(), clock.now()
        result = queries.Result(
            act="extend",
            values={"due_on": asked.new_due_on.isoformat(), "reason": asked.reason},
        )
        wanted = Act(
            do=lambda: service.extend_finding(public_id, asked, version, actor, now),
            version=lambda: queries.get_finding(public_id, actor).version,
            said=lambda: _("The date is extended."),
            was_done=lambda: queries.was_done_by(finding, result, actor),
        )
        if carry_out(form, wanted):
            _warn_of_holidays(asked.new_due_on, finding.county_code)
            return redirect(url_for(".show_finding", public_id=public_id))
    return _finding_form("corrections/extend_finding.html", form, public_id)


def _warn_of_holidays(day: dt.date, county_code: str) -> None:
    if dates_in_holidays([day], terms(county_code)):
        flash(_("The date falls into the holidays: nobody can be visited then."), "warning")


@blueprint.route("/findings/<public_id>/move", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def move_finding(public_id: str) -> ResponseReturnValue:
    finding = queries.get_finding(public_id, current_actor())
    form = MoveFindingForm(version=finding.version, authority=finding.authority.value)
    kinds = [kind for kind in rules.Kind if kind is not rules.Kind.ADVICE]
    form.kind.choices = [
        (kind.value, _(label_of(kind)) + _(": ") + _(rules.MEANINGS[kind])) for kind in kinds
    ]
    form.authority.choices = _choices(rules.Authority)
    if form.validate_on_submit():
        choice = rules.Kind(form.kind.data), rules.Authority(form.authority.data)
        version, actor, now = form.version_number, current_actor(), clock.now()
        result = queries.Result(
            act="move", values={"follow_up": choice[0].value, "authority": choice[1].value}
        )
        wanted = Act(
            do=lambda: service.move_finding(public_id, choice, version, actor, now),
            version=lambda: queries.get_finding(public_id, actor).version,
            said=lambda: _("The finding is now in another paper."),
            was_done=lambda: queries.was_done_by(finding, result, actor),
        )
        if carry_out(form, wanted):
            return redirect(url_for(".show_finding", public_id=public_id))
    return _finding_form("corrections/move_finding.html", form, public_id)


def _finding_form(template: str, form: Any, public_id: str) -> ResponseReturnValue:
    finding = queries.get_finding(public_id, current_actor())
    return render_form(
        template,
        form,
        finding=finding,
        kindergarten=queries.kindergarten_of(finding),
        follow_up=queries.find_follow_up_of(finding),
        today=clock.today(),
        timeline=timeline("finding", public_id)[:1],
    )
