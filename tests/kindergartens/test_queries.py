"""Reading the register."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.core.errors import Missing
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.queries import Filter
from kgsup.kindergartens.rules.classification import AlarmKind, KindergartenClass, NewRecognition
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount
from kgsup.kindergartens.rules.entries import Additions, FactChange, TermFigures
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit, NewFee
from kgsup.kindergartens.rules.identity import Ownership, State
from tests.conftest import AT, OTHER_COUNTY
from tests.factories.kindergartens import REGISTRAR, make_kindergarten

TODAY = dt.date(2026, 11, 21)

pytestmark = pytest.mark.usefixtures("county")


EVERYTHING = Filter()


def names(chosen: Filter = EVERYTHING, actor=REGISTRAR, **more) -> list[str]:
    found = queries.list_kindergartens(chosen, actor, TODAY, **more)
    return [row.kindergarten.name for row in found]


def found_by(text: str) -> list[str]:
    return names(Filter(text=text))


def test_names_are_found_by_chinese_pinyin_and_initials():
    make_kindergarten("青禾县小太阳幼儿园", head="曾丽")
    make_kindergarten("阳光・芦笙寨幼儿园", telephone="0990-1234567")
    for text in ("太阳", "xiaotaiyang", "xiao tai yang", "XTY", "曾丽", "zengli", "青禾 太阳"):
        assert found_by(text) == ["青禾县小太阳幼儿园"], text
    for text in ("阳光·芦", "阳光•芦", "1234567"):
        assert found_by(text) == ["阳光・芦笙寨幼儿园"], text
    assert found_by("青禾 芦笙") == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("%", False),
        ("阳%光", False),
        ("阳_光", False),
        ("阳小_光", True),
        ("_", False),
        ("\\", False),
        (" ", True),
    ],
)
def test_wildcards_are_no_wildcards(text, is_found):
    make_kindergarten("阳小光幼儿园")
    assert bool(found_by(text)) is is_found


def test_every_filter_narrows():
    recognition = NewRecognition(valid_from=dt.date(2026, 9, 1), valid_until=None)
    make_kindergarten(
        "甲幼儿园",
        ownership=Ownership.PRIVATE_NON_PROFIT,
        town_code="990126001",
        residential_area=True,
        additions=Additions(recognition=recognition),
    )
    make_kindergarten("乙幼儿园", ownership=Ownership.PRIVATE_NON_PROFIT, state=State.CLOSING)
    make_kindergarten("丙幼儿园", credit_code="12")
    make_kindergarten("丁幼儿园", county_code=OTHER_COUNTY, ownership=Ownership.PUBLIC)
    cases = [
        (Filter(county_code=OTHER_COUNTY), ["丁幼儿园"]),
        (Filter(town_code="990126001"), ["甲幼儿园"]),
        (Filter(town_code=queries.NO_TOWN), ["丙幼儿园", "丁幼儿园", "乙幼儿园"]),
        (Filter(kind=KindergartenClass.INCLUSIVE_PRIVATE), ["甲幼儿园"]),
        (Filter(kind=KindergartenClass.OTHER_NON_PROFIT), ["乙幼儿园"]),
        (Filter(kind=KindergartenClass.PUBLIC), ["丁幼儿园"]),
        (Filter(kind=KindergartenClass.UNKNOWN), ["丙幼儿园"]),
        (Filter(state=State.CLOSING), ["乙幼儿园"]),
        (Filter(ownership=Ownership.PRIVATE_NON_PROFIT), ["甲幼儿园", "乙幼儿园"]),
        (Filter(residential_area=True), ["甲幼儿园"]),
        (Filter(alarm=AlarmKind.CREDIT_CODE_WRONG), ["丙幼儿园"]),
        (Filter(alarmed=True), ["丙幼儿园"]),
        (Filter(alarmed=False), ["丁幼儿园", "甲幼儿园", "乙幼儿园"]),
        (Filter(possible_duplicate=True), []),
    ]
    for chosen, expected in cases:
        assert names(chosen) == expected, chosen
        assert queries.count_kindergartens(chosen, REGISTRAR, TODAY) == len(expected)


def test_pages_by_key_show_every_row_once():
    for number in range(7):
        make_kindergarten(f"第{number % 3}幼儿园", head=f"田{number}")
    seen: list[int] = []
    after = None
    while True:
        rows = queries.list_kindergartens(Filter(), REGISTRAR, TODAY, after=after, limit=2)
        if not rows:
            break
        seen += [row.kindergarten.id for row in rows]
        after = rows[-1].sort_key
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize("after", [[], ["a"], [1, "a"], ["a", 2**70], ["a", None], {"a": 1}])
def test_a_sort_key_that_makes_no_sense_is_the_first_page(after):
    make_kindergarten()
    assert len(names(after=after)) == 1


def test_an_actor_sees_the_own_county_and_a_kindergarten_itself(actor_of):
    mine = make_kindergarten("甲幼儿园")
    make_kindergarten("乙幼儿园")
    other = make_kindergarten("丙幼儿园", county_code=OTHER_COUNTY)
    assert names(actor=actor_of(Role.CLERK)) == ["甲幼儿园", "乙幼儿园"]
    own = actor_of(Role.KINDERGARTEN, kindergarten=mine.public_id)
    assert names(actor=own) == ["甲幼儿园"]
    assert queries.list_for_phone(own) == []
    assert queries.find_kindergarten(other.public_id, actor_of(Role.CLERK)) is None
    with pytest.raises(Missing):
        queries.get_kindergarten(other.public_id, actor_of(Role.CLERK))


def test_the_phone_gets_what_can_be_visited():
    make_kindergarten("乙幼儿园", head="田小禾", town_code="990126001")
    make_kindergarten("甲幼儿园", state=State.CLOSED)
    entries = queries.list_for_phone(REGISTRAR)
    assert [(entry.name, entry.initials, entry.head, entry.town_code) for entry in entries] == [
        ("乙幼儿园", "yyey", "田小禾", "990126001")
    ]


def test_a_card_is_of_its_day_and_costs_a_fixed_number_of_queries(count_queries):
    term = TermFigures(
        term="2026秋",
        counted_on=TODAY,
        groups=(GroupCount(age_group=AgeGroup.TOTAL_ONLY, classes=3, children=80),),
    )
    fee = NewFee(
        kind=FeeKind.CARE, amount_fen=54_000, unit=FeeUnit.MONTH, from_on=dt.date(2026, 9, 1)
    )
    full = make_kindergarten(
        "甲幼儿园",
        town_code="990126001",
        ownership=Ownership.PUBLIC,
        from_on=dt.date(2020, 9, 1),
        additions=Additions(figures=term, fees=(fee,)),
    )
    edit = FactChange(values={Field.NAME: "乙幼儿园"}, effective_on=TODAY)
    service.change_facts(full.public_id, edit, REGISTRAR, AT)
    bare = make_kindergarten("丙幼儿园")
    db.session.commit()

    def count(kindergarten) -> int:
        before = len(count_queries())
        queries.card(kindergarten, TODAY)
        return len(count_queries()) - before

    assert count(full) <= count(bare) + 3  # town names, staff of the term
    card = queries.card(full, TODAY)
    assert (card.town_name, card.kind) == ("青阳街道", KindergartenClass.PUBLIC)
    assert (card.fees[0].amount, card.fees[0].last_year) == (540, 0)
    past = queries.card(full, dt.date(2026, 8, 31))
    assert past.facts[Field.NAME] == "甲幼儿园"
    assert past.fees == []


def test_entries_for_an_import_hold_the_present_values():
    term = TermFigures(
        term="2026秋",
        counted_on=TODAY,
        groups=(
            GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=20),
            GroupCount(age_group=AgeGroup.SENIOR, classes=None, children=30),
        ),
    )
    make_kindergarten("甲幼儿园", head="田小禾", additions=Additions(figures=term))
    entry = queries.list_entries("990126", REGISTRAR)[0]
    assert (entry.facts[Field.NAME], entry.facts[Field.HEAD]) == ("甲幼儿园", "田小禾")
    assert entry.facts[Field.RESIDENTIAL_AREA] == "false"
    assert (entry.children, entry.classes) == ({"2026秋": 50}, {"2026秋": None})
