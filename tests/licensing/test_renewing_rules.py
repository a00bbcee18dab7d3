"""Renewal as rules: the last day for applying, silence at the edge day, who is reminded."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.core.clocks import Period, Unit
from kgsup.core.errors import RuleViolation
from kgsup.core.workdays import WorkCalendar
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.rules.renewing import (
    Pending,
    Reminded,
    Renewable,
    apply_by,
    check_renewable,
    is_deemed_granted,
    is_late,
    is_reminded,
)
from kgsup.licensing.rules.states import State

D = dt.date
CALENDAR = WorkCalendar(days_off=frozenset(), working_weekends=frozenset(), known_years=frozenset())
END = D(2026, 12, 31)


@pytest.mark.parametrize(
    ("valid_until", "count", "unit", "last_day"),
    [
        (END, 30, Unit.CALENDAR_DAYS, D(2026, 12, 1)),
        (END, 30, Unit.WORKING_DAYS, D(2026, 11, 19)),
        (END, 1, Unit.MONTHS, D(2026, 11, 30)),
        (D(2027, 3, 31), 1, Unit.MONTHS, D(2027, 2, 28)),
        (D(2028, 3, 31), 1, Unit.MONTHS, D(2028, 2, 29)),
        (END, 1, Unit.YEARS, D(2025, 12, 31)),
    ],
)
def test_the_last_day_for_applying(valid_until: D, count: int, unit: Unit, last_day: D):
    assert apply_by(valid_until, Period(count=count, unit=unit), CALENDAR) == last_day


def test_an_application_after_the_last_day_is_late_and_still_taken():
    assert not is_late(D(2026, 12, 1), D(2026, 12, 1))
    assert is_late(D(2026, 12, 2), D(2026, 12, 1))


@pytest.mark.parametrize("state", LicenceState)
def test_what_can_be_renewed(state: LicenceState):
    good = {
        LicenceState.VALID,
        LicenceState.ENROLMENT_STOPPED,
        LicenceState.RENEWAL_UNDECIDED,
        LicenceState.UNKNOWN,
    }
    licence = Renewable(state=state, valid_until=END)
    if state in good:
        check_renewable(licence)
    else:
        with pytest.raises(RuleViolation, match="establishment anew"):
            check_renewable(licence)


def test_without_a_licence_nothing_is_renewed():
    with pytest.raises(RuleViolation):
        check_renewable(None)


PENDING = Pending(
    state=State.ACCEPTED,
    received_on=D(2026, 11, 16),
    whole_on=D(2026, 11, 16),
    valid_until=END,
    apply_by=D(2026, 12, 1),
)


@pytest.mark.parametrize(
    ("today", "is_deemed"),
    [(D(2026, 12, 30), False), (END, False), (D(2027, 1, 1), True), (D(2027, 1, 20), True)],
)
def test_silence_renews_from_the_day_after_the_end(today: D, is_deemed: bool):
    assert is_deemed_granted(PENDING, today) is is_deemed


@pytest.mark.parametrize("state", State)
def test_silence_renews_only_what_waits_for_the_office(state: State):
    expected = state in {State.RECEIVED, State.ACCEPTED}
    assert is_deemed_granted(replace(PENDING, state=state), D(2027, 1, 1)) is expected


@pytest.mark.parametrize(
    ("changes", "is_deemed"),
    [
        ({"received_on": D(2026, 12, 1), "whole_on": D(2026, 12, 1)}, True),
        ({"received_on": D(2026, 12, 2), "whole_on": D(2026, 12, 2)}, False),
        ({"whole_on": END}, True),
        ({"whole_on": D(2027, 1, 1)}, False),
    ],
)
def test_silence_needs_an_application_in_time_and_whole(changes: dict[str, D], is_deemed: bool):
    assert is_deemed_granted(replace(PENDING, **changes), D(2027, 1, 2)) is is_deemed


ONE = Reminded(
    licence=LicenceState.VALID,
    valid_until=END,
    kindergarten=KindergartenState.OPERATING,
    is_merged=False,
    has_applied=False,
    is_ending=False,
)


@pytest.mark.parametrize(
    ("changes", "today", "reminded"),
    [
        ({}, D(2026, 11, 1), True),
        ({}, END, True),
        ({}, D(2027, 1, 1), False),
        ({"valid_until": None}, D(2026, 11, 1), False),
        ({"is_merged": True}, D(2026, 11, 1), False),
        ({"has_applied": True}, D(2026, 11, 1), False),
        ({"is_ending": True}, D(2026, 11, 1), False),
        ({"kindergarten": KindergartenState.CLOSING}, D(2026, 11, 1), False),
        ({"kindergarten": KindergartenState.CLOSED}, D(2026, 11, 1), False),
    ],
)
def test_who_is_reminded(changes: dict[str, object], today: D, reminded: bool):
    assert is_reminded(replace(ONE, **changes), today) is reminded  # type: ignore[arg-type]


@pytest.mark.parametrize("state", LicenceState)
def test_no_reminder_for_a_licence_that_has_ended(state: LicenceState):
    good = {LicenceState.VALID, LicenceState.ENROLMENT_STOPPED, LicenceState.RENEWAL_UNDECIDED}
    assert is_reminded(replace(ONE, licence=state), D(2026, 11, 1)) is (state in good)
