"""Pages of the ledger."""

import datetime as dt
import io

import openpyxl
import pytest

from kgsup.access.actor import Role, system_actor
from kgsup.audit import service
from kgsup.audit.rules import Subject
from kgsup.core.db import transaction
from kgsup.exchange.views import office_lists
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.workbooks import HOSTILE, as_kept, column, read_in_pages_of, table_of

pytestmark = pytest.mark.usefixtures("county")


def record(name: str, county_code: str = COUNTY) -> None:
    subject = Subject("county", county_code, county_code)
    with transaction():
        service.record(system_actor(name), "areas.county.add", subject, {}, AT)


@pytest.fixture
def auditor(client, sign_in):
    sign_in(client, Role.AUDITOR)
    client.set_cookie("language", "en")
    return client


def test_the_workbook_holds_the_ledger_of_the_own_county(auditor, monkeypatch):
    read_in_pages_of(3, monkeypatch)
    for name in HOSTILE:
        record(name)
        record("云川县", OTHER_COUNTY)
    assert 'href="/ledger.xlsx"' in auditor.get("/ledger").text
    rows = table_of(auditor.get("/ledger.xlsx"))
    assert [row["Who"] for row in rows] == [as_kept(name) for name in reversed(HOSTILE)]
    assert rows[0]["Recorded"] == dt.datetime(2026, 11, 21, 10, 0)  # noqa: DTZ001 - Chinese clocks
    assert {row["County"] for row in rows} == {COUNTY}


def test_a_ledger_longer_than_a_workbook_says_so_above_its_newest_rows(auditor, monkeypatch):
    monkeypatch.setattr(office_lists, "LEDGER_ROWS", 3)
    for number in range(3):
        record(f"first {number}")
    assert len(column(auditor.get("/ledger.xlsx"), "Who")) == 3
    record("last")
    sheet = openpyxl.load_workbook(io.BytesIO(auditor.get("/ledger.xlsx").data)).active
    note, heads, *rows = sheet.values
    assert note[0].startswith("These are the newest 3 of 4 rows")
    assert [row[heads.index("Who")] for row in rows] == ["last", "first 2", "first 1"]


@pytest.mark.parametrize("role", [Role.CLERK, Role.APPROVER])
def test_others_get_no_ledger(client, sign_in, role):
    sign_in(client, role)
    assert client.get("/ledger.xlsx").status_code == 403
