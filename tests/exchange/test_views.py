"""The pages: giving a list, looking at the dry run, columns, entering, undoing, downloads."""

import io

import openpyxl
import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.core.db import db, transaction
from kgsup.exchange import service
from kgsup.exchange.models import ImportBatch
from kgsup.exchange.rules.outcomes import State
from kgsup.exchange.views import acts, batches
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.exchange.lists import CLERK, HEADS, ROWS, a_list, csv_file
from tests.factories.kindergartens import make_kindergarten

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def clerk(client, sign_in):
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


def give(client, path, county=COUNTY):
    content = (io.BytesIO(path.read_bytes()), path.name)
    form = {"county": county, "file": content}
    return client.post("/import/new", data=form, content_type="multipart/form-data")


def the_batch() -> ImportBatch:
    db.session.expire_all()
    return db.session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id.desc())).first()


def text_of(response) -> str:
    return response.get_data(as_text=True)


def workbook(response):
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.data))


def kindergartens() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Kindergarten))


def test_a_clerk_gives_a_list_looks_enters_and_undoes(clerk, tmp_path):
    response = give(clerk, a_list(tmp_path / "list.csv"))
    assert response.status_code == 302
    page = text_of(clerk.get(response.location))
    assert "Nothing has been entered yet" in page
    assert "小葵花幼儿园" in page
    assert kindergartens() == 0
    here = f"/import/{the_batch().public_id}"
    assert "Leave possible duplicates out" in text_of(clerk.get(f"{here}/enter"))
    entered = clerk.post(f"{here}/enter", data={"version": the_batch().version})
    assert entered.status_code == 302
    assert (the_batch().state, kindergartens()) == (State.APPLIED, 3)
    assert "The list has been entered." in text_of(clerk.get(here))
    assert clerk.get(f"{here}/undo").status_code == 200
    assert clerk.post(f"{here}/undo", data={"version": the_batch().version}).status_code == 302
    assert (the_batch().state, kindergartens()) == (State.UNDONE, 0)
    assert clerk.get(here).status_code == 200


def test_the_list_of_imports_shows_them(clerk, tmp_path):
    assert "Nothing has been imported yet" in text_of(clerk.get("/import"))
    give(clerk, a_list(tmp_path / "名单.csv"))
    assert "名单.csv" in text_of(clerk.get("/import"))


def test_rows_are_narrowed_to_an_outcome_with_changes_field_by_field(clerk, tmp_path):
    make_kindergarten("小葵花幼儿园", address="学府路8号", telephone="0999-5559999")
    give(clerk, a_list(tmp_path / "list.csv"))
    here = f"/import/{the_batch().public_id}"
    changed = text_of(clerk.get(f"{here}?outcome=changed"))
    assert "小葵花幼儿园" in changed
    assert "向阳" not in changed
    assert "<del>0999-5559999</del> → <ins>0999-5550003</ins>" in changed
    assert "No row has this outcome." in text_of(clerk.get(f"{here}?outcome=refused"))
    assert clerk.get(f"{here}?outcome=nonsense").status_code == 200


def test_long_lists_are_cut_into_pages(clerk, tmp_path):
    rows = [(n, f"第{n}幼儿园", f"第{n}路1号", f"0999-5{n:06d}") for n in range(120)]
    give(clerk, a_list(tmp_path / "list.csv", *rows))
    page = text_of(clerk.get(f"/import/{the_batch().public_id}"))
    assert "第0幼儿园" in page
    assert "第119幼儿园" not in page
    assert 'rel="next"' in page


def test_what_was_normalised_is_shown_as_such(clerk, tmp_path):
    give(
        clerk,
        a_list(tmp_path / "list.csv", (1, "青禾县９５１幼儿园", "白石镇１号", "0999-5550001")),
    )
    page = text_of(clerk.get(f"/import/{the_batch().public_id}"))
    assert "<del>青禾县９５１幼儿园</del> → <ins>青禾县951幼儿园</ins>" in page


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7", "The file is no table."),
        (b"<html><table></table>", "web page"),
        ("机构,电话\n甲,1\n".encode(), "No column with the names"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_with_its_reason(clerk, tmp_path, content, part):
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)
    response = give(clerk, path)
    assert part in text_of(clerk.get(response.location))
    assert the_batch().state is State.REFUSED


def test_without_a_file_the_form_is_refused(clerk):
    response = clerk.post("/import/new", data={"county": COUNTY})
    assert response.status_code == 422
    assert "Choose a file." in text_of(response)


def test_columns_are_corrected_on_the_page_and_remembered(clerk, tmp_path):
    path = csv_file(tmp_path / "list.csv", [("机构", "位置"), ("青禾县向阳幼儿园", "学前路1号")])
    give(clerk, path)
    here = f"/import/{the_batch().public_id}"
    assert "机构" in text_of(clerk.get(f"{here}/columns"))
    refused = clerk.post(f"{here}/columns", data={"column-0-1": "address"})
    assert refused.status_code == 422
    twice = clerk.post(f"{here}/columns", data={"column-0-0": "name", "column-0-1": "name"})
    assert "Two columns cannot hold the same fact." in text_of(twice)
    form = {"column-0-0": "name", "column-0-1": "address"}
    assert clerk.post(f"{here}/columns", data=form).status_code == 302
    assert the_batch().counts["new"] == 1
    give(clerk, path)
    assert the_batch().state is State.CHECKED


