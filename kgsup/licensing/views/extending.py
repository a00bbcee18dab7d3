"""Extending the period once, and stopping the clock for what a law requires."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries as casework
from kgsup.casework.models import Proposal
from kgsup.core import clock
from kgsup.core.clocks import ClockStatus, Period, Unit
from kgsup.core.errors import DomainError
from kgsup.deadlines.rules import PauseGround
from kgsup.licensing import queries
from kgsup.licensing.forms.extending import ExtendForm, PauseForm, ResumeForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.extending import EXTEND, Procedure, Request
from kgsup.licensing.rules.states import Action
from kgsup.licensing.service import extending as service
from kgsup.licensing.service.ledger import subject_of
from kgsup.licensing.views.acting import ActPage, act_page
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.errors import explain
from kgsup.web.forms import given
from kgsup.web.replies import render_form


def _none_asked(application: PermitApplication) -> bool:
    return casework.find_open(subject_of(application), EXTEND) is None


def _can_pause(application: PermitApplication) -> bool:
    found = service.find_clock(application, clock.today())
    return found is not None and found[1].pausable and found[2].status is ClockStatus.RUNNING


def _is_paused(application: PermitApplication) -> bool:
    found = service.find_clock(application, clock.today())
    return found is not None and found[2].status is ClockStatus.PAUSED


action_page(
    Action.EXTEND,
    ActionPage(
        endpoint="licensing.extend_period",
        permission=Permission.CASE_PROPOSE,
        is_open=_none_asked,
    ),
)
action_page(
    Action.PAUSE,
    ActionPage(
        endpoint="licensing.pause_clock",
        permission=Permission.APPLICATION_REVIEW,
        is_open=_can_pause,
    ),
)
action_page(
    Action.RESUME,
    ActionPage(
        endpoint="licensing.resume_clock",
        permission=Permission.APPLICATION_REVIEW,
        is_open=_is_paused,
    ),
)


@blueprint.route("/applications/<public_id>/extend", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def extend_period(public_id: str) -> ResponseReturnValue:
    """Propose the extension, or read why this period knows none."""
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    longest, why_not = _longest(application)
    form = ExtendForm(version=application.version, count=longest.count if longest else None)
    made: list[Proposal] = []

    def do() -> object:
        request = Request(count=given(form.count.data), reason=form.reason.data or "")
        made.append(
            service.request_extension(public_id, request, form.version_number, actor, clock.now())
        )
        return made

    if form.validate_on_submit():
        act = Act(
            do=do,
            said=lambda: _("The proposal has been prepared. Submit it, and it goes its way."),
            version=lambda: queries.get_application(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for("casework.show_proposal", public_id=made[0].public_id))
    return render_form(
        "licensing/extend.html", form, application=application, longest=longest, why_not=why_not
    )


def _longest(application: PermitApplication) -> tuple[Period | None, str | None]:
    """The longest extension, or why there is none, with the article."""
    try:
        return service.longest_extension(application, clock.today()), None
    except DomainError as error:
        return None, explain(error)


@blueprint.route("/applications/<public_id>/pause", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def pause_clock(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = PauseForm(version=application.version, from_day=clock.today())
    form.offer()

    def do(version: int, actor: Actor) -> object:
        procedure = Procedure(
            ground=PauseGround(form.ground.data),
            basis=form.basis.data or "",
            lasts=Period(count=given(form.count.data), unit=Unit(form.unit.data)),
            from_day=given(form.from_day.data),
            carried_out_by=form.carried_out_by.data or "",
            reason=form.reason.data or "",
        )
        return service.pause(public_id, procedure, version, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.PAUSE, do=do))


@blueprint.route("/applications/<public_id>/resume", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def resume_clock(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = ResumeForm(version=application.version, on=clock.today())

    def do(version: int, actor: Actor) -> object:
        return service.resume(public_id, given(form.on.data), version, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.RESUME, do=do))
