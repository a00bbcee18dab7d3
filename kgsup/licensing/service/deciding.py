"""From the proposal of a decision to its signature, which carries it out in one transaction."""

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from kgsup.access.actor import Actor
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Preparation, register_act_title
from kgsup.casework.service import Signed
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, IllegalTransition
from kgsup.core.labels import label_of
from kgsup.core.workflow import advance
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import LicenceLine
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import (
    ACT_OF,
    ACTION_OF,
    Draft,
    Outcome,
    check_decided_on,
    check_draft,
    check_still_there,
    level_of,
    needs_legal_review,
    require_possible,
)
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.approval_sheets import issue_approval_sheet, last_day_of
from kgsup.licensing.service.decided import Decided
from kgsup.licensing.service.decision_papers import Decision, kind_of, paper_of
from kgsup.licensing.service.effects import EFFECTS, Effect
from kgsup.licensing.service.following import follow_decision
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.reviewing import findings_of
from kgsup.referrals import service as referrals

_WORDS = {
    Outcome.GRANT: "准予",
    Outcome.REFUSE: "不予",
    Outcome.FILE: "予以备案",
    Outcome.OBJECT: "提出异议",
}


def propose(
    public_id: str, draft: Draft, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Propose a decision; it goes through opinions to whoever may sign it.

    Raises ``RuleViolation`` for a hard obstacle (学前教育法 29 …), a finding without an answer, a refusal
    without reasons; ``Conflict`` when a proposal of the same kind runs already.
    """
    application = load(public_id, version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.PROPOSE)
    answered = check_draft(application.nature, draft, findings_of(application, actor, at))
    if _is_running(application):
        raise IllegalTransition(N_("A decision is proposed already: change or withdraw it first."))
    remember_preparer(application, actor)
    application.findings = [asdict(finding) for finding in answered]
    proposal = casework.prepare(
        subject_of(application), _preparation(application, draft, at), actor, at
    )
    changes = {"decision": [None, draft.outcome.value], "findings": [None, len(answered)]}
    record_on(application, "propose", changes, actor, at)
    return proposal


def _is_running(application: PermitApplication) -> bool:
    subject = subject_of(application)
    return any(casework_queries.find_open(subject, act) for act in ACT_OF.values())


def _preparation(application: PermitApplication, draft: Draft, at: dt.datetime) -> Preparation:
    today = local_date(at)
    levels = value(application.county_code, Key.DECISION_LEVELS, on=today)
    kindergarten = queries.kindergarten_of(application)
    name = kindergarten.name if kindergarten else application.values.get("name", "")
    rule = queries.rule_of(application, today)
    return Preparation(
        act=ACT_OF[draft.outcome],
        title=f"关于{name or application.applicant}{MATTERS[application.kind]}的审批意见"
        f"（{_WORDS[draft.outcome]}）",
        text=draft.text.strip(),
        basis=tuple(draft.basis) or rule.articles,
        level=level_of(draft.outcome, application.kind, levels),
        needs_legal_review=needs_legal_review(draft.outcome, application.kind),
        payload={
            "outcome": draft.outcome.value,
            "reasons": [reason.strip() for reason in draft.reasons if reason.strip()],
            "years": draft.years,
            "remark": draft.remark.strip(),
        },
        also_prepared_by=tuple(application.preparers),
        begun_on=application.accepted_on,
    )


def carry_out(proposal: Proposal, signed: Signed) -> Document:
    """Decide an application as it was signed off: register, number, paper, clocks, publication.

    Raises ``IllegalTransition`` when the application has moved on meanwhile (withdrawn, decided), and
    whatever the register refuses: then nothing was signed.
    """
    application = queries.get_application(proposal.subject_id, signed.actor, for_update=True)
    outcome = Outcome(proposal.payload["outcome"])
    before = application.state
    after = advance(TRANSITIONS[application.nature], before, ACTION_OF[outcome])
    assert application.accepted_on is not None  # noqa: S101 - a CHECK holds it
    check_decided_on(
        signed.acted_on, accepted_on=application.accepted_on, today=local_date(signed.at)
    )
    if outcome in {Outcome.GRANT, Outcome.FILE}:
        require_possible(findings_of(application, signed.actor, signed.at))
    decision = _decision(application, proposal, outcome, signed)
    document = documents.issue(
        _kind(application, outcome, signed),
        subject_of(application),
        paper_of(decision),
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
        office_number=signed.office_number,
    )
    application.state = after
    _enter(application, proposal, decision, document, signed)
    _record(application, before, proposal, outcome, signed)
    issue_approval_sheet(application, proposal, last_day_of(application), signed)
    follow_decision(application, decision, document, signed)
    referrals.withdraw_all(subject_of(application), "申请已作出决定", signed.actor, signed.at)
    return document


def _record(
    application: PermitApplication,
    before: State,
    proposal: Proposal,
    outcome: Outcome,
    signed: Signed,
) -> None:
    record_on(
        application,
        outcome.value,
        _changes(application, before),
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
        article=proposal.basis[0] if proposal.basis else None,
    )


def _decision(
    application: PermitApplication, proposal: Proposal, outcome: Outcome, signed: Signed
) -> Decision:
    """What is decided, with what it does to the register; the licence before is read first."""
    before = _licence_before(application, signed.acted_on)
    decision = Decision(
        application=application,
        outcome=outcome,
        day=signed.acted_on,
        basis=tuple(proposal.basis),
        reasons=tuple(proposal.payload["reasons"]),
        before=before,
    )
    if outcome in {Outcome.REFUSE, Outcome.OBJECT}:
        return decision
    _require_still_there(application, signed.acted_on)
    return replace(decision, effect=_effect(application, proposal.payload, signed))


def _require_still_there(application: PermitApplication, day: dt.date) -> None:
    """What was proposed may have become impossible while the paper went round."""
    kindergarten = queries.kindergarten_of(application)
    if kindergarten is None:
        return
    licence = current_licence(kindergarten, day)
    check_still_there(
        application.kind,
        is_closed=kindergarten.state is KindergartenState.CLOSED,
        licence=licence.state if licence else None,
    )


def _effect(application: PermitApplication, payload: dict[str, Any], signed: Signed) -> Effect:
    decided = Decided(
        application=application,
        years=payload["years"],
        remark=payload["remark"],
        day=signed.acted_on,
        actor=signed.actor,
        at=signed.at,
    )
    return EFFECTS[application.kind](decided)


def _licence_before(application: PermitApplication, day: dt.date) -> LicenceLine | None:
    kindergarten = queries.kindergarten_of(application)
    licence = current_licence(kindergarten, day) if kindergarten else None
    if licence is None:
        return None
    return LicenceLine(
        number=licence.number,
        valid_from=licence.valid_from,
        valid_until=licence.valid_until,
        edition=licence.edition,
    )


def _kind(application: PermitApplication, outcome: Outcome, signed: Signed) -> DocumentKind:
    return kind_of(application, outcome, as_reply=bool(signed.office_number))


def _enter(
    application: PermitApplication,
    proposal: Proposal,
    decision: Decision,
    document: Document,
    signed: Signed,
) -> None:
    application.prepared_by = proposal.prepared_by
    application.decided_by, application.decided_by_name = signed.signer_id, signed.signer_name
    application.decided_at, application.decided_on = signed.at, signed.acted_on
    application.decision_reason = "；".join(decision.reasons) or proposal.text
    application.document, application.document_number = document.public_id, document.number
    if decision.effect is not None:
        application.licence_number = decision.effect.licence_number
        edition = decision.effect.edition
        application.valid_from = edition.valid_from if edition else None
        application.valid_until = edition.valid_until if edition else decision.effect.valid_until


def _changes(application: PermitApplication, before: State) -> dict[str, Any]:
    def iso(day: dt.date | None) -> str | None:
        return day.isoformat() if day else None

    changes: dict[str, Any] = {
        "state": [before.value, application.state.value],
        "number": [None, application.document_number],
        "decided_on": [None, iso(application.decided_on)],
    }
    if application.licence_number:
        changes["licence_number"] = [None, application.licence_number]
    if application.valid_until:
        changes["valid_until"] = [None, iso(application.valid_until)]
    return changes


def needs_office_number(proposal: Proposal) -> bool:
    """Whether the paper of a decision takes its number from the office's register."""
    application = queries.find_by_subject(proposal.subject_id, proposal.county_code)
    if application is None:
        return False
    outcome = Outcome(proposal.payload["outcome"])
    kind = kind_of(application, outcome, as_reply=True)
    sources = value(proposal.county_code, Key.NUMBER_SOURCES, on=application.started_at.date())
    return NumberSource(sources.get(kind.value, KINDS[kind].source)) is NumberSource.OFFICE_REGISTER


for _outcome, _act in ACT_OF.items():
    register_act_title(_act, label_of(_outcome), "行政许可审批表")
    casework.register_executor(_act, carry_out, needs_office_number=needs_office_number)
