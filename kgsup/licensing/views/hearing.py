"""Hearings: what has happened and the next step, each on a page of its own."""

from collections.abc import Callable, Mapping

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.clock import SHANGHAI
from kgsup.core.labels import label_of
from kgsup.licensing import queries
from kgsup.licensing.forms.reviewing import (
    HearingAskedForm,
    HearingForm,
    HearingRightForm,
    MinutesForm,
)
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.hearing import Hearing, Right, last_step, possible
from kgsup.licensing.rules.hearing import Step as HearingStep
from kgsup.licensing.rules.states import Nature, State
from kgsup.licensing.service import hearing as service
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.licensing.views.steps import Step, scans_in, step_page, stored
from kgsup.web.forms import given


@panel("licensing/_hearing.html", place=48)
def hearing(application: PermitApplication) -> dict[str, object] | None:
    """The steps of the hearing, and those that can come next."""
    can_act = (
        application.state is State.ACCEPTED
        and application.nature is Nature.LICENCE
        and may(Permission.APPLICATION_REVIEW, application.county_code)
    )
    if not application.hearing and not can_act:
        return None
    links = [
        (_(label_of(step)), _address(application, step))
        for step in possible(last_step(application.hearing))
        if can_act
    ]
    steps = [(HearingStep(row["step"]), row) for row in application.hearing]
    return {"steps": steps, "links": links}


def _address(application: PermitApplication, step: HearingStep) -> str:
    return url_for("licensing.hold_hearing", public_id=application.public_id, step=step.value)


@blueprint.route("/applications/<public_id>/hearing/<step>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def hold_hearing(public_id: str, step: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    if step not in set(HearingStep):
        raise NotFound
    return _PAGES[HearingStep(step)](application)


def _told(application: PermitApplication) -> ResponseReturnValue:
    form = HearingRightForm(version=application.version)

    def do(version: int) -> object:
        right = Right(
            intended=form.intended.data or "",
            reasons=form.reasons.data or "",
            told=form.told.data or "",
        )
        return service.tell_hearing_right(
            application.public_id, right, version, current_actor(), clock.now()
        )

    said = _("Five working days to ask for a hearing run from the service of the notice.")
    return step_page(application, form, _step(HearingStep.TOLD, "tell_hearing_right", said, do))


def _asked(application: PermitApplication) -> ResponseReturnValue:
    form = HearingAskedForm(version=application.version, on=clock.today())

    def do(version: int) -> object:
        return service.ask_hearing(
            application.public_id, given(form.on.data), version, current_actor(), clock.now()
        )

    said = _("The hearing is held within twenty working days.")
    return step_page(application, form, _step(HearingStep.ASKED, "ask_hearing", said, do))


def _notified(application: PermitApplication) -> ResponseReturnValue:
    form = HearingForm(version=application.version)

    def do(version: int) -> object:
        held = Hearing(
            held_at=given(form.held_at.data).replace(tzinfo=SHANGHAI),
            place=form.place.data or "",
            chair=form.chair.data or "",
            chair_position=form.chair_position.data or "",
            recorder=form.recorder.data or "",
            is_public=bool(form.is_public.data),
            closed_because=form.closed_because.data or "",
        )
        return service.notify_hearing(
            application.public_id, held, version, current_actor(), clock.now()
        )

    said = _("The notice goes out at least seven working days ahead.")
    return step_page(application, form, _step(HearingStep.NOTIFIED, "notify_hearing", said, do))


def _held(application: PermitApplication) -> ResponseReturnValue:
    form = MinutesForm(version=application.version, on=clock.today())
    scans = scans_in(form, "scans") if form.is_submitted() else []

    def do(version: int) -> object:
        minutes = (given(form.on.data), stored(scans, application), form.summary.data or "")
        return service.record_hearing(
            application.public_id, minutes, version, current_actor(), clock.now()
        )

    said = _("The decision follows from the minutes.")
    return step_page(application, form, _step(HearingStep.HELD, "record_hearing", said, do))


def _step(step: HearingStep, act: str, consequence: str, do: Callable[[int], object]) -> Step:
    return Step(act=act, title=_(label_of(step)), consequence=consequence, do=do)


_PAGES: Mapping[HearingStep, Callable[[PermitApplication], ResponseReturnValue]] = {
    HearingStep.TOLD: _told,
    HearingStep.ASKED: _asked,
    HearingStep.NOTIFIED: _notified,
    HearingStep.HELD: _held,
}
