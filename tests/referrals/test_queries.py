"""Lists of questions to departments."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import transaction
from kgsup.referrals import queries, service
from kgsup.referrals.queries import ReferralFilter
from kgsup.referrals.rules import State
from tests.conftest import AT, OTHER_COUNTY, make_actor
from tests.factories.referrals import CLERK, DUE_ON, answer, ask, new_case

pytestmark = pytest.mark.usefixtures("county")
ALL = ReferralFilter()


def departments(wanted: ReferralFilter, actor=CLERK) -> list[str]:
    return [
        row.referral.department for row in queries.list_referrals(wanted, actor, None, limit=50)
    ]


def test_the_newest_question_comes_first_with_its_due_day():
    with transaction():
        ask(department="甲局")
        ask(department="乙局")
    assert departments(ALL) == ["乙局", "甲局"]
    assert queries.list_referrals(ALL, CLERK, None, 1)[0].due_on == DUE_ON


def test_pages_follow_one_another_without_gap_or_double():
    with transaction():
        for n in range(5):
            ask(department=f"{n}局")
    seen, after = [], None
    while rows := queries.list_referrals(ALL, CLERK, after, 2):
        seen += [row.referral.department for row in rows]
        after = [rows[-1].referral.id]
    assert seen == ["4局", "3局", "2局", "1局", "0局"]
    assert queries.count_referrals(ALL, CLERK) == 5


def test_the_list_is_limited_by_state_lateness_and_department():
    with transaction():
        ask(department="甲局", asked_on=dt.date(2026, 10, 9))
        _row, token = ask(department="乙局", asked_on=dt.date(2026, 10, 9))
        ask(department="乙_局")
        service.answer(token, answer(), AT)
    today = dt.date(2026, 11, 21)
    assert departments(ReferralFilter(late_on=today)) == ["甲局"]
    assert departments(ReferralFilter(state=State.ANSWERED)) == ["乙局"]
    assert departments(ReferralFilter(department="乙")) == ["乙_局", "乙局"]
    assert departments(ReferralFilter(department="_")) == ["乙_局"]  # a sign, not a pattern
    assert queries.count_referrals(ReferralFilter(late_on=today), CLERK) == 1


def test_another_county_sees_nothing():
    case = new_case()
    with transaction():
        ask(case)
    foreign = make_actor(Role.CLERK, OTHER_COUNTY)
    assert departments(ALL, foreign) == []
    assert queries.list_of(case, foreign) == []
    assert queries.count_referrals(ALL, foreign) == 0


def test_a_case_lists_its_own_questions_in_the_order_of_asking():
    case = new_case()
    with transaction():
        ask(case, department="甲局")
        ask(new_case(), department="丙局")
        ask(case, department="乙局")
    assert [row.referral.department for row in queries.list_of(case, CLERK)] == ["甲局", "乙局"]
    assert queries.count_open(case) == 2


@pytest.mark.parametrize("after", [["x"], [None], [], [1.5], ["2026-01-01", 3]])
def test_nonsense_in_an_address_means_the_first_page(after):
    with transaction():
        ask()
    assert len(queries.list_referrals(ALL, CLERK, after, 10)) == 1


def test_a_list_asks_the_database_once(count_queries):
    with transaction():
        for _ in range(5):
            ask()
    statements = count_queries()
    statements.clear()
    queries.list_referrals(ALL, CLERK, None, 50)
    assert len([s for s in statements if s.lstrip().startswith("SELECT")]) == 1
