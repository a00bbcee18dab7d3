"""Sending a step of a ladder, withdrawing what is needless, and what becomes of messages and calls.

No commit here: a step, its message and its call are one transaction of the caller.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kgsup.access.actor import Actor, Role
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clocks import LadderStep
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.reminders import queries, rules
from kgsup.reminders.adapters import words
from kgsup.reminders.adapters.mail import Letter, public_url
from kgsup.reminders.models import CallListEntry, OutboxMessage, Reminder, to_kindergarten, to_role
from kgsup.reminders.rules import (
    LEASE,
    CallReason,
    CallState,
    LadderMove,
    MessageState,
    ReminderKind,
    ReminderState,
    usable_address,
)


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """The kindergarten that a step goes to; the address is as the register has it, good or not."""

    kindergarten: str  # public id
    name: str
    address: str | None
    telephone: str | None


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a ladder asks for today, with all that its words need."""

    kind: ReminderKind
    subject: Subject
    due_on: dt.date
    move: LadderMove
    recipient: Recipient
    is_last: bool  # the clerk gets it too
    sender_name: str
    facts: Mapping[str, object]


def send_step(step: Step, actor: Actor, at: dt.datetime) -> Reminder | None:
    """Record what a ladder asks for, put its message into the outbox, replace what has not left.

    Returns the step that was sent, or nothing when the ladder only had steps to record as superseded.
    A kindergarten without a usable address goes on the call list and finds the text in its pages.
    The caller holds the lock of the subject; a second sending breaks the unique key.
    """
    earlier = queries.list_of_subject(step.kind, step.subject.public_id)
    passed = [_add(step, missed, ReminderState.SUPERSEDED, at) for missed in step.move.superseded]
    if step.move.send is None:
        _record_step(step, passed, None, actor, at)
        return None
    _call_off(earlier, ReminderState.SUPERSEDED)
    reminder = _add(step, step.move.send, ReminderState.SENT, at)
    db.session.flush()  # the messages refer to its key
    _write_to_kindergarten(step, reminder, at)
    if step.is_last:
        _write_to_clerk(step, reminder, at)
    _record_step(step, passed, reminder, actor, at)
    return reminder


def _add(step: Step, rung: LadderStep, state: ReminderState, at: dt.datetime) -> Reminder:
    reminder = Reminder(
        county_code=step.subject.county_code,
        kind=step.kind,
        subject_kind=step.subject.kind,
        subject_id=step.subject.public_id,
        kindergarten=step.recipient.kindergarten,
        due_on=step.due_on,
        offset_days=rung.offset,
        step_on=rung.on,
        state=state,
        recorded_at=at,
    )
    db.session.add(reminder)
    return reminder


def _write_to_kindergarten(step: Step, reminder: Reminder, at: dt.datetime) -> None:
    address = usable_address(step.recipient.address)
    text = _write(step.kind.value, step)
    recipient = to_kindergarten(step.recipient.kindergarten)
    _put_in_outbox(step, reminder, (recipient, address), text, at)
    if address is None:
        _ask_for_call(reminder, step.recipient, CallReason.NO_ADDRESS, at)


def _write_to_clerk(step: Step, reminder: Reminder, at: dt.datetime) -> None:
    addresses = queries.mails_of_role(Role.CLERK, step.subject.county_code)
    text = _write(f"{step.kind.value}_clerk", step)
    _put_in_outbox(step, reminder, (to_role(Role.CLERK), ", ".join(addresses) or None), text, at)


def _write(template: str, step: Step) -> words.Words:
    return words.write(template, {**step.facts, "public_url": public_url()})


def _put_in_outbox(
    step: Step,
    reminder: Reminder,
    to: tuple[str, str | None],
    text: words.Words,
    at: dt.datetime,
) -> None:
    recipient, address = to
    db.session.add(
        OutboxMessage(
            county_code=reminder.county_code,
            reminder_id=reminder.id,
            kindergarten_name=step.recipient.name,
            telephone=step.recipient.telephone,
            recipient=recipient,
            address=address,
            sender_name=step.sender_name,
            subject_line=text.subject_line,
            body=text.body,
            state=MessageState.QUEUED if address else MessageState.SHOWN,
            created_at=at,
            next_attempt_at=at if address else None,
        )
    )


def _ask_for_call(
    reminder: Reminder, recipient: Recipient, reason: CallReason, at: dt.datetime
) -> None:
    db.session.add(
        CallListEntry(
            county_code=reminder.county_code,
            reminder_id=reminder.id,
            kindergarten=recipient.kindergarten,
            kindergarten_name=recipient.name,
            telephone=recipient.telephone,
            reason=reason,
            opened_at=at,
        )
    )


def _record_step(
    step: Step, passed: list[Reminder], sent: Reminder | None, actor: Actor, at: dt.datetime
) -> None:
    changes: dict[str, object] = {"papers_due_on": [None, step.due_on.isoformat()]}
    if sent is not None:
        changes["reminder_step"] = [None, sent.offset_days]
    if passed:
        changes["superseded_steps"] = [None, [reminder.offset_days for reminder in passed]]
    record(actor, "reminders.step.send", step.subject, changes, at)


