"""What may happen to a clock in each state, and rules that cannot be meant."""

import datetime as dt

import pytest

from kgsup.core.clocks import (
    LONGEST_COUNT,
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockStatus,
    Period,
    Unit,
    clock_state,
    received_on,
    with_event,
)
from kgsup.core.errors import DomainError, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from tests.core.legal_cases import calendar_of

CALENDAR = calendar_of([2026])
TWENTY = Period(count=20, unit=Unit.WORKING_DAYS)
TEN = Period(count=10, unit=Unit.WORKING_DAYS)
RULE = ClockRule(legal=TWENTY, pausable=True, extension=TEN)
MONDAY = dt.date(2026, 11, 2)


def event(kind: str, day: int) -> ClockEvent:
    """An event on a day of November 2026; an extension is of ten working days."""
    return ClockEvent(
        kind=ClockEventKind(kind),
        on=dt.date(2026, 11, day),
        period=TEN if kind == "extended" else None,
    )


def life(*events: tuple[str, int], rule: ClockRule = RULE) -> tuple[ClockEvent, ...]:
    found: tuple[ClockEvent, ...] = ()
    for kind, day in events:
        found = with_event(rule, found, event(kind, day), CALENDAR)
    return found


STATES = {
    "none": [],
    "running": [("started", 2)],
    "paused": [("started", 2), ("paused", 5)],
    "running again": [("started", 2), ("paused", 5), ("resumed", 9)],
    "extended": [("started", 2), ("extended", 6)],
    "stopped": [("started", 2), ("stopped", 6)],
}
POSSIBLE = {
    "none": {"started"},
    "running": {"paused", "extended", "stopped", "recomputed"},
    "paused": {"resumed", "extended", "stopped", "recomputed"},
    "running again": {"paused", "extended", "stopped", "recomputed"},
    "extended": {"paused", "stopped", "recomputed"},
    "stopped": set(),
}


@pytest.mark.parametrize("kind", ClockEventKind)
@pytest.mark.parametrize("state", STATES)
def test_each_event_in_each_state(state, kind):
    events = life(*STATES[state])
    if kind in POSSIBLE[state]:
        assert with_event(RULE, events, event(kind, 11), CALENDAR) == (*events, event(kind, 11))
    else:
        with pytest.raises((IllegalTransition, RuleViolation)):
            with_event(RULE, events, event(kind, 11), CALENDAR)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("running", ClockStatus.RUNNING),
        ("paused", ClockStatus.PAUSED),
        ("running again", ClockStatus.RUNNING),
        ("extended", ClockStatus.RUNNING),
        ("stopped", ClockStatus.STOPPED),
    ],
)
def test_the_status_follows_from_the_events(state, status):
    assert clock_state(RULE, life(*STATES[state]), CALENDAR, MONDAY).status is status


def test_a_refused_pause_names_its_article():
    rule = ClockRule(legal=TWENTY)
    with pytest.raises(DomainError) as refusal:
        life(("started", 2), ("paused", 5), rule=rule)
    assert refusal.value.article is Article.PAUSES_OF_LICENSING


def test_a_recomputation_does_not_hold_up_what_is_entered_with_an_earlier_day():
    """The paper of the 10th is entered on the 12th, after the calendar was changed on the 11th."""
    events = life(("started", 2), ("recomputed", 11), ("paused", 10))
    assert clock_state(RULE, events, CALENDAR, MONDAY).paused_since == dt.date(2026, 11, 10)


def test_a_list_without_a_start_has_no_state():
    for events in ((), (event("paused", 5),)):
        with pytest.raises(IllegalTransition):
            clock_state(RULE, events, CALENDAR, MONDAY)


@pytest.mark.parametrize("count", [-1, LONGEST_COUNT + 1])
def test_a_period_has_its_bounds(count):
    with pytest.raises(RuleViolation):
        Period(count=count, unit=Unit.MONTHS)


@pytest.mark.parametrize(
    "values",
    [
        {"legal": TWENTY, "extension": Period(count=1, unit=Unit.MONTHS)},
        {"legal": Period(count=3, unit=Unit.MONTHS), "extension": TEN},
        {"legal": MONDAY, "pausable": True},
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused(values):
    with pytest.raises(RuleViolation):
        ClockRule(**values)


@pytest.mark.parametrize(
    "rule",
    [
        RULE,
        ClockRule(legal=MONDAY, rolls=True, extension=TEN),
        ClockRule(legal=Period(count=3, unit=Unit.MONTHS), promised=TEN),
    ],
)
def test_a_rule_is_written_and_read_as_json(rule):
    assert ClockRule.from_json(rule.to_json()) == rule


def test_json_that_is_no_rule_is_refused():
    assert ClockRule.from_json({"legal": TWENTY.to_json()}) == ClockRule(legal=TWENTY)
    for value in ({}, {"legal": {"count": 5}}, {"legal": {"count": 5, "unit": "weeks"}}):
        with pytest.raises((KeyError, ValueError)):
            ClockRule.from_json(value)


def test_what_is_left_counts_below_nothing_when_late():
    events = life(("started", 2))
    for today, left in [((2026, 11, 2), 20), ((2026, 11, 30), 0), ((2026, 12, 1), -1)]:
        assert clock_state(RULE, events, CALENDAR, dt.date(*today)).left == left


def test_an_instant_without_zone_has_no_day():
    with pytest.raises(ValueError, match="zone"):
        received_on(dt.datetime.combine(MONDAY, dt.time(9)), CALENDAR, closing=None)
