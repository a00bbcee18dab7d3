"""The worker's part: what has passed is marked once; a change of the calendar reaches every clock."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.audit.models import LedgerEntry
from kgsup.audit.service import verify_ledger
from kgsup.core.clock import SHANGHAI
from kgsup.core.clocks import ClockEventKind, Unit
from kgsup.core.db import db, transaction
from kgsup.core.schedule import JOBS
from kgsup.deadlines import jobs, queries, rules, service
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.workcalendar import queries as workcalendar_queries
from kgsup.workcalendar import service as workcalendar
from tests.conftest import AT
from tests.factories.deadlines import (
    CLERK,
    DUE_ON,
    HEARING,
    acts_on,
    events_in,
    new_case,
    start_clock,
    working_days,
)

pytestmark = pytest.mark.usefixtures("calendar")

SATURDAY = dt.date(2026, 11, 28)


def at(day: str) -> dt.datetime:
    """Five past midnight in China."""
    return dt.datetime.fromisoformat(f"{day}T00:05").replace(tzinfo=SHANGHAI).astimezone(dt.UTC)


def work_on_saturday() -> None:
    with transaction():
        workcalendar.set_day(SATURDAY, True, "调休", CLERK, AT)


def ledger_rows(act: str) -> list[LedgerEntry]:
    statement = sa.select(LedgerEntry).where(LedgerEntry.act == f"deadlines.deadline.{act}")
    return list(db.session.execute(statement.order_by(LedgerEntry.sequence)).scalars())


def again(row: Deadline) -> Deadline:
    db.session.expire_all()
    return row


def test_the_last_day_itself_is_in_time_and_the_next_one_is_marked_once():
    case = new_case()
    with transaction():
        row = start_clock(case)
    assert row.due_on == DUE_ON
    run = JOBS["deadlines-breaches"].run
    assert run(at("2026-12-07")) == 0
    assert run(at("2026-12-08")) == 1
    assert run(at("2026-12-08")) == run(at("2026-12-09")) == 0
    assert again(row).breached_at == at("2026-12-08")
    [entry] = ledger_rows("breach")
    assert (entry.subject_id, entry.article) == (case.public_id, "行政许可法 42")
    assert entry.changes == {
        "deadline": "decision_clock",
        "past_due": [False, True],
        "legal_due_on": "2026-12-07",
    }


def test_neither_a_paused_nor_a_stopped_clock_is_marked():
    paused, stopped = new_case(), new_case()
    with transaction():
        start_clock(paused)
        start_clock(stopped)
        service.pause(DeadlineKind.DECISION, paused, dt.date(2026, 11, 20), HEARING, CLERK, AT)
        service.stop(DeadlineKind.DECISION, stopped, dt.date(2026, 11, 20), CLERK, AT)
    assert JOBS["deadlines-breaches"].run(at("2027-03-01")) == 0


def test_one_clock_that_fails_stops_no_other(monkeypatch):
    with transaction():
        rows = [start_clock() for _ in range(3)]
    bad, mark = rows[1].id, service.mark_breached

    def failing(key, *others):
        if key == bad:
            raise RuntimeError("a fault of this clock")
        return mark(key, *others)

    monkeypatch.setattr(service, "mark_breached", failing)
    assert JOBS["deadlines-breaches"].run(at("2026-12-08")) == 2
    monkeypatch.undo()
    assert JOBS["deadlines-breaches"].run(at("2026-12-09")) == 1
    assert len(ledger_rows("breach")) == 3


def test_a_clock_that_the_new_calendar_saves_is_not_marked():
    with transaction():
        row = start_clock()
        workcalendar.set_day(dt.date(2026, 12, 7), False, "停电", CLERK, AT)
    assert not service.mark_breached(row.id, CLERK, at("2026-12-08"))


def test_a_working_saturday_brings_running_and_paused_clocks_forward_and_says_so():
    case, paused = new_case(), new_case()
    short = rules.with_promise(rules.PUBLICATION.rule, working_days(3))
    with transaction():
        row = start_clock(
            case, rule=rules.with_promise(rules.DECISION_GENERAL.rule, working_days(15))
        )
        held = start_clock(paused)
        service.pause(DeadlineKind.DECISION, paused, dt.date(2026, 11, 20), HEARING, CLERK, AT)
        unmoved = start_clock(new_case(), DeadlineKind.PUBLICATION, short)
        stopped = start_clock()
        subject = new_case(public_id=stopped.subject_id)
        service.stop(DeadlineKind.DECISION, subject, dt.date(2026, 11, 20), CLERK, AT)
    work_on_saturday()
    assert JOBS["deadlines-recompute"].run(AT) == 2
    revision = workcalendar_queries.revision()
    again(row)
    assert (row.due_on, row.promised_on) == (dt.date(2026, 12, 4), dt.date(2026, 11, 28))
    assert held.due_on == dt.date(2026, 12, 4)
    assert unmoved.due_on == dt.date(2026, 11, 18)
    assert stopped.due_on == DUE_ON
    assert {r.calendar_revision for r in (row, held, unmoved)} == {revision}
    assert stopped.calendar_revision < revision
    [event] = [e for e in events_in(row) if e.kind is ClockEventKind.RECOMPUTED]
    assert (event.old_due_on, event.new_due_on) == (DUE_ON, dt.date(2026, 12, 4))
    assert [e.kind for e in events_in(unmoved)] == [ClockEventKind.STARTED]
    assert acts_on(case)[-1].changes == {
        "deadline": "decision_clock",
        "legal_due_on": ["2026-12-07", "2026-12-04"],
        "promised_due_on": ["2026-11-30", "2026-11-28"],
    }
    assert len(ledger_rows("recompute")) == 2
    assert JOBS["deadlines-recompute"].run(AT) == 0
    assert len(ledger_rows("recompute")) == 2
    assert verify_ledger().ok


def test_a_recomputed_clock_goes_on_as_any_other():
    case = new_case()
    with transaction():
        start_clock(case)
    work_on_saturday()
    JOBS["deadlines-recompute"].run(AT)
    with transaction():
        row = service.pause(DeadlineKind.DECISION, case, dt.date(2026, 11, 20), HEARING, CLERK, AT)
        row = service.resume(DeadlineKind.DECISION, case, dt.date(2026, 11, 20), CLERK, AT)
    assert row.due_on == dt.date(2026, 12, 4)


def test_a_holiday_that_was_entered_late_takes_the_mark_of_lateness_back():
    case = new_case()
    with transaction():
        row = start_clock(case, started_on=dt.date(2026, 10, 23))  # due on Friday the 20th
        assert service.mark_breached(row.id, CLERK, AT)
        workcalendar.set_day(dt.date(2026, 11, 19), False, "放假", CLERK, AT, reason="通知补录")
    assert JOBS["deadlines-recompute"].run(AT) == 1
    assert again(row).due_on == dt.date(2026, 11, 23)
    assert row.breached_at is None
    assert acts_on(case)[-1].changes["past_due"] == [True, False]


def test_a_table_that_arrives_makes_a_date_certain_without_moving_it():
    rule = rules.DECISION_PREPARATION.rule.__class__(legal=working_days(20))
    with transaction():
        row = start_clock(rule=rule, started_on=dt.date(2027, 3, 1))
    assert row.is_provisional is (2027 not in workcalendar_queries.work_calendar().known_years)
    due_on, table = row.due_on, _empty_year(2027)
    with transaction():
        workcalendar.enter_year(table, CLERK, AT)
    assert JOBS["deadlines-recompute"].run(AT) == 0
    assert (again(row).due_on, row.is_provisional) == (due_on, False)
    assert [e.kind for e in events_in(row)] == [ClockEventKind.STARTED]


def _empty_year(year: int):
    from kgsup.workcalendar.rules import YearTable

    return YearTable(year=year, source="测试", days_off={}, working_weekends={})


def test_a_run_that_is_killed_between_two_batches_is_finished_by_the_next(monkeypatch):
    with transaction():
        rows = [start_clock() for _ in range(7)]
    work_on_saturday()
    monkeypatch.setattr(jobs, "BATCH", 3)
    recompute = service.recompute_batch

    def killed(known, after, *others):
        if after:
            raise SystemExit
        return recompute(known, after, *others)

    with monkeypatch.context() as context:
        context.setattr(service, "recompute_batch", killed)
        with pytest.raises(SystemExit):
            JOBS["deadlines-recompute"].run(AT)
    assert len(ledger_rows("recompute")) == 3
    assert JOBS["deadlines-recompute"].run(AT) == 4
    db.session.expire_all()
    assert {row.due_on for row in rows} == {dt.date(2026, 12, 4)}
    assert len(ledger_rows("recompute")) == 7
    assert all(len(events_in(row)) == 2 for row in rows)


def test_a_calendar_that_changes_between_two_batches_reaches_every_clock(monkeypatch):
    with transaction():
        rows = [start_clock() for _ in range(5)]
    work_on_saturday()
    monkeypatch.setattr(jobs, "BATCH", 3)
    recompute, changed = service.recompute_batch, []

    def meanwhile(known, after, *others):
        if after and not changed:
            changed.append(True)
            workcalendar.set_day(dt.date(2026, 12, 5), True, "调休", CLERK, AT)
        return recompute(known, after, *others)

    monkeypatch.setattr(service, "recompute_batch", meanwhile)
    while JOBS["deadlines-recompute"].run(AT):
        pass
    db.session.expire_all()
    assert {row.due_on for row in rows} == {dt.date(2026, 12, 4)}
    with transaction():
        workcalendar.set_day(dt.date(2026, 11, 29), True, "调休", CLERK, AT)
    JOBS["deadlines-recompute"].run(AT)
    db.session.expire_all()
    assert {row.due_on for row in rows} == {dt.date(2026, 12, 3)}
    assert not queries.has_behind(workcalendar_queries.revision())


def test_a_clock_that_cannot_be_computed_is_left_and_stops_no_other(caplog):
    with transaction():
        good = start_clock()
        bad = start_clock()
        db.session.flush()
        event = events_in(bad)[0]
        db.session.add(
            type(event)(
                county_code=bad.county_code,
                deadline_id=bad.id,
                kind=ClockEventKind.EXTENDED,
                happened_on=event.happened_on,
                period={"count": -1, "unit": Unit.WORKING_DAYS.value},
                level="head",
                approved_by="何青山",
                old_due_on=DUE_ON,
                new_due_on=DUE_ON,
                recorded_at=AT,
                recorded_by="test",
            )
        )
    work_on_saturday()
    assert JOBS["deadlines-recompute"].run(AT) == 1
    db.session.expire_all()
    assert good.due_on == dt.date(2026, 12, 4)
    assert bad.due_on == DUE_ON
    assert f"clock {bad.id} cannot be recomputed" in caplog.text


def test_a_calendar_that_did_not_change_costs_no_transaction(monkeypatch):
    with transaction():
        start_clock()

    def refused():
        raise AssertionError("nothing was to be written")

    monkeypatch.setattr(jobs, "transaction", refused)
    assert JOBS["deadlines-recompute"].run(AT) == 0
