"""Giving levels of decision and naming deputies; both end, neither goes."""

import datetime as dt

from kgsup.access.actor import Actor, Role
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import queries
from kgsup.casework.models import Appointment, Deputation
from kgsup.casework.queries import Colleague
from kgsup.casework.rules import KnownDeputation, Level, NewDeputation, Span, levels
from kgsup.casework.service.ledger import require_county
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, IllegalTransition, RuleViolation


def appoint(
    county_code: str,
    user_public_id: str,
    level: Level,
    span: Span,
    actor: Actor,
    at: dt.datetime,
) -> Appointment:
    """Give a person of the county a level from–to, both inclusive; without an end it lasts.

    Raises ``RuleViolation`` for who does not approve, a level nobody holds, and overlapping days.
    """
    require_county(county_code, actor)
    colleague = _approver(user_public_id, county_code)
    rows = queries.list_appointments(county_code, actor)
    others = [row.span for row in rows if row.user_public_id == user_public_id]
    levels.check_appointment(level, span, others)
    row = Appointment(
        county_code=county_code,
        user_public_id=user_public_id,
        user_name=colleague.name,
        level=level,
        from_on=span.from_on,
        until_on=span.until_on,
        made_by_name=actor.name,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()  # its public id
    changes = {"person": [None, colleague.name], "level": [None, level.value], **_days(span)}
    record(actor, "casework.appointment.begin", _subject(row), changes, at)
    return row


def _approver(user_public_id: str, county_code: str) -> Colleague:
    colleague = queries.get_colleague(user_public_id, county_code)
    if Role.APPROVER not in colleague.roles:
        raise RuleViolation(N_("Only an approver decides at a level: grant the role first."))
    return colleague


def _subject(row: Appointment | Deputation) -> Subject:
    return Subject(row.__tablename__, row.public_id, row.county_code)


def _days(span: Span) -> dict[str, list[str | None]]:
    until_on = span.until_on.isoformat() if span.until_on else None
    days: dict[str, list[str | None]] = {"from_on": [None, span.from_on.isoformat()]}
    return {**days, "until_on": [None, until_on]} if until_on else days


def name_deputy(county_code: str, new: NewDeputation, actor: Actor, at: dt.datetime) -> Deputation:
    """Let one approver stand in for another from–to, both inclusive.

    Raises ``RuleViolation`` as ``rules.levels.check_deputation`` says.
    """
    require_county(county_code, actor)
    represented = _approver(new.represented, county_code)
    deputy = _approver(new.deputy, county_code)
    known = [
        KnownDeputation(represented=row.represented_id, deputy=row.deputy_id, span=row.span)
        for row in queries.list_deputations(county_code, actor)
    ]
    levels.check_deputation(new, known)
    row = Deputation(
        county_code=county_code,
        represented_id=new.represented,
        represented_name=represented.name,
        deputy_id=new.deputy,
        deputy_name=deputy.name,
        from_on=new.span.from_on,
        until_on=new.span.until_on,
        reason=new.reason.strip(),
        made_by_name=actor.name,
        made_at=at,
    )
    db.session.add(row)
    db.session.flush()  # its public id
    changes = {
        "represented": [None, represented.name],
        "deputy": [None, deputy.name],
        "reason": [None, row.reason],
        **_days(new.span),
    }
    record(actor, "casework.deputation.begin", _subject(row), changes, at)
    return row


def end_appointment(
    public_id: str,
    last_on: dt.date,
    reason: str,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> Appointment:
    """End a level earlier than it would; ``last_on`` is its last day, today at the earliest."""
    row = queries.get_appointment(public_id, actor, for_update=True)
    _end(row, last_on, reason, version, actor, at)
    return row


def end_deputation(
    public_id: str,
    last_on: dt.date,
    reason: str,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> Deputation:
    """End a deputy's time earlier; ``last_on`` is its last day, today at the earliest."""
    row = queries.get_deputation(public_id, actor, for_update=True)
    _end(row, last_on, reason, version, actor, at)
    return row


def _end(
    row: Appointment | Deputation,
    last_on: dt.date,
    reason: str,
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    require_version(row, version)
    if row.ended_on is not None:
        raise IllegalTransition(N_("It has an end already."))
    if not reason.strip():
        raise RuleViolation(N_("Write the reason."))
    levels.check_end(row.span, last_on, local_date(at))
    before = row.until_on.isoformat() if row.until_on else None
    row.ended_on, row.ended_reason = last_on, reason.strip()
    changes = {"until_on": [before, last_on.isoformat()], "reason": [None, row.ended_reason]}
    record(actor, f"casework.{row.__tablename__}.end", _subject(row), changes, at)
