"""The end of a kindergarten on the page of its termination: notice, duties, confirmation."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import was_last_done_by
from kgsup.core import clock
from kgsup.licensing import queries
from kgsup.licensing.forms.terminating import ConfirmEndForm
from kgsup.licensing.models import LicenceAct, PermitApplication
from kgsup.licensing.queries.acts import acts_of_kindergarten
from kgsup.licensing.queries.terminating import case_of, is_end_confirmed, notice_of
from kgsup.licensing.rules.acts import Ground
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.rules.terminating import (
    DUTIES,
    Duty,
    EndConfirmed,
    breach_words,
    earliest_end,
    needs_notice,
    read_placements,
)
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.service.terminating import confirm_end
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@panel("licensing/_termination.html", place=61)
def termination(application: PermitApplication) -> dict[str, object] | None:
    """Notice and breach, and what follows the approval."""
    notice = notice_of(application)
    if notice is None:
        return None
    can_confirm = (
        application.state is State.GRANTED
        and not is_end_confirmed(application)
        and may(Permission.LICENCE_ACT_PROPOSE, application.county_code)
    )
    return {
        "notice": notice,
        "is_bound": needs_notice(notice),
        "earliest": earliest_end(notice.announced_on) if notice.announced_on else None,
        "breach": breach_words(notice),
        "confirm_url": url_for("licensing.confirm_end_page", public_id=application.public_id)
        if can_confirm
        else None,
        "act": _act_of(application),
    }


def _act_of(application: PermitApplication) -> LicenceAct | None:
    kindergarten = queries.kindergarten_of(application)
    acts = acts_of_kindergarten(kindergarten) if kindergarten else []
    return next((act for act in acts if act.ground is Ground.TERMINATED), None)


@blueprint.route("/applications/<public_id>/confirm-end", methods=["GET", "POST"])
@requires(Permission.LICENCE_ACT_PROPOSE)
def confirm_end_page(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    form = ConfirmEndForm(version=application.version, children=_children(application))
    made: list[LicenceAct] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: made.append(
                confirm_end(public_id, _confirmed(form), form.version_number, actor, clock.now())
            ),
            said=lambda: _("Confirmed. The cancelling of the licence is prepared."),
            version=lambda: queries.get_application(public_id, actor).version,
            was_done=lambda: was_last_done_by(
                SUBJECT, public_id, "licensing.application.confirm_end", actor
            ),
        )
        if carry_out(form, act):
            return redirect(
                url_for("licensing.show_act", public_id=made[0].public_id)
                if made
                else url_for("licensing.show_application", public_id=public_id)
            )
    return render_form(
        "licensing/termination_confirm.html",
        form,
        application=application,
        duties=[duty for duty in Duty if duty in DUTIES[case_of(application)]],
        is_termination=application.kind is PermitKind.TERMINATION,
    )


def _children(application: PermitApplication) -> int | None:
    text = application.values.get(ApplicationField.CHILDREN, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


def _confirmed(form: ConfirmEndForm) -> EndConfirmed:
    ticked = {
        Duty.REFUNDED: form.refunded.data,
        Duty.WAGES: form.wages.data,
        Duty.SETTLED: form.settled.data,
        Duty.FILES: form.files.data,
    }
    return EndConfirmed(
        placements=read_placements(form.placements.data or ""),
        children=form.children.data or 0,
        done=frozenset(duty for duty, is_done in ticked.items() if is_done),
        remark=form.remark.data or "",
    )
