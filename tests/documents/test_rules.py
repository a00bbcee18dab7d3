"""Numbers, states, texts and facts of papers; no app, no database."""

import datetime as dt
import re
from typing import get_args

import pytest

from kgsup.configuration.rules import RULES, Key
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.labels import label_of
from kgsup.core.workflow import advance
from kgsup.documents.rules.facts import Facts, Photo, printed_photos
from kgsup.documents.rules.kinds import KINDS, DocumentKind, Layout, NumberSource, Seal
from kgsup.documents.rules.numbers import Number, grouped, normal_check_code, parse_office_number
from kgsup.documents.rules.states import (
    DocumentAction,
    DocumentState,
    Rendering,
    Service,
    ServiceWay,
    check_reason,
    check_seal,
    check_service,
    transitions_of,
)
from kgsup.documents.rules.texts import (
    BY_HAND,
    canonical,
    characters_of,
    printable,
    private_characters,
    to_json,
    with_boxes,
)
from tests.documents import samples

DAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_has_title_word_facts_and_label(kind):
    rule = KINDS[kind]
    assert re.fullmatch(r"[\u4e00-\u9fff]{2,12}", rule.title)
    assert re.fullmatch(r"[\u4e00-\u9fff]{1,4}", rule.word)
    assert rule.facts in get_args(Facts)
    assert label_of(kind)


def test_words_of_the_own_series_differ_within_each_organ():
    own = [(rule.body, rule.word) for rule in KINDS.values() if rule.source is NumberSource.OWN]
    assert len(set(own)) == len(own)


def test_official_papers_and_no_others_take_their_number_from_the_register():
    letters = {kind for kind, rule in KINDS.items() if rule.layout is Layout.OFFICIAL_LETTER}
    registered = {
        kind for kind, rule in KINDS.items() if rule.source is NumberSource.OFFICE_REGISTER
    }
    assert letters == registered
    assert {kind.value for kind in letters} == set(RULES[Key.NUMBER_SOURCES].default)


SEALED_PAPER = {"issued": "seal>sealed void>voided", "sealed": "serve>served void>voided"}
SEALED_PAPER["served"] = "serve>served void>voided"
SIGNED_PAPER = {"issued": "serve>served void>voided", "served": "serve>served void>voided"}


@pytest.mark.parametrize("action", DocumentAction)
@pytest.mark.parametrize("state", DocumentState)
@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (DocumentKind.RECTIFICATION_NOTICE, SEALED_PAPER),
        (DocumentKind.INSPECTION_RECORD, SIGNED_PAPER),
    ],
)
def test_each_step_leads_where_the_law_says_or_nowhere(kind, expected, state, action):
    steps = dict(step.split(">") for step in expected.get(state, "").split())
    if action in steps:
        assert advance(transitions_of(kind), state, action) == steps[action]
    else:
        with pytest.raises(IllegalTransition):
            advance(transitions_of(kind), state, action)


@pytest.mark.parametrize(
    "enum", [DocumentKind, DocumentState, DocumentAction, Rendering, ServiceWay, Seal]
)
def test_every_value_has_a_label(enum):
    assert all(label_of(value) for value in enum)


@pytest.mark.parametrize(
    "typed",
    [
        "青教函〔2026〕57号",
        "青教函[2026]57号",
        "青教函(2026)57号",
        "青教函（２０２６）第５７号",
        " 青教函 【2026】 57 号 ",
    ],
)
def test_an_office_number_is_read_however_it_was_typed(typed):
    assert parse_office_number(typed, DAY) == Number(words="青教函", year=2026, n=57)


@pytest.mark.parametrize(
    "typed",
    [
        "青教函2026-57",
        "函〔2026〕57号",
        "青教函〔2026〕0号",
        "青教函〔26〕57号",
        "青教函〔2025〕57号",
        "x" * 999,
    ],
)
def test_another_form_or_year_is_no_office_number(typed):
    with pytest.raises(RuleViolation):
        parse_office_number(typed, DAY)


