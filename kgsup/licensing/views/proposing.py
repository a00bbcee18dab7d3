"""Preparing a decision: what departs from the standards is answered, then it goes to whoever decides."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries as casework
from kgsup.casework.models import Proposal
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.licensing import queries, service
from kgsup.licensing.forms.proposing import ProposeForm, answer_name, answers_in, propose_form
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import ACT_OF, OUTCOMES, Draft, Finding, Outcome
from kgsup.licensing.rules.states import Action
from kgsup.licensing.service.ledger import subject_of
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint, panel
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form


def _none_runs(application: PermitApplication) -> bool:
    return find_running(application) is None


def find_running(application: PermitApplication) -> Proposal | None:
    """The proposal of a decision that is on its way."""
    subject = subject_of(application)
    found = (casework.find_open(subject, act) for act in ACT_OF.values())
    return next((proposal for proposal in found if proposal is not None), None)


action_page(
    Action.PROPOSE,
    ActionPage(
        endpoint="licensing.propose_decision",
        permission=Permission.CASE_PROPOSE,
        is_open=_none_runs,
    ),
)


@panel("licensing/_proposals.html", place=50)
def proposals(application: PermitApplication) -> dict[str, object] | None:
    """The proposals on this application, the newest first."""
    found = casework.list_of(subject_of(application), current_actor())
    return {"proposals": found} if found else None


@blueprint.route("/applications/<public_id>/propose", methods=["GET", "POST"])
@requires(Permission.CASE_PROPOSE)
def propose_decision(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    findings = service.findings_of(application, actor, clock.now())
    form = propose_form(findings, application.version)
    outcomes = OUTCOMES[application.nature]
    form.outcome.choices = choices_of({one: label_of(one) for one in outcomes})
    made: list[Proposal] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: made.append(_propose(application, form, findings)),
            said=lambda: _("The proposal has been prepared. Submit it, and it goes its way."),
            version=lambda: queries.get_application(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for("casework.show_proposal", public_id=made[0].public_id))
    return render_form(
        "licensing/propose_decision.html",
        form,
        application=application,
        hard=[finding for finding in findings if finding.is_hard],
        soft=[(finding, answer_name(finding)) for finding in findings if not finding.is_hard],
    )


def _propose(
    application: PermitApplication, form: ProposeForm, findings: list[Finding]
) -> Proposal:
    draft = Draft(
        outcome=Outcome(form.outcome.data),
        text=form.text.data or "",
        reasons=tuple((form.reasons.data or "").splitlines()),
        years=form.years.data,
        remark=form.remark.data or "",
        answers=answers_in(form, findings),
    )
    return service.propose(
        application.public_id, draft, form.version_number, current_actor(), clock.now()
    )
