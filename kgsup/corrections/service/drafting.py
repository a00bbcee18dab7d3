"""Changing drafts before anybody signs: words, dates, and which paper a finding goes into."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from kgsup.access.actor import Actor
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.corrections import queries, rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules.findings import change_date
from kgsup.corrections.rules.follow_ups import redirect
from kgsup.corrections.rules.words import MOVED_AWAY
from kgsup.corrections.service.ledger import record_on
from kgsup.corrections.service.opening import draft_follow_up
from kgsup.documents.rules.facts import Officer


@dataclass(frozen=True, kw_only=True)
class FindingChange:
    """What a draft says of one finding: what is demanded and by when, inclusive."""

    public_id: str
    demand: str
    due_on: dt.date


@dataclass(frozen=True, kw_only=True)
class DraftChange:
    """A draft as it was filled in: all of it, changed or not."""

    text: str
    addressee: str
    report_back_on: dt.date | None
    findings: Sequence[FindingChange]


def change_draft(
    public_id: str, change: DraftChange, version: int | None, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Change words and dates of a draft; the actor becomes one of those who may not sign it off.

    Raises ``Conflict`` for a form filled in on an older version, ``IllegalTransition`` once signed off,
    ``RuleViolation`` for a date before the one in the signed record.
    """
    follow_up = queries.get_follow_up(public_id, actor, for_update=True)
    require_version(follow_up, version)
    follow_up.state = advance(rules.TRANSITIONS, follow_up.state, rules.Action.CHANGE)
    changes = _assign(
        follow_up,
        {
            "text": change.text.strip(),
            "addressee": change.addressee.strip(),
            "report_back_on": change.report_back_on,
        },
    )
    if follow_up.report_back_on and follow_up.report_back_on < follow_up.opened_on:
        raise RuleViolation(N_("The day for the answer lies before the day of the finding."))
    findings = {row.public_id: row for row in queries.findings_of_follow_up(follow_up.id)}
    for part in change.findings:
        _change_finding(findings, part, actor, at)
    touch(follow_up, actor)
    record_on(follow_up, "change", changes, actor, at)
    return follow_up


def _change_finding(
    findings: dict[str, Finding], part: FindingChange, actor: Actor, at: dt.datetime
) -> None:
    if part.public_id not in findings:
        raise Missing(N_("A finding has left this draft in the meantime. Reload the page."))
    finding = findings[part.public_id]
    is_typed = part.due_on != finding.due_on
    changes = _assign(
        finding,
        {
            "demand": part.demand.strip(),
            "due_on": change_date(part.due_on, first_due_on=finding.first_due_on),
            "step": None if is_typed else finding.step,
        },
    )
    if changes:
        record_on(finding, "change", changes, actor, at)


def _assign(row: Finding | FollowUp, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set the columns and return what changed, as the ledger writes it."""
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            changes[name] = [_json(before), _json(value)]
            setattr(row, name, value)
    return changes


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def touch(follow_up: FollowUp, actor: Actor) -> None:
    """Note who worked on a draft and make a new version, so that older forms of it are refused."""
    known = {person["id"] for person in follow_up.changed_by} | {follow_up.drafted_by}
    if actor.id is not None and actor.id not in known:
        follow_up.changed_by = [*follow_up.changed_by, {"id": actor.id, "name": actor.name}]
    flag_modified(follow_up, "changed_by")


def move_finding(
    public_id: str,
    choice: tuple[rules.Kind, rules.Authority],
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> FollowUp:
    """Put a finding into a draft of another kind, or into a new one after a withdrawal.

    ``choice`` is the kind and the competent authority; the finding keeps that authority.  A draft that
    loses its last finding is withdrawn.  Raises ``IllegalTransition`` when the finding is closed or its
    paper was signed off, ``RuleViolation`` for a paper of ours on another authority's matter.
    """
    finding = queries.get_finding(public_id, actor, for_update=True)
    require_version(finding, version)
    advance(rules.FINDING_TRANSITIONS, finding.state, rules.FindingAction.MOVE)
    kind, authority = choice
    wanted = redirect(kind, regime=finding.regime, authority=authority)
    before = queries.find_follow_up_of(finding)
    if before:
        before.state = advance(rules.TRANSITIONS, before.state, rules.Action.CHANGE)
    target = queries.find_draft(
        finding.origin_id, wanted, kindergarten_id=finding.kindergarten_id
    ) or draft_follow_up(_origin_of(finding), wanted, actor, at)
    changes = {
        "follow_up": [before.kind.value if before else None, target.kind.value],
        "authority": [finding.authority.value, authority.value],
    }
    finding.follow_up_id, finding.authority = target.id, authority
    if kind is not rules.Kind.TRANSFER_LETTER:
        target.report_back_on = max(target.report_back_on or finding.due_on, finding.due_on)
    touch(target, actor)
    db.session.flush()  # the draft that it left is counted next
    if before and before is not target:
        _leave(before, actor, at)
    record_on(finding, "move", changes, actor, at)
    return target


def _leave(follow_up: FollowUp, actor: Actor, at: dt.datetime) -> None:
    touch(follow_up, actor)
    if queries.findings_of_follow_up(follow_up.id):
        return
    follow_up.state = advance(rules.TRANSITIONS, follow_up.state, rules.Action.WITHDRAW)
    follow_up.withdrawn_reason = MOVED_AWAY
    changes = {
        "state": [rules.State.DRAFTED.value, follow_up.state.value],
        "reason": [None, MOVED_AWAY],
    }
    record_on(follow_up, "withdraw", changes, actor, at)


def _origin_of(finding: Finding) -> rules.Origin:
    """The origin of a finding, as the first follow-up that was drafted for it remembers it."""
    known = queries.follow_ups_of_origin(finding.origin_kind, finding.origin_id)
    first = known[0].follow_up
    return rules.Origin(
        kind=finding.origin_kind,
        public_id=finding.origin_id,
        number=first.origin_number,
        county_code=finding.county_code,
        kindergarten_id=finding.kindergarten_id,
        kindergarten=known[0].kindergarten,
        regime=finding.regime,
        found_on=finding.found_on,
        officers=tuple(Officer(**officer) for officer in first.officers),
    )
