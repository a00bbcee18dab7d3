"""Reading lists of people: heads, cells, numbers that are never kept, certificates by their numbers."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.exchange.rules import staff_words as words
from kgsup.exchange.rules.notes import Severity
from kgsup.exchange.rules.staff_columns import StaffColumn, find_staff_heads, usual_name
from kgsup.exchange.rules.staff_facts import row_from_json, row_to_json
from kgsup.exchange.rules.staff_rows import parse_staff
from kgsup.exchange.rules.tables import Fault, FaultKind, Row, Sheet, UnreadableFile
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.people import CertificateKind, CheckResult, Education
from tests.factories.staff import identity_number

HEADS = ("姓名", "身份证号", "幼儿园", "岗位", "入职日期", "资格证类型", "资格证号")
C = StaffColumn


def sheet_of(*rows, heads=HEADS) -> Sheet:
    lines = [heads, *rows]
    return Sheet("人员", tuple(Row(n, tuple(cells)) for n, cells in enumerate(lines, start=1)))


def rows_of(*rows, heads=HEADS):
    sheet = sheet_of(*rows, heads=heads)
    return parse_staff([sheet], find_staff_heads([sheet]))


def one(*cells, heads=HEADS):
    [row] = rows_of(cells, heads=heads)
    return row


GOOD = ("田小禾", identity_number(24), "向阳幼儿园", "专任教师", "2024-09-01", "教师资格证")


def said(row) -> dict[str, str]:
    return {note.column: f"{note.cell} {note}" for note in row.notes}


def test_a_head_is_found_under_titles_and_unknown_columns_are_told():
    sheet = Sheet(
        "表1",
        (
            Row(1, ("青禾县幼儿园教职工花名册",)),
            Row(2, ("填报单位:",)),
            Row(3, ("序号", "姓 名", "幼儿园名称", "职务", "血型", "身份证号(18位)")),
            Row(4, (1, "田小禾", "向阳幼儿园", "教师", "A", identity_number(1))),
        ),
    )
    [mapping] = find_staff_heads([sheet])
    assert mapping.head_line == 3
    assert mapping.unknown == ("血型",)
    assert set(mapping.columns.values()) == {
        C.SERIAL,
        C.NAME,
        C.KINDERGARTEN,
        C.POST,
        C.IDENTITY_NUMBER,
    }


@pytest.mark.parametrize("heads", [("姓名", "身份证号"), ("幼儿园名称", "地址", "园长")])
def test_a_table_that_does_not_say_who_works_where_is_refused(heads):
    with pytest.raises(UnreadableFile, match="姓名"):
        find_staff_heads([sheet_of(heads=heads)])


@pytest.mark.parametrize("column", StaffColumn)
def test_each_column_has_a_head_of_our_own_that_is_known(column):
    heads = tuple({usual_name(C.NAME), usual_name(C.KINDERGARTEN), usual_name(column)})
    [mapping] = find_staff_heads([sheet_of(heads=heads)])
    assert column in mapping.columns.values()


@pytest.mark.parametrize(
    "table", [words.POSTS, words.CERTIFICATES, words.EDUCATIONS, words.END_REASONS, words.RESULTS]
)
def test_each_word_means_one_thing_and_each_value_has_a_word(table):
    together = [word for found in table.values() for word in found]
    assert len(together) == len(set(together))
    for value in table:
        assert words.meaning(table, words.word_of(table, value)) is value


def test_a_row_is_read():
    heads = (*HEADS, "学历", "查询结果", "体检日期")
    row = one(*GOOD, "20159901261200001", "大学本科", "无记录", 46254, heads=heads)
    assert row.notes[0].severity is Severity.NORMALISED  # Excel's number for a day
    assert not row.is_refused
    assert row.values[C.POST] is Post.TEACHER
    assert row.values[C.FROM_ON] == dt.date(2024, 9, 1)
    assert row.values[C.CERTIFICATE_KIND] is CertificateKind.KINDERGARTEN_TEACHER
    assert row.values[C.EDUCATION] is Education.BACHELOR
    assert row.values[C.BACKGROUND_RESULT] is CheckResult.CLEAR
    assert row.values[C.HEALTH_CHECK_ON] == dt.date(2026, 8, 20)
    assert row.identity is not None
    assert identity_number(24) not in repr(row)


@pytest.mark.parametrize(
    ("cells", "column", "cell"),
    [
        ((None, *GOOD[1:]), C.NAME, "A2"),
        (("田小禾2", *GOOD[1:]), C.NAME, "A2"),
        ((GOOD[0], "123", *GOOD[2:]), C.IDENTITY_NUMBER, "B2"),
        ((GOOD[0], identity_number(24)[:-1] + "?", *GOOD[2:]), C.IDENTITY_NUMBER, "B2"),
        ((GOOD[0], Fault(FaultKind.LOST_DIGITS, "9.9E17"), *GOOD[2:]), C.IDENTITY_NUMBER, "B2"),
        ((*GOOD[:3], None), C.POST, "D2"),
        ((*GOOD[:3], "班主任助理"), C.POST, "D2"),
        ((*GOOD[:4], "2024-02-30"), C.FROM_ON, "E2"),
        ((*GOOD[:4], "2024年9月"), C.FROM_ON, "E2"),
        ((*GOOD[:5], "教师资格证", "无此号"), C.CERTIFICATE_KIND, "F2"),
        ((*GOOD[:5], "游泳教练证"), C.CERTIFICATE_KIND, "F2"),
        ((*GOOD[:4], Fault(FaultKind.FORMULA)), C.FROM_ON, "E2"),
    ],
)
def test_what_cannot_be_read_is_refused_and_its_cell_named(cells, column, cell):
    row = one(*cells)
    assert row.is_refused
    assert said(row)[column].startswith(cell)
    assert identity_number(24) not in str(said(row))


def test_a_certificate_of_another_kind_than_its_number_says_is_told():
    row = one(*GOOD[:5], "幼儿园教师资格证", "20159901264200001")
    assert not row.is_refused
    assert row.notes[0].severity is Severity.WARNING


@given(
    st.sampled_from([column for column in StaffColumn if column not in {C.NAME, C.KINDERGARTEN}]),
    st.one_of(
        st.text(max_size=60), st.integers(), st.floats(), st.booleans(), st.dates(), st.none()
    ),
)
def test_reading_any_cell_ends_in_a_value_or_a_reason(column, cell):
    heads = ("姓名", "幼儿园", usual_name(column))
    found = rows_of(("田小禾", "向阳幼儿园", cell), heads=heads)
    for row in found:
        kept = row_to_json(replace(row, identity=None))
        assert row_from_json(row.sheet, row.line, kept).values == row.values


@pytest.mark.parametrize("cell", ["2024年9月1日", 20240901, 45536, dt.date(2024, 9, 1), "45536"])
def test_a_day_is_read_however_the_file_holds_it(cell):
    assert one(*GOOD[:4], cell).values[C.FROM_ON] == dt.date(2024, 9, 1)


def test_totals_notes_and_heads_again_are_no_rows():
    found = rows_of(GOOD, HEADS, ("合计", "1人"), ("填表人:某某",), (None, None), ("备注:无",))
    assert [row.line for row in found] == [2]


def test_a_masked_number_is_kept_as_its_tail():
    row = one(GOOD[0], "**************002X", *GOOD[2:5])
    assert (row.identity, row.tail) == (None, "002X")


def test_a_row_is_kept_without_its_number_or_not_at_all():
    row = one(*GOOD[:5])
    with pytest.raises(ValueError, match="without"):
        row_to_json(row)
    masked = one(GOOD[0], "**************002X", *GOOD[2:5])
    assert row_from_json(masked.sheet, masked.line, row_to_json(masked)) == masked
