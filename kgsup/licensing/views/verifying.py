"""Verification on site: notice, record, and what was measured on the page of the application."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.clock import SHANGHAI
from kgsup.core.labels import label_of
from kgsup.licensing import queries
from kgsup.licensing.forms.verifying import (
    PASSED,
    VerificationNoticeForm,
    measured_in,
    measured_name,
    verification_form,
)
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.states import Action, State
from kgsup.licensing.rules.verifying import Notice, Record, measurable
from kgsup.licensing.service.verifying import notify_verification, record_verification
from kgsup.licensing.views.acting import ActPage, act_page
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint, panel
from kgsup.licensing.views.steps import Step, lines_in, scans_in, step_page, stored
from kgsup.web.forms import given

action_page(
    Action.VERIFY,
    ActionPage(endpoint="licensing.enter_verification", permission=Permission.APPLICATION_REVIEW),
)


@blueprint.app_template_filter("application_field")
def application_field(name: str) -> str:
    """What a field of applications is called."""
    return str(_(label_of(ApplicationField(name))))


@panel("licensing/_verifications.html", place=42)
def verifications(application: PermitApplication) -> dict[str, object] | None:
    """What two staff saw on site; the page says that no clock stops for it."""
    rows = queries.verifications_of(application)
    can_notify = application.state is State.ACCEPTED and may(
        Permission.APPLICATION_REVIEW, application.county_code
    )
    if not rows and not can_notify:
        return None
    address = url_for("licensing.announce_verification", public_id=application.public_id)
    return {"rows": rows, "notify_url": address if can_notify else None}


@blueprint.route("/applications/<public_id>/verification-notice", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def announce_verification(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = VerificationNoticeForm(
        version=application.version, place=application.values.get("address", "")
    )

    def do(version: int) -> object:
        notice = Notice(
            visit_at=given(form.visit_at.data).replace(tzinfo=SHANGHAI),
            place=form.place.data or "",
            officers=lines_in(form.officers.data),
            items=lines_in(form.items.data),
            to_prepare=lines_in(form.to_prepare.data),
        )
        return notify_verification(public_id, notice, version, current_actor(), clock.now())

    step = Step(
        act="notify_verification",
        title=_("Announce a verification on site"),
        consequence=_("The notice names day, place and two staff. The clock goes on."),
        do=do,
    )
    return step_page(application, form, step)


@blueprint.route("/applications/<public_id>/verification", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def enter_verification(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    fields = measurable(queries.rule_of(application, clock.today()).fields)
    form = verification_form(fields, application.values, application.version)
    scans = scans_in(form, "scans") if form.is_submitted() else []

    def do(version: int, actor: Actor) -> object:
        record = Record(
            done_on=given(form.done_on.data),
            first_verifier=form.first_verifier.data or "",
            second_verifier=form.second_verifier.data or "",
            measured=measured_in(form, fields),
            opinion=form.opinion.data or "",
            is_passed=form.verdict.data == PASSED,
            evidence=stored(scans, application),
            visit=form.visit.data or "",
        )
        return record_verification(public_id, record, version, actor, clock.now())

    names = [measured_name(field) for field in fields]
    page = ActPage(
        action=Action.VERIFY, do=do, template="licensing/verify.html", context={"names": names}
    )
    return act_page(application, form, page)
