"""Withdraws what is past its last public day."""

import datetime as dt
import logging

from kgsup.access.actor import system_actor
from kgsup.core.clock import local_date
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.publications import queries, service

log = logging.getLogger(__name__)
WORKER = system_actor("worker")


@scheduled("publications-withdraw", "10 0 * * *")
def withdraw_run_out(at: dt.datetime) -> int:
    """Withdraw each publication whose last public day has passed, and count them."""
    due = queries.list_run_out(local_date(at))
    db.session.rollback()  # ends the reading transaction
    withdrawn = 0
    for public_id in due:
        try:
            with transaction():
                withdrawn += service.withdraw_run_out(public_id, WORKER, at)
        except Exception:
            log.exception("publication %s could not be withdrawn", public_id)
    return withdrawn
