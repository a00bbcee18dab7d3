"""The pages of the calendar."""

import datetime as dt
import io
import re

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.workcalendar import queries
from tests.conftest import COUNTY

NOTICE = "2027-02-05/2027-02-11,休,春节\n2027-02-13,班,春节"
ENTER = {"year": "2027", "source": "国务院办公厅关于2027年部分节假日安排的通知", "text": NOTICE}


def checked_of(text: str) -> str:
    found = re.search(r'name="checked" type="hidden" value="([0-9a-f]*)"', text)
    assert found, text
    return found[1]


def dry_run(client: FlaskClient) -> str:
    return client.post("/calendar/years", data=ENTER).text


@pytest.fixture
def administrator(client, county, sign_in) -> FlaskClient:
    sign_in(client, Role.ADMINISTRATOR)
    return client


def test_a_year_without_table_says_that_it_is_counted_provisionally(administrator):
    assert "notice-warning" in administrator.get("/calendar?year=2027").text
    administrator.post(
        "/calendar/years",
        data=ENTER | {"enter": "1", "checked": checked_of(dry_run(administrator))},
    )
    page = administrator.get("/calendar?year=2027").text
    assert "notice-warning" not in page
    assert ENTER["source"] in page


def test_an_administrator_enters_a_term_and_a_day(administrator):
    data = {"name": "春季", "first_day": "2027-03-01", "last_day": "2027-07-02"}
    assert administrator.post(f"/calendar/{COUNTY}/terms", data=data).status_code == 302
    assert [term.name for term in queries.terms(COUNTY)] == ["春季"]
    data = {"day": "2027-02-08", "meaning": "off", "name": "春节"}
    assert administrator.post("/calendar/days", data=data).status_code == 302
    assert administrator.get("/calendar?year=2027").text.count("春节") == 1


def test_a_day_that_says_nothing_keeps_what_was_typed(administrator):
    data = {"day": "2027-02-06", "meaning": "off", "name": "春节"}
    answer = administrator.post("/calendar/days", data=data)
    assert answer.status_code == 422
    assert 'value="2027-02-06"' in answer.text
    assert queries.revision() == 0


def test_a_notice_is_shown_as_a_dry_run_and_then_entered(administrator):
    shown = administrator.post("/calendar/years", data=ENTER)
    assert shown.status_code == 200
    assert " · 春节" in shown.text
    assert queries.list_days(2027) == []
    entered = administrator.post(
        "/calendar/years", data=ENTER | {"enter": "1", "checked": checked_of(shown.text)}
    )
    assert entered.status_code == 302
    assert len(queries.list_days(2027)) == 8
    assert queries.work_calendar().is_working_day(dt.date(2027, 2, 13))


@pytest.mark.parametrize(
    "changed", [{"checked": "0" * 64}, {"text": f"{NOTICE}\n2027-10-01,休,国庆"}]
)
def test_what_was_not_shown_is_not_entered(administrator, changed):
    shown = administrator.post("/calendar/years", data=ENTER)
    data = ENTER | {"enter": "1", "checked": checked_of(shown.text)} | changed
    again = administrator.post("/calendar/years", data=data)
    assert again.status_code == 200  # the dry run once more
    assert queries.list_days(2027) == []


def test_a_calendar_that_moved_meanwhile_is_shown_again(administrator):
    shown = administrator.post("/calendar/years", data=ENTER)
    administrator.post(
        "/calendar/days", data={"day": "2027-02-08", "meaning": "off", "name": "放假"}
    )
    data = ENTER | {"enter": "1", "checked": checked_of(shown.text)}
    again = administrator.post("/calendar/years", data=data)
    assert again.status_code == 200
    assert " · 放假" in again.text
    data["checked"] = checked_of(again.text)
    assert administrator.post("/calendar/years", data=data).status_code == 302


def test_each_fault_is_named_with_its_line(administrator):
    data = ENTER | {"text": "2027-02-30,休,春节\n2027-02-10,班,春节"}
    answer = administrator.post("/calendar/years", data=data)
    assert answer.status_code == 422
    assert "2027-02-30" in answer.text
    assert answer.text.count("2027-02-10") >= 2  # in the fault and in what was typed


def test_past_days_ask_for_their_reason_on_the_page(administrator):
    data = ENTER | {"year": "2026", "text": "2026-10-09,休,国庆节"}
    shown = administrator.post("/calendar/years", data=data)
    data |= {"enter": "1", "checked": checked_of(shown.text)}
    assert administrator.post("/calendar/years", data=data).status_code == 422
    data |= {"reason": "通知更正"}
    assert administrator.post("/calendar/years", data=data).status_code == 302
    assert queries.find_day(dt.date(2026, 10, 9)) is not None


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (NOTICE.encode("utf-8-sig"), 200),
        (NOTICE.replace("\n", "\r\n").encode("gb18030"), 200),
        (b"PK\x03\x04 a workbook", 422),
        (b"\xff\xfe\x00", 422),
        (b"2027" * 30_000, 422),
    ],
)
def test_a_file_is_read_as_text(administrator, content, status):
    data = ENTER | {"text": "", "file": (io.BytesIO(content), "放假安排.txt")}
    answer = administrator.post("/calendar/years", data=data, content_type="multipart/form-data")
    assert answer.status_code == status
    assert (" · 春节" in answer.text) is (status == 200)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
@pytest.mark.parametrize("path", ["/calendar/years", "/calendar/days", f"/calendar/{COUNTY}/terms"])
def test_only_administrators_change_the_calendar(client, county, sign_in, role, path):
    sign_in(client, role, kindergarten="0" * 16 if role is Role.KINDERGARTEN else None)
    assert client.get(path).status_code in {403, 404}


def test_a_year_out_of_the_world_is_not_there(administrator):
    assert administrator.get("/calendar?year=99999").status_code == 404
