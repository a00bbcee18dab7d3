"""Checklists, library and schema as they are shipped, and what is refused when somebody edits them."""

import datetime as dt
import json

import jsonschema
import pytest

from kgsup.core.law import instrument_of
from kgsup.corrections.rules import Authority, Severity
from kgsup.inspections.adapters.schema import schema_text, shape_problems
from kgsup.inspections.rules.checklists import (
    BadChecklist,
    Checklist,
    all_checklists,
    offered_on,
    parse_checklist,
    versions_by_key,
)
from kgsup.inspections.rules.library import parse_library, usual_findings
from tests.factories.inspections import MONTHLY, SIX_THEMES, checklist_of, operation, visit_json

ITEM = """
code = "{code}"
text = "有收费公示"
look_at = "公示栏"
article = "{article}"
weight = {weight}
severity = "minor"
authority = "education"
step = "days_3"
"""


def checklist_text(*items: str, version: int = 1, since: str = "2026-01-01") -> str:
    rows = "".join(f"[[themes.items]]{item}" for item in items)
    return (
        f'code = "test"\nversion = {version}\ntitle = "试用清单"\neffective_from = {since}\n'
        f'own_answer = false\n[[themes]]\ncode = "A"\ntitle = "收费"\n{rows}'
    )


def item(code: str = "A01", article: str = "学前教育法 69", weight: int = 1) -> str:
    return ITEM.format(code=code, article=article, weight=weight)


def test_the_long_checklist_has_the_six_themes_and_forty_to_sixty_items() -> None:
    checklist = checklist_of(SIX_THEMES)
    titles = [theme.title for theme in checklist.themes]
    assert titles == ["教职工资质与配备", "收费", "安全", "卫生保健", "保教质量", "经费财务"]
    assert 40 <= len(checklist.items) <= 60
    assert not checklist.own_answer


def test_the_monthly_sheet_is_short_and_has_the_own_answers_beside() -> None:
    checklist = checklist_of(MONTHLY)
    assert 8 <= len(checklist.items) <= 15
    assert checklist.own_answer


@pytest.mark.parametrize("checklist", all_checklists().values(), ids=lambda each: each.code)
def test_every_item_says_what_to_look_at_and_cites_a_known_instrument(checklist: Checklist) -> None:
    for each in checklist.items.values():
        assert instrument_of(each.article)
        assert each.look_at
        assert each.demand


def test_items_name_other_competent_authorities() -> None:
    named = {each.authority for each in checklist_of(SIX_THEMES).items.values()}
    assert {Authority.EDUCATION, Authority.FIRE, Authority.MARKET_SUPERVISION} < named
    assert {Authority.HEALTH, Authority.HOUSING, Authority.GAS, Authority.HUMAN_RESOURCES} < named


def test_sources_that_were_not_verified_are_marked() -> None:
    items = checklist_of(SIX_THEMES).items
    assert items["D02"].provisional  # 学校食品安全与营养健康管理规定 40 was not read
    assert not items["A02"].provisional


def test_the_library_has_its_findings_and_every_weight() -> None:
    library = usual_findings()
    assert len(library) == 32
    assert {each.severity for each in library} == set(Severity)
    assert library[6].text == "灭火器失压，应急灯不亮"
    assert library[6].authority is Authority.FIRE


def test_a_library_of_unknown_items_is_refused() -> None:
    text = """
[[findings]]
number = 1
text = "公示栏未更新"
items = ["Z99"]
article = "某规定 3"
severity = "minor"
authority = "education"
step = "days_3"
demand = "更新"
"""
    with pytest.raises(
        BadChecklist, match=r"unknown instrument 某规定 3; finding 1: unknown item Z99"
    ):
        parse_library(text, all_checklists().values())


def test_every_mistake_of_a_checklist_is_named() -> None:
    text = checklist_text(item(article="某规定 3"), item(weight=9), '\ncode = "A02"\n')
    with pytest.raises(BadChecklist) as refusal:
        parse_checklist(text)
    for part in ("A01: unknown instrument 某规定 3", "weight 9", "A02: no text", "A01: twice"):
        assert part in str(refusal.value)


def test_one_version_exists_once() -> None:
    checklist = parse_checklist(checklist_text(item()))
    with pytest.raises(BadChecklist):
        versions_by_key([checklist, checklist])


def test_the_newest_version_in_force_is_offered() -> None:
    old = parse_checklist(checklist_text(item()))
    new = parse_checklist(checklist_text(item(), version=2, since="2026-09-01"))
    assert offered_on(dt.date(2026, 8, 31), [new, old]) == [old]
    assert offered_on(dt.date(2026, 9, 1), [new, old]) == [new]
    assert offered_on(dt.date(2025, 12, 31), [new, old]) == []


def test_the_schema_is_a_schema() -> None:
    schema = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")


def test_a_whole_visit_has_the_published_shape() -> None:
    assert shape_problems(operation(visit_json())) == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"started_at": "2026-11-21T08:30:00"}, "/visit/started_at"),
        ({"started_at": "2026-02-31T08:30:00+08:00"}, "/visit/started_at"),
        ({"id": "short"}, "/visit/id"),
        ({"regime": "raid"}, "/visit/regime"),
        ({"officers": ["田小禾"]}, "/visit/officers/0"),
        ({"answers": [{"item": "A01", "answer": "perhaps"}]}, "/visit/answers/0/answer"),
        ({"advice": "长" * 4001}, "/visit/advice"),
        ({"certificate": "99012600011"}, "/visit"),
        (
            {"signatures": [{"by": "officer", "strokes": [[[1, "x"]]]}]},
            "/visit/signatures/0/strokes/0/0/1",
        ),
    ],
)
def test_another_shape_is_named_by_its_place(change: dict[str, object], pointer: str) -> None:
    problems = shape_problems(operation(visit_json(**change)))
    assert [problem["pointer"] for problem in problems][:1] == [pointer]


@pytest.mark.parametrize("body", [None, [], "visit", {"visit": {}}])
def test_no_operation_is_no_operation(body: object) -> None:
    assert shape_problems(body)
