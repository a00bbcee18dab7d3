"""Figures beside their standards, and what is wholly missing of 学前教育法 29."""

import pytest

from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.reviewing import Check
from kgsup.licensing.rules.standards import (
    Standards,
    Values,
    check_figures,
    check_power,
    missing_conditions,
)
from kgsup.staff.rules.judging import Result

STANDARDS = Standards(areas={"outdoor_m2": 4, "activity_m2": 8.17, "building_m2": 10.44})
ASKED = (F.CAPACITY, F.CLASSES, F.OUTDOOR_M2, F.ACTIVITY_M2, F.BUILDING_M2, F.FLOORS)


def figures(values: Values, standards: Standards = STANDARDS) -> dict[str, Check]:
    return {check.code: check for check in check_figures(values, ASKED, standards)}


@pytest.mark.parametrize(
    ("code", "values", "result"),
    [
        ("scale", {F.CAPACITY: 360}, Result.PASS),
        ("scale", {F.CAPACITY: 361}, Result.FAIL),
        ("scale", {}, Result.NOT_ENOUGH_DATA),
        ("class_size", {F.CAPACITY: 180, F.CLASSES: 6}, Result.PASS),
        ("class_size", {F.CAPACITY: 181, F.CLASSES: 6}, Result.FAIL),
        ("class_size", {F.CAPACITY: 216, F.CLASSES: 6}, Result.FAIL),
        ("class_size", {F.CAPACITY: 180, F.CLASSES: 0}, Result.NOT_ENOUGH_DATA),
        ("outdoor_m2", {F.CAPACITY: 100, F.OUTDOOR_M2: 400.0}, Result.PASS),
        ("outdoor_m2", {F.CAPACITY: 100, F.OUTDOOR_M2: 399.0}, Result.FAIL),
        ("activity_m2", {F.CAPACITY: 100, F.ACTIVITY_M2: 817.0}, Result.PASS),
        ("activity_m2", {F.CAPACITY: 100, F.ACTIVITY_M2: 816.0}, Result.FAIL),
        ("building_m2", {F.CAPACITY: 100, F.BUILDING_M2: 1044.0}, Result.PASS),
        ("building_m2", {F.CAPACITY: 100, F.BUILDING_M2: 1043.0}, Result.FAIL),
        ("building_m2", {F.CAPACITY: 0, F.BUILDING_M2: 1043.0}, Result.NOT_ENOUGH_DATA),
        ("floors", {F.FLOORS: 3}, Result.PASS),
        ("floors", {F.FLOORS: 4}, Result.FAIL),
        ("floors", {}, Result.NOT_ENOUGH_DATA),
    ],
)
def test_each_figure_stands_beside_its_standard(code: str, values: Values, result: Result):
    found = figures(values)[f"figures:{code}"]
    assert found.result is result
    assert not found.is_hard
    assert found.article


def test_a_finding_says_figure_and_standard_in_words():
    values: Values = {F.CAPACITY: 400, F.CLASSES: 10, F.OUTDOOR_M2: 1000.0}
    found = figures(values)
    assert found["figures:scale"].text == "办园规模400人，规程规定一般不超过360人"
    assert "40" in found["figures:class_size"].text
    assert found["figures:outdoor_m2"].text == "生均户外活动场地面积2.5平方米，标准不低于4平方米"


def test_a_county_without_a_standard_judges_nothing():
    values: Values = {F.CAPACITY: 100, F.OUTDOOR_M2: 1.0}
    found = figures(values, Standards(areas={}))
    assert found["figures:outdoor_m2"].result is Result.NOT_ENOUGH_DATA


def test_only_what_the_kind_asks_for_is_judged():
    assert check_figures({}, (F.HEAD_NAME,), STANDARDS) == []


@pytest.mark.parametrize("nothing", [None, "", 0, 0.0])
def test_what_is_wholly_missing_of_article_29_is_hard(nothing: str | float | None):
    found = missing_conditions({F.TEACHERS: nothing}, (F.TEACHERS,))  # type: ignore[dict-item]
    assert [(one.is_failed, one.is_hard, one.article) for one in found] == [
        (True, True, "学前教育法 29")
    ]


def test_what_is_there_at_all_is_not_missing():
    values: Values = {F.TEACHERS: 1, F.HEAD_NAME: "林知夏", F.OPENING_CAPITAL: 1.0}
    found = missing_conditions(values, (F.TEACHERS, F.HEAD_NAME, F.OPENING_CAPITAL))
    assert [one.is_failed for one in found] == [False, False, False]


@pytest.mark.parametrize(
    ("town", "towns", "fails"),
    [
        ("990126001", {"990126001"}, [False]),
        ("990127001", {"990126001"}, [True]),
        ("", {"990126001"}, []),
        ("990127001", set(), []),  # a county without its towns can judge nothing
    ],
)
def test_a_place_elsewhere_is_not_our_power(town: str, towns: set[str], fails: list[bool]):
    found = list(check_power(town, frozenset(towns)))
    assert [one.is_failed for one in found] == fails
    assert all(one.is_hard and one.article == "学前教育法 30" for one in found)
