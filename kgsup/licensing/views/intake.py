"""Intake at the desk: a paper application, its receipt, and the five outcomes (行政许可法 32)."""

import datetime as dt
from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.clock import SHANGHAI, local_time
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import label_of
from kgsup.kindergartens.queries import find_by_name
from kgsup.licensing import queries, service
from kgsup.licensing.forms.intake import (
    AcceptForm,
    OutcomeForm,
    PlainForm,
    ReceiveForm,
    StartForm,
    WithdrawForm,
)
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.intake import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import Action, State
from kgsup.licensing.views.acting import ActPage, act_page
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm, choices_of, given
from kgsup.web.replies import render_form

for _action, _endpoint in {
    Action.ACCEPT: "accept_application",
    Action.FIND_NOT_NEEDED: "find_not_needed",
    Action.DECLINE: "decline_application",
    Action.END: "end_application",
    Action.WITHDRAW: "withdraw_application",
    Action.SUBMIT: "receive_application",
    Action.DISCARD: "discard_application",
}.items():
    action_page(
        _action,
        ActionPage(
            endpoint=f"licensing.{_endpoint}",
            permission=Permission.APPLICATION_RECEIVE,
            is_open=lambda application: (
                application.state is not State.DRAFT or application.channel is not Channel.ONLINE
            ),
        ),
    )


@blueprint.route("/applications/<county_code>/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def start_application(county_code: str) -> ResponseReturnValue:
    actor = current_actor()
    if county_code not in {county.code for county in counties_of(actor)}:
        raise NotFound
    form = StartForm(channel=Channel.WINDOW)
    kinds = queries.list_rules(county_code, clock.today())
    form.kind.choices = choices_of({rule.kind: label_of(rule.kind) for rule in kinds}, empty="")
    form.channel.choices = choices_of(
        {way: label_of(way) for way in (Channel.WINDOW, Channel.POST)}
    )
    begun: list[PermitApplication] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: begun.append(_start(form, county_code, actor)),
            said=lambda: _("Fill in what stands on the paper, then receive it."),
        )
        if carry_out(form, act):
            return redirect(url_for(".fill_application", public_id=begun[0].public_id))
    return render_form("licensing/start_application.html", form)


def _start(form: StartForm, county_code: str, actor: Actor) -> PermitApplication:
    start = service.Start(
        kind=PermitKind(form.kind.data),
        county_code=county_code,
        channel=Channel(form.channel.data),
        kindergarten=_kindergarten(form.kindergarten.data or "", county_code, actor),
        applicant=form.applicant.data or "",
        applicant_code=form.applicant_code.data or "",
        contact_name=form.contact_name.data or "",
        contact_telephone=form.contact_telephone.data or "",
        service_address=form.service_address.data or "",
    )
    return service.start_draft(start, actor, clock.now())


def _kindergarten(name: str, county_code: str, actor: Actor) -> str | None:
    """The public id of the kindergarten of this name; none for an empty name."""
    if not name:
        return None
    found = find_by_name(county_code, name, actor)
    if len(found) != 1:
        raise RuleViolation(
            N_("No kindergarten of the register has exactly this name.")
            if not found
            else N_("Several kindergartens have this name: begin from the page of the right one.")
        )
    return found[0].public_id


@blueprint.route("/applications/<public_id>/receive", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def receive_application(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    now = local_time(clock.now()).replace(tzinfo=None, second=0, microsecond=0)
    form = ReceiveForm(version=application.version, received_at=now)

    def do(version: int, actor: Actor) -> object:
        typed: dt.datetime = given(form.received_at.data)
        receipt = service.Receipt(
            received_at=typed.replace(tzinfo=SHANGHAI),
            version=version,
            handed_in_by=form.handed_in_by.data or "",
            remark=form.remark.data or "",
        )
        return service.receive(public_id, receipt, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.SUBMIT, do=do))


@blueprint.route("/applications/<public_id>/accept", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def accept_application(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = AcceptForm(version=application.version, on=clock.today())

    def do(version: int, actor: Actor) -> object:
        return service.accept(public_id, given(form.on.data), version, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.ACCEPT, do=do))


@blueprint.route("/applications/<public_id>/not-needed", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def find_not_needed(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = OutcomeForm(version=application.version)

    def do(version: int, actor: Actor) -> object:
        return service.find_not_needed(public_id, _outcome(form), version, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.FIND_NOT_NEEDED, do=do))


@blueprint.route("/applications/<public_id>/decline", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def decline_application(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = OutcomeForm(version=application.version)

    def do(version: int, actor: Actor) -> object:
        return service.decline(public_id, _outcome(form), version, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.DECLINE, do=do))


def _outcome(form: OutcomeForm) -> Outcome:
    return Outcome(
        reason=form.reason.data or "",
        where_to_go=form.where_to_go.data or "",
        article=form.article.data or "",
    )


@blueprint.route("/applications/<public_id>/end", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def end_application(public_id: str) -> ResponseReturnValue:
    return _plain(
        public_id,
        Action.END,
        lambda version, actor: service.end(public_id, version, actor, clock.now()),
    )


@blueprint.route("/applications/<public_id>/discard", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def discard_application(public_id: str) -> ResponseReturnValue:
    return _plain(
        public_id,
        Action.DISCARD,
        lambda version, actor: service.discard(public_id, version, actor, clock.now()),
    )


def _plain(
    public_id: str, action: Action, do: Callable[[int, Actor], object]
) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form: VersionedForm = PlainForm(version=application.version)
    return act_page(application, form, ActPage(action=action, do=do))


@blueprint.route("/applications/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def withdraw_application(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = WithdrawForm(
        version=application.version, asked_by=application.contact_name, asked_on=clock.today()
    )

    def do(version: int, actor: Actor) -> object:
        withdrawal = service.Withdrawal(
            asked_by=form.asked_by.data or "",
            asked_on=given(form.asked_on.data),
            reason=form.reason.data or "",
            version=version,
        )
        return service.withdraw(public_id, withdrawal, actor, clock.now())

    return act_page(application, form, ActPage(action=Action.WITHDRAW, do=do))
