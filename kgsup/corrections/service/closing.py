"""Closing findings on their proof and extending their dates."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, IllegalTransition, Missing
from kgsup.corrections import queries, rules
from kgsup.corrections.models import Extension, Finding, FollowUp
from kgsup.corrections.rules.findings import close, extend
from kgsup.corrections.rules.follow_ups import close_when_done
from kgsup.corrections.service.drafting import touch
from kgsup.corrections.service.ledger import record_on
from kgsup.files.queries import find_evidence


def close_finding(
    public_id: str,
    closing: rules.Closing,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> Finding:
    """Close a finding; with the last one its follow-up is closed, when that has been served.

    Raises ``IllegalTransition`` for a closed finding, ``RuleViolation`` for a missing or unfit proof,
    ``Missing`` for a proof that is not among the county's evidence.
    """
    finding = queries.get_finding(public_id, actor, for_update=True)
    require_version(finding, version)
    after = close(
        finding.state,
        closing,
        severity=finding.severity,
        found_on=finding.found_on,
        today=local_date(at),
    )
    require_evidence(closing.proof, finding.county_code, actor)  # before anything is written
    before, finding.state = finding.state, after
    finding.closed_on, finding.closed_as = closing.closed_on, closing.closed_as
    finding.closing_note, finding.proof = closing.note.strip(), list(closing.proof)
    finding.closed_by = actor.id
    changes = {
        "state": [before.value, after.value],
        "closed_as": [None, closing.closed_as.value],
        "note": [None, finding.closing_note],
    }
    record_on(finding, "close", changes, actor, at, acted_on=closing.closed_on)
    follow_up = queries.find_follow_up_of(finding)
    if follow_up:
        _follow(follow_up, closing.closed_on, actor, at)
    return finding


def _follow(follow_up: FollowUp, day: dt.date, actor: Actor, at: dt.datetime) -> None:
    if follow_up.state is rules.State.DRAFTED:
        touch(follow_up, actor)  # a paper that loses a point is another paper
    db.session.flush()  # what is still open is counted next
    close_if_done(follow_up, day, actor, at)


def close_if_done(follow_up: FollowUp, day: dt.date, actor: Actor, at: dt.datetime) -> None:
    """Close a follow-up that went out when none of its findings is open any more."""
    findings = queries.findings_of_follow_up(follow_up.id)
    open_ones = sum(finding.state is rules.FindingState.OPEN for finding in findings)
    after = close_when_done(follow_up.state, open_ones)
    if after is None:
        return
    before, follow_up.state = follow_up.state, after
    follow_up.closed_on = max([day, *(row.closed_on for row in findings if row.closed_on)])
    changes = {"state": [before.value, after.value]}
    record_on(follow_up, "close", changes, actor, at, acted_on=follow_up.closed_on)


def extend_finding(
    public_id: str,
    asked: rules.ExtensionAsked,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> Extension:
    """Extend the date of a finding once, for a reason; the paper keeps its words, this is recorded.

    Raises ``IllegalTransition`` while the paper is a draft (its date is changed there) and
    ``RuleViolation`` as the rule says.
    """
    finding = queries.get_finding(public_id, actor, for_update=True)
    require_version(finding, version)
    follow_up = queries.find_follow_up_of(finding)
    if follow_up and follow_up.state is rules.State.DRAFTED:
        raise IllegalTransition(N_("The paper is still a draft: change the date there."))
    finding.state = extend(
        finding.state,
        asked,
        granted_on=local_date(at),
        severity=finding.severity,
        due_on=finding.due_on,
        earlier_extensions=queries.earlier_extensions(finding.id),
        told_on=follow_up.served_on if follow_up else None,
    )
    extension = _extension(finding, asked, actor, at)
    db.session.add(extension)
    finding.due_on, finding.step = asked.new_due_on, None
    changes = {
        "due_on": [extension.old_due_on.isoformat(), asked.new_due_on.isoformat()],
        "reason": [None, extension.reason],
    }
    record_on(finding, "extend", changes, actor, at)
    return extension


def _extension(
    finding: Finding, asked: rules.ExtensionAsked, actor: Actor, at: dt.datetime
) -> Extension:
    return Extension(
        county_code=finding.county_code,
        finding_id=finding.id,
        reason=asked.reason.strip(),
        old_due_on=finding.due_on,
        new_due_on=asked.new_due_on,
        granted_by=actor.id,
        granted_by_name=actor.name,
        granted_on=local_date(at),
    )


def require_evidence(public_ids: tuple[str, ...], county_code: str, actor: Actor) -> None:
    """Raise ``Missing`` unless each public id names evidence of this county."""
    if len(find_evidence(public_ids, county_code, actor)) != len(set(public_ids)):
        raise Missing(N_("A photograph or scan is not in this county's evidence."))
