"""Due days, correction dates, terms and ladders."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.core import clocks
from kgsup.core.clocks import CorrectionStep, Term
from kgsup.core.errors import RuleViolation

TERMS = [
    Term(name="春", first_day=dt.date(2026, 3, 2), last_day=dt.date(2026, 7, 3)),
    Term(name="秋", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15)),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("step", "acted_on", "due"),
    [
        ("at_once", "2026-11-21", "2026-11-21"),
        ("days_3", "2026-11-21", "2026-11-24"),
        ("days_7", "2026-11-21", "2026-11-28"),
        ("days_15", "2026-11-21", "2026-12-06"),
        ("days_30", "2026-11-21", "2026-12-21"),
        ("this_term", "2026-11-21", "2027-01-15"),
        ("this_term", "2026-07-03", "2026-07-03"),
        ("this_term", "2026-08-10", "2027-01-15"),  # in the holidays: the next term
        ("in_holidays", "2026-05-08", "2026-08-31"),
        ("in_holidays", "2026-08-10", "2026-08-31"),
    ],
)
def test_a_correction_date_is_counted_from_the_visit(step, acted_on, due):
    assert clocks.correction_due_on(CorrectionStep(step), day(acted_on), TERMS) == day(due)


def test_beyond_the_term_calendar_the_date_must_be_typed():
    with pytest.raises(RuleViolation):
        clocks.correction_due_on(CorrectionStep.IN_HOLIDAYS, day("2026-11-21"), TERMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-07-03", False),
        ("2026-07-04", True),
        ("2026-08-31", True),
        ("2026-09-01", False),
        ("2026-02-01", False),  # before the calendar begins nothing is claimed
        ("2027-01-16", False),
    ],
)
def test_holidays_lie_between_terms(text, expected):
    assert clocks.falls_in_holidays(day(text), TERMS) is expected


@pytest.mark.parametrize(
    ("year", "text", "expected"),
    [(2026, "03-31", "2026-03-31"), (2026, "02-29", "2026-02-28"), (2028, "02-29", "2028-02-29"),
     (1900, "02-29", "1900-02-28"), (2000, "02-29", "2000-02-29")],
)  # fmt: skip
def test_a_yearly_day_exists_in_every_year(year, text, expected):
    assert clocks.date_in_year(year, text) == day(expected)


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-11-30", 3, "2027-02-28"), ("2026-08-31", 6, "2027-02-28"),
     ("2026-12-15", 1, "2027-01-15"), ("2026-03-31", -1, "2026-02-28"), ("2026-12-31", 12, "2027-12-31")],
)  # fmt: skip
def test_months_end_on_the_last_day_when_the_day_is_missing(start, months, expected):
    assert clocks.add_months(day(start), months) == day(expected)


def test_lateness_begins_the_day_after_the_due_date():
    due = day("2026-11-20")
    assert [clocks.days_late(due, due + dt.timedelta(days=n)) for n in (-1, 0, 1, 9)] == [
        0,
        0,
        1,
        9,
    ]
    assert clocks.days_left(due, day("2026-11-18")) == 2


def test_years_are_added_over_a_leap_day():
    assert clocks.add_years(day("2024-02-29"), 3) == day("2027-02-28")


@given(
    offsets=st.lists(st.integers(-60, 60), min_size=1, max_size=8),
    elapsed=st.integers(-80, 80),
)
def test_due_steps_are_those_whose_day_has_come(offsets, elapsed):
    due = day("2026-03-31")
    today = due + dt.timedelta(days=elapsed)
    steps = clocks.due_steps(due, offsets, today)
    assert {step.offset for step in steps} == {offset for offset in offsets if offset <= elapsed}
    assert [step.on for step in steps] == sorted(step.on for step in steps)
