"""Giving an opinion on a proposal, on screen or from a paper, and going on without a legal review."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries, rules, service
from kgsup.casework.forms import NO, YES, OpinionForm, PaperForm, ReasonForm
from kgsup.casework.models import Proposal
from kgsup.casework.queries import Result
from kgsup.casework.rules import Opinion, ProposalAction
from kgsup.casework.rules.steps import refusal_of
from kgsup.casework.views.acts import act_page
from kgsup.casework.views.blueprint import act_on, blueprint, paper_of, prepare_scans
from kgsup.core import clock
from kgsup.web.acting import carry_out
from kgsup.web.errors import explain
from kgsup.web.replies import render_form


@blueprint.route("/proposals/<public_id>/opinion", methods=["GET", "POST"])
@requires(Permission.CASE_OPINION)
def give_opinion(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = OpinionForm(version=proposal.version)
    form.agreed.choices = [(YES, _("Agreed")), (NO, _("Send back"))]
    if form.validate_on_submit() and _give(proposal, form):
        return redirect(url_for(".show_proposal", public_id=public_id))
    return decision_page("casework/give_opinion.html", public_id, ProposalAction.AGREE, form)


def _give(proposal: Proposal, form: OpinionForm) -> bool:
    scans = prepare_scans(form.scan.data, form)
    if scans is None:
        return False
    version, actor = form.version_number, current_actor()
    agreed, text = form.agreed.data == YES, form.text.data or ""

    def do() -> object:
        paper = paper_of(form, scans, proposal.county_code)
        opinion = Opinion(agreed=agreed, text=text, on_paper=paper)
        return service.give_opinion(proposal.public_id, opinion, version, actor, clock.now())

    act = "agree" if agreed else "send_back"
    result = Result(act=f"casework.proposal.{act}", values={"opinion": text})
    return carry_out(form, act_on(proposal, result, do, _("Your opinion is recorded.")))


def decision_page(
    template: str, public_id: str, action: ProposalAction, form: PaperForm, **context: object
) -> ResponseReturnValue:
    """The page of a step: the proposal as it is decided on, and why the reader may not, if so."""
    actor, today = current_actor(), clock.today()
    proposal = queries.get_proposal(public_id, actor)
    case = queries.case_of(proposal, today)
    hand = queries.hand_of(actor, proposal.county_code, today)
    possible = rules.possible_actions(proposal.state, proposal.needs, small_bureau=True)
    refusal = refusal_of(case, hand, action) if action in possible else None
    return render_form(
        template,
        form,
        proposal=proposal,
        act_title=_(rules.known_act(proposal.act).title),
        is_possible=action in possible,
        refusal=explain(refusal) if refusal else None,
        said=queries.list_said(proposal),
        **context,
    )


@blueprint.route("/proposals/<public_id>/skip-legal-review", methods=["GET", "POST"])
@requires(Permission.CASE_OPINION)
def skip_legal_review(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = ReasonForm(version=proposal.version)

    def do(version: int, actor: Actor) -> object:
        note = form.reason.data or ""
        return service.skip_legal_review(public_id, note, version, actor, clock.now())

    return act_page(proposal, ProposalAction.SKIP, form, do, {"opinion": "reason"})
