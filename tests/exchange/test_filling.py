"""Saved lists run as the register stands today, and given forms filled below their heads."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.styles import Font

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.exchange.adapters.form_filler import fill_form, read_form
from kgsup.exchange.models import GivenForm, SavedList
from kgsup.exchange.rules.list_columns import FILLED, OFFERED, column_for, find_head_line, head_of
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licences import NewLicence
from tests.conftest import COUNTY, OTHER_COUNTY
from tests.factories.kindergartens import make_kindergarten

SignIn = Callable[..., User]
LAST_DAY = dt.datetime(2026, 12, 31)  # noqa: DTZ001 - a day of a sheet
LICENCE = NewLicence(
    number="教民199012660000120号",
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def places(county: object) -> list[Kindergarten]:
    with transaction():
        return [
            make_kindergarten(
                "青禾县阿宝幼儿园",
                head="=单小禾",
                town_code="990126100",
                ownership=Ownership.PRIVATE_NON_PROFIT,
                additions=Additions(licence=LICENCE),
            ),
            make_kindergarten("青禾县晨光幼儿园", head="周禾", town_code="990126001"),
            make_kindergarten("青禾县向阳幼儿园", head="林禾", town_code="990126001"),
        ]


def given_form(free_lines: int = 1) -> bytes:
    """A form as upper bureaus give them: title, two lines of heads, free lines, a foot."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件2"
    sheet["A1"] = "青禾市幼儿园基本情况统计表"
    sheet.merge_cells("A1:G1")
    heads = {"A": "序号", "B": "园所名称", "C": "办园性质", "F": "负责人满意度", "G": "园长姓名"}
    for column, head in heads.items():
        sheet[f"{column}2"] = head
        sheet.merge_cells(f"{column}2:{column}3")
    sheet["D2"] = "办学许可证"
    sheet.merge_cells("D2:E2")
    sheet["D3"], sheet["E3"] = "许可证号", "有效期至"
    for column in "ABCDEFG":
        sheet[f"{column}4"].font = Font(name="仿宋", size=11, italic=True)
    sheet.row_dimensions[4].height = 31
    foot = 4 + free_lines
    sheet[f"A{foot}"] = "填表人："
    sheet.merge_cells(f"A{foot}:C{foot}")
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_heads_are_found_under_a_title_and_in_two_lines():
    sheet, lines = read_form(given_form())
    head = find_head_line(lines)
    assert sheet == "附件2"
    assert head.line == 3
    assert head.matched == {
        1: "serial",
        2: "name",
        3: "ownership",
        4: "licence_number",
        5: "valid_until",
        7: "head",
    }


@pytest.mark.parametrize("free_lines", [1, 2, 3, 7])
def test_rows_stand_below_the_heads_in_the_forms_look_and_the_foot_below_them(free_lines: int):
    rows = [{"name": f"青禾县第{n}幼儿园", "serial": n} for n in range(1, 4)]
    matched = {1: "serial", 2: "name"}
    filled = fill_form(given_form(free_lines), "附件2", 3, matched, rows)
    sheet = openpyxl.load_workbook(filled).active
    assert [sheet.cell(line, 2).value for line in (4, 5, 6)] == [row["name"] for row in rows]
    assert {sheet.cell(line, 6).font.name for line in (4, 5, 6)} == {"仿宋"}
    assert {sheet.row_dimensions[line].height for line in (4, 5, 6)} == {31}
    foot = 4 + max(free_lines, len(rows))
    assert sheet.cell(foot, 1).value == "填表人："
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A1:G1", "D2:E2", "B2:B3", f"A{foot}:C{foot}"} <= merged


def test_a_text_that_begins_as_a_formula_stays_a_text():
    texts = ["=1+1", "+86", "-", "@x", "坏\x0b字"]
    rows = [{"name": text} for text in texts]
    filled = fill_form(given_form(), "附件2", 3, {2: "name"}, rows)
    cells = [openpyxl.load_workbook(filled).active.cell(4 + n, 2) for n in range(len(texts))]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert cells[4].value == "坏字"


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (50 * 1024 * 1024))
    return content.getvalue()


def with_entities() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 nothing", b"name,town", bomb(), with_entities(), given_form()[:900]],
    ids=["empty", "torn", "csv", "bomb", "entities", "cut"],
)
def test_what_is_no_form_is_refused_before_it_is_read(content: bytes):
    with pytest.raises(UnreadableFile):
        read_form(content)


def test_a_form_without_known_heads_is_refused():
    book = openpyxl.Workbook()
    book.active["A1"] = "没有这样的列"
    content = io.BytesIO()
    book.save(content)
    _sheet, lines = read_form(content.getvalue())
    with pytest.raises(RuleViolation, match="two heads"):
        find_head_line(lines)


def test_every_offered_column_is_found_again_under_its_own_head():
    assert len(OFFERED) >= 30
    assert [column for column in OFFERED if column_for(head_of(column)) != column] == []


SAVED = {
    "name": "十二月到期",
    "state": "",
    "columns": ["name", "head", "licence_number", "valid_until", "class", "open_findings"],
}


def save(client: FlaskClient, **values: object) -> SavedList:
    answer = client.post(f"/lists/new/{COUNTY}", data=SAVED | values)
    assert answer.status_code == 302, answer.text
    saved: SavedList = db.session.query(SavedList).order_by(SavedList.id.desc()).first()
    return saved


