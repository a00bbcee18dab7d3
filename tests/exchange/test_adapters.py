"""Reading every kind of file and fault, and writing files in which nothing is a formula."""

import datetime as dt

import openpyxl
import pytest

from kgsup.exchange.adapters import progress
from kgsup.exchange.adapters.progress import Progress, Stage
from kgsup.exchange.adapters.spreadsheet import read_workbook
from kgsup.exchange.adapters.workbook import (
    harmless,
    write_csv,
    write_file,
    write_template,
)
from kgsup.exchange.rules.tables import Fault, FaultKind, UnreadableFile
from tests.exchange.lists import (
    HEADS,
    ROWS,
    csv_file,
    encrypted_xlsx,
    sparse_xlsx,
    xls_file,
    xlsx_file,
    zip_file,
)

WHOLE = [HEADS, *ROWS]


def cells(path, sheet=0):
    return [row.cells for row in read_workbook(path)[sheet].rows]


def refusal_of(path):
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(path)
    assert str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_every_usual_encoding(tmp_path, encoding):
    path = csv_file(tmp_path / "list.csv", WHOLE, encoding)
    assert cells(path)[1] == ("1", *ROWS[0][1:])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_with_every_usual_delimiter(tmp_path, delimiter):
    path = tmp_path / "list.csv"
    path.write_text("\n".join(delimiter.join(map(str, row)) for row in WHOLE), encoding="utf-8")
    assert cells(path)[3] == ("3", *ROWS[2][1:])


def test_lines_are_counted_as_they_stand_in_the_file(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('名称,地址\n\n"甲\n园",路1号\n乙园,\n', encoding="utf-8")
    assert [row.line for row in read_workbook(path)[0].rows] == [1, 3, 5]


def test_xlsx_and_xls_give_the_same_cells(tmp_path):
    expected = cells(xlsx_file(tmp_path / "list.xlsx", WHOLE))
    assert cells(xls_file(tmp_path / "list.xls", WHOLE)) == expected
    assert expected[1] == ROWS[0]


def test_the_content_decides_and_not_the_name(tmp_path):
    path = xlsx_file(tmp_path / "list.xlsx", WHOLE)
    assert cells(path.rename(tmp_path / "list.csv"))[0] == HEADS


def test_a_table_that_does_not_begin_at_a1_keeps_its_lines_and_columns(tmp_path):
    path = xlsx_file(tmp_path / "list.xlsx", [[], [], [None, None, "名称"], [None, None, "甲园"]])
    rows = read_workbook(path)[0].rows
    assert [(row.line, row.cell(2)) for row in rows] == [(3, "名称"), (4, "甲园")]


def test_numbers_days_and_truth_keep_their_kinds(tmp_path):
    row = [12, 1.5, dt.date(2026, 9, 1), True, 11010000000000000]
    assert cells(xlsx_file(tmp_path / "list.xlsx", [row]))[0] == (
        12,
        1.5,
        dt.date(2026, 9, 1),
        True,
        Fault(FaultKind.LOST_DIGITS, "1.1010000000000000e+16".replace("1010000000000000", "101")),
    )


def test_a_formula_without_value_and_an_error_are_faults_of_their_cells(tmp_path):
    path = xlsx_file(
        tmp_path / "list.xlsx", [["名称", "在园人数"], ["甲园", "=60+60"], ["乙园", "#REF!"]]
    )
    assert cells(path)[1] == ("甲园", Fault(FaultKind.FORMULA))
    assert cells(path)[2] == ("乙园", Fault(FaultKind.ERROR, "#REF!"))


def test_a_formula_with_a_value_gives_its_value(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "在园人数"])
    sheet.write_string(1, 0, "甲园")
    sheet.write_formula(1, 1, "=60+60", None, 120)
    book.close()
    assert cells(path)[1] == ("甲园", 120)


