"""Rules on names, each with its table."""

import datetime as dt

import pytest

from kgsup.licensing.rules.names import NameQuestion, TakenName, check_name
from kgsup.licensing.rules.reviewing import Check
from kgsup.staff.rules.judging import Result

DAY = dt.date(2026, 11, 21)


def checks(name: str, **facts: object) -> dict[str, Check]:
    question = NameQuestion(
        **{"name": name, "on": DAY, "county_name": "青禾县", **facts}  # type: ignore[arg-type]
    )
    return {check.code: check for check in check_name(question)}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("中国宝贝幼儿园", "中国"),
        ("青禾县中华幼儿园", "中华"),
        ("青禾县国际幼儿园", "国际"),
        ("青禾县世界之窗幼儿园", "世界"),
        ("青禾县全球通幼儿园", "全球"),
        ("青禾县双语幼儿园", "双语"),
        ("青禾县中英幼儿园", "中英"),
        ("青禾县艺术幼儿园", "艺术"),
        ("青禾县国学幼儿园", "国学"),
        ("青禾县私塾", "私塾"),
        ("青禾县剑桥幼儿园", "剑桥"),
        ("青禾县加拿大枫叶幼儿园", "加拿大"),
        ("青禾县蒙台梭利幼儿园", "蒙台梭利"),
        ("青禾县福音幼儿园", "福音"),
    ],
)
def test_a_word_that_may_not_be_used_is_named_with_its_source(name: str, word: str):
    found = checks(name)["name:words"]
    assert found.result is Result.FAIL
    assert word in found.text
    assert found.article == "“十四五”学前教育发展提升行动计划"
    assert not found.is_hard


@pytest.mark.parametrize(
    "name", ["青禾县云锦小区幼儿园", "青禾县买买提·吐尔逊幼儿园", "临江镇中心幼儿园"]
)
def test_an_ordinary_name_passes_every_rule(name: str):
    assert {check.result for check in checks(name).values()} == {Result.PASS}


def test_the_short_name_is_under_the_same_rules_and_the_county_adds_words():
    assert checks("青禾县晨光幼儿园", short_name="晨光国际")["name:words"].is_failed
    assert checks("青禾县贵族幼儿园")["name:words"].result is Result.PASS
    assert checks("青禾县贵族幼儿园", more_words=("贵族",))["name:words"].is_failed


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("青禾县ABC幼儿园", True),
        ("青禾县さくら幼儿园", True),
        ("青禾县Éclair幼儿园", True),
        ("青禾县第2幼儿园", False),
        ("青禾县𬭩石幼儿园", False),
    ],
)
def test_a_name_is_written_in_chinese_characters(name: str, fails: bool):
    assert checks(name)["name:language"].is_failed is fails


@pytest.mark.parametrize(
    ("county", "name", "fails"),
    [
        ("青禾县", "江东省晨光幼儿园", True),
        ("青禾县", "云州市晨光幼儿园", True),
        ("青禾县", "青禾县晨光幼儿园", False),
        ("青禾县", "晨光幼儿园", False),
        ("云州市", "云州市晨光幼儿园", False),  # a county-level city, or a city run as one bureau
        ("青禾县", "青禾县菜市场旁幼儿园", False),
    ],
)
def test_no_area_above_the_countys_stands_in_front(county: str, name: str, fails: bool):
    assert checks(name, county_name=county)["name:area"].is_failed is fails


@pytest.mark.parametrize(
    ("taken", "is_private", "fails", "cited"),
    [
        ((), True, False, False),
        ((TakenName(name="青禾县晨光幼儿园", is_public=False),), True, True, False),
        ((TakenName(name="青禾县晨光幼儿园", is_public=True),), True, True, True),
        ((TakenName(name="青禾县晨光幼儿园", is_public=True),), False, True, False),
        ((TakenName(name="青禾县 晨光幼儿园", is_public=True),), True, True, True),
        ((TakenName(name="青禾县晨光第二幼儿园", is_public=True),), True, False, False),
    ],
)
def test_a_name_is_free_in_the_county(
    taken: tuple[TakenName, ...], is_private: bool, fails: bool, cited: bool
):
    found = checks("青禾县晨光幼儿园", taken=taken, is_private=is_private)["name:taken"]
    assert found.is_failed is fails
    assert bool(found.article) is cited


@pytest.mark.parametrize(
    ("number", "until", "result"),
    [
        ("青民名〔2026〕12号", DAY, Result.PASS),  # the last day is inclusive
        ("青民名〔2026〕12号", None, Result.PASS),
        ("青民名〔2026〕12号", DAY - dt.timedelta(days=1), Result.FAIL),
        ("", None, Result.FAIL),
    ],
)
def test_a_private_name_was_checked_by_the_registration_body(
    number: str, until: dt.date | None, result: Result
):
    found = checks("青禾县晨光幼儿园", is_private=True, check_number=number, check_until=until)[
        "name:check"
    ]
    assert found.result is result
    assert "name:check" not in checks("青禾县晨光幼儿园", is_private=False)


def test_fifty_characters_are_the_most():
    assert checks("青" * 50)["name:length"].result is Result.PASS
    assert checks("青" * 51)["name:length"].is_failed