def withdraw(kind: ReminderKind, subject: Subject, actor: Actor, at: dt.datetime) -> int:
    """Take back what has not left and close open calls, since the reason for them is gone.

    Returns how many messages and calls were taken back.  What has left is history and stays.
    """
    changed = _call_off(queries.list_of_subject(kind, subject.public_id), ReminderState.SUPPRESSED)
    if changed:
        record(actor, "reminders.step.withdraw", subject, {"taken_back": [None, changed]}, at)
    return changed


def _call_off(earlier: list[Reminder], state: ReminderState) -> int:
    by_key = {reminder.id: reminder for reminder in earlier}
    if not by_key:
        return 0
    messages = queries.list_queued_of(by_key)
    calls = queries.list_open_calls_of(by_key)
    for message in messages:
        if message.recipient.startswith("kindergarten:"):
            by_key[message.reminder_id].state = state
        message.state = MessageState.WITHDRAWN
        message.next_attempt_at = None
    for call in calls:
        call.state = CallState.DROPPED
    return len(messages) + len(calls)


def take_message(public_id: str, actor: Actor, at: dt.datetime) -> Letter | None:
    """Take up a due message for sending, or nothing when another worker has it or it was withdrawn.

    It comes back by itself after the lease when nothing is heard of it.
    """
    message = queries.get_message(public_id, actor, for_update=True)
    if not rules.is_due(message.state, message.next_attempt_at, at):
        return None
    message.attempts += 1
    message.next_attempt_at = at + LEASE
    return Letter(
        public_id=message.public_id,
        sender_name=message.sender_name,
        addresses=tuple((message.address or "").split(", ")),
        subject_line=message.subject_line,
        body=message.body,
        created_at=message.created_at,
    )


def note_sent(public_id: str, actor: Actor, at: dt.datetime) -> None:
    """Note that a message has left; also one that was withdrawn in that very moment."""
    message = queries.get_message(public_id, actor, for_update=True)
    if message.state is MessageState.WITHDRAWN and message.recipient.startswith("kindergarten:"):
        queries.get_reminder_of(message.county_code, message.reminder_id).state = ReminderState.SENT
    message.state = MessageState.SENT
    message.sent_at = at
    message.next_attempt_at = None
    message.error = None


@dataclass(frozen=True)
class Failure:
    """Why a message was not accepted, and whether trying again is useless."""

    reason: str
    is_permanent: bool


def note_failure(public_id: str, failure: Failure, actor: Actor, at: dt.datetime) -> None:
    """Note that a message was not accepted: tried again later, or given up and put on the call list."""
    message = queries.get_message(public_id, actor, for_update=True)
    if message.state is not MessageState.QUEUED:
        return  # withdrawn while the server was asked: nothing is left to do
    message.error = rules.one_line(failure.reason)[: rules.LONGEST_ERROR] or "?"
    again_at = None if failure.is_permanent else rules.retry_at(message.attempts, at)
    message.next_attempt_at = again_at
    if again_at is None:
        message.state = MessageState.FAILED
        _give_up(message, actor, at)


def _give_up(message: OutboxMessage, actor: Actor, at: dt.datetime) -> None:
    reminder = queries.get_reminder_of(message.county_code, message.reminder_id)
    is_to_kindergarten = message.recipient.startswith("kindergarten:")
    if is_to_kindergarten and not queries.has_call(message.county_code, reminder.id):
        recipient = Recipient(
            kindergarten=reminder.kindergarten,
            name=message.kindergarten_name,
            address=message.address,
            telephone=message.telephone,
        )
        _ask_for_call(reminder, recipient, CallReason.NOT_DELIVERED, at)
    subject = _subject(reminder)
    changes = {
        "mail_sent_to": [None, message.address],
        "server_answer": [None, message.error],
    }
    record(actor, "reminders.message.fail", subject, changes, at)


def _subject(reminder: Reminder) -> Subject:
    return Subject(
        reminder.subject_kind,
        reminder.subject_id,
        reminder.county_code,
        concerns=reminder.kindergarten,
    )


def send_again(public_id: str, version: int, actor: Actor, at: dt.datetime) -> None:
    """Queue a message anew that was given up, say after the mail server was repaired."""
    message = queries.get_message(public_id, actor, for_update=True)
    require_version(message, version)
    if message.state is not MessageState.FAILED:
        raise RuleViolation(N_("Only a message that could not be delivered is queued again."))
    message.state = MessageState.QUEUED
    message.attempts = 0
    message.next_attempt_at = at
    reminder = queries.get_reminder_of(message.county_code, message.reminder_id)
    changes = {"mail_sent_to": [None, message.address]}
    record(actor, "reminders.message.send_again", _subject(reminder), changes, at)


def record_call(public_id: str, note: str, version: int, actor: Actor, at: dt.datetime) -> None:
    """Record that the clerk has called: who answered, what was said."""
    call = queries.get_call(public_id, actor, for_update=True)
    require_version(call, version)
    before, call.state = call.state, rules.record_call(call.state, note)
    call.called_by, call.called_at, call.note = actor.name, at, note.strip()
    reminder = queries.get_reminder_of(call.county_code, call.reminder_id)
    changes = {"state": [before.value, call.state.value], "note": [None, call.note]}
    record(actor, "reminders.call.record", _subject(reminder), changes, at)


def group_text(kind: ReminderKind, facts: Mapping[str, object]) -> str:
    """The text that the clerk copies into the WeChat group."""
    text = words.write(f"{kind.value}_group", facts)
    return f"{text.subject_line}\n\n{text.body}"
