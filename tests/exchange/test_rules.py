"""Cells, telephones, dates, places, columns and rows: values in, values and notes out."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.areas.rules import city_names, districts_of, merged_within
from kgsup.exchange.rules.cells import Surroundings, read_cell
from kgsup.exchange.rules.columns import (
    Column,
    NoNameColumn,
    check_columns,
    column_of,
    find_head,
    find_heads,
    usual_names,
)
from kgsup.exchange.rules.dates import read_date, read_serial, split_period
from kgsup.exchange.rules.explaining import cell_of, column_label, untranslated
from kgsup.exchange.rules.exports import COLUMNS, heads_of
from kgsup.exchange.rules.guidance import CHOICES, NOTES, TEMPLATE_COLUMNS
from kgsup.exchange.rules.notes import Severity, note_from_json, warning
from kgsup.exchange.rules.outcomes import TRANSITIONS, Action, Outcome, State, count_outcomes
from kgsup.exchange.rules.places import Finder, Gazetteer
from kgsup.exchange.rules.rows import Skipped, letters, parse_list
from kgsup.exchange.rules.tables import Fault, FaultKind, Row, Sheet, UnreadableFile, fill_merged
from kgsup.exchange.rules.telephones import certain_area_code, is_placeholder, read_telephone
from kgsup.exchange.rules.text import clean, comparable

AROUND = Surroundings("990126", "0999")
TOWNS = {"990126001": "青阳街道", "990126100": "白石镇", "990126101": "双溪镇"}
FINDER = Finder(Gazetteer(TOWNS, (), ("青禾县",)))
CITY = Finder(
    Gazetteer(
        {f"{code}000": name for code, name in districts_of("440100").items()},
        merged_within("440100"),
        city_names("440100"),
    )
)


def messages(notes):
    return [str(note) for note in notes]


def sheet_of(*rows, merged=(), name=""):
    return Sheet(name, tuple(Row(line, tuple(row)) for line, row in enumerate(rows, 1)), merged)


def parse(*rows, merged=(), finder=FINDER):
    sheet = sheet_of(*rows, merged=merged)
    return parse_list([sheet], find_heads([sheet]), "990126", finder)


# ── text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("９５１００部队幼儿园", "95100部队幼儿园"),
        (" 阳光　幼儿园 ", "阳光幼儿园"),
        ("阳 光 幼 儿 园", "阳光幼儿园"),
        ("Ａ区幼儿园", "A区幼儿园"),
        ("阳光（中心）幼儿园", "阳光（中心）幼儿园"),
        ("ABC School No. 1", "ABC School No. 1"),
        ("甲园\u200b\ufeff", "甲园"),
        ("⼩太阳", "小太阳"),
        ("０２０－１２３", "020-123"),
        ("一\n二", "一二"),
    ],
)
def test_text_is_written_with_ordinary_characters_and_no_stray_blanks(text, expected):
    assert clean(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1))
def test_ordinary_chinese_is_never_touched(text):
    assert clean(text) is text


def test_punctuation_and_width_do_not_matter_in_comparing():
    assert comparable("阳光（中心）幼儿园 ") == comparable("阳光(中心)幼儿园")
    assert comparable(None) == ""


# ── telephones


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("020-34082442", "020-34082442"),
        ("2087923944", "020-87923944"),
        ("84961505-", "020-84961505"),
        ("22629223-020–22629223", "020-22629223"),
        ("02082831431-02082831431", "020-82831431"),
        ("020－37365822", "020-37365822"),
        ("(020)84961505", "020-84961505"),
        ("（020）84961505，13912345670", "020-84961505、13912345670"),
        ("84961505/84961506", "020-84961505、020-84961506"),
        ("84961505 84961506", "020-84961505、020-84961506"),
        ("020 84961505", "020-84961505"),
        ("020-84961505转801", "020-84961505-801"),
        ("+86-20-84961505", "020-84961505"),
        ("13800001234", "13800001234"),
        ("400-820-1234", "400-820-1234"),
        ("020-", None),
        ("-", None),
    ],
)
def test_telephones_are_written_in_one_form(text, expected):
    value, notes = read_telephone(text, "020")
    assert value == expected
    assert bool(notes) == (value != text)
    assert all(note.severity is Severity.NORMALISED for note in notes)


@pytest.mark.parametrize(
    "text", ["020-8765432", "020-123456789", "无此号", "020-84961505、06", "5550001x"]
)
def test_what_is_no_complete_number_is_kept_with_a_warning(text):
    value, notes = read_telephone(text, "020")
    assert value == text
    assert [note.severity for note in notes] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0199-5551007", "0199-5551007"),
        ("0199 5551007", "0199-5551007"),
        ("01995551007", "0199-5551007"),
        ("0110-55510071", "0110-55510071"),
        ("010 55510071", "010-55510071"),
        ("02955510071", "029-55510071"),
        ("5551007.0", "0199-5551007"),
        ("13800001234.0", "13800001234"),
        ("0199-5551007.00", "0199-5551007"),
    ],
)
def test_only_010_and_02_begin_an_area_code_of_three_digits(text, expected):
    value, notes = read_telephone(text, "0199")
    assert value == expected
    assert [note.severity for note in notes] == [Severity.NORMALISED] * (value != text)


def test_an_area_code_is_added_only_when_it_is_certain_and_said_so():
    assert read_telephone("5550001", None) == ("5550001", ())
    value, notes = read_telephone("5550001", "0999")
    assert value == "0999-5550001"
    assert messages(notes) == ["The area code 0999 was added."]


def test_an_area_code_is_certain_for_a_known_city_or_when_the_file_is_unanimous():
    same = ["0999-5550001", "0999-5550002、0999-5550003"]
    assert certain_area_code("440111", []) == "020"
    assert certain_area_code("990126", same) == "0999"
    assert certain_area_code("990126", same[:1]) is None
    assert certain_area_code("990126", [*same, "0998-5550004"]) is None


def test_a_number_that_only_fills_the_field_is_kept_and_named():
    value, notes = read_telephone("020-12345678", "020")
    assert value == "020-12345678"
    assert messages(notes) == ["This number looks like a placeholder."]
    assert is_placeholder("88888888")
    assert not is_placeholder("020-34082442")


@given(st.text(alphabet="0123456789-–（）()转、, /", max_size=40))
def test_reading_a_telephone_never_fails_and_is_stable(text):
    value, _ = read_telephone(clean(text), "020")
    if value:
        assert read_telephone(value, "020")[0] == value


# ── dates


@pytest.mark.parametrize(
    "text", ["2026-12-31", "2026/12/31", "2026.12.31", "2026年12月31日", "20261231", "46387"]
)
def test_a_day_is_read_however_it_is_written(text):
    value, _ = read_date("valid_until", text)
    assert value == dt.date(2026, 12, 31)


@pytest.mark.parametrize("text", ["2026年12月", "2026", "2026-02-30", "上学期", "99999"])
def test_what_is_no_full_day_is_refused_and_never_completed(text):
    value, notes = read_date("valid_until", text)
    assert value is None
    assert [note.severity for note in notes] == [Severity.REFUSED]


def test_excels_number_of_a_day_is_read_and_said():
    value, notes = read_serial("valid_until", 46387)
    assert value == dt.date(2026, 12, 31)
    assert messages(notes) == ["The number 46387 is Excel's for 2026-12-31."]


def test_no_end_is_no_date_and_said():
    value, notes = read_date("valid_until", "长期")
    assert (value, notes[0].severity) == (None, Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-01至2026-08-31",
        "2023年9月1日-2026年8月31日",
        "自2023.9.1 到 2026.8.31",
        "2023/9/1～2026/8/31",
    ],
)
def test_a_period_in_one_cell_has_two_ends(text):
    first, last = split_period(text) or ("", "")
    assert read_date("valid_from", first)[0] == dt.date(2023, 9, 1)
    assert read_date("valid_until", last)[0] == dt.date(2026, 8, 31)


def test_one_date_is_no_period():
    assert split_period("2026-08-31") is None


# ── cells


def value_of(column, cell):
    return read_cell(column, cell, AROUND)[0]


def refusal_of(column, cell):
    value, notes = read_cell(column, cell, AROUND)
    assert value is None
    return [note for note in notes if note.severity is Severity.REFUSED]


@pytest.mark.parametrize(
    ("cell", "expected"), [(120, 120), ("120", 120), ("１２０人", 120), ("1,200", 1200)]
)
def test_counts_are_read_from_numbers_and_text(cell, expected):
    assert value_of("children", cell) == expected


@pytest.mark.parametrize("cell", ["约120", "一百", -3, 1.5, "120+5", True])
def test_what_is_no_count_is_refused(cell):
    assert refusal_of("children", cell)


@pytest.mark.parametrize(
    ("cell", "expected"), [(1200, 1200.0), ("1,200.5㎡", 1200.5), ("800平方米", 800.0)]
)
def test_areas_are_square_metres(cell, expected):
    assert value_of("land_m2", cell) == expected


def test_another_unit_of_area_is_refused():
    assert refusal_of("land_m2", "3亩")


@pytest.mark.parametrize(
    ("cell", "expected"), [("是", True), ("√", True), ("否", False), ("无", False), (True, True)]
)
def test_yes_and_no(cell, expected):
    assert value_of("inclusive", cell) is expected


def test_neither_yes_nor_no_is_refused():
    assert refusal_of("inclusive", "待定")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("公办", "public"),
        ("民办（非营利）", "private_non_profit"),
        ("营利性民办", "private_for_profit"),
    ],
)
def test_ownership_in_the_words_of_lists(cell, expected):
    assert value_of("ownership", cell) == expected


def test_private_without_more_counts_as_non_profit_and_is_said():
    value, notes = read_cell("ownership", "民办", AROUND)
    assert value == "private_non_profit"
    assert [note.severity for note in notes] == [Severity.WARNING]


def test_an_unknown_word_is_refused():
    assert messages(refusal_of("ownership", "混合")) == ["This word is not known here: 混合"]


def test_a_credit_code_is_checked_by_both_of_its_characters():
    assert value_of("credit_code", " 52990126mj0000018e") == "52990126MJ0000018E"
    assert refusal_of("credit_code", "52990126MJ0000018X")
    assert refusal_of("credit_code", "52990126MJ000000")


def test_an_institution_code_has_ten_digits():
    assert value_of("institution_code", 1199000001) == "1199000001"
    assert refusal_of("institution_code", "11990000")


def test_a_licence_number_of_either_scheme_is_taken_and_an_unusual_one_with_a_warning():
    assert read_cell("licence_number", "教民199012660000011号", AROUND)[1] == ()
    assert read_cell("licence_number", "教民9901266000001号", AROUND)[1] == ()
    value, notes = read_cell("licence_number", "青教证字7号", AROUND)
    assert value == "青教证字7号"
    assert {note.severity for note in notes} == {Severity.WARNING}


@pytest.mark.parametrize("kind", FaultKind)
def test_a_cell_without_a_usable_value_is_refused(kind):
    assert refusal_of("name", Fault(kind, "#REF!"))


@pytest.mark.parametrize("text", ["-", "/", "无", "　", "N/A"])
def test_words_for_nothing_are_blank(text):
    assert value_of("address", text) is None
    assert not refusal_of("address", text)


def test_a_name_needs_a_letter_and_a_limit():
    assert refusal_of("name", "123")
    assert refusal_of("name", "园" * 121)


@given(
    st.sampled_from([column.value for column in Column]),
    st.one_of(
        st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.dates(), st.none()
    ),
)
def test_reading_any_cell_ends_in_a_value_or_a_reason(column, cell):
    if column == Column.ANNUAL_CONCLUSION:
        column = "annual_conclusion_2025"
    value, notes = read_cell(column, cell, AROUND)
    if value is None and cell not in (None, "") and not str(cell).isspace():
        assert notes
    for note in notes:
        assert str(note)
        assert note_from_json(note.to_json()) == note


# ── columns


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("园所名称", "name"),
        ("*幼儿园名称", "name"),
        ("园  址", "address"),
        ("联系电话（座机）", "telephone"),
        ("在园人数（人）", "children"),
        ("占地面积(㎡)", "land_m2"),
        ("学校（机构）标识码", "institution_code"),
        ("2023年年检结论", "annual_conclusion_2023"),
        ("年检结论2024", "annual_conclusion_2024"),
        ("小区配套", "residential_area"),
        ("举办者类型", "sponsor_kind"),
        ("满意度", None),
        ("", None),
    ],
)
def test_usual_heads_are_known_in_every_dress(head, column):
    assert column_of(head) == column


def test_the_head_is_found_under_titles_and_the_better_of_two_names_is_taken():
    sheet = sheet_of(
        ("青禾县幼儿园名单", None, None),
        ("填报单位：青禾县教育局", None, None),
        ("负责人", "园长", "名称", "园址"),
        ("甲", "乙", "向阳幼儿园", "学前路1号"),
    )
    mapping = find_head(sheet)
    assert mapping.head_line == 3
    assert mapping.columns == {1: "head", 2: "name", 3: "address"}
    assert mapping.unmapped == ["负责人"]


def test_a_head_of_two_rows_is_read_together():
    sheet = sheet_of(
        ("幼儿园名称", "联系方式", None, "规模", None),
        (None, "园长", "电话", "班级数", "在园人数"),
        ("向阳幼儿园", "田小禾", "0999-5550001", 6, 150),
    )
    mapping = find_head(sheet)
    assert mapping.head_line == 2
    assert mapping.columns == {0: "name", 1: "head", 2: "telephone", 3: "classes", 4: "children"}


def test_a_list_of_people_is_no_list_of_kindergartens():
    assert find_head(sheet_of(("幼儿园名称", "姓名", "性别", "联系电话"))) is None


def test_without_a_name_column_the_heads_are_guessed_for_a_person_to_map():
    with pytest.raises(NoNameColumn) as refused:
        find_heads([sheet_of(("机构", "电话"), ("向阳", 5550001))])
    (guessed,) = refused.value.guessed
    assert guessed.heads == {0: "机构", 1: "电话"}


def test_corrected_columns_need_a_name_and_each_fact_once():
    check_columns({0: "name", 1: "telephone", 2: "telephone"})
    for wrong in ({0: "address"}, {0: "name", 1: "name"}):
        with pytest.raises(UnreadableFile):
            check_columns(wrong)


def test_every_column_has_a_label_and_every_head_of_our_own_files_is_known():
    for column in COLUMNS:
        assert column_label(column, untranslated)
        assert column_of(usual_names(column)[0]) == column
    assert len(set(heads_of(COLUMNS))) == len(COLUMNS)
    assert set(NOTES) | set(CHOICES) <= set(TEMPLATE_COLUMNS)


@pytest.mark.parametrize(
    ("column", "word"), [(column, word) for column, words in CHOICES.items() for word in words]
)
def test_every_word_that_the_empty_list_offers_is_read_back_as_itself(column, word):
    value, notes = read_cell(column, word, AROUND)
    assert cell_of(column, value, TOWNS) == word
    assert notes == ()


# ── places


@pytest.mark.parametrize(
    ("district", "town", "address", "name", "code"),
    [
        (None, None, "青禾县白石镇街上1号", "甲园", "990126100"),
        (None, None, None, "白石镇中心幼儿园", "990126100"),
        (None, "白石", None, "甲园", "990126100"),
        (None, "青阳街", None, "甲园", "990126001"),
        ("青禾县", "双溪镇", "白石镇街上", "甲园", "990126101"),
        (None, None, "白石镇街上", "双溪镇中心幼儿园", None),
        (None, None, "学府路白石镇口", "甲园", None),
        (None, "火星镇", None, "甲园", None),
    ],
)
def test_a_town_is_filled_in_only_when_it_is_certain(district, town, address, name, code):
    assert FINDER.find(district, town, address, name)[0] == code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("广州市萝岗区开泰大道212号", "440112000"),
        ("广东省广州市东山区", "440104000"),
        ("芳村区花地大道", "440103000"),
        ("增城市新塘镇", "440118000"),
        ("广州市番禺区大岗镇灵山", "440115000"),
        ("广州市番禺区石楼镇", "440113000"),
        ("广州市黄埔大道3号", None),
        ("番禺市市桥镇", None),
    ],
)
def test_former_districts_lead_to_the_present_ones(address, code):
    assert CITY.find(None, None, address, "甲园")[0] == code


def test_a_merged_district_is_told():
    _, notes = CITY.find(None, None, "广州市萝岗区开泰大道212号", "甲园")
    assert "萝岗区 became part of 黄埔区 in 2014." in messages(notes)


# ── rows


def test_titles_totals_notes_and_repeated_heads_are_no_rows():
    parsed = parse(
        ("幼儿园名单", None),
        ("幼儿园名称", "在园人数"),
        ("甲幼儿园", 100),
        ("幼儿园名称", "在园人数"),
        ("乙幼儿园", 50),
        ("合 计", 150),
        ("注：截至九月", None),
    )
    assert [row.values["name"] for row in parsed.rows] == ["甲幼儿园", "乙幼儿园"]
    assert [reason for _, _, reason in parsed.skipped] == [
        Skipped.REPEATED_HEAD,
        Skipped.TOTAL,
        Skipped.FOOT,
    ]


def test_cells_merged_over_several_rows_hold_for_each_of_them():
    parsed = parse(
        ("镇街", "幼儿园名称"),
        ("白石镇", "甲幼儿园"),
        (None, "乙幼儿园"),
        (None, "丙幼儿园"),
        merged=((1, 0, 2, 0),),
    )
    assert [row.values.get("town") for row in parsed.rows] == ["990126100", "990126100", None]
    assert any("merged" in str(note) for note in parsed.rows[1].notes)


def test_a_merged_title_over_columns_is_no_value():
    sheet = sheet_of(("名单", None), ("幼儿园名称", "地址"), merged=((0, 0, 0, 1),))
    assert fill_merged(sheet, 1)[1] == frozenset()


def test_a_refusal_names_its_cell():
    (row,) = parse(("序号", "幼儿园名称", "在园人数"), (1, "甲幼儿园", "很多")).rows
    assert [str(note) for note in row.refusals] == ["C2: This is no count: 很多"]


def test_a_row_without_a_name_is_refused():
    (row,) = parse(("幼儿园名称", "地址"), (None, "学前路1号")).rows
    assert [str(note) for note in row.refusals] == ["A2: The name is missing."]


@pytest.mark.parametrize("name", ["-", "无", "（）", "\u3000\u3000", "——", "·", 0, "0", "\u200b"])
def test_a_name_of_signs_only_refuses_its_row_and_names_the_cell(name):
    (row,) = parse(("幼儿园名称", "地址"), (name, "学前路1号")).rows
    assert [str(note)[:4] for note in row.refusals] == ["A2: "]


def test_several_telephone_columns_are_one_value():
    (row,) = parse(
        ("幼儿园名称", "固定电话", "手机"), ("甲幼儿园", "0999-5550001", 13800001234)
    ).rows
    assert row.values["telephone"] == "0999-5550001、13800001234"


def test_a_period_of_the_licence_fills_both_ends():
    (row,) = parse(
        ("幼儿园名称", "办学许可证号", "许可证有效期"),
        ("甲幼儿园", "教民199012660000011号", "2023-09-01至2026-08-31"),
    ).rows
    assert row.values["valid_from"] == dt.date(2023, 9, 1)
    assert row.values["valid_until"] == dt.date(2026, 8, 31)


@pytest.mark.parametrize(
    ("heads", "cells", "part"),
    [
        (
            ("办学许可证号", "有效期起", "有效期止"),
            ("教民199012660000011号", "2026-09-01", "2023-08-31"),
            "ends before",
        ),
        (("专任教师", "持证数"), (5, 6), "More teachers"),
        (("教职工数", "专任教师"), (5, 6), "more teachers"),
        (("在园人数", "班级数"), (30, 0), "without a class"),
    ],
)
def test_cells_that_contradict_each_other_refuse_the_row(heads, cells, part):
    (row,) = parse(("幼儿园名称", *heads), ("甲幼儿园", *cells)).rows
    assert part in str(row.refusals[0])


def test_what_hangs_on_a_missing_value_is_left_alone_and_told():
    (row,) = parse(("幼儿园名称", "有效期止", "班级数"), ("甲幼儿园", "2026-08-31", 3)).rows
    assert row.refusals == []
    assert len([note for note in row.notes if note.severity is Severity.WARNING]) == 2


@pytest.mark.parametrize(
    ("index", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_are_named_as_excel_names_them(index, name):
    assert letters(index) == name


# ── states


def test_the_five_counts_are_always_named():
    assert count_outcomes([Outcome.NEW, Outcome.NEW]) == {
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "duplicate": 0,
        "refused": 0,
    }


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_only_a_confirmed_list_is_entered_and_only_an_entered_one_undone(state, action):
    after = TRANSITIONS.get((state, action))
    if action is Action.APPLY:
        assert (after is State.APPLIED) == (state is State.CONFIRMED)
    if action is Action.UNDO:
        assert (after is State.UNDONE) == (state is State.APPLIED)
    assert after is None or state not in (State.UNDONE, State.DISCARDED)


def test_a_note_says_its_parameters():
    assert str(warning("name", "%(a)s and %(b)d", a="x", b=2)) == "x and 2"
