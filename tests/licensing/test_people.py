"""People of an application: the head by lists or by what was declared, staff for classes, board."""

import datetime as dt

import pytest

from kgsup.kindergartens.rules.counts import Post
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.fields import Education
from kgsup.licensing.rules.people import (
    HeadQuestion,
    check_board,
    check_head_of,
    check_staff,
    same_person,
)
from kgsup.licensing.rules.reviewing import Check
from kgsup.licensing.rules.standards import Values
from kgsup.staff.rules.judging import Result
from kgsup.staff.rules.people import (
    Ban,
    BanGround,
    Certificate,
    CertificateKind,
    Employment,
    Person,
)

DAY = dt.date(2026, 11, 21)
HEAD = (F.HEAD_NAME, F.HEAD_CERTIFICATE, F.HEAD_EDUCATION, F.HEAD_EXPERIENCE_YEARS)
BAN = Ban(
    ground=next(iter(BanGround)),
    from_on=dt.date(2025, 1, 1),
    valid_until=None,
    decision_number="青教罚〔2025〕3号",
    decided_by="青禾县教育局",
)


def head(values: Values, **facts: object) -> dict[str, Check]:
    question = HeadQuestion(**{"name": "林知夏", "on": DAY, **facts})  # type: ignore[arg-type]
    return {check.code: check for check in check_head_of(question, values, HEAD)}


@pytest.mark.parametrize(
    ("field", "value", "code", "result"),
    [
        (F.HEAD_CERTIFICATE, "2016990126", "head_certificate", Result.PASS),
        (F.HEAD_CERTIFICATE, None, "head_certificate", Result.FAIL),
        (F.HEAD_EDUCATION, Education.SECONDARY, "head_education", Result.FAIL),
        (F.HEAD_EDUCATION, Education.JUNIOR_COLLEGE, "head_education", Result.PASS),
        (F.HEAD_EDUCATION, None, "head_education", Result.NOT_ENOUGH_DATA),
        (F.HEAD_EXPERIENCE_YEARS, 5, "head_experience", Result.PASS),
        (F.HEAD_EXPERIENCE_YEARS, 4, "head_experience", Result.FAIL),
        (F.HEAD_EXPERIENCE_YEARS, None, "head_experience", Result.NOT_ENOUGH_DATA),
    ],
)
def test_a_head_who_is_not_in_the_lists_is_judged_by_what_was_declared(
    field: F, value: str | int | Education | None, code: str, result: Result
):
    found = head({field: value})[f"head:{code}"]
    assert (found.result, found.article, found.is_hard) == (result, "学前教育法 38", False)


def test_a_barred_head_is_hard_with_the_decision_and_article_44():
    person = Person(name="林知夏", bans=(BAN,))
    found = head({}, person=person)["head:head_not_barred"]
    assert (found.is_failed, found.is_hard, found.article) == (True, True, "学前教育法 44")
    assert "青教罚〔2025〕3号" in found.text


def test_a_head_in_the_lists_who_lacks_something_is_a_finding_and_no_more():
    found = head({}, person=Person(name="林知夏"))
    assert not any(one.is_hard for one in found.values() if one.is_failed)
    assert found["head:head_not_barred"].result is Result.PASS


def test_a_barred_namesake_is_compared_by_the_identity_number_and_refuses_nothing():
    found = head({}, namesakes=(("1234", BAN),))["head:namesakes"]
    assert (found.is_failed, found.is_hard) == (True, False)
    assert "1234" in found.text


def test_whoever_works_there_or_has_the_certificate_is_the_same_person():
    works = Employment(kindergarten="K1", post=Post.HEAD, from_on=dt.date(2020, 1, 1))
    certificate = Certificate(kind=next(iter(CertificateKind)), number="2016990126")
    here = Person(name="林知夏", employments=(works,))
    certified = Person(name="林知夏", certificates=(certificate,))
    assert same_person([certified, here], "K1", "") is here
    assert same_person([here, certified], None, " 2016990126 ") is certified
    assert same_person([here, certified], None, "") is None
    assert same_person([here], "K2", "other") is None


@pytest.mark.parametrize(
    ("teachers", "carers", "classes", "result"),
    [
        (12, 6, 6, Result.PASS),
        (18, 0, 6, Result.PASS),  # three teachers in each class
        (12, 5, 6, Result.FAIL),
        (11, 7, 6, Result.FAIL),
        (12, 6, None, Result.NOT_ENOUGH_DATA),
    ],
)
def test_two_teachers_and_a_carer_for_each_class(
    teachers: int, carers: int, classes: int | None, result: Result
):
    values: Values = {F.TEACHERS: teachers, F.CARERS: carers, F.CLASSES: classes}
    found = check_staff(values, (F.TEACHERS, F.CARERS, F.CLASSES), DAY)
    assert [(one.code, one.result) for one in found] == [("staff:two_teachers_one_carer", result)]


@pytest.mark.parametrize(
    ("health", "places", "result"),
    [(1, 150, Result.PASS), (1, 300, Result.FAIL), (2, 300, Result.PASS), (0, 60, Result.FAIL)],
)
def test_health_staff_for_the_places(health: int, places: int, result: Result):
    values: Values = {F.HEALTH_STAFF: health, F.CAPACITY: places}
    found = check_staff(values, (F.HEALTH_STAFF, F.CAPACITY), DAY)
    assert [one.result for one in found] == [result]


@pytest.mark.parametrize(
    ("members", "experienced", "results"),
    [
        (5, 2, [Result.PASS, Result.PASS]),
        (6, 2, [Result.PASS, Result.PASS]),
        (7, 2, [Result.PASS, Result.FAIL]),
        (4, 2, [Result.FAIL, Result.PASS]),
        (None, 2, [Result.NOT_ENOUGH_DATA, Result.NOT_ENOUGH_DATA]),
    ],
)
def test_a_board_has_five_members_and_a_third_of_them_experienced(
    members: int | None, experienced: int, results: list[Result]
):
    values: Values = {F.BOARD_MEMBERS: members, F.BOARD_EXPERIENCED: experienced}
    found = check_board(values, (F.BOARD_MEMBERS, F.BOARD_EXPERIENCED))
    assert [one.result for one in found] == results
    assert check_board(values, (F.NAME,)) == []
