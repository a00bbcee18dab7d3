"""Who is asked, when places are made, what may be recorded."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.annual_checks.rules import (
    TRANSITIONS,
    Action,
    Hindrance,
    Standing,
    State,
    due_on,
    exempt,
    file_return,
    hindrance,
    open_years,
    reopen,
)
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.workflow import advance
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.identity import State as KindergartenState

ALL = ("public", "private_non_profit", "private_for_profit")
LADDER = (-30, -14, -7, -1, 1, 7)
PLAIN = Standing(
    ownership=Ownership.PRIVATE_NON_PROFIT, state=KindergartenState.OPERATING, is_licensed=True
)


def test_a_licensed_kindergarten_at_work_is_asked() -> None:
    assert hindrance(PLAIN, ALL, 2025) is None


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (replace(PLAIN, is_licensed=False), Hindrance.NOT_LICENSED),
        (replace(PLAIN, is_merged=True), Hindrance.MERGED),
        (replace(PLAIN, registered_on=dt.date(2025, 7, 1)), Hindrance.UNDER_SIX_MONTHS),
        (replace(PLAIN, registered_on=dt.date(2026, 2, 1)), Hindrance.UNDER_SIX_MONTHS),
        (replace(PLAIN, registered_on=dt.date(2025, 6, 30)), None),
    ],
)
def test_licence_merger_and_six_months_decide(
    standing: Standing, expected: Hindrance | None
) -> None:
    assert hindrance(standing, ALL, 2025) is expected


@pytest.mark.parametrize("state", KindergartenState)
def test_only_who_works_and_does_not_close_is_asked(state: KindergartenState) -> None:
    is_asked = hindrance(replace(PLAIN, state=state), ALL, 2025) is None
    assert is_asked is (
        state
        in {
            KindergartenState.OPERATING,
            KindergartenState.ENROLMENT_STOPPED,
            KindergartenState.CLOSED_FOR_CORRECTION,
        }
    )


@pytest.mark.parametrize("ownership", Ownership)
@pytest.mark.parametrize("scope", [ALL, ALL[1:], ALL[:1]])
def test_the_county_decides_which_ownerships_are_asked(
    ownership: Ownership, scope: tuple[str, ...]
) -> None:
    is_asked = hindrance(replace(PLAIN, ownership=ownership), scope, 2025) is None
    expected = scope == ALL if ownership is Ownership.UNKNOWN else ownership.value in scope
    assert is_asked is expected


def test_the_check_of_a_year_is_due_in_the_next() -> None:
    assert due_on(2025, "03-31") == dt.date(2026, 3, 31)
    assert due_on(2026, "02-29") == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("today", "years"),
    [
        (dt.date(2025, 12, 31), []),
        (dt.date(2026, 1, 1), [2025]),
        (dt.date(2026, 6, 29), [2025]),
        (dt.date(2026, 6, 30), []),
        (dt.date(2026, 11, 21), []),
    ],
)
def test_a_check_opens_with_the_new_year_and_takes_places_for_ninety_days_after_it_is_due(
    today: dt.date, years: list[int]
) -> None:
    assert open_years(today, "03-31", LADDER) == years


def test_a_check_that_is_due_early_opens_with_its_first_reminder() -> None:
    assert open_years(dt.date(2025, 12, 15), "01-15", LADDER) == []
    assert open_years(dt.date(2025, 12, 16), "01-15", LADDER) == [2025]


def test_a_check_that_is_due_late_is_still_open_in_the_next_year() -> None:
    assert open_years(dt.date(2027, 1, 10), "12-20", LADDER) == [2025, 2026]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_every_pair_of_state_and_action_is_decided(state: State, action: Action) -> None:
    allowed = {
        (State.EXPECTED, Action.FILE): State.FILED,
        (State.EXPECTED, Action.EXEMPT): State.EXEMPT,
        (State.FILED, Action.REOPEN): State.EXPECTED,
        (State.EXEMPT, Action.REOPEN): State.EXPECTED,
        (State.FILED, Action.CONCLUDE): State.CONCLUDED,
    }
    if (state, action) in allowed:
        assert advance(TRANSITIONS, state, action) is allowed[state, action]
    else:
        with pytest.raises(IllegalTransition):
            advance(TRANSITIONS, state, action)


TODAY = dt.date(2026, 4, 2)


def test_a_return_counts_from_the_day_on_its_receipt() -> None:
    after = file_return(State.EXPECTED, filed_on=dt.date(2026, 3, 30), year=2025, today=TODAY)
    assert after is State.FILED


@pytest.mark.parametrize("filed_on", [dt.date(2026, 4, 3), dt.date(2024, 12, 31)])
def test_a_return_comes_in_neither_tomorrow_nor_before_its_year(filed_on: dt.date) -> None:
    with pytest.raises(RuleViolation):
        file_return(State.EXPECTED, filed_on=filed_on, year=2025, today=TODAY)


def test_an_exemption_and_a_taking_back_need_their_reason() -> None:
    assert exempt(State.EXPECTED, reason="停办清算中") is State.EXEMPT
    assert reopen(State.EXEMPT, reason="登记错误") is State.EXPECTED
    with pytest.raises(RuleViolation):
        exempt(State.EXPECTED, reason=" ")
    with pytest.raises(RuleViolation):
        reopen(State.FILED, reason="")
