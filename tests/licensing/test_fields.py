"""What may be typed into each field: nonsense is named, what people really write is read."""

import datetime as dt

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.core.labels import label_of
from kgsup.licensing.queries import rule_of_kind
from kgsup.licensing.rules.applications import (
    Lack,
    PartState,
    lack_of,
    part_state,
    require_complete,
)
from kgsup.licensing.rules.fields import (
    FIELDS,
    LONGEST_NAME,
    ApplicationField,
    BadValue,
    Section,
    Shape,
    read_value,
    unreadable,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.matters import field_words, value_words
from tests.conftest import COUNTY
from tests.factories.licensing import ANSWERS, TODAY

F = ApplicationField

READ = [
    (F.ENDS_ON, "2027-07-10", dt.date(2027, 7, 10)),
    (F.ENDS_ON, "2028-02-29", dt.date(2028, 2, 29)),
    (F.ENDS_ON, "1949-10-01", dt.date(1949, 10, 1)),
    (F.CAPACITY, "0", 0),
    (F.CAPACITY, " 180 ", 180),
    (F.CAPACITY, "１８０", 180),
    (F.CAPACITY, "2000", 2000),
    (F.LAND_M2, "3000", 3000.0),
    (F.LAND_M2, "3000.5", 3000.5),
    (F.LAND_M2, "３０００．５", 3000.5),
    (F.NAME, "青禾县云锦幼儿园", "青禾县云锦幼儿园"),
    (F.HEAD_NAME, "阿依古丽·买买提", "阿依古丽·买买提"),
    (F.HEAD_NAME, "·" * LONGEST_NAME, "·" * LONGEST_NAME),
    (F.LISTED_COMPANY, "no", False),
    (F.LISTED_COMPANY, "yes", True),
    (F.ASSET_KINDS, "", None),
    (F.NAME, "   ", None),
]
NONSENSE = [
    (F.ENDS_ON, "2026-02-30"),
    (F.ENDS_ON, "2027-02-29"),
    (F.ENDS_ON, "2026-13-01"),
    (F.ENDS_ON, "1900-01-01"),
    (F.ENDS_ON, "1949-09-30"),
    (F.ENDS_ON, "20270710"),
    (F.ENDS_ON, "2027-W28-6"),
    (F.ENDS_ON, "２０２７-07-10"),
    (F.ENDS_ON, "明年"),
    (F.CAPACITY, "一百"),
    (F.CAPACITY, "abc"),
    (F.CAPACITY, "12a"),
    (F.CAPACITY, "1_000"),
    (F.CAPACITY, "-1"),
    (F.CAPACITY, "+1"),
    (F.CAPACITY, "1.5"),
    (F.CAPACITY, "2001"),
    (F.CAPACITY, "9" * 400),
    (F.LAND_M2, "nan"),
    (F.LAND_M2, "inf"),
    (F.LAND_M2, "1e5"),
    (F.LAND_M2, "3000.555"),
    (F.LAND_M2, "3,000"),
    (F.NAME, "园" * (LONGEST_NAME + 1)),
    (F.LISTED_COMPANY, "maybe"),
    (F.OWNERSHIP, "private"),
    (F.ASSET_KINDS, "donated,"),
    (F.LOST_PART, "copy,nothing"),
]


@pytest.mark.parametrize(("field", "text", "value"), READ)
def test_what_people_write_is_read(field: ApplicationField, text: str, value: object):
    assert read_value(field, text) == value


@pytest.mark.parametrize(("field", "text"), NONSENSE)
def test_nonsense_is_refused_in_words(field: ApplicationField, text: str):
    with pytest.raises(BadValue) as refused:
        read_value(field, text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("field", ApplicationField)
def test_every_field_has_a_label_a_word_on_papers_and_a_text_for_what_was_typed(
    field: ApplicationField,
):
    assert label_of(field)
    assert field_words(field)
    text = ANSWERS.get(field, "")
    if FIELDS[field].shape is not Shape.TOWN:
        assert bool(value_words(field, text)) is bool(text)


def test_what_is_missing_and_what_cannot_be_read_are_told_apart():
    rule = rule_of_kind_without_county()
    values = {**ANSWERS, F.CAPACITY: "many", F.CLASSES: " "}
    lack = lack_of(rule, values, [paper.code for paper in rule.papers])
    assert lack == Lack(fields=(F.CLASSES,), unreadable=(F.CAPACITY,), papers=())
    assert unreadable(values, rule.fields) == [F.CAPACITY]
    with pytest.raises(RuleViolation, match="2 points"):
        require_complete(rule, values, [paper.code for paper in rule.papers])


def test_only_papers_that_must_be_there_are_missing():
    rule = rule_of_kind_without_county()
    required = tuple(paper.code for paper in rule.papers if paper.required)
    assert lack_of(rule, ANSWERS, []).papers == required
    assert "handover" not in required
    assert lack_of(rule, ANSWERS, required).is_nothing


@pytest.mark.parametrize(
    ("lack", "state"),
    [
        (Lack(fields=(), unreadable=(), papers=("sponsor",)), PartState.DONE),
        (Lack(fields=(F.TEACHERS,), unreadable=(), papers=()), PartState.DONE),
        (Lack(fields=(F.NAME,), unreadable=(), papers=()), PartState.OPEN),
        (Lack(fields=(F.NAME,), unreadable=(F.TOWN,), papers=()), PartState.UNREADABLE),
        (Lack(fields=(), unreadable=(F.NAME,), papers=()), PartState.UNREADABLE),
    ],
)
def test_a_part_is_open_done_or_unreadable_by_its_own_fields(lack: Lack, state: PartState):
    assert part_state([F.NAME, F.TOWN], lack) is state


@pytest.mark.parametrize("kind", PermitKind)
def test_the_parts_of_a_form_hold_every_field_once(county: object, kind: PermitKind):
    rule = rule_of_kind(kind, COUNTY, TODAY)
    held = [field for section in rule.sections() for field in rule.fields_in(section)]
    assert sorted(held) == sorted(rule.fields)
    assert len(set(rule.fields)) == len(rule.fields)
    assert set(rule.sections()) <= set(Section)


def rule_of_kind_without_county():
    import tomllib
    from importlib import resources

    from kgsup.licensing.rules.kinds import read_kind

    text = resources.files("kgsup.licensing").joinpath("data/kinds.toml").read_text("utf-8")
    return read_kind("establishment", tomllib.loads(text)["establishment"])
