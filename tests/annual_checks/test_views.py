"""Pages of the annual check."""

import datetime as dt
import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.annual_checks import queries
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import State
from kgsup.core.db import db, transaction
from kgsup.reminders.models import Reminder
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.annual_checks import licensed_kindergarten, place_of
from tests.workbooks import HOSTILE, as_kept, read_in_pages_of, table_of

CLERK = make_actor(Role.CLERK)
SignIn = Callable[..., object]

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def place() -> AnnualCheck:
    made = place_of(licensed_kindergarten())
    db.session.commit()
    return made


@pytest.fixture
def clerk(client: FlaskClient, sign_in: SignIn) -> FlaskClient:
    sign_in(client, Role.CLERK)
    return client


def filing(version: int = 1, **more: str) -> dict[str, str]:
    return {"version": str(version), "filed_on": "2026-03-27", "way": "window"} | more


def test_the_list_shows_who_has_not_filed(clerk: FlaskClient, place: AnnualCheck) -> None:
    page = clerk.get("/annual-checks?year=2025&filter=not_filed").get_data(as_text=True)
    assert "青禾县晨光幼儿园" in page
    assert f"/annual-checks/{place.public_id}" in page
    assert "青禾县晨光幼儿园" not in clerk.get("/annual-checks?filter=filed").get_data(as_text=True)


@pytest.mark.parametrize("query", ["", "?year=abc&filter=x&after=%%", "?year=1900", "?q=%25_%5C"])
def test_nonsense_in_the_address_shows_the_list(
    clerk: FlaskClient, place: AnnualCheck, query: str
) -> None:
    assert clerk.get(f"/annual-checks{query}").status_code == 200


def test_a_county_without_places_has_an_empty_list(clerk: FlaskClient) -> None:
    assert clerk.get("/annual-checks").status_code == 200


def test_the_list_asks_no_more_queries_for_more_rows(
    clerk: FlaskClient, count_queries: Callable[[], list[str]]
) -> None:
    place_of(licensed_kindergarten("青禾县一号幼儿园"))
    db.session.commit()
    clerk.get("/annual-checks")
    for_one = len(count_queries())
    for number in range(30):
        place_of(licensed_kindergarten(f"青禾县第{number}幼儿园"))
    db.session.commit()
    before = len(count_queries())
    clerk.get("/annual-checks")
    assert len(count_queries()) - before <= for_one


def test_the_export_holds_what_the_list_shows(clerk: FlaskClient, place: AnnualCheck) -> None:
    place_of(licensed_kindergarten("=1+1幼儿园"), state=State.EXEMPT, exempt_reason="新设")
    answer = clerk.get("/annual-checks/export.xlsx?year=2025")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in rows] == ["=1+1幼儿园", "青禾县晨光幼儿园"]
    assert {row[0].data_type for row in rows} == {"s"}
    assert rows[1][3].value.date() == dt.date(2026, 3, 31)
    filtered = clerk.get("/annual-checks/export.xlsx?year=2025&filter=exempt")
    sheet = openpyxl.load_workbook(io.BytesIO(filtered.data)).active
    assert sheet.max_row == 2


def test_a_clerk_records_a_return(clerk: FlaskClient, place: AnnualCheck) -> None:
    assert clerk.get(f"/annual-checks/{place.public_id}/filing").status_code == 200
    answer = clerk.post(f"/annual-checks/{place.public_id}/filing", data=filing(by="田小禾"))
    assert answer.status_code == 302
    assert db.session.get(AnnualCheck, place.id).state is State.FILED
    shown = clerk.get(answer.headers["Location"]).get_data(as_text=True)
    assert "田小禾" in shown


@pytest.mark.parametrize(
    "data",
    [
        {},
        filing(filed_on="2027-01-01"),
        filing(filed_on="昨天"),
        filing(way="pigeon"),
        filing(version=99),
    ],
)
def test_a_refused_return_is_answered_with_422_and_changes_nothing(
    clerk: FlaskClient, place: AnnualCheck, data: dict[str, str]
) -> None:
    answer = clerk.post(f"/annual-checks/{place.public_id}/filing", data=data)
    assert answer.status_code == 422
    assert db.session.get(AnnualCheck, place.id).state is State.EXPECTED


def test_an_exemption_needs_a_reason_and_can_be_taken_back(
    clerk: FlaskClient, place: AnnualCheck
) -> None:
    address = f"/annual-checks/{place.public_id}"
    assert clerk.post(f"{address}/exemption", data={"version": "1"}).status_code == 422
    data = {"version": "1", "reason": "停办清算中"}
    assert clerk.post(f"{address}/exemption", data=data).status_code == 302
    assert "停办清算中" in clerk.get(address).get_data(as_text=True)
    assert clerk.get(f"{address}/reopening").status_code == 200
    data = {"version": "2", "reason": "仍在办园"}
    assert clerk.post(f"{address}/reopening", data=data).status_code == 302
    assert db.session.get(AnnualCheck, place.id).state is State.EXPECTED


