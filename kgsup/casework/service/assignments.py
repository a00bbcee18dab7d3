"""Giving cases to people, taking them back, and handing all of them over."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import queries
from kgsup.casework.models import Assignment
from kgsup.casework.queries import Colleague
from kgsup.casework.service.ledger import require_county
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation

_GIVEN_ON = N_("given to somebody else")


def assign(
    subject: Subject, user_public_id: str, actor: Actor, at: dt.datetime, *, title: str = ""
) -> Assignment:
    """Give a case to a person of its county; whoever had it before has it no more.

    ``title`` is what lists call the case.  Given to who has it already, nothing happens.  Raises
    ``Missing`` for anybody else's people, ``RuleViolation`` for an account that is not active.
    """
    require_county(subject.county_code, actor)
    colleague = _active(user_public_id, subject.county_code)
    before = queries.assignee_of(subject)
    if before and before.user_public_id == user_public_id:
        return before
    if before:
        _release(before, _GIVEN_ON, at)
        db.session.flush()  # one current row per case: the old one goes first
    row = Assignment(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        title=title or (before.title if before else ""),
        user_public_id=colleague.public_id,
        user_name=colleague.name,
        assigned_at=at,
        assigned_by_name=actor.name,
    )
    db.session.add(row)
    changes = {"assignee": [before.user_name if before else None, colleague.name]}
    record(actor, "casework.assignment.assign", subject, changes, at)
    return row


def _active(user_public_id: str, county_code: str) -> Colleague:
    colleague = queries.get_colleague(user_public_id, county_code)
    if not colleague.active:
        raise RuleViolation(N_("This account is not active: choose somebody who is there."))
    return colleague


def _release(row: Assignment, reason: str, at: dt.datetime) -> None:
    row.released_at, row.released_reason = at, reason


def release(
    subject: Subject, actor: Actor, at: dt.datetime, *, reason: str = ""
) -> Assignment | None:
    """Take a case from whoever has it, as when it is closed; ``None`` when nobody had it."""
    require_county(subject.county_code, actor)
    row = queries.assignee_of(subject)
    if row is None:
        return None
    _release(row, reason.strip() or N_("the case is over"), at)
    record(actor, "casework.assignment.release", subject, {"assignee": [row.user_name, None]}, at)
    return row


def hand_over(from_user: str, to_user: str, reason: str, actor: Actor, at: dt.datetime) -> int:
    """Hand all open cases of one person over to another (public ids), for a reason; count them.

    Only cases within the actor's counties.  Raises ``RuleViolation`` for the same person, an inactive
    receiver or no reason, ``Missing`` when the receiver does not work for a case's county.
    """
    if from_user == to_user:
        raise RuleViolation(N_("Choose two different people."))
    if not reason.strip():
        raise RuleViolation(N_("Write the reason."))
    rows = queries.list_cases_of(from_user, actor, limit=None)
    receivers = {code: _active(to_user, code) for code in {row.county_code for row in rows}}
    for row in rows:
        _release(row, reason.strip(), at)
    db.session.flush()  # one current row per case: the old ones go first
    for row in rows:
        _take_over(row, receivers[row.county_code], reason.strip(), actor, at)
    return len(rows)


def _take_over(
    row: Assignment, receiver: Colleague, reason: str, actor: Actor, at: dt.datetime
) -> None:
    taken = Assignment(
        county_code=row.county_code,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        concerns=row.concerns,
        title=row.title,
        user_public_id=receiver.public_id,
        user_name=receiver.name,
        assigned_at=at,
        assigned_by_name=actor.name,
    )
    db.session.add(taken)
    changes = {"assignee": [row.user_name, receiver.name], "reason": [None, reason]}
    record(actor, "casework.assignment.assign", row.subject, changes, at)
