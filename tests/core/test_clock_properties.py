"""What holds for every life of a clock, and agreement with the second implementation."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockState,
    Period,
    Unit,
    clock_state,
    received_on,
)
from kgsup.core.workdays import WorkCalendar
from tests.core.day_walk import Walk
from tests.core.legal_cases import TABLES, calendar_of

CALENDAR = calendar_of(sorted(TABLES))
SHORT = {
    Unit.WORKING_DAYS: "WD",
    Unit.CALENDAR_DAYS: "CD",
    Unit.MONTHS: "M",
    Unit.YEARS: "Y",
}
LONGEST = {Unit.WORKING_DAYS: 60, Unit.CALENDAR_DAYS: 100, Unit.MONTHS: 14, Unit.YEARS: 3}
STARTS = st.dates(dt.date(2018, 11, 1), dt.date(2027, 3, 1))
DAY = dt.timedelta(days=1)


@st.composite
def rules(draw: st.DrawFn, unit: Unit | None = None) -> ClockRule:
    unit = unit or draw(st.sampled_from(Unit))
    other = draw(st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]))
    promise = draw(st.none() | st.integers(1, 40))
    longest = draw(st.none() | st.integers(1, 15))
    return ClockRule(
        legal=Period(count=draw(st.integers(0, LONGEST[unit])), unit=unit),
        promised=Period(count=promise, unit=other) if promise else None,
        rolls=draw(st.booleans()),
        pausable=True,
        extension=Period(count=longest, unit=unit) if longest else None,
    )


@st.composite
def lives(draw: st.DrawFn, rule: ClockRule) -> tuple[ClockEvent, ...]:
    """A start, then pauses one after the other with an extension somewhere among them."""
    day = draw(STARTS)
    events = [ClockEvent(kind=ClockEventKind.STARTED, on=day)]
    for _ in range(draw(st.integers(0, 3))):
        day += draw(st.integers(0, 15)) * DAY
        events.append(ClockEvent(kind=ClockEventKind.PAUSED, on=day))
        day += draw(st.integers(0, 30)) * DAY
        events.append(ClockEvent(kind=ClockEventKind.RESUMED, on=day))
    if rule.extension and draw(st.booleans()):
        period = replace(rule.extension, count=draw(st.integers(1, rule.extension.count)))
        place = draw(st.integers(1, len(events)))
        on = events[place - 1].on
        events.insert(place, ClockEvent(kind=ClockEventKind.EXTENDED, on=on, period=period))
    return tuple(events)


@st.composite
def clocks(draw: st.DrawFn, unit: Unit | None = None) -> tuple[ClockRule, tuple[ClockEvent, ...]]:
    rule = draw(rules(unit))
    return rule, draw(lives(rule))


def state_of(
    clock: tuple[ClockRule, tuple[ClockEvent, ...]],
    calendar: WorkCalendar = CALENDAR,
    today: dt.date = dt.date(2026, 11, 21),
) -> ClockState:
    return clock_state(*clock, calendar, today)


def pair(period: Period | None) -> tuple[int, str] | None:
    return (period.count, SHORT[period.unit]) if period else None


def walk_of(rule: ClockRule, events: tuple[ClockEvent, ...]) -> Walk:
    paused = [event.on for event in events if event.kind is ClockEventKind.PAUSED]
    resumed = [event.on for event in events if event.kind is ClockEventKind.RESUMED]
    granted = [event.period for event in events if event.kind is ClockEventKind.EXTENDED]
    assert isinstance(rule.legal, Period)
    return Walk(
        works=CALENDAR.is_working_day,
        started=events[0].on,
        legal=(rule.legal.count, SHORT[rule.legal.unit]),
        extension=pair(granted[0]) if granted else None,
        promised=pair(rule.promised),
        rolls=rule.rolls,
        pauses=list(zip(paused, resumed, strict=True)),
    )


@settings(max_examples=1000, deadline=None)
@given(clock=clocks(), after=st.integers(-5, 400))
def test_a_walk_day_by_day_comes_to_the_same(clock, after):
    today = clock[1][0].on + after * DAY
    state, walk = state_of(clock, today=today), walk_of(*clock)
    assert state.unrolled_on == walk.unrolled()
    assert state.rolled_on == walk.rolled()
    assert state.due_on == walk.due()
    assert state.promised_on == walk.promise()
    assert state.amber_on == walk.amber()
    assert state.passed == walk.passed(today)
    assert state.is_late(today) is (today > walk.due())
    assert state.is_amber(today) is (today >= walk.amber())


@given(clock=clocks(Unit.WORKING_DAYS), near=st.integers(0, 120))
def test_a_further_day_off_never_makes_a_day_earlier(clock, near):
    day = clock[1][0].on + near * DAY
    fewer = replace(
        CALENDAR,
        days_off=CALENDAR.days_off | {day},
        working_weekends=CALENDAR.working_weekends - {day},
    )
    before, after = state_of(clock), state_of(clock, fewer)
    assert after.due_on >= before.due_on
    assert after.amber_on >= before.amber_on
    assert after.rolled_on >= before.rolled_on


@given(clock=clocks(), place=st.integers(0, 9))
def test_a_pause_that_ends_at_once_changes_nothing(clock, place):
    rule, events = clock
    open_places = [
        n for n in range(1, len(events) + 1) if _pauses_open(events[:n]) == 0
    ]  # not within another pause
    place = open_places[place % len(open_places)]
    on = events[place - 1].on
    at_once = (
        ClockEvent(kind=ClockEventKind.PAUSED, on=on),
        ClockEvent(kind=ClockEventKind.RESUMED, on=on),
    )
    assert state_of((rule, events[:place] + at_once + events[place:])) == state_of(clock)


def _pauses_open(events: tuple[ClockEvent, ...]) -> int:
    kinds = [event.kind for event in events]
    return kinds.count(ClockEventKind.PAUSED) - kinds.count(ClockEventKind.RESUMED)


@given(clock=clocks())
def test_an_extension_is_never_earlier_and_leaves_the_promise(clock):
    rule, events = clock
    shorter = tuple(event for event in events if event.kind is not ClockEventKind.EXTENDED)
    before, after = state_of((rule, shorter)), state_of(clock)
    assert after.due_on >= before.due_on
    assert after.promised_on == before.promised_on
    assert after.is_extended is (len(shorter) < len(events))


@given(clock=clocks(), today=st.dates(dt.date(2018, 1, 1), dt.date(2030, 1, 1)))
def test_today_moves_no_day(clock, today):
    state = state_of(clock, today=today)
    assert replace(state, passed=0) == replace(state_of(clock), passed=0)
    assert (state.passed > 0) <= (today > state.started_on)


@given(rule=rules())
def test_a_rule_survives_being_written_as_json(rule):
    assert ClockRule.from_json(rule.to_json()) == rule


@given(
    day=st.dates(dt.date(2018, 12, 1), dt.date(2027, 2, 1)),
    time=st.times(),
    zone=st.integers(-12, 14),
)
def test_papers_are_received_on_a_working_day_and_not_before_they_came(day, time, zone):
    instant = dt.datetime.combine(day, time, dt.timezone(dt.timedelta(hours=zone)))
    day = received_on(instant, CALENDAR, closing=dt.time(17, 30))
    came_on = received_on(instant, CALENDAR, closing=None)
    assert CALENDAR.is_working_day(day)
    assert came_on <= day
    assert CALENDAR.working_days_between(came_on, day) <= 1