def test_the_page_of_a_place_shows_its_reminders(clerk: FlaskClient, place: AnnualCheck) -> None:
    from kgsup.annual_checks import service

    with transaction():
        service.remind(place.public_id, CLERK, AT)
    page = clerk.get(f"/annual-checks/{place.public_id}").get_data(as_text=True)
    assert "已逾期235天" in page
    assert "登录查看" not in page  # no address that only the server itself can open


def test_the_text_for_the_group_names_who_is_awaited(
    clerk: FlaskClient, place: AnnualCheck
) -> None:
    page = clerk.get("/annual-checks/group-text?year=2025").get_data(as_text=True)
    assert "1. 青禾县晨光幼儿园" in page


def test_the_dossiers_partials_show_places_and_reminders(
    client: FlaskClient, place: AnnualCheck
) -> None:
    kindergarten = queries.show_place(place.public_id, CLERK).kindergarten
    template = '{% include "annual_checks/_place.html" %}{% include "reminders/_reminders.html" %}'
    app = client.application
    with app.test_request_context():
        html = app.jinja_env.from_string(template).render(
            places=queries.list_for_kindergarten(kindergarten, CLERK),
            reminders=[],
            today=dt.date(2026, 3, 17),
            place_links=True,
        )
    assert f"/annual-checks/{place.public_id}" in html
    assert db.session.query(Reminder).count() == 0


@pytest.mark.parametrize(
    "path", ["", "/export.xlsx", "/group-text", "/{id}", "/{id}/filing", "/{id}/exemption"]
)
def test_who_is_not_signed_in_is_asked_to(
    client: FlaskClient, place: AnnualCheck, path: str
) -> None:
    answer = client.get("/annual-checks" + path.format(id=place.public_id))
    assert answer.status_code == 302


@pytest.mark.parametrize("role", [Role.KINDERGARTEN, Role.VIEWER, Role.DEPARTMENT])
def test_roles_outside_the_office_see_nothing(
    client: FlaskClient, sign_in: SignIn, place: AnnualCheck, role: Role
) -> None:
    kindergarten = queries.show_place(place.public_id, CLERK).kindergarten
    sign_in(client, role, kindergarten=kindergarten if role is Role.KINDERGARTEN else None)
    assert client.get(f"/annual-checks/{place.public_id}").status_code == 403


def test_an_inspector_sees_but_does_not_record(
    client: FlaskClient, sign_in: SignIn, place: AnnualCheck
) -> None:
    sign_in(client, Role.INSPECTOR)
    page = client.get(f"/annual-checks/{place.public_id}").get_data(as_text=True)
    assert "/filing" not in page
    answer = client.post(f"/annual-checks/{place.public_id}/filing", data=filing())
    assert answer.status_code == 403
    assert db.session.get(AnnualCheck, place.id).state is State.EXPECTED


@pytest.mark.parametrize("path", ["", "/filing", "/exemption", "/reopening"])
def test_the_neighbour_county_is_answered_as_if_it_were_not_there(
    client: FlaskClient, sign_in: SignIn, place: AnnualCheck, path: str
) -> None:
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    there = client.get(f"/annual-checks/{place.public_id}{path}")
    nowhere = client.get(f"/annual-checks/0000000000000000{path}")
    assert there.status_code == nowhere.status_code == 404


def test_a_text_for_the_group_is_written_by_one_bureau(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.CLERK, COUNTY[:2])
    assert client.get("/annual-checks/group-text").status_code == 404


def test_the_workbook_is_offered_with_the_filter_and_holds_no_other_county(
    client: FlaskClient, sign_in: SignIn, place: AnnualCheck
) -> None:
    sign_in(client, Role.CLERK)
    page = client.get("/annual-checks?year=2025&filter=not_filed").get_data(as_text=True)
    address = "/annual-checks/export.xlsx?year=2025&filter=not_filed"
    assert f'href="{address.replace("&", "&amp;")}"' in page
    assert len(table_of(client.get(address))) == 1
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert table_of(client.get(address)) == []


def test_the_workbook_is_read_in_pages_and_says_when_each_was_reminded(
    clerk: FlaskClient, place: AnnualCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_in_pages_of(2, monkeypatch)
    clerk.set_cookie("language", "en")
    for number, text in enumerate(HOSTILE):
        place_of(licensed_kindergarten(f"{text}第{number}幼儿园"))
    db.session.commit()
    rows = table_of(clerk.get("/annual-checks/export.xlsx?year=2025"))
    names = {f"{as_kept(text)}第{number}幼儿园" for number, text in enumerate(HOSTILE)}
    assert {row["Kindergarten"] for row in rows} == {"青禾县晨光幼儿园", *names}
    assert len(rows) == len(HOSTILE) + 1
    assert {row["Last reminder"] for row in rows} == {None}
