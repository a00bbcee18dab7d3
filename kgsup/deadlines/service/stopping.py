"""Stopping clocks: what they asked for was done, or the case is over."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.core.clocks import ClockEvent, ClockEventKind
from kgsup.deadlines import queries
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.deadlines.service.ledger import Written, happen


def stop(
    kind: DeadlineKind,
    subject: Subject,
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
    *,
    outcome: str = "",
) -> Deadline:
    """Stop a clock on the day of the act that it asked for; nothing follows.

    ``outcome`` says in a word what stopped it, above all a deemed one.  An act in time that is entered
    late takes the mark of lateness back; a late act leaves it, or makes it.  Raises
    ``IllegalTransition`` when no such clock runs.
    """
    row = queries.get_running(kind, subject)
    _stop(row, on, outcome, actor, at)
    return row


def stop_all(subject: Subject, on: dt.date, actor: Actor, at: dt.datetime) -> int:
    """Stop whatever still runs for a case that is over; counts the clocks."""
    rows = queries.list_running_of(subject)
    for row in rows:
        _stop(row, on, "", actor, at)
    return len(rows)


def _stop(row: Deadline, on: dt.date, outcome: str, actor: Actor, at: dt.datetime) -> None:
    outcome = outcome.strip()
    written = Written(
        act="stop",
        columns={"pause_ground": None, "pause_basis": None, "outcome": outcome},
        about={"reason": outcome},
        changes={"clock_outcome": [None, outcome]} if outcome else {},
    )
    happen(row, ClockEvent(kind=ClockEventKind.STOPPED, on=on), written, actor, at)
