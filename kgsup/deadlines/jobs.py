"""The worker's part: marks clocks whose last day has passed, and recomputes after the calendar's changes."""

import datetime as dt
import logging

from kgsup.access.actor import system_actor
from kgsup.core.clock import local_date
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.deadlines import queries, service
from kgsup.workcalendar import queries as workcalendar

log = logging.getLogger(__name__)

WORKER = system_actor("worker")
BATCH = 2000  # clocks that are recomputed in one transaction


@scheduled("deadlines-breaches", "5 0 * * *")
def mark_passed(at: dt.datetime) -> int:
    """Mark every clock whose last day has passed, each once and by itself; counts those marked."""
    keys = queries.list_passed(local_date(at))
    db.session.rollback()
    marked = 0
    for key in keys:
        try:
            with transaction():
                marked += service.mark_breached(key, WORKER, at)
        except Exception:  # one clock's fault stops no other
            log.exception("clock %d could not be marked", key)
    return marked


@scheduled("deadlines-recompute", "* * * * *")
def recompute(at: dt.datetime) -> int:
    """Recompute the clocks that run when the calendar has changed; counts those whose days changed.

    A transaction each batch: who is killed in between goes on where he stopped.  A calendar that
    changes meanwhile is taken up with the next batch, and what was done before it is done again.
    """
    if not _is_wanted():
        return 0
    known: service.Known | None = None
    last = changed = 0
    while True:
        with transaction():
            known = _present(known)
            batch = service.recompute_batch(known, last, BATCH, WORKER, at)
        last, changed = batch.last, changed + batch.changed
        if not last:
            return changed


def _is_wanted() -> bool:
    wanted = queries.has_behind(workcalendar.revision())
    db.session.rollback()  # not even a reading transaction between two looks
    return wanted


def _present(known: service.Known | None) -> service.Known:
    """The calendar that was read before, unless it has changed since."""
    if known is not None and known.revision == workcalendar.revision():
        return known
    return service.present_calendar()
