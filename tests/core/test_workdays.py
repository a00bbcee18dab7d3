"""Working days against an independent reading of the State Council's table."""

import datetime as dt
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.core.errors import RuleViolation
from kgsup.core.workdays import WorkCalendar
from kgsup.workcalendar.rules import parse_years

TABLES = parse_years(
    resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
)
CALENDAR = WorkCalendar(
    days_off=frozenset(day for table in TABLES for day in table.days_off),
    working_weekends=frozenset(day for table in TABLES for day in table.working_weekends),
    known_years=frozenset(table.year for table in TABLES),
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-09-30", 1, "2026-10-08"),  # over the National Day holidays
        ("2026-09-30", 3, "2026-10-10"),  # a working Saturday counts
        ("2026-09-18", 1, "2026-09-20"),  # a working Sunday counts
        ("2026-02-13", 6, "2026-02-28"),  # the Spring Festival with two working weekend days
        ("2026-12-31", 1, "2027-01-01"),  # no table yet: weekends alone decide
    ],
)
def test_the_day_of_the_event_is_not_counted(start, count, due):
    assert CALENDAR.add_working_days(day(start), count) == day(due)


def test_a_year_without_a_table_is_provisional():
    assert not CALENDAR.is_provisional(day("2026-12-31"))
    assert CALENDAR.is_provisional(day("2027-01-01"))


def test_a_period_is_never_negative():
    with pytest.raises(RuleViolation):
        CALENDAR.add_working_days(day("2026-11-20"), -1)


DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2026, 11, 1))


@given(start=DAYS, count=st.integers(1, 40))
def test_counting_back_gives_what_was_added(start, count):
    due = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working_day(due)
    assert CALENDAR.working_days_between(start, due) == count
    assert CALENDAR.working_days_between(due, start) == -count


NEAR = st.dates(dt.date(2026, 1, 1), dt.date(2026, 3, 1))


@given(
    off=st.frozensets(NEAR, max_size=30),
    worked=st.frozensets(NEAR, max_size=30),
    start=NEAR,
    count=st.integers(0, 60),
)
def test_counting_agrees_with_what_is_said_of_each_day(off, worked, start, count):
    """Whatever is entered, weekdays worked and weekend days off, or a day said to be both."""
    calendar = WorkCalendar(days_off=off, working_weekends=worked)
    due = start
    for _ in range(count):
        due = calendar.next_working_day(due + dt.timedelta(days=1))
    assert calendar.add_working_days(start, count) == due
    assert calendar.working_days_between(start, due) == count


def test_two_calendars_of_the_same_days_are_equal_however_they_were_used():
    one, other = (
        WorkCalendar(known_years=frozenset({2026})),
        WorkCalendar(known_years=frozenset({2026})),
    )
    one.add_working_days(dt.date(2026, 1, 5), 3)
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        # Thirty working days before Thursday 31 December 2026, no holiday between: six weeks.
        (dt.date(2026, 12, 31), 30, dt.date(2026, 11, 19)),
        (dt.date(2026, 12, 31), 0, dt.date(2026, 12, 31)),
        # A Sunday: the Friday before it is the first of the five.
        (dt.date(2026, 11, 22), 5, dt.date(2026, 11, 15)),
    ],
)
def test_working_days_before_a_day_leave_exactly_so_many(
    day: dt.date, count: int, expected: dt.date
):
    calendar = WorkCalendar(known_years=frozenset({2026}))
    assert calendar.working_days_before(day, count) == expected
    assert calendar.working_days_between(expected, day) == count
