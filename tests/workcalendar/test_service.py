"""The calendar that comes with the program, and what is entered into it."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import system_actor
from kgsup.audit.models import LedgerEntry
from kgsup.core.clocks import Term
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, RuleViolation
from kgsup.workcalendar import queries, rules, service
from tests.conftest import AT, COUNTY

ACTOR = system_actor("test")


def enter_years() -> list[int]:
    with transaction():
        return service.enter_shipped_years(ACTOR, AT)


def table_of(text: str, year: int = 2027) -> rules.YearTable:
    table = rules.read_notice(year, f"关于{year}年部分节假日安排的通知", text).table
    assert table is not None
    return table


def enter(text: str, year: int = 2027, **more: object) -> rules.YearPlan:
    with transaction():
        return service.enter_year(table_of(text, year), ACTOR, AT, **more)


def last_entry() -> LedgerEntry:
    return db.session.execute(
        sa.select(LedgerEntry).order_by(LedgerEntry.sequence.desc()).limit(1)
    ).scalar_one()


def test_the_shipped_years_are_entered_once(session):
    assert enter_years() == list(range(2004, 2027))
    assert queries.revision() == 1
    assert enter_years() == []
    assert queries.revision() == 1


def test_shipped_years_are_entered_beside_those_that_are_there(session):
    """An older program shipped 2024 to 2026 only; what was changed there stays."""
    shipped = {table.year: table for table in _shipped()}
    with transaction():
        service.enter_year(shipped[2019], ACTOR, AT, reason="先录入")
        service.set_day(dt.date(2019, 3, 8), False, "放假", ACTOR, AT, reason="先录入")
    assert 2019 not in enter_years()
    calendar = queries.work_calendar()
    assert not calendar.is_working_day(dt.date(2019, 3, 8))
    assert not calendar.is_working_day(dt.date(2018, 12, 31))  # by the notice for 2019
    assert calendar.is_working_day(dt.date(2018, 12, 29))
    assert calendar.known_years == frozenset(range(2004, 2027))


def _shipped() -> list[rules.YearTable]:
    from importlib import resources

    text = resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
    return rules.parse_years(text)


def test_holidays_and_working_saturdays_of_2026_count(session):
    enter_years()
    calendar = queries.work_calendar()
    assert not calendar.is_working_day(dt.date(2026, 10, 1))
    assert calendar.is_working_day(dt.date(2026, 10, 10))  # a Saturday
    assert calendar.is_provisional(dt.date(2027, 1, 4))


def test_a_year_is_replaced_as_a_whole_in_one_act(session):
    enter("2027-01-01,休,元旦\n2027-05-03,休,劳动节")
    plan = enter("2027-01-01,休,元旦\n2027-10-09,班,国庆节")
    assert [change.day for change in plan.changes] == [
        dt.date(2027, 5, 3),
        dt.date(2027, 10, 9),
    ]
    assert {row.day: row.is_working for row in queries.list_days(2027)} == {
        dt.date(2027, 1, 1): False,
        dt.date(2027, 10, 9): True,
    }
    assert queries.revision() == 2
    assert not queries.work_calendar().is_provisional(dt.date(2027, 6, 1))
    row = last_entry()
    assert row.act == "workcalendar.year.enter"
    assert row.changes["days"] == [
        {"2027-05-03": "休 劳动节", "2027-10-09": "照常"},
        {"2027-05-03": "照常", "2027-10-09": "班 国庆节"},
    ]


def test_what_changes_nothing_is_refused(session):
    enter("2027-01-01,休,元旦")
    with pytest.raises(RuleViolation):
        enter("2027-01-01,休,元旦")
    assert queries.revision() == 1


def test_a_dry_run_of_an_older_calendar_is_not_entered(session):
    revision = queries.revision()
    with transaction():
        service.set_day(dt.date(2027, 3, 8), False, "放假", ACTOR, AT)
    with pytest.raises(Conflict):
        enter("2027-01-01,休,元旦", revision=revision)
    assert queries.find_year(2027) is None


def test_past_days_change_with_a_reason_only(session):
    with pytest.raises(RuleViolation):
        enter("2026-10-09,休,国庆节", 2026)
    assert queries.list_days(2026) == []
    enter("2026-10-09,休,国庆节", 2026, reason="通知更正")
    assert last_entry().changes["reason"] == [None, "通知更正"]
    with pytest.raises(RuleViolation), transaction():
        service.set_day(dt.date(2026, 10, 9), None, "-", ACTOR, AT)


def test_a_day_can_be_set_and_taken_back(session):
    day = dt.date(2026, 11, 23)
    for is_working, expected, revision in [(False, False, 1), (None, True, 2)]:
        with transaction():
            service.set_day(day, is_working, "停课", ACTOR, AT)
        assert queries.work_calendar().is_working_day(day) is expected
        assert queries.revision() == revision


def test_terms_do_not_overlap_and_leave_the_shared_calendar_alone(county):
    autumn = Term(name="秋季", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15))
    with transaction():
        service.enter_term(COUNTY, autumn, ACTOR, AT)
    with pytest.raises(RuleViolation), transaction():
        service.enter_term(COUNTY, autumn, ACTOR, AT)
    assert queries.revision() == 0
