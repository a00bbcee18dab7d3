"""Pages of the call list and the outbox."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.reminders.models import CallListEntry, OutboxMessage
from kgsup.reminders.rules import CallState, MessageState
from tests.conftest import OTHER_COUNTY
from tests.reminders.test_service import calls, fail, message, messages, send, step
from tests.workbooks import (
    HOSTILE,
    as_kept,
    column,
    read_in_pages_of,
    rows_shown,
    table_of,
)

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


LADDER = (-30, -14, -7, -1, 1, 7)


def test_the_workbook_of_calls_holds_the_rows_of_the_filter(
    clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_pages_of(2, monkeypatch)
    clerk.set_cookie("language", "en")
    for offset in LADDER:
        send(step(offset, address=None))
    for entry, text in zip(calls(), HOSTILE, strict=False):
        entry.kindergarten_name = text
    db.session.commit()
    waiting = [entry for entry in calls() if entry.state is CallState.OPEN]
    rows = table_of(clerk.get("/reminders/calls.xlsx"))
    assert [row["Kindergarten"] for row in rows] == [as_kept(e.kindergarten_name) for e in waiting]
    assert len(rows) > 0
    assert {row["Telephone"] for row in rows} == {"0990-5550101"}
    assert 'href="/reminders/calls.xlsx?state=dropped"' in clerk.get(
        "/reminders/calls?state=dropped"
    ).get_data(as_text=True)
    dropped = table_of(clerk.get("/reminders/calls.xlsx?state=dropped"))
    assert len(dropped) == len(calls()) - len(waiting)


def test_a_recorded_call_stands_in_the_workbook_with_its_note(
    clerk: FlaskClient, call: CallListEntry
) -> None:
    clerk.set_cookie("language", "en")
    data = {"version": "1", "note": "=园长说周五送来"}
    clerk.post(f"/reminders/calls/{call.public_id}", data=data)
    (row,) = table_of(clerk.get("/reminders/calls.xlsx?state=called"))
    assert row["Note"] == "=园长说周五送来"
    assert row["Called at"] == dt.datetime(2026, 11, 21, 10, 0)  # noqa: DTZ001 - on Chinese clocks


@pytest.mark.parametrize("query", ["", "?state=failed", "?state=withdrawn", "?state=sent"])
def test_the_workbook_of_the_outbox_holds_the_rows_of_the_filter(
    clerk: FlaskClient, failed: OutboxMessage, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    read_in_pages_of(2, monkeypatch)
    clerk.set_cookie("language", "en")
    for offset in LADDER[1:]:
        send(step(offset))
    for row, text in zip(messages(), HOSTILE, strict=False):
        row.subject_line = text
    db.session.commit()
    shown = rows_shown(clerk.get(f"/reminders/outbox{query}"))
    assert column(clerk.get(f"/reminders/outbox.xlsx{query}"), "Subject") == shown
    assert bool(shown) is (query != "?state=sent")


@pytest.mark.parametrize("path", ["/reminders/calls.xlsx", "/reminders/outbox.xlsx"])
def test_workbooks_hold_nothing_of_another_county(
    client: FlaskClient, sign_in: SignIn, call: CallListEntry, path: str
) -> None:
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert table_of(client.get(path)) == []
    sign_in(client, Role.VIEWER)
    assert client.get(path).status_code == 403
