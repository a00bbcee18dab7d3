"""The end of a kindergarten as rules: six months at month ends, a place for every child, duties."""

import datetime as dt
from itertools import product

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.rules.fields import TerminationCase
from kgsup.licensing.rules.terminating import (
    DUTIES,
    PRIVATE,
    Duty,
    EndConfirmed,
    Notice,
    Placement,
    breach_words,
    check_confirmed,
    check_placed,
    is_short,
    notice_findings,
    read_placements,
)

D = dt.date
OWN = TerminationCase.OWN_REQUEST


def notice(
    announced_on: D | None,
    ends_on: D,
    case: TerminationCase = OWN,
    ownership: Ownership = Ownership.PRIVATE_NON_PROFIT,
) -> Notice:
    return Notice(case=case, ownership=ownership, announced_on=announced_on, ends_on=ends_on)


@pytest.mark.parametrize(
    ("announced_on", "first_lawful_end"),
    [
        (D(2026, 1, 10), D(2026, 7, 10)),
        (D(2026, 8, 31), D(2027, 2, 28)),  # February has no 31st: its last day
        (D(2026, 8, 29), D(2027, 2, 28)),
        (D(2026, 8, 28), D(2027, 2, 28)),
        (D(2027, 8, 31), D(2028, 2, 29)),  # a leap year
        (D(2027, 8, 30), D(2028, 2, 29)),
        (D(2026, 3, 31), D(2026, 9, 30)),
        (D(2026, 12, 31), D(2027, 6, 30)),
        (D(2026, 2, 28), D(2026, 8, 28)),
    ],
)
def test_six_months_at_the_ends_of_months(announced_on: D, first_lawful_end: D):
    assert not is_short(notice(announced_on, first_lawful_end))
    assert is_short(notice(announced_on, first_lawful_end - dt.timedelta(days=1)))


def test_a_notice_that_is_missing_is_too_short():
    assert is_short(notice(None, D(2027, 7, 10)))
    assert "未按规定" in breach_words(notice(None, D(2027, 7, 10)))


@pytest.mark.parametrize(("case", "ownership"), list(product(TerminationCase, Ownership)))
def test_the_six_months_bind_own_requests_of_private_ones_only(
    case: TerminationCase, ownership: Ownership
):
    short = notice(D(2026, 11, 1), D(2026, 12, 1), case, ownership)
    assert is_short(short) is (case is OWN and ownership in PRIVATE)
    assert len(notice_findings(short)) == int(is_short(short))


def test_a_short_notice_is_a_finding_to_answer_and_no_obstacle():
    (finding,) = notice_findings(notice(D(2026, 8, 20), D(2026, 9, 1)))
    assert not finding.is_hard
    assert "2027年2月20日" in finding.text
    assert "书面告知家长" in finding.text


@pytest.mark.parametrize(
    "text",
    ["大班，12，临江镇中心幼儿园", "大班,12,临江镇中心幼儿园", "\n大班\t12\t临江镇中心幼儿园\n\n"],
)
def test_lines_are_read_as_they_are_pasted(text: str):
    assert read_placements(text) == (Placement(group="大班", children=12, to="临江镇中心幼儿园"),)


@pytest.mark.parametrize(
    "line",
    [
        "大班",
        "大班，12",
        "大班，十二，某园",
        "大班，0，某园",
        "大班，-1，某园",
        "大班，2001，某园",
        "，1，某园",
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str):
    with pytest.raises(RuleViolation) as refused:
        read_placements(f"小班，3，某园\n{line}")
    assert refused.value.parameters["number"] == 2


def test_every_child_has_a_place():
    placements = read_placements("小班，8，升入小学\n大班，19，临江镇中心幼儿园")
    check_placed(placements, 27)
    for children in (26, 28):
        with pytest.raises(RuleViolation):
            check_placed(placements, children)
    check_placed((), 0)


@pytest.mark.parametrize(("case", "missing"), list(product(TerminationCase, Duty)))
def test_the_duties_of_each_case(case: TerminationCase, missing: Duty):
    done = frozenset(Duty) - {missing}
    confirmed = EndConfirmed(placements=(), children=0, done=done)
    if missing in DUTIES[case] - {Duty.PLACED}:
        with pytest.raises(RuleViolation):
            check_confirmed(case, confirmed)
    else:
        check_confirmed(case, confirmed)


def test_wages_and_refunds_follow_from_the_settlement_unless_it_is_their_own_wish():
    assert DUTIES[OWN] == frozenset(Duty)
    for case in set(TerminationCase) - {OWN}:
        assert DUTIES[case] == {Duty.PLACED, Duty.SETTLED, Duty.FILES}
