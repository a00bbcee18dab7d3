"""From draft to the receiver's hand: sign-off, seal, service, answer, withdrawal."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.corrections import queries, rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import follow_ups as life
from kgsup.corrections.service.closing import close_if_done, require_evidence
from kgsup.corrections.service.papers import document_kind, facts_of
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.states import Service
from kgsup.workcalendar.queries import work_calendar


def draft_of(follow_up: FollowUp, findings: list[Finding]) -> rules.Draft:
    """What the rule of signing off must know of a draft and its open findings."""
    drafter = {"id": follow_up.drafted_by, "name": follow_up.drafted_by_name}
    people = [drafter, *follow_up.changed_by]
    return rules.Draft(
        kind=follow_up.kind,
        state=follow_up.state,
        prepared_by=frozenset(person["id"] for person in people if person["id"] is not None),
        preparers=frozenset(person["name"] for person in people),
        found_on=follow_up.opened_on,
        open_dates=tuple(
            rules.PrintedDate(step=finding.step, due_on=finding.due_on) for finding in findings
        ),
    )


def findings_on_paper(follow_up: FollowUp, *, for_update: bool = False) -> list[Finding]:
    """The findings that the paper prints: those that are open."""
    findings = queries.findings_of_follow_up(follow_up.id, for_update=for_update)
    return [finding for finding in findings if finding.state is rules.FindingState.OPEN]


@dataclass(frozen=True, kw_only=True)
class SigningOff:
    """How a draft is signed off: on which version of it, with the office's number, by hand."""

    version: int | None
    office_number: str | None = None
    on_paper: rules.OnPaper | None = None


def sign_off(public_id: str, how: SigningOff, actor: Actor, at: dt.datetime) -> Document:
    """Sign off a draft: number, frozen facts and state in the caller's one transaction.

    The actor signs, or enters the signature of ``on_paper`` with its scan; in both cases nobody who
    drafted or changed the draft.  Raises ``Conflict``, ``IllegalTransition`` when somebody signed
    first, ``RuleViolation`` as the rule says, and what ``documents.service.issue`` raises.
    """
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, how.version)
    findings = findings_on_paper(follow_up, for_update=True)
    today = local_date(at)
    signed = life.sign_off(
        draft_of(follow_up, findings),
        signer_id=actor.id,
        today=today,
        calendar=work_calendar(),
        on_paper=how.on_paper,
    )
    if how.on_paper:
        require_evidence((how.on_paper.scan,), follow_up.county_code, actor)
    kindergarten = queries.kindergarten_of(follow_up)
    document = documents.issue(
        document_kind(follow_up),
        _subject(follow_up),
        facts_of(follow_up, findings, kindergarten, actor),
        actor,
        at,
        acted_on=signed.acted_on,
        office_number=how.office_number,
    )
    before, follow_up.state = follow_up.state, signed.state
    follow_up.signed_off_by, follow_up.signed_off_by_name = actor.id, actor.name
    follow_up.signed_off_at, follow_up.acted_on = at, signed.acted_on
    follow_up.document_id, follow_up.number = document.public_id, document.number
    changes = {"state": [before.value, signed.state.value], "number": [None, document.number]}
    if how.on_paper:
        follow_up.paper_signer, follow_up.paper_scan = how.on_paper.signer, how.on_paper.scan
        changes["paper_signer"] = [None, how.on_paper.signer]
        changes["reason"] = [None, how.on_paper.reason]
    _record(actor, "sign_off", follow_up, changes, at, acted_on=signed.acted_on)
    return document


