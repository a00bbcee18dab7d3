"""The worker's part: what the law says when nobody acted, and drafts that nobody came back to."""

import datetime as dt
import logging

from kgsup.access.actor import system_actor
from kgsup.core.clock import local_date, start_of
from kgsup.core.clocks import days_after
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.deadlines.queries import list_due
from kgsup.deadlines.rules import DeadlineKind
from kgsup.licensing import queries, service
from kgsup.licensing.rules.applications import UNTOUCHED_DAYS
from kgsup.licensing.service.ledger import SUBJECT

log = logging.getLogger(__name__)
WORKER = system_actor("worker")


@scheduled("licensing-deemed-acceptance", "20 0 * * *")
def deem_accepted(at: dt.datetime) -> int:
    """Accept what nobody asked about in five working days (行政许可法 32); counts the applications.

    Each by itself: what was missed while the worker stood still is made up for, one fault stops no
    other, and a second run finds nothing.
    """
    yesterday = days_after(local_date(at), -1)
    due = list_due(DeadlineKind.CORRECTION_NOTICE, yesterday, subject_kind=SUBJECT)
    waiting = [clock.subject_id for clock in due]
    db.session.rollback()  # ends the reading transaction of the plan
    accepted = 0
    for public_id in waiting:
        try:
            with transaction():
                accepted += service.deem_accepted(public_id, WORKER, at) is not None
        except Exception:
            log.exception("application %s could not be deemed accepted", public_id)
    return accepted


@scheduled("licensing-untouched-drafts", "40 2 * * *")
def discard_untouched_drafts(at: dt.datetime) -> int:
    """Discard drafts behind a code that nobody touched for sixty days; counts them."""
    since = start_of(days_after(local_date(at), -UNTOUCHED_DAYS))
    drafts = queries.list_founder_drafts(since)
    db.session.rollback()
    discarded = 0
    for public_id in drafts:
        try:
            with transaction():
                discarded += service.discard_untouched(public_id, since, WORKER, at)
        except Exception:
            log.exception("draft %s could not be discarded", public_id)
    return discarded