def rows_of(client: FlaskClient, path: str) -> list[tuple[object, ...]]:
    content = io.BytesIO(client.get(path).data)
    return list(openpyxl.load_workbook(content).active.iter_rows(values_only=True))


CONDITIONS = [
    ({}, 3),
    ({"licence_ends_by": "2026-12-31"}, 1),
    ({"licence_ends_by": "2026-12-30"}, 0),
    ({"town": "990126001"}, 2),
    ({"ownership": "private_non_profit"}, 1),
    ({"text": "chenguang"}, 1),
    ({"not_visited_since": "2026-11-01"}, 3),
    ({"findings": "open"}, 0),
    ({"findings": "overdue"}, 0),
]


@pytest.mark.parametrize(("conditions", "count"), CONDITIONS)
def test_a_saved_list_shows_and_exports_what_meets_its_conditions(
    client: FlaskClient,
    sign_in: SignIn,
    places: list[Kindergarten],
    conditions: dict[str, str],
    count: int,
):
    sign_in(client, Role.CLERK)
    saved = save(client, **conditions)
    page = client.get(f"/lists/{saved.public_id}").text
    exported = rows_of(client, f"/lists/{saved.public_id}/rows.xlsx")
    assert page.count('aria-label="青禾县') == len(exported) - 1 == count
    assert exported[0] == tuple(head_of(column) for column in SAVED["columns"])


def test_every_column_can_be_shown_at_once_and_reads_do_not_grow_with_the_rows(
    client: FlaskClient,
    sign_in: SignIn,
    places: list[Kindergarten],
    count_queries: Callable[[], list[str]],
):
    sign_in(client, Role.CLERK)
    saved = save(client, columns=list(OFFERED))
    address = f"/lists/{saved.public_id}"

    def reads() -> int:
        before = len(count_queries())
        assert client.get(address).status_code == 200
        return len(count_queries()) - before

    few = reads()
    with transaction():
        for number in range(5):
            make_kindergarten(f"青禾县第{number}幼儿园", town_code="990126001")
    assert reads() <= few <= 45


def test_a_list_is_its_owners_until_it_is_shared_and_only_the_owner_changes_it(
    client: FlaskClient, sign_in: SignIn, places: list[Kindergarten]
):
    sign_in(client, Role.CLERK)
    own, shared = save(client), save(client, name="共用", is_shared="y")
    sign_in(client, Role.APPROVER)
    assert client.get(f"/lists/{own.public_id}").status_code == 404
    assert client.get(f"/lists/{shared.public_id}").status_code == 200
    changed = SAVED | {"name": "改名", "version": str(shared.version)}
    assert client.post(f"/lists/{shared.public_id}/change", data=changed).status_code == 422
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert client.get(f"/lists/{shared.public_id}").status_code == 404
    assert "共用" not in client.get("/lists").text


def test_an_owner_changes_and_removes_a_list(
    client: FlaskClient, sign_in: SignIn, places: list[Kindergarten]
):
    user = sign_in(client, Role.CLERK)
    saved = save(client)
    address = f"/lists/{saved.public_id}"
    assert "十二月到期" in client.get(f"{address}/change").text
    changed = SAVED | {"name": "改名", "version": str(saved.version)}
    assert client.post(f"{address}/change", data=changed).status_code == 302
    assert client.post(f"{address}/change", data=changed).status_code == 422  # an older version
    db.session.expire_all()
    sign_in(client, Role.CLERK, user=user)
    removed = client.post(f"{address}/remove", data={"version": str(saved.version)})
    assert removed.status_code == 302
    assert client.get(address).status_code == 404


def test_a_form_is_given_corrected_and_filled_from_a_list(
    client: FlaskClient, sign_in: SignIn, places: list[Kindergarten]
):
    sign_in(client, Role.CLERK)
    saved = save(client)
    file = (io.BytesIO(given_form()), "附件2.xlsx")
    answer = client.post("/lists/forms/new", data={"county": COUNTY, "file": file})
    assert answer.status_code == 302, answer.text
    given = db.session.query(GivenForm).one()
    page = client.get(f"/lists/forms/{given.public_id}").text
    assert "These columns stay empty: 负责人满意度" in page
    chosen = {f"head-{number}": column for number, column in given.matched.items()}
    chosen |= {"head-3": "town", "head-6": "nonsense", "version": str(given.version)}
    assert client.post(f"/lists/forms/{given.public_id}", data=chosen).status_code == 302
    filled = rows_of(client, f"/lists/forms/{given.public_id}/filled.xlsx?list={saved.public_id}")
    assert filled[3] == (
        1,
        "青禾县阿宝幼儿园",
        "白石镇",
        LICENCE.number,
        LAST_DAY,
        None,
        "=单小禾",
    )
    assert [row[0] for row in filled[4:6]] == [2, 3]
    assert filled[6][0] == "填表人："


def test_a_refused_form_is_answered_on_its_page(
    client: FlaskClient, sign_in: SignIn, county: object
):
    sign_in(client, Role.CLERK)
    data = {"county": COUNTY, "file": (io.BytesIO(b"no table"), "x.xlsx")}
    answer = client.post("/lists/forms/new", data=data)
    assert answer.status_code == 422
    assert "without macros" in answer.text
    assert set(FILLED) > set(OFFERED)