def test_hidden_sheets_are_left_out(tmp_path):
    path = xlsx_file(tmp_path / "list.xlsx", WHOLE, 选项=[["名称"], ["甲园"]])
    book = openpyxl.load_workbook(path)
    book["选项"].sheet_state = "hidden"
    book.save(path)
    assert [sheet.name for sheet in read_workbook(path)] == ["Sheet"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b",,,\n" * 1000, "empty"),
        (b"\n" * 5_000_000, "empty"),
        (b"%PDF-1.7\n", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not_a_table"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "not_a_table"),
        (b"\x80\x81\xff\xfe\xfd" * 9, "not_a_table"),
        ("<html><table><tr><td>名称".encode(), "web_page"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, content, code):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    assert refusal_of(path) == code


def test_files_with_a_password_are_refused_as_such(tmp_path):
    assert refusal_of(encrypted_xlsx(tmp_path / "list.xlsx")) == "encrypted"
    assert refusal_of(xls_file(tmp_path / "list.xls", WHOLE, encrypted=True)) == "encrypted"


def test_other_archives_are_refused(tmp_path):
    document = zip_file(tmp_path / "letter.docx", {"word/document.xml": b"<x/>"})
    assert refusal_of(document) == "not_a_table"
    assert refusal_of(zip_file(tmp_path / "a.ods", {"content.xml": b"<x/>"})) == "other_workbook"


def test_an_archive_of_too_many_parts_is_refused(tmp_path):
    entries = {"xl/workbook.xml": b"<x/>", **{f"p{number}": b"" for number in range(2_001)}}
    assert refusal_of(zip_file(tmp_path / "many.xlsx", entries)) == "too_large"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    entries = {"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b" " * 60_000_000}
    path = zip_file(tmp_path / "bomb.xlsx", entries)
    assert path.stat().st_size < 100_000
    assert refusal_of(path) == "too_large"


def test_a_sheet_that_claims_the_whole_grid_ends_its_reader_and_nothing_else(tmp_path):
    assert refusal_of(sparse_xlsx(tmp_path / "sparse.xlsx")) == "too_large"


def test_a_cell_far_to_the_right_of_the_table_is_not_of_it(tmp_path):
    path = tmp_path / "list.xlsx"
    book = openpyxl.Workbook()
    for row in [*WHOLE, *[(n, f"第{n}幼儿园", "路", "") for n in range(4, 2_000)]]:
        book.active.append(row)
    book.active["XFD1"] = "x"
    book.active["JA7"] = "误"
    book.active["XFD1048576"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    assert len(cells(path)) == 2_000
    assert cells(path)[:4] == [HEADS, *ROWS]
    commas = csv_file(tmp_path / "list.csv", [["名称", *[""] * 400, "x"], ["甲园"]])
    assert cells(commas)[1] == ("甲园",)


def test_a_workbook_that_runs_on_past_the_limit_is_too_wide(tmp_path):
    wide = xlsx_file(tmp_path / "wide.xlsx", [["名称", *map(str, range(300))]])
    assert refusal_of(wide) == "too_wide"


def test_more_rows_than_allowed_are_refused(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes("名称\n".encode() + "甲园\n".encode() * 250_001)
    assert refusal_of(path) == "too_many_rows"


def test_a_row_that_is_too_wide_and_a_cell_that_is_too_long(tmp_path):
    wide = csv_file(tmp_path / "wide.csv", [["名称", *map(str, range(300))]])
    assert refusal_of(wide) == "too_wide"
    long = csv_file(tmp_path / "long.csv", [["名称"], ["园" * 5_000]])
    assert cells(long)[1] == (Fault(FaultKind.TOO_LONG, "园" * 40),)


def test_csv_formulas_are_faults_and_the_trick_for_zeros_is_undone(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('名称,电话,备注\n甲园,"=""0123""",=1+1\n', encoding="utf-8")
    assert cells(path)[1] == ("甲园", "0123", Fault(FaultKind.FORMULA))


# ── writing

PAYLOADS = [
    f"{blank}{sign}{rest}"
    for blank in ("", " ", "\t", "\r", "\n")
    for sign in "=+-@＝＋－＠"
    for rest in ("1+1", 'HYPERLINK("x")')
]


def test_no_text_of_a_csv_begins_like_a_formula_and_reading_takes_the_mark_off(tmp_path):
    texts = [text for text in PAYLOADS if "\r" not in text and "\n" not in text]
    path = tmp_path / "list.csv"
    path.write_bytes(write_csv(["名称"], [[text] for text in texts]))
    raw = path.read_bytes().decode("utf-8-sig").splitlines()
    assert all(line.startswith("\"'") for line in raw[1:])
    assert [row[0] for row in cells(path)[1:]] == texts


def test_harmless_text_stays_as_it_is():
    assert harmless("向阳幼儿园") == "向阳幼儿园"


def test_the_empty_list_offers_its_words(tmp_path):
    with write_template(
        ["名称", "性质"], {"性质": ["公办", "民办"]}, [("名称", "n")], ("a", "b", "c")
    ) as content:
        book = openpyxl.load_workbook(content)
    (rule,) = book["a"].data_validations.dataValidation
    assert (rule.type, str(rule.sqref)) == ("list", "B2:B20001")
    assert [cell.value for cell in book["c"]["A"]] == ["公办", "民办"]
    assert book["c"].sheet_state == "hidden"
    assert book["b"]["B1"].value == "n"


def test_a_file_is_written_whole_or_refused(tmp_path):
    for name in ("a.csv", "a.xlsx"):
        write_file(tmp_path / name, ["名称"], [["甲园"]])
        assert cells(tmp_path / name) == [("名称",), ("甲园",)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "a.xlsx"]
    with pytest.raises(UnreadableFile):
        write_file(tmp_path / "a.doc", [], [])
    with pytest.raises(UnreadableFile):
        write_file(tmp_path / "no folder" / "a.csv", [], [])


def test_progress_is_read_while_it_lasts(session):
    report = progress.reporter("TEST")
    report(Progress(Stage.ENTERING, 5, 9))
    assert progress.read("TEST") == Progress(Stage.ENTERING, 5, 9)
    progress.clear("TEST")
    assert progress.read("TEST") is None