def record_seal(
    public_id: str, sealed_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Record that the paper was sealed; before that it has no effect."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    before, after = follow_up.state, advance(rules.TRANSITIONS, follow_up.state, rules.Action.SEAL)
    documents.record_seal(_document_of(follow_up), sealed_on, actor, at)
    follow_up.state, follow_up.sealed_on = after, sealed_on
    changes = {"state": [before.value, after.value]}
    _record(actor, "seal", follow_up, changes, at, acted_on=sealed_on)
    return follow_up


def record_service(
    public_id: str, service: Service, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Record that the receiver got the paper: the receiver's time runs from that day.

    The printed dates stand.  A follow-up in which nothing is open any more is closed at once.
    """
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    before = follow_up.state
    after = life.serve(
        before, acted_on=follow_up.acted_on or follow_up.opened_on, served_on=service.served_on
    )
    if service.proof:
        require_evidence((service.proof,), follow_up.county_code, actor)
    documents.record_service(_document_of(follow_up), service, actor, at)
    follow_up.state, follow_up.served_on = after, service.served_on
    changes = {
        "state": [before.value, after.value],
        "way": [None, service.way.value],
        "receiver": [None, service.receiver],
    }
    _record(actor, "serve", follow_up, changes, at, acted_on=service.served_on)
    kindergarten = queries.kindergarten_of(follow_up).public_id
    close_if_done(follow_up, service.served_on, kindergarten, actor, at)
    return follow_up


def continue_elsewhere(
    public_id: str, number: str, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Hand an order to correct over to its penalty case; its findings stay open here."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    before = follow_up.state
    follow_up.state = life.continue_elsewhere(follow_up.kind, before, number)
    follow_up.number_elsewhere = number.strip()
    changes = {"state": [before.value, follow_up.state.value], "number": [None, number.strip()]}
    _record(actor, "continue_elsewhere", follow_up, changes, at)
    return follow_up


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and on which day."""

    text: str
    answered_on: dt.date


def record_answer(
    public_id: str, answer: Answer, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Record the kindergarten's report or the authority's reply; each finding is closed by itself."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    before = follow_up.state
    follow_up.state = life.answer(
        before,
        answer.text,
        answered_on=answer.answered_on,
        served_on=follow_up.served_on,
        today=local_date(at),
    )
    follow_up.answer, follow_up.answered_on = answer.text.strip(), answer.answered_on
    changes = {"state": [before.value, follow_up.state.value], "answer": [None, follow_up.answer]}
    _record(actor, "answer", follow_up, changes, at, acted_on=answer.answered_on)
    return follow_up


def withdraw_draft(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Withdraw a draft; its open findings stay and need another follow-up."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    _withdraw(follow_up, rules.Action.WITHDRAW, reason, actor, at)
    return follow_up


def take_back(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Take back a signed paper before it is served: its number becomes void, with the reason."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    _withdraw(follow_up, rules.Action.TAKE_BACK, reason, actor, at)
    documents.void(_document_of(follow_up), reason, actor, at)
    return follow_up


def _withdraw(
    follow_up: FollowUp, action: rules.Action, reason: str, actor: Actor, at: dt.datetime
) -> None:
    before = follow_up.state
    follow_up.state = life.withdraw(before, action, reason)
    follow_up.withdrawn_reason = reason.strip()
    for finding in findings_on_paper(follow_up, for_update=True):
        finding.follow_up_id = None
    changes = {"state": [before.value, follow_up.state.value], "reason": [None, reason.strip()]}
    _record(actor, action.value, follow_up, changes, at)


def _document_of(follow_up: FollowUp) -> str:
    if follow_up.document_id is None:
        raise RuleViolation(N_("There is no paper yet."))
    return follow_up.document_id


def _subject(follow_up: FollowUp) -> Subject:
    kindergarten = queries.kindergarten_of(follow_up).public_id
    return Subject("follow_up", follow_up.public_id, follow_up.county_code, kindergarten)


def _record(
    actor: Actor,
    act: str,
    follow_up: FollowUp,
    changes: Mapping[str, Any],
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
) -> None:
    record(
        actor, f"corrections.follow_up.{act}", _subject(follow_up), changes, at, acted_on=acted_on
    )
