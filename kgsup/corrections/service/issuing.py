"""Signing off: number, frozen facts and state at once."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.core.workflow import advance
from kgsup.corrections import queries, rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import signing
from kgsup.corrections.service.closing import require_evidence
from kgsup.corrections.service.ledger import record_on, subject_of
from kgsup.corrections.service.papers import document_kind, facts_of
from kgsup.documents import service as documents
from kgsup.documents.models import Document
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
        officers=frozenset(officer["name"] for officer in follow_up.officers),
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
    drafted or changed the draft or went on the visit.  Raises ``Conflict``, ``IllegalTransition`` when
    somebody signed first, ``RuleViolation`` as the rule says, and what ``documents.service.issue``
    raises.
    """
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, how.version)
    findings = findings_on_paper(follow_up, for_update=True)
    today = local_date(at)
    signed = signing.sign_off(
        draft_of(follow_up, findings),
        signer_id=actor.id,
        signer_name=actor.name,
        today=today,
        calendar=work_calendar(),
        on_paper=how.on_paper,
    )
    if how.on_paper:
        require_evidence((how.on_paper.scan,), follow_up.county_code, actor)
    kindergarten = queries.kindergarten_of(follow_up)
    document = documents.issue(
        document_kind(follow_up),
        subject_of(follow_up),
        facts_of(follow_up, findings, kindergarten, actor),
        actor,
        at,
        acted_on=signed.acted_on,
        office_number=how.office_number,
    )
    _enter(follow_up, document, how, actor, at)
    return document


def _enter(
    follow_up: FollowUp, document: Document, how: SigningOff, actor: Actor, at: dt.datetime
) -> None:
    """Enter the sign-off into the follow-up, by hand or on screen, and record it."""
    before = follow_up.state
    follow_up.state = advance(rules.TRANSITIONS, before, rules.Action.SIGN_OFF)
    follow_up.signed_off_by, follow_up.signed_off_by_name = actor.id, actor.name
    follow_up.signed_off_at, follow_up.acted_on = at, document.acted_on
    follow_up.document_id, follow_up.number = document.public_id, document.number
    changes = {"state": [before.value, follow_up.state.value], "number": [None, document.number]}
    if how.on_paper:
        follow_up.paper_signer, follow_up.paper_scan = how.on_paper.signer, how.on_paper.scan
        changes["paper_signer"] = [None, how.on_paper.signer]
        changes["reason"] = [None, how.on_paper.reason]
    record_on(follow_up, "sign_off", changes, actor, at, acted_on=document.acted_on)
