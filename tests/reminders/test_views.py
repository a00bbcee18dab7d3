"""Pages of the call list and the outbox."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.reminders.models import CallListEntry, OutboxMessage
from kgsup.reminders.rules import CallState, MessageState
from tests.conftest import OTHER_COUNTY
from tests.reminders.test_service import calls, fail, message, send, step

SignIn = Callable[..., object]

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def clerk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, Role.CLERK)
    return client


@pytest.fixture
def call() -> CallListEntry:
    send(step(address=None))
    (only,) = calls()
    return only


@pytest.fixture
def failed() -> OutboxMessage:
    send(step())
    fail("550 no such mailbox", is_permanent=True)
    return message()


def test_the_call_list_shows_name_and_telephone(clerk: FlaskClient, call: CallListEntry) -> None:
    page = clerk.get("/reminders/calls").get_data(as_text=True)
    assert "青禾县晨光幼儿园" in page
    assert "tel:0990-5550101" in page
    assert "青禾县晨光幼儿园" not in clerk.get("/reminders/calls?state=called").get_data(
        as_text=True
    )


def test_a_call_is_recorded_once(clerk: FlaskClient, call: CallListEntry) -> None:
    address = f"/reminders/calls/{call.public_id}"
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, data={"version": "1"}).status_code == 422
    data = {"version": "1", "note": "园长说周五送来"}
    assert clerk.post(address, data=data).status_code == 302
    assert db.session.get(CallListEntry, call.id).state is CallState.CALLED
    assert clerk.post(address, data=data).status_code == 422
    shown = clerk.get("/reminders/calls?state=called").get_data(as_text=True)
    assert "园长说周五送来" in shown


def test_the_outbox_shows_what_could_not_be_delivered(
    clerk: FlaskClient, failed: OutboxMessage
) -> None:
    assert "550 no such mailbox" in clerk.get("/reminders/outbox").get_data(as_text=True)
    page = clerk.get(f"/reminders/outbox/{failed.public_id}").get_data(as_text=True)
    assert f"/reminders/outbox/{failed.public_id}/again" in page


def test_a_failed_message_is_sent_again_from_a_page_of_its_own(
    clerk: FlaskClient, failed: OutboxMessage
) -> None:
    address = f"/reminders/outbox/{failed.public_id}/again"
    assert clerk.get(address).status_code == 200
    assert clerk.post(address, data={"version": "1"}).status_code == 422
    assert clerk.post(address, data={"version": str(failed.version)}).status_code == 302
    assert db.session.get(OutboxMessage, failed.id).state is MessageState.QUEUED


@pytest.mark.parametrize("path", ["/reminders/calls?after=x", "/reminders/outbox?state=x"])
def test_nonsense_in_the_address_shows_the_list(clerk: FlaskClient, path: str) -> None:
    assert clerk.get(path).status_code == 200


def test_an_approver_reads_but_does_not_record(
    client: FlaskClient, sign_in: SignIn, call: CallListEntry
) -> None:
    sign_in(client, Role.APPROVER)
    page = client.get("/reminders/calls").get_data(as_text=True)
    assert call.public_id not in page
    assert client.get(f"/reminders/calls/{call.public_id}").status_code == 403


def test_the_neighbour_county_sees_nothing(
    client: FlaskClient, sign_in: SignIn, call: CallListEntry
) -> None:
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert "青禾县晨光幼儿园" not in client.get("/reminders/calls").get_data(as_text=True)
    assert client.get(f"/reminders/calls/{call.public_id}").status_code == 404
    assert client.get(f"/reminders/outbox/{message().public_id}").status_code == 404
