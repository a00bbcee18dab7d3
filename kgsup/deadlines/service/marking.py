"""Marking clocks whose last day by law has passed."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db
from kgsup.deadlines import queries
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.service.ledger import record_on


def mark_breached(deadline_id: int, actor: Actor, at: dt.datetime) -> bool:
    """Mark a clock whose last day has passed, once; tells whether it did.

    Asks the events again: the clock may have been stopped meanwhile, or the calendar changed.
    """
    row = db.session.get(Deadline, deadline_id, with_for_update=True)
    if row is None or row.status is not ClockStatus.RUNNING or row.breached_at is not None:
        return False
    state = queries.state_of(row, local_date(at))
    if not state.is_late(local_date(at)):
        return False
    row.breached_at = at
    changes = {"past_due": [False, True], "legal_due_on": state.due_on.isoformat()}
    record_on(row, "breach", changes, actor, at)
    return True
