"""Whether somebody may be head, and whether a kindergarten has the people it needs."""

import pytest

from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    NewFacts,
)
from kgsup.staff.rules.judging import Result, Rule
from kgsup.staff.rules.people import (
    Education,
    Person,
)
from kgsup.staff.rules.qualification import check_head, years_of_service
from kgsup.staff.rules.staffing import DayKind, StaffingFacts, judge, most_heads
from tests.staff.people import HERE, ON, K, asked, barred, day, earlier, examined, held, work

# ── heads ──


@pytest.mark.parametrize(
    ("spans", "since", "complete_on"),
    [
        ([], None, None),
        ([("2021-11-21", None)], "2021-11-21", "2026-11-21"),
        ([("2021-11-22", None)], "2021-11-22", None),
        ([("2015-09-01", "2020-09-01")], "2015-09-01", "2020-09-01"),
        ([("2015-09-01", "2020-08-31")], "2015-09-01", None),
        # a year's gap puts the day off by a year
        ([("2015-09-01", "2019-09-01"), ("2020-09-01", None)], "2015-09-01", "2021-09-01"),
        # days left over are carried on: 100 of the first span, so 265 of the second are missing
        ([("2016-01-01", "2019-04-11"), ("2020-01-01", None)], "2016-01-01", "2021-09-23"),
        # days counted twice count once
        ([("2016-09-01", "2019-09-01"), ("2017-09-01", "2020-09-01")], "2016-09-01", None),
        ([("2016-09-01", "2019-09-01"), ("2019-09-01", "2021-09-01")], "2016-09-01", "2021-09-01"),
        ([("2020-02-29", None)], "2020-02-29", "2025-02-28"),
        ([("2027-01-01", None)], None, None),
    ],
)
def test_years_of_service_are_counted_from_the_first_day_to_the_day_they_are_complete(
    spans, since, complete_on
):
    given = [(day(first), day(end) if end else None) for first, end in spans]
    service = years_of_service(given, 5, ON)
    assert service.since == (day(since) if since else None)
    assert service.complete_on == (day(complete_on) if complete_on else None)


GOOD_HEAD = {
    "certificates": held(K.KINDERGARTEN_TEACHER, K.HEAD_TRAINING),
    "education": Education.JUNIOR_COLLEGE,
    "experiences": (earlier("2010-09-01", "2016-07-01"),),
}


@pytest.mark.parametrize(
    ("change", "rule", "result"),
    [
        ({}, None, None),
        ({"certificates": held(K.HEAD_TRAINING)}, Rule.HEAD_CERTIFICATE, Result.FAIL),
        ({"education": Education.BELOW_COLLEGE}, Rule.HEAD_EDUCATION, Result.FAIL),
        ({"education": None}, Rule.HEAD_EDUCATION, Result.NOT_ENOUGH_DATA),
        (
            {"experiences": (earlier("2022-09-01", "2026-07-01"),)},
            Rule.HEAD_EXPERIENCE,
            Result.FAIL,
        ),
        (
            {"experiences": (earlier("2010-09-01", "2016-07-01", Post.COOK),)},
            Rule.HEAD_EXPERIENCE,
            Result.NOT_ENOUGH_DATA,
        ),
        ({"certificates": held(K.OTHER_TEACHER)}, Rule.HEAD_TRAINING, Result.FAIL),
        ({"bans": (barred(),)}, Rule.HEAD_NOT_BARRED, Result.FAIL),
    ],
)
def test_a_head_is_judged_on_each_condition(change, rule, result):
    person = Person(name="甲", **{**GOOD_HEAD, **change})
    odd = {j.rule: j.result for j in check_head(person, ON) if j.result is not Result.PASS}
    assert odd == ({rule: result} if rule else {})


def test_the_years_of_a_head_name_both_days():
    person = Person(name="甲", employments=(work(Post.HEAD, from_on=day("2020-09-01")),))
    answer = next(j for j in check_head(person, ON) if j.rule is Rule.HEAD_EXPERIENCE)
    assert str(answer) == "Counted from 2020-09-01, 5 years complete on 2025-09-01."
    assert answer.article is Article.HEAD_QUALIFIED


# ── staffing ──


def answers(reported: dict[Post, int], children, classes, kind: DayKind = DayKind.FULL_DAY):
    facts = StaffingFacts(kindergarten=HERE, on=ON, reported=reported)
    return {judgement.rule: judgement for judgement in judge(facts, children, classes, kind)}


