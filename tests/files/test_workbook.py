"""Tables as workbooks: kinds of cells, texts that would be formulas, what the format cannot hold."""

import datetime as dt

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgsup.core.clock import SHANGHAI
from kgsup.files.adapters import workbook
from kgsup.files.adapters.workbook import MAX_TEXT, write_table

PAYLOADS = [
    f"{blank}{sign}{rest}"
    for blank in ("", " ", "\t", "\r", "\n", "'")
    for sign in "=+-@＝＋－＠|%"
    for rest in ("1", "1+1", 'HYPERLINK("x")', "cmd|' /C calc'!A0")
]


def sheet_of(*rows, columns=("a",), **more):
    with write_table(columns, rows, **more) as content:
        return openpyxl.load_workbook(content).active


def test_no_text_is_ever_a_formula_a_number_or_a_link():
    texts = [*PAYLOADS, "12", "1e9", "TRUE", "https://example.invalid/", "mailto:a@b.invalid"]
    sheet = sheet_of(*([text] for text in texts), columns=["=1+1"])
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert [row[0] for row in sheet.values] == ["=1+1", *(t.replace("\r", "\n") for t in texts)]
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_numbers_days_and_instants_keep_their_kinds():
    instant = dt.datetime(2026, 9, 1, 23, 30, 59, tzinfo=dt.UTC)
    sheet = sheet_of([3, 1.5, dt.date(2026, 9, 1), instant, None, ""], columns="abcdef")
    day, local = dt.datetime(2026, 9, 1), dt.datetime(2026, 9, 2, 7, 30)  # noqa: DTZ001
    assert list(sheet.values)[1] == (3, 1.5, day, local, None, None)
    assert instant.astimezone(SHANGHAI).day == local.day
    assert [sheet["C2"].number_format, sheet["D2"].number_format] == [
        "yyyy-mm-dd",
        "yyyy-mm-dd hh:mm",
    ]


def test_the_head_is_bold_and_frozen_and_has_a_filter():
    sheet = sheet_of(["甲", 1], ["乙", 2], columns=["名称", "数"])
    assert all(cell.font.bold for cell in sheet[1])
    assert not sheet["A2"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")


def test_a_note_stands_above_the_head():
    sheet = sheet_of(["甲"], columns=["名称"], note="=只有一部分")
    assert [row[0] for row in sheet.values] == ["=只有一部分", "名称", "甲"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A3", "A2:A3")


def test_columns_are_as_wide_as_their_widest_cell_up_to_a_limit():
    sheet = sheet_of(["青禾县向阳幼儿园", "字" * 500], columns=["名称", "说明"])
    assert sheet.column_dimensions["A"].width >= 16
    assert sheet.column_dimensions["B"].width == pytest.approx(workbook.WIDEST, abs=1)


def test_a_table_without_rows_has_its_head():
    assert list(sheet_of(columns=["名称"]).values) == [("名称",)]


def test_a_sheet_is_called_as_asked_without_what_no_name_can_hold():
    assert sheet_of(sheet_name="a[b]:*?/\\'c" + "长" * 40).title.startswith("a b       c长")


def test_what_the_format_cannot_hold_is_left_out_or_cut():
    sheet = sheet_of(["甲\x00\x0b\ud800\uffff园"], ["长" * (MAX_TEXT + 5)], ["一\r\n二\r三"])
    assert [row[0] for row in sheet.values][1:] == ["甲园", "长" * MAX_TEXT, "一\n二\n三"]


def test_rows_that_a_sheet_cannot_hold_go_on_to_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 2)
    with write_table(["n"], ([n] for n in range(5)), sheet_name="园") as content:
        book = openpyxl.load_workbook(content)
    assert book.sheetnames == ["园", "园 (2)", "园 (3)"]
    assert [row[0] for sheet in book for row in sheet.values] == ["n", 0, 1, "n", 2, 3, "n", 4]


def test_a_large_table_is_not_held_in_memory(monkeypatch):
    monkeypatch.setattr(workbook, "_IN_MEMORY", 1000)
    with write_table(["n"], ([f"{n}" * 20] for n in range(2000))) as content:
        assert content.name is not None  # a file on disk
        assert content.tell() == 0
        assert openpyxl.load_workbook(content).active.max_row == 2001


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_written_as_text_and_read_back(text):
    sheet = sheet_of([text], ["end"])
    cell = sheet["A2"]
    assert cell.data_type in {"s", "n"}  # an empty cell counts as a number
    assert cell.value is None or isinstance(cell.value, str)
    assert sheet["A3"].value == "end"
