"""What happens to a clock, in every status; what the row, the events and the ledger then say."""

import datetime as dt

import pytest

from kgsup.core.clocks import ClockStatus, Unit, days_after
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, RuleViolation
from kgsup.deadlines import queries, rules, service
from kgsup.deadlines.rules import DeadlineKind, PauseReason
from tests.conftest import AT
from tests.factories.deadlines import (
    CLERK,
    DUE_ON,
    HEARING,
    STARTED_ON,
    acts_on,
    events_in,
    extension,
    new_case,
    start_clock,
    working_days,
)

pytestmark = pytest.mark.usefixtures("calendar")

DECISION = DeadlineKind.DECISION
TODAY = dt.date(2026, 11, 21)
NONE = "none"  # no such clock was ever started

ACTS = {
    "start": lambda case: start_clock(case),
    "pause": lambda case: service.pause(DECISION, case, TODAY, HEARING, CLERK, AT),
    "resume": lambda case: service.resume(DECISION, case, TODAY, CLERK, AT),
    "extend": lambda case: service.extend(DECISION, case, extension(), CLERK, AT),
    "stop": lambda case: service.stop(DECISION, case, TODAY, CLERK, AT),
}
TO_REACH = {
    NONE: (),
    "running": ("start",),
    "paused": ("start", "pause"),
    "stopped": ("start", "stop"),
}
OUTCOMES = {
    (NONE, "start"): "running",
    ("running", "start"): Conflict,
    ("paused", "start"): Conflict,
    ("stopped", "start"): "running",  # another clock; the first one stays stopped
    ("running", "pause"): "paused",
    ("paused", "pause"): IllegalTransition,
    ("running", "resume"): IllegalTransition,
    ("paused", "resume"): "running",
    ("running", "extend"): "running",
    ("paused", "extend"): "paused",
    ("running", "stop"): "stopped",
    ("paused", "stop"): "stopped",
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("status", TO_REACH)
def test_every_act_in_every_status(status, act):
    case = new_case()
    with transaction():
        for step in TO_REACH[status]:
            ACTS[step](case)
    outcome = OUTCOMES.get((status, act), IllegalTransition)
    if isinstance(outcome, str):
        with transaction():
            row = ACTS[act](case)
        assert row.status == outcome
        assert acts_on(case)[-1].act == f"deadlines.deadline.{act}"
    else:
        with pytest.raises(outcome), transaction():
            ACTS[act](case)
        assert len(acts_on(case)) == len(TO_REACH[status])


def test_a_started_clock_holds_its_days_its_event_and_its_row_in_the_ledger():
    case = new_case(concerns="0123456789ABCDEF")
    rule = rules.with_promise(rules.DECISION_GENERAL.rule, working_days(15))
    with transaction():
        row = start_clock(case, rule=rule, title="设立 · 青禾县向阳幼儿园")
    assert (row.due_on, row.unrolled_on, row.promised_on) == (
        DUE_ON,
        DUE_ON,
        dt.date(2026, 11, 30),
    )
    assert row.amber_on == dt.date(2026, 11, 24)  # eleven of fifteen working days
    assert (row.status, row.article, row.title) == (
        ClockStatus.RUNNING,
        "行政许可法 42",
        "设立 · 青禾县向阳幼儿园",
    )
    assert not row.is_provisional
    [event] = events_in(row)
    assert (event.happened_on, event.old_due_on, event.new_due_on) == (STARTED_ON, None, DUE_ON)
    [entry] = acts_on(case)
    assert (entry.act, entry.article) == ("deadlines.deadline.start", "行政许可法 42")
    assert (entry.acted_on, entry.concerns) == (STARTED_ON, "0123456789ABCDEF")
    assert entry.changes == {
        "deadline": "decision_clock",
        "legal_due_on": [None, "2026-12-07"],
        "promised_due_on": [None, "2026-11-30"],
    }


def test_the_article_of_the_case_goes_before_the_kinds_own():
    with transaction():
        row = start_clock(rule=rules.DECISION_ESTABLISHMENT.rule, article="民办教育促进法 17")
    assert (row.article, row.due_on) == ("民办教育促进法 17", dt.date(2027, 2, 9))


def test_a_clock_may_start_on_the_next_working_day_but_nothing_else_happens_in_the_future():
    case, monday = new_case(), dt.date(2026, 11, 23)
    with transaction():
        row = start_clock(case, started_on=monday)
    assert row.due_on == dt.date(2026, 12, 21)
    for act in (
        lambda: service.stop(DECISION, case, days_after(monday, 1), CLERK, AT),
        lambda: service.pause(DECISION, case, monday, HEARING, CLERK, AT),
        lambda: service.extend(DECISION, case, extension(), CLERK, AT, on=monday),
    ):
        with pytest.raises(RuleViolation), transaction():
            act()


def test_a_pause_leaves_its_days_out_and_says_why_and_on_what_basis():
    case = new_case()
    reason = PauseReason(
        ground=HEARING.ground, basis=" 行政许可法 46 ", text="听证。", lasts=working_days(20)
    )
    with transaction():
        start_clock(case)
        row = service.pause(DECISION, case, dt.date(2026, 11, 16), reason, CLERK, AT)
    assert (row.paused_since, row.pause_ground, row.pause_basis) == (
        dt.date(2026, 11, 16),
        HEARING.ground,
        "行政许可法 46",
    )
    assert acts_on(case)[-1].changes == {
        "deadline": "decision_clock",
        "legal_due_on": ["2026-12-07", "2026-12-07"],
        "pause_ground": [None, "hearing"],
        "pause_basis": [None, "行政许可法 46"],
        "pause_lasts": [None, [20, "working_days"]],
        "reason": [None, "听证。"],
    }
    with transaction():
        row = service.resume(DECISION, case, dt.date(2026, 11, 18), CLERK, AT)
    assert row.due_on == dt.date(2026, 12, 9)  # two working days later
    assert row.paused_since is row.pause_ground is row.pause_basis is None
    assert acts_on(case)[-1].changes["legal_due_on"] == ["2026-12-07", "2026-12-09"]


def test_a_pause_without_a_basis_and_a_pause_of_another_period_are_refused():
    case = new_case()
    with transaction():
        start_clock(case)
        start_clock(case, DeadlineKind.PUBLICATION, rules.PUBLICATION.rule)
    nothing = PauseReason(ground=HEARING.ground, basis=" ")
    with pytest.raises(RuleViolation), transaction():
        service.pause(DECISION, case, TODAY, nothing, CLERK, AT)
    with pytest.raises(RuleViolation) as refusal, transaction():
        service.pause(DeadlineKind.PUBLICATION, case, STARTED_ON, HEARING, CLERK, AT)
    assert refusal.value.article == "行政许可法 45"


def test_an_extension_is_granted_once_at_the_level_that_the_law_names():
    case = new_case()
    with transaction():
        start_clock(case)
    for level in ("officer", "section", "deputy_head"):
        with pytest.raises(RuleViolation) as refusal, transaction():
            service.extend(DECISION, case, extension(level_name=level), CLERK, AT)
        assert refusal.value.article == "行政许可法 42"
    with transaction():
        row = service.extend(DECISION, case, extension(), CLERK, AT)
    assert row.due_on == dt.date(2026, 12, 21)
    assert acts_on(case)[-1].changes == {
        "deadline": "decision_clock",
        "legal_due_on": ["2026-12-07", "2026-12-21"],
        "extension_period": [None, [10, "working_days"]],
        "extension_level": [None, "level_head"],
        "extension_approved_by": [None, "何青山"],
        "reason": [None, "需现场核查的园舍较多。"],
    }
    event = events_in(row)[-1]
    assert (event.period, event.level, event.approved_by) == (
        {"count": 10, "unit": "working_days"},
        "head",
        "何青山",
    )
    with pytest.raises(RuleViolation), transaction():
        service.extend(DECISION, case, extension(period=working_days(1)), CLERK, AT)


def test_joint_handling_is_extended_by_the_governments_head_alone():
    case = new_case()
    with transaction():
        start_clock(case, rule=rules.DECISION_JOINT.rule)
    with pytest.raises(RuleViolation), transaction():
        service.extend(DECISION, case, extension(level_name="collective"), CLERK, AT)
    longest = extension(level_name="government", period=working_days(15))
    with transaction():
        row = service.extend(DECISION, case, longest, CLERK, AT)
    assert (row.due_on - STARTED_ON).days > 60


@pytest.mark.parametrize(
    "asked",
    [
        {"period": working_days(11)},
        {"period": working_days(0)},
        {"period": working_days(1).__class__(count=1, unit=Unit.MONTHS)},
    ],
)
def test_an_extension_is_not_longer_than_the_laws(asked):
    case = new_case()
    with transaction():
        start_clock(case)
    with pytest.raises(RuleViolation), transaction():
        service.extend(DECISION, case, extension(**asked), CLERK, AT)


def test_an_extension_after_the_last_day_comes_too_late():
    case = new_case()
    with transaction():
        start_clock(case, started_on=dt.date(2026, 10, 12))  # due on 9 November
    with pytest.raises(RuleViolation), transaction():
        service.extend(DECISION, case, extension(), CLERK, AT)


def test_who_stops_in_time_has_no_breach_whenever_it_is_entered():
    case = new_case()
    with transaction():
        row = start_clock(case, started_on=dt.date(2026, 10, 12))
    with transaction():
        assert service.mark_breached(row.id, CLERK, AT)
    with transaction():
        row = service.stop(DECISION, case, dt.date(2026, 11, 9), CLERK, AT, outcome="准予")
    assert (row.breached_at, row.outcome) == (None, "准予")
    assert [entry.act.rpartition(".")[2] for entry in acts_on(case)] == [
        "start",
        "breach",
        "stop",
        "breach",
    ]
    assert acts_on(case)[-1].changes == {"deadline": "decision_clock", "past_due": [True, False]}
    assert acts_on(case)[2].changes["clock_outcome"] == [None, "准予"]


def test_who_stops_late_is_marked_even_before_the_daily_job():
    case = new_case()
    with transaction():
        row = start_clock(case, started_on=dt.date(2026, 10, 12))
        service.stop(DECISION, case, dt.date(2026, 11, 10), CLERK, AT)
    assert row.breached_at == AT
    assert acts_on(case)[-1].changes["past_due"] == [False, True]


def test_a_pause_of_its_time_that_is_entered_late_takes_the_mark_back():
    case = new_case()
    with transaction():
        row = start_clock(case, started_on=dt.date(2026, 10, 12))
        service.mark_breached(row.id, CLERK, AT)
        row = service.pause(DECISION, case, dt.date(2026, 10, 30), HEARING, CLERK, AT)
    assert row.breached_at is None
    assert acts_on(case)[-1].changes["past_due"] == [True, False]


def test_an_approval_of_its_time_that_is_entered_late_takes_the_mark_back():
    case = new_case()
    with transaction():
        row = start_clock(case, started_on=dt.date(2026, 10, 12))
        service.mark_breached(row.id, CLERK, AT)
        on = dt.date(2026, 11, 9)
        row = service.extend(DECISION, case, extension(), CLERK, AT, on=on)
    assert (row.due_on, row.breached_at) == (dt.date(2026, 11, 23), None)


def test_a_case_that_is_over_stops_all_its_clocks_and_no_others():
    case, other = new_case(), new_case()
    with transaction():
        start_clock(case)
        start_clock(case, DeadlineKind.PUBLICATION, rules.PUBLICATION.rule)
        service.pause(DECISION, case, STARTED_ON, HEARING, CLERK, AT)
        kept = start_clock(other)
    with transaction():
        assert service.stop_all(case, TODAY, CLERK, AT) == 2
        assert service.stop_all(case, TODAY, CLERK, AT) == 0
    assert {row.status for row in queries.list_of(case)} == {ClockStatus.STOPPED}
    assert kept.status is ClockStatus.RUNNING


def test_two_kinds_run_side_by_side_and_another_countys_case_is_another_case():
    case = new_case()
    elsewhere = new_case(public_id=case.public_id, county_code="990127")
    with transaction():
        start_clock(case)
        start_clock(case, DeadlineKind.DELIVERY, rules.DELIVERY.rule)
        start_clock(elsewhere)
    with transaction():
        service.stop(DECISION, elsewhere, TODAY, CLERK, AT)
    assert queries.get_running(DECISION, case).county_code == "990126"
    assert queries.find_running(DECISION, elsewhere) is None


def test_the_case_keeps_the_rule_and_the_history_of_its_clock():
    with transaction():
        row = start_clock()
    for statement in (
        "UPDATE deadline SET rule = '{}'",
        "UPDATE deadline SET started_on = '2026-11-10'",
        "DELETE FROM deadline",
        "UPDATE deadline_event SET reason = 'x'",
        "DELETE FROM deadline_event",
    ):
        with pytest.raises(Exception, match="are final"), db.session.begin_nested():
            db.session.connection().exec_driver_sql(statement)
    assert row.rule["legal"] == {"count": 20, "unit": "working_days"}