def test_a_check_code_is_read_as_people_type_it():
    assert normal_check_code(" 7kq2-m4zd-9xwb-3t5h ") == "7KQ2M4ZD9XWB3T5H"
    assert normal_check_code("OIL0" * 4) == "0110" * 4
    assert normal_check_code("7KQ2M4ZD9XWB3T5U") is None
    assert normal_check_code("7KQ2") is None
    assert grouped("7KQ2M4ZD9XWB3T5H") == "7KQ2-M4ZD-9XWB-3T5H"


def service(**changed) -> Service:
    plain = {"way": ServiceWay.DIRECT, "served_on": DAY, "receiver": "周晓禾"}
    return Service(**{**plain, **changed})


@pytest.mark.parametrize(
    "refused",
    [
        service(served_on=DAY - dt.timedelta(days=3)),
        service(served_on=DAY + dt.timedelta(days=1)),
        service(receiver=" "),
        service(way=ServiceWay.LEFT, receiver="", witness=" "),
    ],
)
def test_a_service_that_cannot_be_is_refused(refused):
    with pytest.raises(RuleViolation):
        check_service(refused, issued_on=DAY - dt.timedelta(days=2), today=DAY)


def test_a_paper_may_be_left_with_a_witness_or_announced_without_a_receiver():
    for way, witness in ((ServiceWay.LEFT, "王禾"), (ServiceWay.PUBLIC_NOTICE, "")):
        given = service(way=way, receiver="", witness=witness)
        assert check_service(given, issued_on=DAY, today=DAY) is None


@pytest.mark.parametrize("day", [DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)])
def test_a_seal_is_put_neither_before_the_paper_nor_in_the_future(day):
    with pytest.raises(RuleViolation):
        check_seal(day, issued_on=DAY, today=DAY)


def test_a_reason_says_something():
    assert check_reason("  对象有误 ") == "对象有误"
    with pytest.raises(RuleViolation):
        check_reason("\n ")


def test_texts_lose_what_has_no_shape_and_keep_names_as_they_are():
    assert printable("阿依古丽·买买提\r\n第二行\t末") == "阿依古丽·买买提\n第二行 末"
    assert printable("金额\u202e001\u200b\x00\ufeff元\ufe0f") == "金额001元"
    assert printable("𫞩﨑") == "𫞩﨑"


def test_frozen_facts_are_the_same_text_whatever_the_order():
    assert canonical({"b": 1, "a": "禾"}) == canonical({"a": "禾", "b": 1}) == '{"a":"禾","b":1}'
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_facts_become_plain_json_with_iso_days():
    plain = to_json(samples.visit())
    assert plain["started_at"] == "2026-11-19T09:05:00+08:00"
    assert plain["findings"][1]["due_on"] == "2026-11-26"
    assert plain["checklist"]["themes"][0]["items"][0]["answer"] == "does_not"


def test_a_private_character_never_passes_for_a_box():
    assert private_characters(characters_of({"name": f"冒充{BY_HAND}"})) == [BY_HAND]
    boxed = with_boxes({"name": "𫞩苗", "list": ["𫞩"], "n": 1}, ["𫞩"])
    assert boxed == {"name": f"{BY_HAND}苗", "list": [BY_HAND], "n": 1}


def test_photos_are_numbered_once_in_the_order_of_the_paper():
    first, second = Photo(sha256="a" * 64), Photo(sha256="b" * 64, caption="留样柜")
    finding = samples.visit().findings[0]
    facts = to_json(
        samples.visit(
            findings=(type(finding)(text="x", severity="一般", photos=(second, first)),),
            photos=(Photo(sha256="a" * 64, caption="大门"),),
        )
    )
    numbered = [(photo.number, photo.sha256[0], photo.caption) for photo in printed_photos(facts)]
    assert numbered == [(1, "b", "留样柜"), (2, "a", "大门")]
