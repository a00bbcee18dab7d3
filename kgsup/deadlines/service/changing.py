"""Pausing, resuming and extending a clock."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockEvent, ClockEventKind, ClockRule, Period
from kgsup.deadlines import queries, rules
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind, Extension, PauseReason
from kgsup.deadlines.service.ledger import Written, happen


def pause(
    kind: DeadlineKind,
    subject: Subject,
    on: dt.date,
    reason: PauseReason,
    actor: Actor,
    at: dt.datetime,
) -> Deadline:
    """Leave the time of a required hearing, test or expert review out (行政许可法 45).

    The days after ``on`` do not count until the clock resumes.  That the applicant is told in writing
    how long it takes is the caller's paper.  Raises ``RuleViolation`` where the period cannot pause,
    without a basis, or with nothing left to pause.
    """
    rules.check_pause(reason)
    row = queries.get_running(kind, subject)
    basis, text = reason.basis.strip(), reason.text.strip()
    changes: dict[str, Any] = {
        "pause_ground": [None, reason.ground.value],
        "pause_basis": [None, basis],
    }
    if reason.lasts:
        changes["pause_lasts"] = [None, _in_ledger(reason.lasts)]
    if text:
        changes["reason"] = [None, text]
    written = Written(
        act="pause",
        columns={"pause_ground": reason.ground, "pause_basis": basis},
        about={"ground": reason.ground, "basis": basis, "reason": text},
        changes=changes,
    )
    happen(row, ClockEvent(kind=ClockEventKind.PAUSED, on=on), written, actor, at)
    return row


def _in_ledger(period: Period) -> list[Any]:
    return [period.count, period.unit.value]


def resume(
    kind: DeadlineKind, subject: Subject, on: dt.date, actor: Actor, at: dt.datetime
) -> Deadline:
    """Let a paused clock go on: the day after ``on`` is the first that counts again."""
    row = queries.get_running(kind, subject)
    written = Written(act="resume", columns={"pause_ground": None, "pause_basis": None})
    happen(row, ClockEvent(kind=ClockEventKind.RESUMED, on=on), written, actor, at)
    return row


def extend(
    kind: DeadlineKind,
    subject: Subject,
    extension: Extension,
    actor: Actor,
    at: dt.datetime,
    on: dt.date | None = None,
) -> Deadline:
    """Extend a period once, approved at the level that the law names, before its last day is over.

    ``on`` is the day of the approval.  Raises ``RuleViolation`` for a lower level, a second time, too
    long an extension or one that comes too late.
    """
    row = queries.get_running(kind, subject)
    level = rules.check_extension(ClockRule.from_json(row.rule), extension)
    reason, approved_by = extension.reason.strip(), extension.approved_by.strip()
    event = ClockEvent(
        kind=ClockEventKind.EXTENDED, on=on or local_date(at), period=extension.period
    )
    written = Written(
        act="extend",
        about={"reason": reason, "level": extension.level_name, "approved_by": approved_by},
        changes={
            "extension_period": [None, _in_ledger(extension.period)],
            "extension_level": [None, level.value],
            "extension_approved_by": [None, approved_by],
            "reason": [None, reason],
        },
    )
    happen(row, event, written, actor, at)
    return row
