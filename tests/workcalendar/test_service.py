"""The calendar that comes with the program, and what a county adds."""

import datetime as dt

import pytest

from kgsup.access.actor import Role, system_actor
from kgsup.core.clocks import Term
from kgsup.core.db import transaction
from kgsup.core.errors import RuleViolation
from kgsup.workcalendar import queries, service
from tests.conftest import AT, COUNTY


def enter_years() -> list[int]:
    with transaction():
        return service.enter_shipped_years(system_actor("test"), AT)


def test_the_shipped_years_are_entered_once(session):
    assert enter_years() == [2024, 2025, 2026]
    assert enter_years() == []


def test_holidays_and_working_saturdays_of_2026_count(session):
    enter_years()
    calendar = queries.work_calendar()
    assert not calendar.is_working_day(dt.date(2026, 10, 1))
    assert calendar.is_working_day(dt.date(2026, 10, 10))  # a Saturday
    assert calendar.is_provisional(dt.date(2027, 1, 4))


def test_a_day_can_be_set_and_taken_back(session):
    day = dt.date(2026, 11, 23)
    for is_working, expected in [(False, False), (None, True)]:
        with transaction():
            service.set_day(day, is_working, "停课", system_actor("test"), AT)
        assert queries.work_calendar().is_working_day(day) is expected


def test_terms_do_not_overlap(county):
    autumn = Term(name="秋季", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15))
    with transaction():
        service.enter_term(COUNTY, autumn, system_actor("test"), AT)
    with pytest.raises(RuleViolation), transaction():
        service.enter_term(COUNTY, autumn, system_actor("test"), AT)


def test_an_administrator_sees_the_calendar_and_enters_a_term(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    assert client.get("/calendar?year=2027").status_code == 200
    data = {"name": "春季", "first_day": "2027-03-01", "last_day": "2027-07-02"}
    assert client.post(f"/calendar/{COUNTY}/terms", data=data).status_code == 302
    assert [term.name for term in queries.terms(COUNTY)] == ["春季"]
    data = {"day": "2027-02-08", "meaning": "off", "name": "春节"}
    assert client.post("/calendar/days", data=data).status_code == 302
    assert client.get("/calendar?year=2027").text.count("春节") == 1
