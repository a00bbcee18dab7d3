"""Steps, messages and calls on a database."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.core.clocks import LadderStep
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.reminders import queries, service
from kgsup.reminders.models import CallListEntry, OutboxMessage, Reminder
from kgsup.reminders.rules import (
    LEASE,
    RETRY_MINUTES,
    CallReason,
    CallState,
    LadderMove,
    MessageState,
    ReminderKind,
    ReminderState,
)
from kgsup.reminders.service import Failure, Recipient, Step
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor, make_user

CLERK = make_actor(Role.CLERK)
NEIGHBOUR = make_actor(Role.CLERK, OTHER_COUNTY)
SUBJECT = Subject("annual_check", "CASE000000000001", COUNTY, concerns="KG00000000000001")
DUE = dt.date(2026, 12, 21)

pytestmark = pytest.mark.usefixtures("county")


def rung(offset: int) -> LadderStep:
    return LadderStep(DUE + dt.timedelta(days=offset), offset)


def step(
    send: int | None = -30,
    superseded: tuple[int, ...] = (),
    *,
    address: str | None = "office@chenguang.example",
    is_last: bool = False,
) -> Step:
    return Step(
        kind=ReminderKind.ANNUAL_CHECK,
        subject=SUBJECT,
        due_on=DUE,
        move=LadderMove(
            send=None if send is None else rung(send),
            superseded=tuple(rung(offset) for offset in superseded),
        ),
        recipient=Recipient(
            kindergarten="KG00000000000001",
            name="青禾县晨光幼儿园",
            address=address,
            telephone="0990-5550101",
        ),
        is_last=is_last,
        sender_name="青禾县教育局",
        facts={
            "kindergarten": "青禾县晨光幼儿园",
            "telephone": "0990-5550101",
            "year": 2025,
            "due_on": DUE,
            "days_left": 30,
            "days_late": 0,
            "sent_on": AT.date(),
            "bureau": "青禾县教育局",
            "contact": "",
        },
    )


def send(wanted: Step, at: dt.datetime = AT) -> None:
    with transaction():
        service.send_step(wanted, CLERK, at)


def messages() -> list[OutboxMessage]:
    return list(db.session.execute(sa.select(OutboxMessage).order_by(OutboxMessage.id)).scalars())


def message() -> OutboxMessage:
    (only,) = messages()
    return only


def calls() -> list[CallListEntry]:
    return list(db.session.execute(sa.select(CallListEntry).order_by(CallListEntry.id)).scalars())


def states() -> dict[int, ReminderState]:
    rows = db.session.execute(sa.select(Reminder)).scalars()
    return {row.offset_days: row.state for row in rows}


def fail(reason: str = "451 later", *, is_permanent: bool = False, at: dt.datetime = AT) -> None:
    with transaction():
        service.note_failure(message().public_id, Failure(reason, is_permanent), CLERK, at)


class TestSending:
    def test_a_step_and_its_message_are_written_together(self) -> None:
        send(step(-14, (-30,)))
        assert states() == {-30: ReminderState.SUPERSEDED, -14: ReminderState.SENT}
        assert message().state is MessageState.QUEUED
        assert message().address == "office@chenguang.example"
        assert message().next_attempt_at == AT
        assert "还有30天截止" in message().subject_line

    def test_a_step_whose_message_cannot_be_written_is_not_recorded_either(self) -> None:
        broken = step()
        broken = Step(**{**vars(broken), "facts": {}})
        with pytest.raises(Exception, match="undefined"):
            send(broken)
        assert states() == {}

    def test_the_same_step_a_second_time_breaks_the_unique_key(self) -> None:
        send(step())
        with pytest.raises(IntegrityError):
            send(step())
        assert len(messages()) == 1

    def test_superseded_steps_alone_send_nothing(self) -> None:
        send(step(None, (-30, -14)))
        assert set(states().values()) == {ReminderState.SUPERSEDED}
        assert messages() == []

    def test_a_step_stands_on_the_timeline(self) -> None:
        send(step(-14, (-30,)))
        (entry,) = timeline("annual_check", SUBJECT.public_id)
        assert entry.act == "reminders.step.send"
        assert ("reminder_step", None, -14) in entry.changes
        assert ("superseded_steps", None, [-30]) in entry.changes

    def test_the_last_step_goes_to_every_clerk_with_an_address(self) -> None:
        make_user(Role.CLERK, mail="a@bureau.example")
        make_user(Role.CLERK, county="99", mail="b@bureau.example")
        make_user(Role.CLERK, mail="无")
        make_user(Role.CLERK, mail="gone@bureau.example", active=False)
        make_user(Role.CLERK, county=OTHER_COUNTY, mail="c@neighbour.example")
        make_user(Role.APPROVER, mail="d@bureau.example")
        send(step(7, is_last=True))
        to_clerk = [row for row in messages() if row.recipient == "role:clerk"]
        assert [row.address for row in to_clerk] == ["a@bureau.example, b@bureau.example"]

    def test_without_a_clerks_address_it_stands_in_the_pages(self) -> None:
        send(step(7, is_last=True))
        (notice,) = queries.list_notices(Role.CLERK, CLERK)
        assert notice.state is MessageState.SHOWN
        assert queries.list_notices(Role.CLERK, NEIGHBOUR) == []


class TestDelivery:
    def test_a_message_that_was_taken_up_is_not_taken_twice(self) -> None:
        send(step())
        public_id = message().public_id
        with transaction():
            letter = service.take_message(public_id, CLERK, AT)
        assert letter is not None
        assert letter.addresses == ("office@chenguang.example",)
        with transaction():
            assert service.take_message(public_id, CLERK, AT) is None

    def test_it_comes_back_when_nothing_is_heard_of_it(self) -> None:
        send(step())
        with transaction():
            service.take_message(message().public_id, CLERK, AT)
        assert queries.list_due_messages(AT + LEASE - dt.timedelta(seconds=1)) == []
        assert queries.list_due_messages(AT + LEASE) == [message().public_id]

    def test_a_message_that_left_is_done(self) -> None:
        send(step())
        with transaction():
            service.take_message(message().public_id, CLERK, AT)
        with transaction():
            service.note_sent(message().public_id, CLERK, AT)
        assert message().state is MessageState.SENT
        assert message().sent_at == AT
        assert queries.list_due_messages(AT + dt.timedelta(days=400)) == []

    def test_a_failure_is_noted_and_tried_again_later(self) -> None:
        send(step())
        with transaction():
            service.take_message(message().public_id, CLERK, AT)
        fail("451 later\r\nreally")
        assert message().state is MessageState.QUEUED
        assert message().error == "451 later really"
        assert message().next_attempt_at == AT + dt.timedelta(minutes=RETRY_MINUTES[0])

    def test_what_is_refused_for_good_goes_on_the_call_list(self) -> None:
        send(step())
        with transaction():
            service.take_message(message().public_id, CLERK, AT)
        fail("550 no such mailbox", is_permanent=True)
        assert message().state is MessageState.FAILED
        (call,) = calls()
        assert (call.reason, call.telephone) == (CallReason.NOT_DELIVERED, "0990-5550101")
        acts = [entry.act for entry in timeline("annual_check", SUBJECT.public_id)]
        assert acts[0] == "reminders.message.fail"

    def test_it_is_given_up_after_the_last_attempt(self) -> None:
        send(step())
        at = AT
        for _ in range(len(RETRY_MINUTES) + 1):
            assert message().state is MessageState.QUEUED
            with transaction():
                assert service.take_message(message().public_id, CLERK, at) is not None
            fail(at=at)
            at = message().next_attempt_at or at
        assert message().state is MessageState.FAILED
        assert message().attempts == len(RETRY_MINUTES) + 1

    def test_a_message_that_was_given_up_can_be_queued_again(self) -> None:
        send(step())
        fail(is_permanent=True)
        with transaction():
            service.send_again(message().public_id, message().version, CLERK, AT)
        assert message().state is MessageState.QUEUED
        assert message().attempts == 0
        with pytest.raises(RuleViolation), transaction():
            service.send_again(message().public_id, message().version, CLERK, AT)

    def test_one_that_left_while_it_was_withdrawn_counts_as_sent(self) -> None:
        send(step())
        with transaction():
            service.take_message(message().public_id, CLERK, AT)
        with transaction():
            service.withdraw(ReminderKind.ANNUAL_CHECK, SUBJECT, CLERK, AT)
        assert states() == {-30: ReminderState.SUPPRESSED}
        with transaction():
            service.note_sent(message().public_id, CLERK, AT)
        assert message().state is MessageState.SENT
        assert states() == {-30: ReminderState.SENT}

    def test_a_failure_of_one_that_was_withdrawn_changes_nothing(self) -> None:
        send(step())
        with transaction():
            service.withdraw(ReminderKind.ANNUAL_CHECK, SUBJECT, CLERK, AT)
        fail(is_permanent=True)
        assert message().state is MessageState.WITHDRAWN
        assert calls() == []


class TestWithdrawing:
    def test_withdrawing_twice_does_and_records_it_once(self) -> None:
        send(step())
        with transaction():
            assert service.withdraw(ReminderKind.ANNUAL_CHECK, SUBJECT, CLERK, AT) == 1
        with transaction():
            assert service.withdraw(ReminderKind.ANNUAL_CHECK, SUBJECT, CLERK, AT) == 0
        acts = [entry.act for entry in timeline("annual_check", SUBJECT.public_id)]
        assert acts.count("reminders.step.withdraw") == 1

    def test_what_has_left_stays_in_the_history(self) -> None:
        send(step())
        with transaction():
            service.note_sent(message().public_id, CLERK, AT)
        with transaction():
            assert service.withdraw(ReminderKind.ANNUAL_CHECK, SUBJECT, CLERK, AT) == 0
        assert states() == {-30: ReminderState.SENT}


class TestCalls:
    def test_a_call_is_recorded_with_its_note(self) -> None:
        send(step(address=None))
        (call,) = calls()
        assert call.reason is CallReason.NO_ADDRESS
        with transaction():
            service.record_call(call.public_id, " 园长说周五送来 ", call.version, CLERK, AT)
        (call,) = calls()
        assert (call.state, call.note, call.called_at) == (CallState.CALLED, "园长说周五送来", AT)
        assert queries.count_open_calls(CLERK) == 0

    def test_two_who_record_the_same_call_are_told_apart(self) -> None:
        send(step(address=None))
        (call,) = calls()
        seen = call.version
        with transaction():
            service.record_call(call.public_id, "园长接听", seen, CLERK, AT)
        with pytest.raises(Conflict), transaction():
            service.record_call(call.public_id, "无人接听", seen, CLERK, AT)

    def test_the_neighbour_county_sees_and_changes_nothing(self) -> None:
        send(step(address=None))
        (call,) = calls()
        assert queries.list_calls(NEIGHBOUR, None) == []
        assert queries.count_open_calls(NEIGHBOUR) == 0
        assert queries.list_messages(NEIGHBOUR, None) == []
        with pytest.raises(Missing), transaction():
            service.record_call(call.public_id, "园长接听", call.version, NEIGHBOUR, AT)
        with pytest.raises(Missing), transaction():
            service.send_again(message().public_id, 1, NEIGHBOUR, AT)


class TestReading:
    def test_a_kindergarten_sees_its_own_reminders_and_no_others(self) -> None:
        send(step(7, is_last=True))
        own = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000001")
        other = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000002")
        (line,) = queries.list_for_kindergarten("KG00000000000001", own)
        assert line.offset_days == 7
        assert line.subject_line is not None
        assert line.subject_line.startswith("【提醒】")  # its own message, not the clerk's
        assert queries.list_for_kindergarten("KG00000000000001", other) == []
        assert queries.list_for_kindergarten("KG00000000000001", NEIGHBOUR) == []
        assert len(queries.list_for_kindergarten("KG00000000000001", CLERK)) == 1

    def test_the_last_step_that_was_sent_is_shown_in_lists(self) -> None:
        send(step(-30))
        send(step(-14))
        last = queries.last_steps(ReminderKind.ANNUAL_CHECK, [SUBJECT.public_id])
        assert last[SUBJECT.public_id].offset_days == -14

    def test_pages_of_messages_follow_each_other_by_key(self) -> None:
        send(step(-30))
        send(step(-14))
        (newest,) = queries.list_messages(CLERK, None, limit=1)
        (older,) = queries.list_messages(CLERK, None, after=[newest.id], limit=1)
        assert newest.id > older.id
        assert queries.list_messages(CLERK, None, after=["x"]) == queries.list_messages(CLERK, None)
