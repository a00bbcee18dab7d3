"""Which row is which kindergarten, and what an import will do with it."""

import datetime as dt

from kgsup.exchange.rules.matching import Known, identity_of
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.planning import MergedAway, plan, row_from_json
from kgsup.exchange.rules.rows import ParsedRow
from kgsup.exchange.rules.values import Occasion, additions_of, differences, facts_of, hints
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.identity import Ownership

DAY = dt.date(2026, 11, 21)
OCCASION = Occasion(day=DAY, term="2026 autumn")


def row(line, name="向阳幼儿园", **values):
    return ParsedRow("", line, {}, {"name": name, **values}, ())


def entry(id, name="向阳幼儿园", listed=(), **values):
    values = {"name": name, **values}
    identity = identity_of(name, values.get("address"), values.get("telephone"))
    return Known(id, f"K{id}", values, (identity, *listed))


def outcomes(rows, register=(), merged=()):
    return [decision.outcome for decision in plan(rows, register, merged)]


def matches(rows, register):
    return [decision.known and decision.known.id for decision in plan(rows, register)]


def test_an_unknown_kindergarten_is_new():
    assert outcomes([row(2, address="学前路1号")]) == [Outcome.NEW]


def test_codes_recognise_a_kindergarten_whatever_else_has_changed():
    register = [entry(1, institution_code="1199000001"), entry(2, "小葵花幼儿园", credit_code="C")]
    rows = [
        row(2, "新名幼儿园", institution_code="1199000001"),
        row(3, "别名幼儿园", credit_code="C"),
    ]
    assert matches(rows, register) == [1, 2]
    assert outcomes(rows, register) == [Outcome.CHANGED, Outcome.CHANGED]


def test_a_code_that_two_rows_bear_identifies_neither():
    register = [entry(1, address="甲路1号", credit_code="C")]
    rows = [row(2, "分园一", credit_code="C"), row(3, "分园二", credit_code="C")]
    assert matches(rows, register) == [None, None]


def test_the_name_alone_identifies_nobody_but_is_a_possible_duplicate():
    register = [entry(1, address="学前路1号", telephone="0999-5550001")]
    (decision,) = plan([row(2, address="解放路9号")], register)
    assert (decision.known, decision.outcome) == (None, Outcome.DUPLICATE)
    assert decision.likenesses[0].public_id == "K1"


def test_name_with_address_or_with_telephone_identifies():
    register = [entry(1, address="学前路1号", telephone="0999-5550001")]
    assert matches([row(2, address="学前路1号", telephone="0999-5550009")], register) == [1]
    assert matches([row(2, address="解放路9号", telephone="0999-5550001")], register) == [1]


def test_a_placeholder_is_no_telephone():
    register = [entry(1, address="学前路1号", telephone="0999-1234567")]
    assert matches([row(2, address="解放路9号", telephone="0999-1234567")], register) == [None]


def test_how_a_list_named_it_before_is_remembered():
    before = identity_of("旧名幼儿园", "学前路1号", None)
    register = [entry(1, "新名幼儿园", listed=(before,), address="学前路1号")]
    (decision,) = plan([row(2, "旧名幼儿园", address="学前路1号")], register)
    assert decision.known is register[0]
    assert decision.changes == {"name": ("新名幼儿园", "旧名幼儿园")}


def test_one_entry_is_claimed_by_one_row_only():
    register = [entry(1, address="学前路1号", telephone="0999-5550001")]
    rows = [
        row(2, address="学前路1号", telephone="0999-5550009"),
        row(3, address="学前路1号", telephone="0999-5550001"),
    ]
    assert matches(rows, register) == [None, 1]
    assert outcomes(rows, register) == [Outcome.DUPLICATE, Outcome.UNCHANGED]


def test_equal_entries_are_matched_in_their_order():
    register = [entry(1, address="学前路1号"), entry(2, address="学前路1号")]
    rows = [row(2, address="学前路1号", children=5), row(3, address="学前路1号", children=6)]
    assert matches(rows, register) == [1, 2]


def test_the_later_of_two_like_rows_is_the_possible_duplicate():
    rows = [
        row(2, address="学前路1号", telephone="0999-5550001"),
        row(3, address="学前路1号", telephone="0999-5550002"),
    ]
    first, second = plan(rows, [])
    assert (first.outcome, second.outcome) == (Outcome.NEW, Outcome.DUPLICATE)
    assert second.likenesses[0].line == 2


def test_a_row_that_repeats_another_is_never_entered_twice():
    rows = [row(2, address="学前路1号"), row(3, address="学前路1号")]
    _, twin = plan(rows, [])
    assert (twin.outcome, twin.repeats, twin.is_entered) == (Outcome.DUPLICATE, 2, False)
    assert outcomes(rows, [entry(1, address="学前路1号")]) == [Outcome.UNCHANGED] * 2


def test_a_row_of_an_entry_that_was_merged_away_changes_nothing():
    gone = identity_of("向阳幼儿园", "学前路1号", None)
    merged = [MergedAway("K9", "向阳幼儿园", (gone,))]
    assert outcomes([row(2, address="学前路1号")], [], merged) == [Outcome.UNCHANGED]


def test_the_number_in_this_program_decides_and_an_unknown_one_is_refused():
    register = [entry(1, address="学前路1号")]
    assert matches([row(2, "改名幼儿园", public_id="K1")], register) == [1]
    assert outcomes([row(2, public_id="K7")], register) == [Outcome.REFUSED]


# ── values


def test_a_blank_cell_changes_nothing():
    assert differences({"name": "甲园"}, {"name": "甲园", "head": "田小禾"}) == {}


def test_changes_are_told_field_by_field():
    changes = differences({"name": "甲园", "children": 120}, {"name": "甲园", "children": 100})
    assert changes == {"children": (100, 120)}


def test_two_writings_of_one_licence_number_are_the_same():
    known = {"licence_number": "教民199012660000011号"}
    assert differences({"licence_number": "199012660000011"}, known) == {}


def test_a_list_does_not_end_a_recognition_but_says_so():
    known = {"inclusive": True, "inclusive_from": dt.date(2025, 1, 1)}
    assert differences({"inclusive": False}, known) == {}
    assert len(hints({"inclusive": False}, known)) == 1


def test_a_public_kindergarten_needs_no_recognition():
    values = {"name": "甲园", "ownership": "public", "inclusive": True}
    assert additions_of(values, {}, frozenset(values), OCCASION).recognition is None


def test_a_recognition_without_a_day_counts_from_the_import_and_is_told():
    values = {"name": "甲园", "ownership": "private_non_profit", "inclusive": True}
    recognition = additions_of(values, {}, frozenset(values), OCCASION).recognition
    assert recognition is not None
    assert recognition.valid_from == DAY
    assert len(hints(values, {})) == 1


def test_teachers_and_the_rest_add_up_to_the_staff():
    values = {"staff": 20, "teachers": 12, "certified_teachers": 11}
    figures = additions_of(values, {}, frozenset(values), OCCASION).figures
    assert figures is not None
    assert sum(count.people for count in figures.staff) == 20
    assert figures.term == "2026 autumn"


def test_facts_are_in_the_registers_own_types():
    facts = facts_of({"name": "甲园", "ownership": "public", "residential_area": True})
    assert facts[Field.OWNERSHIP] is Ownership.PUBLIC
    assert facts[Field.RESIDENTIAL_AREA] is True


def test_a_stored_decision_gives_its_row_back():
    (decision,) = plan([row(2, address="学前路1号", valid_until=DAY)], [])
    assert row_from_json("", 2, decision.details) == decision.row