@pytest.mark.parametrize(
    ("people", "children", "kind", "result", "figure"),
    [
        (10, 70, DayKind.FULL_DAY, Result.PASS, "1:7.0"),
        (10, 71, DayKind.FULL_DAY, Result.FAIL, "1:7.1"),
        (10, 20, DayKind.FULL_DAY, Result.PASS, "1:2.0"),
        (10, 100, DayKind.HALF_DAY, Result.PASS, "1:10.0"),
        (10, 101, DayKind.HALF_DAY, Result.FAIL, "1:10.1"),
        (0, 20, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
        (10, 0, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
        (10, None, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
    ],
)
def test_staff_to_children(people, children, kind, result, figure):
    answer = answers({Post.OTHER: people} if people else {}, children, 3, kind)[
        Rule.STAFF_PER_CHILD
    ]
    assert (answer.result, answer.figure) == (result, figure)
    assert answer.article is Article.STAFFING_STANDARD


@pytest.mark.parametrize(
    ("teachers", "carers", "children", "kind", "result"),
    [
        (8, 2, 90, DayKind.FULL_DAY, Result.PASS),
        (8, 2, 91, DayKind.FULL_DAY, Result.FAIL),
        (10, 0, 130, DayKind.HALF_DAY, Result.PASS),
        (10, 0, 131, DayKind.HALF_DAY, Result.FAIL),
        (0, 0, 10, DayKind.FULL_DAY, Result.FAIL),
    ],
)
def test_teachers_and_carers_to_children(teachers, carers, children, kind, result):
    reported = {Post.HEAD: 1, Post.TEACHER: teachers, Post.CARER: carers}
    assert answers(reported, children, 3, kind)[Rule.CARE_STAFF_PER_CHILD].result is result


@pytest.mark.parametrize(
    ("teachers", "carers", "classes", "kind", "result"),
    [
        (6, 3, 3, DayKind.FULL_DAY, Result.PASS),
        (9, 0, 3, DayKind.FULL_DAY, Result.PASS),  # three teachers a class
        (7, 2, 3, DayKind.FULL_DAY, Result.PASS),
        (6, 2, 3, DayKind.FULL_DAY, Result.FAIL),
        (5, 6, 3, DayKind.FULL_DAY, Result.FAIL),  # a carer is no teacher
        (2, 0, 1, DayKind.FULL_DAY, Result.PASS),  # a single class: two teachers
        (1, 1, 1, DayKind.FULL_DAY, Result.FAIL),
        (6, 0, 3, DayKind.HALF_DAY, Result.PASS),
        (5, 0, 3, DayKind.HALF_DAY, Result.FAIL),
        (6, 3, None, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA),
    ],
)
def test_two_teachers_and_one_carer_or_three_teachers(teachers, carers, classes, kind, result):
    reported = {Post.TEACHER: teachers, Post.CARER: carers}
    assert answers(reported, 60, classes, kind)[Rule.TWO_TEACHERS_ONE_CARER].result is result


@pytest.mark.parametrize(
    ("heads", "classes", "result"),
    [
        (1, 5, Result.PASS),
        (2, 5, Result.FAIL),
        (0, 5, Result.FAIL),
        (1, 6, Result.PASS),
        (2, 6, Result.PASS),
        (2, 9, Result.PASS),
        (3, 9, Result.FAIL),
        (3, 10, Result.PASS),
        (4, 10, Result.FAIL),
    ],
)
def test_heads_by_classes(heads, classes, result):
    assert answers({Post.HEAD: heads, Post.COOK: 1}, 60, classes)[Rule.HEADS].result is result


def test_the_most_heads_by_classes():
    assert [most_heads(n) for n in (1, 5, 6, 9, 10, 20)] == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("number", "children", "result"),
    [
        (1, 20, Result.PASS),
        (0, 20, Result.FAIL),
        (1, 150, Result.PASS),
        (1, 299, Result.PASS),
        (1, 300, Result.FAIL),
        (2, 300, Result.PASS),
    ],
)
def test_health_staff_by_children_is_provisional(number, children, result):
    answer = answers({Post.HEALTH: number, Post.COOK: 1}, children, 3)[Rule.HEALTH_STAFF]
    assert (answer.result, answer.provisional) == (result, True)


def test_a_total_alone_says_nothing_of_posts():
    found = answers({Post.TOTAL_ONLY: 12}, 60, 3)
    assert found[Rule.STAFF_PER_CHILD].result is Result.PASS
    for rule in (Rule.CARE_STAFF_PER_CHILD, Rule.TWO_TEACHERS_ONE_CARER, Rule.HEADS):
        assert found[rule].result is Result.NOT_ENOUGH_DATA


def test_people_at_work_are_counted_once_and_the_suspended_not_at_all():
    people = (
        Person(name="甲", employments=(work(), work(Post.HEAD))),
        Person(name="乙", employments=(work(suspended_on=ON),)),
        Person(name="丙", employments=(work(Post.CARER),)),
    )
    facts = StaffingFacts(kindergarten=HERE, on=ON, people=people, reported={Post.TEACHER: 9})
    assert dict(facts.counts) == {Post.HEAD: 1, Post.CARER: 1}
    assert [person.name for person in facts.at_work()] == ["甲", "丙"]


def test_what_people_lack_is_told_with_their_names():
    good = Person(
        name="周到",
        employments=(work(contract_filed_on=ON),),
        certificates=held(K.KINDERGARTEN_TEACHER),
        background_checks=(asked("2026-09-01"),),
        health_checks=(examined("2026-09-01"),),
    )
    bad = Person(name="欠缺", employments=(work(),), bans=(barred(),))
    facts = StaffingFacts(kindergarten=HERE, on=ON, people=(good, bad), reported={Post.TEACHER: 3})
    found = {judgement.rule: judgement for judgement in judge(facts, 10, 1)}
    for rule, article in (
        (Rule.CERTIFICATES, Article.TEACHERS_CERTIFIED),
        (Rule.BACKGROUND_CHECKS, Article.BACKGROUND_CHECK),
        (Rule.HEALTH_CHECKS, Article.STAFF_HEALTH_CHECK),
        (Rule.CONTRACTS, Article.CONTRACTS_FILED),
    ):
        assert found[rule].result is Result.FAIL
        assert found[rule].people == ("欠缺",)
        assert found[rule].figure == "1/2"
        assert found[rule].article is article
    assert found[Rule.NOBODY_BARRED].people == ("欠缺",)
    assert found[Rule.REPORTED_COUNTS].result is Result.FAIL


def test_facts_that_say_nothing_are_empty():
    assert NewFacts().is_empty
    assert not NewFacts(employments=(work(),)).is_empty
