"""Proposals: what waits for whom, the list, one proposal with what may be done next, its sheet."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.casework import queries, rules
from kgsup.casework.forms import ProposalFilterForm
from kgsup.casework.models import Proposal
from kgsup.casework.queries import ProposalFilter
from kgsup.casework.rules import ProposalAction, ProposalState
from kgsup.casework.views.blueprint import blueprint, case_url
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines.queries import list_of as clocks_of
from kgsup.documents.queries import list_of_subject
from kgsup.web.forms import choices_of
from kgsup.web.paging import Page, address_of_export, keyset

RUNNING = "running"

_PERMISSIONS = {
    ProposalAction.SUBMIT: Permission.CASE_PROPOSE,
    ProposalAction.AGREE: Permission.CASE_OPINION,
    ProposalAction.SIGN_OFF: Permission.CASE_OPINION,
    ProposalAction.SKIP: Permission.CASE_OPINION,
    ProposalAction.RECORD_DISCUSSION: Permission.CASE_PROPOSE,
    ProposalAction.CHANGE: Permission.CASE_PROPOSE,
    ProposalAction.WITHDRAW: Permission.CASE_PROPOSE,
}
_PAGES = {
    ProposalAction.SUBMIT: "casework.submit",
    ProposalAction.AGREE: "casework.give_opinion",
    ProposalAction.SIGN_OFF: "casework.sign_off",
    ProposalAction.SKIP: "casework.skip_legal_review",
    ProposalAction.RECORD_DISCUSSION: "casework.record_discussion",
    ProposalAction.CHANGE: "casework.change",
    ProposalAction.WITHDRAW: "casework.withdraw",
}


@blueprint.route("/proposals")
@requires(Permission.CASE_READ)
def list_proposals() -> ResponseReturnValue:
    form, wanted = proposal_filter()
    actor = current_actor()

    def load(after: list[Any] | None, limit: int) -> Sequence[Proposal]:
        return queries.list_proposals(wanted, actor, after, limit)

    total = queries.count_proposals(wanted, actor)
    page: Page[Proposal] = keyset(load, proposal_key, total=total)
    is_first = "after" not in request.args
    return render_template(
        "casework/list_proposals.html",
        form=form,
        page=page,
        titles=act_titles(),
        waiting=queries.list_waiting_for(actor, clock.today()) if is_first else [],
        export_url=address_of_export(".export_proposals"),
    )


def proposal_key(row: Proposal) -> tuple[int]:
    """What the list is sorted by, as an address holds it."""
    return (row.id,)


def act_titles() -> dict[str, str]:
    """What each act is called, translated."""
    return {act: _(title) for act, title in rules.known_acts().items()}


def proposal_filter() -> tuple[ProposalFilterForm, ProposalFilter]:
    """The filter that the address asks for; without one it is what runs."""
    form = ProposalFilterForm(request.args)
    states = choices_of({state: label_of(state) for state in ProposalState})
    form.state.choices = [(RUNNING, _("Running")), ("", _("All")), *states]
    form.act.choices = [("", _("All")), *sorted(act_titles().items(), key=lambda item: item[1])]
    if "state" not in request.args:
        form.state.data = RUNNING
    return form, ProposalFilter(
        states=_states(form.state.data),
        act=form.act.data if form.act.data in rules.known_acts() else None,
        text=form.text.data or None,
    )


def _states(text: str | None) -> tuple[ProposalState, ...]:
    """The states that an address asks for; none means all of them."""
    if text == RUNNING:
        return rules.OPEN_STATES
    return (ProposalState(text),) if text in set(ProposalState) else ()


@blueprint.route("/proposals/<public_id>")
@requires(Permission.CASE_READ)
def show_proposal(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    proposal = queries.get_proposal(public_id, actor)
    return render_template(
        "casework/show_proposal.html",
        proposal=proposal,
        act_title=_(rules.known_act(proposal.act).title),
        actions=_actions(proposal),
        said=queries.list_said(proposal),
        preparers=queries.preparers_of(proposal),
        review=queries.find_after_review(proposal.id),
        clocks=clocks_of(proposal.subject),
        numbers=queries.numbers_of(proposal.subject),
        numbers_url=numbers_url(proposal),
        documents=list_of_subject(proposal.subject_kind, proposal.subject_id, actor),
        assignee=queries.assignee_of(proposal.subject),
        timeline=timeline("proposal", public_id),
        case_url=case_url(proposal.subject_kind, proposal.subject_id),
        today=clock.today(),
    )


def numbers_url(proposal: Proposal) -> str:
    """Where the numbers of a proposal's case are recorded."""
    return url_for(
        "casework.record_number", kind=proposal.subject_kind, public_id=proposal.subject_id
    )


def _actions(proposal: Proposal) -> list[tuple[str, str, str, str]]:
    """The acts that the table and the reader's permissions leave, as the actions macro takes them."""
    small = queries.is_small_bureau(proposal.county_code, clock.today())
    possible = rules.possible_actions(proposal.state, proposal.needs, small_bureau=small)
    return [
        (
            _(label_of(action)),
            url_for(_PAGES[action], public_id=proposal.public_id),
            _(rules.CONSEQUENCES[action]),
            "GET",
        )
        for action in possible
        if action in _PAGES and may(_PERMISSIONS[action], proposal.county_code)
    ]


@blueprint.route("/proposals/<public_id>/sheet")
@requires(Permission.CASE_READ)
def show_sheet(public_id: str) -> ResponseReturnValue:
    proposal = queries.get_proposal(public_id, current_actor())
    sheet = queries.sheet_of(proposal)
    return render_template("casework/show_sheet.html", proposal=proposal, sheet=sheet)
