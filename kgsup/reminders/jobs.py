"""The postman: sends what is queued, one transaction before and one after each message, none during."""

import datetime as dt
import logging
import time

from kgsup.access.actor import system_actor
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.reminders import queries, service
from kgsup.reminders.adapters.mail import NotAccepted, Post, open_post

log = logging.getLogger(__name__)
POSTMAN = system_actor("worker")


class _ServerIsDown(Exception):
    """Nobody answers: the other messages wait for the next run instead of one time-out each."""


@scheduled("outbox", "* * * * *")
def send_outbox(at: dt.datetime) -> int:
    """Send every message that is due and count those that left; a failure is noted and shown."""
    due = queries.list_due_messages(at)
    db.session.rollback()  # ends the reading transaction: none is open while mail is sent
    if not due:
        return 0
    started = time.monotonic()
    sent = 0
    with open_post() as post:
        for public_id in due:
            moment = at + dt.timedelta(seconds=time.monotonic() - started)
            try:
                sent += _send_one(post, public_id, moment)
            except _ServerIsDown:
                break
            except Exception:
                log.exception("message %s could not be handled", public_id)
    return sent


def _send_one(post: Post, public_id: str, at: dt.datetime) -> int:
    with transaction():
        letter = service.take_message(public_id, POSTMAN, at)
    if letter is None:
        return 0
    try:
        post.deliver(letter)
    except NotAccepted as error:
        log.warning("message %s was not accepted: %s", public_id, error)
        with transaction():
            failure = service.Failure(str(error), error.is_permanent)
            service.note_failure(public_id, failure, POSTMAN, at)
        if error.server_is_down:
            raise _ServerIsDown from error
        return 0
    with transaction():
        service.note_sent(public_id, POSTMAN, at)
    return 1
