"""Signing a proposal off, on screen or from a paper."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries, service
from kgsup.casework.forms import SignOffForm
from kgsup.casework.models import Proposal
from kgsup.casework.queries import Result
from kgsup.casework.rules import ProposalAction, SigningOff
from kgsup.casework.views.blueprint import act_on, blueprint, paper_of, prepare_scans
from kgsup.casework.views.opinions import decision_page
from kgsup.core import clock
from kgsup.web.acting import carry_out


@blueprint.route("/proposals/<public_id>/sign-off", methods=["GET", "POST"])
@requires(Permission.CASE_OPINION)
def sign_off(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    form = SignOffForm(version=proposal.version)
    if form.validate_on_submit() and _sign_off(proposal, form):
        return redirect(url_for(".show_proposal", public_id=public_id))
    return decision_page(
        "casework/sign_off.html",
        public_id,
        ProposalAction.SIGN_OFF,
        form,
        needs_number=service.needs_office_number(proposal),
    )


def _sign_off(proposal: Proposal, form: SignOffForm) -> bool:
    scans = prepare_scans(form.scan.data, form)
    if scans is None:
        return False
    actor, opinion = current_actor(), form.opinion.data or ""

    def do() -> object:
        how = SigningOff(
            version=form.version_number,
            opinion=opinion,
            office_number=form.office_number.data,
            on_paper=paper_of(form, scans, proposal.county_code),
        )
        return service.sign_off(proposal.public_id, how, actor, clock.now())

    values = {"opinion": opinion}
    if form.office_number.data:
        values["office_number"] = form.office_number.data
    if form.signer.data:
        values["reason"] = form.reason.data or ""
    result = Result(
        act="casework.proposal.sign_off",
        values=values,
        acted_on=form.signed_on.data if form.signer.data else clock.today(),
    )
    return carry_out(form, act_on(proposal, result, do, _("Signed off; the act is done.")))