def test_a_large_file_waits_for_the_worker_and_the_page_looks_again(clerk, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "READ_AT_ONCE_BYTES", 10)
    response = give(clerk, a_list(tmp_path / "list.csv"))
    page = text_of(clerk.get(response.location))
    assert 'http-equiv="refresh"' in page
    assert the_batch().state is State.UPLOADED


def test_a_long_list_waits_for_the_worker_to_be_entered(clerk, tmp_path, monkeypatch):
    monkeypatch.setattr(acts, "ENTER_AT_ONCE_ROWS", 1)
    give(clerk, a_list(tmp_path / "list.csv"))
    here = f"/import/{the_batch().public_id}"
    clerk.post(f"{here}/enter", data={"version": the_batch().version})
    assert the_batch().state is State.CONFIRMED
    assert 'http-equiv="refresh"' in text_of(clerk.get(here))


def test_an_older_page_does_not_enter_a_list_that_has_moved_on(clerk, tmp_path):
    give(clerk, a_list(tmp_path / "list.csv"))
    here = f"/import/{the_batch().public_id}"
    old = the_batch().version
    clerk.post(f"{here}/columns", data={"column-0-1": "name"})
    assert clerk.post(f"{here}/enter", data={"version": old}).status_code == 422
    assert kindergartens() == 0


def test_a_list_is_discarded(clerk, tmp_path):
    give(clerk, a_list(tmp_path / "list.csv"))
    here = f"/import/{the_batch().public_id}"
    assert clerk.get(f"{here}/discard").status_code == 200
    clerk.post(f"{here}/discard", data={"version": the_batch().version})
    assert the_batch().state is State.DISCARDED
    assert "can no longer be changed" in text_of(clerk.get(f"{here}/columns"))


def test_refused_rows_are_downloaded_with_their_reasons_and_can_come_back(clerk, tmp_path):
    rows = [
        (*HEADS, "在园人数"),
        (1, "=1+1", None, None, 5),
        (2, "青禾县甲园", "路1号", None, "很多"),
    ]
    give(clerk, csv_file(tmp_path / "list.csv", [tuple(map(_text, row)) for row in rows]))
    here = f"/import/{the_batch().public_id}"
    sheet = workbook(clerk.get(f"{here}/rows.xlsx?outcome=refused")).active
    values = list(sheet.values)
    assert values[0] == ("Line", "Outcome", "Reason", "幼儿园名称", "地址", "联系电话", "在园人数")
    assert values[2][0] == 3
    assert values[2][2] == "E3: This is no count: 很多"
    assert values[2][3:] == ("青禾县甲园", "路1号", None, "很多")
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def _text(cell):
    return "" if cell is None else cell


def test_the_register_is_exported_as_it_is_shown(clerk):
    make_kindergarten("青禾县向阳幼儿园", town_code="990126001", telephone="0999-5550001")
    make_kindergarten("=cmd()幼儿园", address="-1+1")
    make_kindergarten("云川县外园", county_code=OTHER_COUNTY)
    everything = list(workbook(clerk.get("/kindergartens.xlsx")).active.values)
    names = [row[1] for row in everything[1:]]
    assert sorted(names) == sorted(["青禾县向阳幼儿园", "=cmd()幼儿园"])
    shown = list(workbook(clerk.get("/kindergartens.xlsx?q=xiangyang")).active.values)
    assert [row[1] for row in shown[1:]] == ["青禾县向阳幼儿园"]
    assert "青阳街道" in shown[1]


def test_the_exported_list_is_imported_unchanged(clerk, tmp_path):
    make_kindergarten("青禾县向阳幼儿园", town_code="990126001", telephone="0999-5550001")
    path = tmp_path / "export.xlsx"
    path.write_bytes(clerk.get("/kindergartens.xlsx").data)
    give(clerk, path)
    assert the_batch().counts["unchanged"] == 1


def test_the_empty_list_is_downloaded_with_the_countys_towns(clerk):
    book = workbook(clerk.get("/import/template.xlsx"))
    assert len(book.worksheets) == 3
    assert book.worksheets[0]["A1"].value == "幼儿园名称"
    words = {cell for row in book.worksheets[2].values for cell in row}
    assert {"白石镇", "公办", "是"} <= words


@pytest.mark.parametrize("address", ["", "/enter", "/undo", "/discard", "/columns", "/rows.xlsx"])
def test_another_countys_import_is_not_there(client, sign_in, tmp_path, address):
    path = a_list(tmp_path / "list.csv", *ROWS)
    db.session.commit()
    with transaction():
        batch = service.upload(COUNTY, path.name, path.read_bytes(), CLERK, AT)
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert client.get(f"/import/{batch.public_id}{address}").status_code == 404


def test_a_clerk_cannot_give_a_list_for_another_county(clerk, tmp_path):
    assert give(clerk, a_list(tmp_path / "list.csv"), OTHER_COUNTY).status_code == 422
    assert the_batch() is None


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.VIEWER, Role.APPROVER])
def test_only_clerks_import(client, sign_in, role):
    sign_in(client, role)
    assert client.get("/import").status_code == 403


def test_a_name_full_of_tricks_is_shown_as_text(clerk, tmp_path):
    path = a_list(tmp_path / "list.csv", (1, "<script>alert(1)</script>幼儿园", "路1号", None))
    give(clerk, path.rename(tmp_path / "x<b>.csv"))
    page = text_of(clerk.get(f"/import/{the_batch().public_id}"))
    assert "<script>alert" not in page
    assert "x<b>" not in page
