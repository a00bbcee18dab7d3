"""Starting a clock."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockEvent, ClockEventKind, ClockRule, clock_state
from kgsup.core.db import db
from kgsup.core.errors import N_, Conflict
from kgsup.deadlines import queries
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import KINDS, DeadlineKind
from kgsup.deadlines.service.ledger import (
    add_event,
    days_changed,
    present_calendar,
    record_on,
    set_days,
)


def start(
    kind: DeadlineKind,
    subject: Subject,
    rule: ClockRule,
    started_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    *,
    article: str | None = None,
    title: str = "",
) -> Deadline:
    """Start a clock of a case; ``started_on`` is the day of the event, which is not counted.

    The case keeps this rule whatever the county changes later.  ``article`` is the kind's own unless
    given; ``title`` is what lists call the case.  Papers that count as received on the next working
    day start a clock on a day to come.  Raises ``Conflict`` when such a clock runs already.
    """
    _require_none(kind, subject)
    event = ClockEvent(kind=ClockEventKind.STARTED, on=started_on)
    known = present_calendar()
    row = Deadline(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        title=title,
        kind=kind,
        rule=rule.to_json(),
        article=article or KINDS[kind].article,
        started_on=started_on,
    )
    set_days(row, clock_state(rule, (event,), known.calendar, local_date(at)), known)
    _insert(row, kind, subject)
    add_event(row, event, None, {}, actor, at)
    changes = days_changed(None, row.due_on)
    if row.promised_on:
        changes["promised_due_on"] = [None, row.promised_on.isoformat()]
    record_on(row, "start", changes, actor, at, acted_on=started_on)
    return row


def _insert(row: Deadline, kind: DeadlineKind, subject: Subject) -> None:
    """Insert behind a savepoint: of two who start at once, the second is told."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()  # its key, and the unique index
    except IntegrityError:
        _require_none(kind, subject)
        raise  # it was something else: a mistake of ours


def _require_none(kind: DeadlineKind, subject: Subject) -> None:
    if queries.find_running(kind, subject) is not None:
        raise Conflict(N_("This clock is running already."))
