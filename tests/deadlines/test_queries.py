"""Clocks of a case, in lists and for jobs; stored rows and the pure rules say the same."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgsup.access.actor import Role
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    ClockStatus,
    Period,
    Unit,
    clock_state,
    days_after,
    with_event,
)
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError, RuleViolation
from kgsup.deadlines import queries, rules, service
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries import ClockFilter
from kgsup.deadlines.rules import DeadlineKind, Shown, Whose
from kgsup.workcalendar.queries import work_calendar
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.deadlines import (
    CLERK,
    DUE_ON,
    HEARING,
    STARTED_ON,
    extension,
    new_case,
    start_clock,
    working_days,
)

pytestmark = pytest.mark.usefixtures("calendar")

TODAY = dt.date(2026, 11, 21)
DECISION = DeadlineKind.DECISION
READER = make_actor(Role.CLERK)


def started(kind: DeadlineKind = DECISION, *, due: str, **values) -> Deadline:
    """A clock whose last day is a given one."""
    case = new_case(**values.pop("case", {}))
    rule = ClockRule(legal=dt.date.fromisoformat(due), **values.pop("rule", {}))
    return start_clock(case, kind, rule, **values)


def all_of(wanted: ClockFilter | None = None, actor=READER, today: dt.date = TODAY) -> list[int]:
    return [row.id for row in queries.list_running(actor, wanted or ClockFilter(), today)]


RULES = [
    rules.DECISION_GENERAL.rule,
    rules.with_promise(rules.DECISION_JOINT.rule, working_days(30)),
    rules.with_promise(rules.DECISION_ESTABLISHMENT.rule, working_days(20)),
    rules.DECISION_PREPARATION.rule,
    rules.SPONSOR_CHANGE.rule,
    ClockRule(legal=Period(count=30, unit=Unit.CALENDAR_DAYS), rolls=True),
    rules.renewal_by(dt.date(2027, 2, 28)).rule,
]
STEPS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "extend", "stop"]), st.integers(0, 25)),
    max_size=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rule=st.sampled_from(RULES), start=st.integers(0, 500), steps=STEPS)
def test_stored_rows_and_the_pure_rules_give_the_same_state(rule, start, steps):
    """Whatever is tried in whatever order, what was accepted is what the rules say of those events."""
    day = days_after(dt.date(2025, 1, 1), start)
    case, calendar = new_case(), work_calendar()
    with transaction():
        row = start_clock(case, rule=rule, started_on=day)
    events: tuple[ClockEvent, ...] = (ClockEvent(kind=ClockEventKind.STARTED, on=day),)
    for act, later in steps:
        day = days_after(day, later)
        given_period = Period(count=5, unit=rule.unit)
        asked = extension(period=given_period, level_name="government")
        event = {
            "pause": ClockEvent(kind=ClockEventKind.PAUSED, on=day),
            "resume": ClockEvent(kind=ClockEventKind.RESUMED, on=day),
            "extend": ClockEvent(kind=ClockEventKind.EXTENDED, on=day, period=given_period),
            "stop": ClockEvent(kind=ClockEventKind.STOPPED, on=day),
        }[act]
        do = {
            "pause": lambda: service.pause(DECISION, case, day, HEARING, CLERK, AT),  # noqa: B023
            "resume": lambda: service.resume(DECISION, case, day, CLERK, AT),  # noqa: B023
            "extend": lambda: service.extend(DECISION, case, asked, CLERK, AT, on=day),  # noqa: B023
            "stop": lambda: service.stop(DECISION, case, day, CLERK, AT),  # noqa: B023
        }[act]
        try:
            expected = with_event(rule, events, event, calendar)
        except DomainError:
            with pytest.raises(DomainError), transaction():
                do()
            continue
        with transaction():
            do()
        events = expected
    db.session.expire_all()
    assert queries.events_of(row) == events
    pure = clock_state(rule, events, calendar, day)
    assert queries.state_of(row, day) == pure
    for name in ("status", "due_on", "unrolled_on", "promised_on", "amber_on", "is_provisional"):
        assert getattr(row, name) == getattr(pure, name)
    assert (row.paused_since, row.stopped_on) == (pure.paused_since, pure.stopped_on)
    assert (row.breached_at is not None) == pure.was_late()


def test_the_clocks_of_a_case_come_running_first_by_their_last_day():
    case = new_case()
    with transaction():
        late = start_clock(case, DeadlineKind.DECISION)
        soon = start_clock(case, DeadlineKind.PUBLICATION, rules.PUBLICATION.rule)
        over = start_clock(case, DeadlineKind.CORRECTION_NOTICE, rules.CORRECTION_NOTICE.rule)
        service.stop(DeadlineKind.CORRECTION_NOTICE, case, STARTED_ON, CLERK, AT)
        start_clock()
    assert [row.id for row in queries.list_of(case)] == [soon.id, late.id, over.id]
    lines = queries.lines_of(case, TODAY)
    assert [line.deadline.id for line in lines] == [soon.id, late.id, over.id]
    assert [(line.state.passed, line.state.total) for line in lines[:2]] == [(9, 7), (9, 20)]
    assert [(line.is_late, line.late_days, line.is_amber) for line in lines[:2]] == [
        (True, 2, True),  # due on Wednesday the 18th: two working days up to Saturday
        (False, 0, False),
    ]


def test_next_of_gives_each_case_the_clock_that_presses_most():
    first, second, nothing = new_case(), new_case(), new_case()
    with transaction():
        start_clock(first)
        soon = start_clock(first, DeadlineKind.PUBLICATION, rules.PUBLICATION.rule)
        only = start_clock(second)
        hidden = start_clock(second, DeadlineKind.DELIVERY, rules.DELIVERY.rule)
        service.pause(DeadlineKind.DELIVERY, second, STARTED_ON, HEARING, CLERK, AT)
    assert hidden.due_on < only.due_on
    found = queries.next_of([first, second, nothing])
    assert {key: row.id for key, row in found.items()} == {
        ("permit_application", first.public_id): soon.id,
        ("permit_application", second.public_id): only.id,
    }
    assert queries.next_of([]) == {}


def test_jobs_find_what_is_due_by_kind_of_clock_and_of_case():
    with transaction():
        a = started(due="2026-11-20")
        b = started(due="2026-11-21")
        started(due="2026-11-22")
        started(DeadlineKind.PUBLICATION, due="2026-11-20")
        other = started(due="2026-11-19", case={"kind": "licence_act"})
        held = new_case()
        start_clock(held)
        service.pause(DECISION, held, STARTED_ON, HEARING, CLERK, AT)
    assert [r.id for r in queries.list_due(DECISION, TODAY)] == [other.id, a.id, b.id]
    mine = queries.list_due(DECISION, TODAY, subject_kind="permit_application")
    assert [r.id for r in mine] == [a.id, b.id]
    assert queries.list_due(DECISION, TODAY, county_code=OTHER_COUNTY) == []
    assert [r.id for r in queries.list_due(DECISION, TODAY, limit=1)] == [other.id]


def test_lists_show_late_ones_first_then_amber_then_the_rest_then_paused_ones():
    with transaction():
        calm = started(due="2027-03-01")
        amber = started(due="2026-11-23")
        late = started(due="2026-11-20")
        later = started(due="2026-11-10")
        held = new_case()
        paused = start_clock(held)
        service.pause(DECISION, held, STARTED_ON, HEARING, CLERK, AT)
        gone = new_case()
        start_clock(gone)
        service.stop(DECISION, gone, STARTED_ON, CLERK, AT)
    assert all_of() == [later.id, late.id, amber.id, calm.id, paused.id]
    assert queries.count_running(READER, ClockFilter(), TODAY) == 5
    for shown, expected in {
        Shown.LATE: [later.id, late.id],
        Shown.AMBER: [amber.id],
        Shown.CALM: [calm.id],
        Shown.PAUSED: [paused.id],
    }.items():
        assert all_of(ClockFilter(shown=shown)) == expected
    assert [r.id for r in queries.list_for_my_day(READER, TODAY, 2)] == [later.id, late.id]
    assert queries.count_for_my_day(READER, TODAY) == 3


def test_what_a_list_calls_amber_or_late_is_what_the_clock_is():
    with transaction():
        rows = [
            start_clock(rule=rule, started_on=days_after(dt.date(2026, 9, 1), 9 * n))
            for n, rule in enumerate(RULES + RULES)
        ]
    for day in (TODAY, dt.date(2026, 12, 31), dt.date(2027, 6, 1)):
        for row in rows:
            state, shown = queries.state_of(row, day), queries.shown_on(row, day)
            assert state.is_late(day) == (shown is Shown.LATE)
            assert state.is_amber(day) == (shown in {Shown.LATE, Shown.AMBER})


def test_lists_are_limited_by_kind_whose_and_text():
    with transaction():
        mine = started(due="2026-11-30", title="设立 · 青禾县向阳幼儿园")
        theirs = started(DeadlineKind.HEARING_REQUEST, due="2026-12-01")
        place = started(due="2026-12-02", case={"concerns": "0123456789ABCDEF"})
    assert all_of(ClockFilter(kind=DeadlineKind.HEARING_REQUEST)) == [theirs.id]
    assert all_of(ClockFilter(whose=Whose.CITIZEN)) == [theirs.id]
    assert all_of(ClockFilter(whose=Whose.AUTHORITY)) == [mine.id, place.id]
    assert all_of(ClockFilter(whose=Whose.DEPARTMENT)) == []
    assert all_of(ClockFilter(text="向阳")) == [mine.id]
    assert all_of(ClockFilter(text="%")) == []
    assert all_of(ClockFilter(text="x", places=["0123456789ABCDEF"])) == [place.id]


def test_another_countys_clocks_are_not_there():
    with transaction():
        mine = started(due="2026-11-30")
        other = started(due="2026-11-22", case={"county_code": OTHER_COUNTY})
    assert all_of() == [mine.id]
    assert all_of(actor=make_actor(Role.CLERK, OTHER_COUNTY)) == [other.id]
    assert all_of(actor=make_actor(Role.CLERK, "9901")) == [other.id, mine.id]
    assert all_of(actor=make_actor(Role.KINDERGARTEN, COUNTY, "0123456789ABCDEF")) == []
    assert queries.count_for_my_day(make_actor(Role.CLERK, OTHER_COUNTY), TODAY) == 1


def test_pages_of_a_list_join_without_a_gap_or_a_double():
    with transaction():
        for n in range(12):
            started(due=days_after(dt.date(2026, 11, 16), n % 7).isoformat())
        held = new_case()
        start_clock(held)
        service.pause(DECISION, held, STARTED_ON, HEARING, CLERK, AT)
    seen, after = [], None
    while rows := queries.list_running(READER, ClockFilter(), TODAY, after, 4):
        seen += [row.id for row in rows]
        after = list(queries.sort_key(rows[-1], TODAY))
    assert seen == all_of()
    assert len(seen) == 13


@pytest.mark.parametrize(
    "after", [["x"], [1, "2026-13-01", 1], [1, 2], [None, None, None], [{}, [], 1]]
)
def test_a_page_of_nonsense_is_the_first_one(after):
    with transaction():
        row = started(due="2026-11-30")
    assert [r.id for r in queries.list_running(READER, ClockFilter(), TODAY, after)] == [row.id]


def test_the_rule_of_a_clock_is_the_laws_with_the_countys_promise():
    promised = {
        "decision": {"count": 15, "unit": "working_days"},
        "establishment": {"count": 30, "unit": "working_days"},
        "delivery": {"count": 3, "unit": "working_days"},
    }
    with transaction():
        configuration.set_value(COUNTY, Key.PROMISED_LIMITS, promised, TODAY, CLERK, AT)
    rule = queries.rule_of(DECISION, COUNTY, on=TODAY)
    assert (rule.legal, rule.promised) == (working_days(20), working_days(15))
    establishment = rules.DECISION_ESTABLISHMENT.rule
    rule = queries.rule_of(
        DECISION, COUNTY, on=TODAY, legal=establishment, permit_kind="establishment"
    )
    assert (rule.legal, rule.promised) == (establishment.legal, working_days(30))
    rule = queries.rule_of(DeadlineKind.DELIVERY, COUNTY, on=TODAY, permit_kind="establishment")
    assert rule.promised == working_days(3)
    before = days_after(TODAY, -1)
    assert queries.rule_of(DECISION, COUNTY, on=before).promised is None
    assert queries.rule_of(DECISION, OTHER_COUNTY, on=TODAY).promised is None


@pytest.mark.parametrize(
    ("kind", "period", "rolls"),
    [
        (DeadlineKind.REFERRAL_REPLY, working_days(10), False),
        (DeadlineKind.CORRECTION_ANSWER, Period(count=30, unit=Unit.CALENDAR_DAYS), True),
        (DeadlineKind.FILING, working_days(20), False),
        (DeadlineKind.AFTER_REVIEW, working_days(10), False),
    ],
)
def test_what_the_law_leaves_open_the_county_sets(kind, period, rolls):
    assert queries.rule_of(kind, COUNTY, on=TODAY) == ClockRule(legal=period, rolls=rolls)
    key = rules.KINDS[kind].configured
    with transaction():
        value = {"count": 2, "unit": "months"}
        configuration.set_value(COUNTY, key, value, TODAY, CLERK, AT)
    rule = queries.rule_of(kind, COUNTY, on=TODAY)
    assert rule.legal == Period(count=2, unit=Unit.MONTHS)


@pytest.mark.parametrize(
    "kind", [DeadlineKind.REGISTRATION, DeadlineKind.RENEWAL, DeadlineKind.SERVICE]
)
def test_where_the_case_decides_the_period_it_has_to_give_it(kind):
    with pytest.raises(RuleViolation):
        queries.rule_of(kind, COUNTY, on=TODAY)
    legal = rules.REGISTRATION_INSTITUTION.rule
    assert queries.rule_of(kind, COUNTY, on=TODAY, legal=legal) == legal


@pytest.mark.parametrize(
    "value",
    [
        {"count": 0, "unit": "working_days"},
        {"count": 10, "unit": "weeks"},
        {"count": 10, "unit": ["working_days"]},
        {"count": "10", "unit": "working_days"},
        {"count": True, "unit": "working_days"},
        {"count": 10},
        {"count": 1000, "unit": "months"},
        "10",
        None,
        [],
    ],
)
def test_a_period_of_the_county_is_a_number_and_a_unit(value):
    for key, asked in ((Key.FILING_TERM, value), (Key.PROMISED_LIMITS, {"decision": value})):
        with pytest.raises(RuleViolation), transaction():
            configuration.set_value(COUNTY, key, asked, TODAY, CLERK, AT)


def selects(statements: list[str]) -> list[str]:
    return [text for text in statements if text.startswith("SELECT")]


def test_a_page_of_clocks_asks_a_fixed_number_of_questions(count_queries):
    with transaction():
        rows = [start_clock() for _ in range(30)]
    before = len(selects(count_queries()))
    lines = queries.lines(rows, TODAY)
    assert len(selects(count_queries())) - before == 3
    assert {line.state.due_on for line in lines} == {DUE_ON}
    assert {line.deadline.status for line in lines} == {ClockStatus.RUNNING}
