"""The postman: no transaction while it sends, and a server that is down."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgsup.core.db import db
from kgsup.reminders import jobs
from kgsup.reminders.adapters.mail import Letter, NotAccepted
from kgsup.reminders.jobs import send_outbox
from kgsup.reminders.rules import MessageState
from tests.conftest import AT
from tests.reminders.test_service import message, messages, send, step

pytestmark = pytest.mark.usefixtures("county")


class Postbox:
    """Takes letters, or answers each with a refusal."""

    def __init__(self, refusal: NotAccepted | None = None) -> None:
        self.refusal = refusal
        self.asked: list[str] = []
        self.was_open_in_a_transaction = False

    def deliver(self, letter: Letter) -> None:
        self.asked.append(letter.public_id)
        self.was_open_in_a_transaction |= db.session.registry().in_transaction()
        if self.refusal is not None:
            raise self.refusal

    @contextmanager
    def open(self) -> Iterator["Postbox"]:
        yield self


def run_with(postbox: Postbox, at: dt.datetime = AT) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "open_post", postbox.open)
        return send_outbox(at)


def test_no_transaction_is_open_while_mail_is_sent() -> None:
    send(step())
    postbox = Postbox()
    assert run_with(postbox) == 1
    assert not postbox.was_open_in_a_transaction
    assert message().state is MessageState.SENT


def test_an_empty_outbox_opens_no_connection() -> None:
    assert run_with(Postbox()) == 0


def test_a_second_run_sends_nothing_again() -> None:
    send(step())
    postbox = Postbox()
    assert run_with(postbox) == 1
    assert run_with(postbox, AT + dt.timedelta(days=1)) == 0
    assert len(postbox.asked) == 1


def test_a_server_that_is_down_is_asked_once_a_run() -> None:
    send(step(7, is_last=True))
    for row in messages():
        row.address = row.address or "clerk@bureau.example"
        row.state, row.next_attempt_at = MessageState.QUEUED, AT
    db.session.commit()
    postbox = Postbox(NotAccepted("nobody there", is_permanent=False, server_is_down=True))
    assert run_with(postbox) == 0
    assert len(postbox.asked) == 1
    assert sorted(row.attempts for row in messages()) == [0, 1]


def test_a_letter_that_is_refused_does_not_hold_up_the_others() -> None:
    send(step(7, is_last=True))
    for row in messages():
        row.address = row.address or "clerk@bureau.example"
        row.state, row.next_attempt_at = MessageState.QUEUED, AT
    db.session.commit()
    postbox = Postbox(NotAccepted("550 no such mailbox", is_permanent=True))
    assert run_with(postbox) == 0
    assert len(postbox.asked) == 2
    assert {row.state for row in messages()} == {MessageState.FAILED}


def test_without_a_server_the_message_becomes_a_file(outbox: Path) -> None:
    send(step())
    assert send_outbox(AT) == 1
    assert [path.name for path in outbox.iterdir()] == [f"{message().public_id}.eml"]
