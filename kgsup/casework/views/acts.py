"""Submitting, changing and withdrawing a proposal, and minutes: each act on a page of its own."""

from collections.abc import Callable
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries, rules, service
from kgsup.casework.forms import NO, YES, ChangeProposalForm, DiscussionForm, ReasonForm
from kgsup.casework.models import Proposal
from kgsup.casework.queries import Result
from kgsup.casework.rules import Minutes, ProposalAction, ProposalChange
from kgsup.casework.views.blueprint import (
    Scans,
    act_on,
    blueprint,
    given,
    lines_of,
    prepare_scans,
    store_scans,
)
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.web.acting import carry_out
from kgsup.web.forms import ConfirmForm, VersionedForm
from kgsup.web.replies import render_form

Do = Callable[[int, Actor], object]


@blueprint.route("/proposals/<public_id>/submit", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def submit(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = ConfirmForm(version=proposal.version)

    def do(version: int, actor: Actor) -> object:
        return service.submit(public_id, version, actor, clock.now())

    return act_page(proposal, ProposalAction.SUBMIT, form, do)


@blueprint.route("/proposals/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def change(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = ChangeProposalForm(
        version=proposal.version,
        title=proposal.title,
        text=proposal.text,
        basis="\n".join(proposal.basis),
    )

    def do(version: int, actor: Actor) -> object:
        new = ProposalChange(
            title=form.title.data or "",
            text=form.text.data or "",
            basis=lines_of(form.basis.data),
        )
        return service.change(public_id, new, version, actor, clock.now())

    return act_page(proposal, ProposalAction.CHANGE, form, do)


@blueprint.route("/proposals/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def withdraw(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = ReasonForm(version=proposal.version)

    def do(version: int, actor: Actor) -> object:
        return service.withdraw(public_id, form.reason.data or "", version, actor, clock.now())

    return act_page(proposal, ProposalAction.WITHDRAW, form, do, {"reason": "reason"})


@blueprint.route("/proposals/<public_id>/discussion", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def record_discussion(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = DiscussionForm(version=proposal.version, held_on=clock.today())
    form.agreed.choices = [(YES, _("The proposal is agreed with")), (NO, _("It goes back"))]
    scans: Scans = []

    def do(version: int, actor: Actor) -> object:
        minutes = _minutes(form, store_scans(scans, proposal.county_code))
        return service.record_discussion(public_id, minutes, version, actor, clock.now())

    if form.validate_on_submit():
        scans += prepare_scans(form.scan.data, form) or []
    values = {"minutes": "number", "result": "result"}
    return act_page(proposal, ProposalAction.RECORD_DISCUSSION, form, do, values)


def _minutes(form: DiscussionForm, scans: tuple[str, ...]) -> Minutes:
    return Minutes(
        number=form.number.data or "",
        held_on=given(form.held_on.data),
        attendance=lines_of(form.attendance.data),
        result=form.result.data or "",
        agreed=form.agreed.data == YES,
        scan=scans[0] if scans else None,
    )


def act_page(
    proposal: Proposal,
    action: ProposalAction,
    form: VersionedForm,
    do: Do,
    values: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Show the page of an act, or do it and go back to the proposal.

    ``values`` are the fields of the ledger that a second click repeats → fields of the form.
    """
    public_id, actor = proposal.public_id, current_actor()
    if form.validate_on_submit() and not form.form_errors:
        result = Result(
            act=f"casework.proposal.{action.value}",
            values={name: form[typed].data or "" for name, typed in (values or {}).items()},
        )
        version = form.version_number
        if carry_out(form, act_on(proposal, result, lambda: do(version, actor))):
            return redirect(url_for(".show_proposal", public_id=public_id))
    return _form_page(queries.get_proposal(public_id, actor), action, form)


def _form_page(proposal: Proposal, action: ProposalAction, form: Any) -> ResponseReturnValue:
    small = queries.is_small_bureau(proposal.county_code, clock.today())
    possible = rules.possible_actions(proposal.state, proposal.needs, small_bureau=small)
    return render_form(
        "casework/act.html",
        form,
        proposal=proposal,
        title=_(label_of(action)),
        consequence=_(rules.CONSEQUENCES[action]),
        is_possible=action in possible,
        is_final=action is ProposalAction.WITHDRAW,
    )
