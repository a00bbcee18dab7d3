"""Numbers of other systems: recording, finishing, striking out a mistaken one."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import queries
from kgsup.casework.models import CaseNumber
from kgsup.casework.rules import NumberElsewhere
from kgsup.casework.rules.numbers import check_finish, check_number
from kgsup.casework.service.ledger import require_county
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Conflict, IllegalTransition, RuleViolation


def record_number(
    subject: Subject, new: NumberElsewhere, actor: Actor, at: dt.datetime
) -> CaseNumber:
    """Record under which number another system knows a case that the caller has loaded in scope.

    Raises ``RuleViolation`` for an empty number and for one of another case of the county, ``Conflict``
    for one that stands on this case already.
    """
    require_county(subject.county_code, actor)
    number = check_number(new.number)
    known = queries.find_exact(subject.county_code, new.system, number)
    if known and known.subject == subject:
        raise Conflict(N_("This number stands on the case already."))
    if known:
        raise RuleViolation(N_("This number stands on another case: look it up by searching."))
    row = CaseNumber(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        system=new.system,
        number=number,
        recorded_at=at,
        recorded_by_name=actor.name,
    )
    db.session.add(row)
    db.session.flush()  # its public id
    changes = {"system": [None, new.system.value], "number_elsewhere": [None, number]}
    record(actor, "casework.number.record", subject, changes, at)
    return row


def finish_elsewhere(
    public_id: str, finished_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> CaseNumber:
    """Note on which day a case was finished in the other system."""
    row = queries.get_number(public_id, actor, for_update=True)
    require_version(row, version)
    _require_living(row)
    check_finish(finished_on, row.finished_on, local_date(at))
    row.finished_on, row.finished_by_name = finished_on, actor.name
    changes = {
        "number_elsewhere": [None, row.number],
        "finished_on": [None, finished_on.isoformat()],
    }
    record(actor, "casework.number.finish", row.subject, changes, at)
    return row


def strike_number(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> CaseNumber:
    """Strike a mistaken number out; its row stays, and the number is free for the right case."""
    row = queries.get_number(public_id, actor, for_update=True)
    require_version(row, version)
    _require_living(row)
    if not reason.strip():
        raise RuleViolation(N_("Write the reason."))
    row.struck_at, row.struck_reason = at, reason.strip()
    changes = {"number_elsewhere": [row.number, None], "reason": [None, row.struck_reason]}
    record(actor, "casework.number.strike", row.subject, changes, at)
    return row


def _require_living(row: CaseNumber) -> None:
    if row.struck_at is not None:
        raise IllegalTransition(N_("This number was struck out."))
