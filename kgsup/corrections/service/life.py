"""What happens to a follow-up after its draft: seal, service, answer, handing over, withdrawal."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.corrections import queries, rules
from kgsup.corrections.models import FollowUp
from kgsup.corrections.rules import follow_ups as life
from kgsup.corrections.service.closing import close_if_done, require_evidence
from kgsup.corrections.service.issuing import findings_on_paper
from kgsup.corrections.service.ledger import record_on
from kgsup.documents import service as documents
from kgsup.documents.rules.states import Service


def record_seal(
    public_id: str, sealed_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Record that the paper was sealed; before that it has no effect."""
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    before, after = follow_up.state, life.seal(follow_up.state)
    documents.record_seal(_document_of(follow_up), sealed_on, actor, at)
    follow_up.state, follow_up.sealed_on = after, sealed_on
    changes = {"state": [before.value, after.value]}
    record_on(follow_up, "seal", changes, actor, at, acted_on=sealed_on)
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
    record_on(follow_up, "serve", changes, actor, at, acted_on=service.served_on)
    close_if_done(follow_up, service.served_on, actor, at)
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
    record_on(follow_up, "continue_elsewhere", changes, actor, at)
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
    record_on(follow_up, "answer", changes, actor, at, acted_on=answer.answered_on)
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
    record_on(follow_up, action.value, changes, actor, at)


def _document_of(follow_up: FollowUp) -> str:
    if follow_up.document_id is None:
        raise RuleViolation(N_("There is no paper yet."))
    return follow_up.document_id
