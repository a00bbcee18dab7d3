"""Ladders, addresses, retries: every day, every outage."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.core.errors import RuleViolation
from kgsup.reminders.rules import (
    RETRY_MINUTES,
    CallState,
    MessageState,
    is_due,
    is_last_step,
    next_step,
    one_line,
    record_call,
    retry_at,
    usable_address,
)

DUE = dt.date(2026, 3, 31)
LADDER = (-30, -14, -7, -1, 1, 7)
DAYS = range(-60, 31)


def day(offset: int) -> dt.date:
    return DUE + dt.timedelta(days=offset)


def run(
    days: list[int], offsets: tuple[int, ...] = LADDER
) -> tuple[list[tuple[int, int]], list[int]]:
    """Let a worker run on these days: (day, step) as sent, and the steps recorded as superseded."""
    sent: list[tuple[int, int]] = []
    superseded: list[int] = []
    for today in days:
        recorded = {step for _, step in sent} | set(superseded)
        move = next_step(DUE, offsets, recorded, day(today))
        superseded += [step.offset for step in move.superseded]
        if move.send is not None:
            sent.append((today, move.send.offset))
    return sent, superseded


def newest(today: int) -> int | None:
    """The newest step of the ladder on a day: written apart from the rule."""
    passed = [step for step in LADDER if step <= today]
    return passed[-1] if passed else None


@pytest.mark.parametrize("today", DAYS)
def test_a_worker_that_first_runs_on_a_day_sends_the_newest_step_alone(today: int) -> None:
    sent, superseded = run([today])
    assert [step for _, step in sent] == ([newest(today)] if newest(today) is not None else [])
    assert superseded == [step for step in LADDER if step <= today and step != newest(today)]


def test_a_worker_that_runs_every_day_sends_each_step_on_its_own_day() -> None:
    sent, superseded = run(list(DAYS))
    assert sent == [(step, step) for step in LADDER]
    assert superseded == []


def test_a_second_run_on_the_same_day_sends_nothing() -> None:
    assert run(sorted([*DAYS, *DAYS])) == run(list(DAYS))


OUTAGES = [(first, last) for first in DAYS for last in range(first, 31)]


def test_after_any_outage_each_step_is_recorded_once_and_only_the_newest_is_sent() -> None:
    for first, last in OUTAGES:
        days = [today for today in DAYS if not first <= today <= last]
        sent, superseded = run(days)
        expected = [(today, newest(today)) for today in days]
        assert sent == [
            pair
            for before, pair in itertools.pairwise([(None, None), *expected])
            if pair[1] is not None and pair[1] != before[1]
        ], (first, last)
        reached = [step for step in LADDER if days and step <= days[-1]]
        assert sorted([*(step for _, step in sent), *superseded]) == reached, (first, last)


# Between two steps all days are alike, so which of the seven stretches the worker was alive in is all.
STRETCHES = (-60, -30, -14, -7, -1, 1, 7)


@pytest.mark.parametrize("alive", list(itertools.product([False, True], repeat=len(STRETCHES))))
def test_every_pattern_of_outages_sends_one_step_a_stretch(alive: tuple[bool, ...]) -> None:
    days = [first for first, is_alive in zip(STRETCHES, alive, strict=True) if is_alive]
    sent, superseded = run(days)
    assert sent == [(today, today) for today in days if today in LADDER]
    reached = [step for step in LADDER if days and step <= days[-1]]
    assert sorted([*(step for _, step in sent), *superseded]) == reached


@given(st.lists(st.integers(-500, 500), max_size=40), st.sets(st.integers(-180, 180), max_size=12))
def test_a_clock_that_jumps_at_will_sends_no_step_twice_and_none_after_a_newer_one(
    days: list[int], offsets: set[int]
) -> None:
    sent, superseded = run(days, tuple(offsets))
    steps = [step for _, step in sent]
    assert steps == sorted(set(steps))
    assert not set(steps) & set(superseded)
    assert len(superseded) == len(set(superseded))
    assert all(step <= today for today, step in sent)


def test_a_step_that_the_county_adds_later_is_not_sent_after_a_newer_one() -> None:
    move = next_step(DUE, [-30, -20, -14], {-30, -14}, day(-10))
    assert move.send is None
    assert [step.offset for step in move.superseded] == [-20]


def test_an_empty_ladder_sends_nothing() -> None:
    assert next_step(DUE, [], set(), DUE).is_nothing


@pytest.mark.parametrize(("offset", "is_last"), [(7, True), (1, False), (-30, False)])
def test_the_last_step_is_the_latest_one(offset: int, is_last: bool) -> None:
    assert is_last_step(offset, [7, -30, 1]) is is_last


@pytest.mark.parametrize(
    "text",
    ["office@chenguang.example", " 12345678@qq.example ", "a.b+c@x-y.edu.example"],
)
def test_one_mailbox_is_usable(text: str) -> None:
    assert usable_address(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "无",
        "a@b",
        "a@b.example;c@d.example",
        "a@b.example c@d.example",
        "a@b.example\nBcc: c@d.example",
        "园长 <a@b.example>",
        "邮箱@b.example",
        "a@@b.example",
        "-a@b.example",
        "0990-5550101",
    ],
)
def test_what_is_not_one_mailbox_is_not_written_to(text: str | None) -> None:
    assert usable_address(text) is None


def test_a_subject_stays_in_one_line() -> None:
    assert one_line("提醒\r\nBcc: a@b.example") == "提醒 Bcc: a@b.example"


AT = dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)


def test_a_message_is_tried_again_later_each_time_and_given_up_in_the_end() -> None:
    waits = [retry_at(attempts, AT) for attempts in range(1, len(RETRY_MINUTES) + 2)]
    assert waits[-1] is None
    assert [wait - AT for wait in waits if wait] == [
        dt.timedelta(minutes=minutes) for minutes in RETRY_MINUTES
    ]
    assert list(RETRY_MINUTES) == sorted(RETRY_MINUTES)


@pytest.mark.parametrize(
    ("state", "ahead", "expected"),
    [
        (MessageState.QUEUED, dt.timedelta(0), True),
        (MessageState.QUEUED, dt.timedelta(days=-400), True),
        (MessageState.QUEUED, dt.timedelta(minutes=1), False),
        (MessageState.QUEUED, dt.timedelta(days=1), False),
        (MessageState.QUEUED, dt.timedelta(days=31), True),  # the clock went back by a month
        (MessageState.SENT, dt.timedelta(0), False),
        (MessageState.WITHDRAWN, dt.timedelta(0), False),
        (MessageState.FAILED, dt.timedelta(0), False),
    ],
)
def test_a_message_is_due_when_its_time_has_come_or_lies_too_far_ahead(
    state: MessageState, ahead: dt.timedelta, expected: bool
) -> None:
    assert is_due(state, AT + ahead, AT) is expected


@pytest.mark.parametrize("state", CallState)
def test_only_an_open_call_is_recorded(state: CallState) -> None:
    if state is CallState.OPEN:
        assert record_call(state, "园长说本周五送来") is CallState.CALLED
    else:
        with pytest.raises(RuleViolation):
            record_call(state, "园长说本周五送来")


def test_a_call_without_a_note_is_not_recorded() -> None:
    with pytest.raises(RuleViolation):
        record_call(CallState.OPEN, "  ")
