"""Pages of levels, deputies, cases in hand, numbers elsewhere and reviews afterwards."""

import datetime as dt
from collections.abc import Callable
from itertools import product

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.casework import queries, service
from kgsup.casework.models import Appointment, CaseNumber, Deputation
from kgsup.casework.rules import Level, NumberElsewhere, System
from kgsup.core.db import db, transaction
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.casework import (
    CASE,
    TODAY,
    actor,
    appoint,
    clerk,
    ready_to_sign,
    set_small_bureau,
    sign,
    user,
)

SignIn = Callable[..., User]
PEOPLE = [role for role in Role if role is not Role.SYSTEM]
PAGES = {
    "/levels": {Role.ADMINISTRATOR},
    f"/levels/{COUNTY}/appoint": {Role.ADMINISTRATOR},
    f"/levels/{COUNTY}/deputy": {Role.ADMINISTRATOR},
    "/assignments": {Role.APPROVER, Role.ADMINISTRATOR},
    "/proposals/reviews": {Role.APPROVER, Role.LEGAL_REVIEWER},
}
pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


@pytest.mark.parametrize(("role", "path"), list(product(PEOPLE, PAGES)))
def test_who_opens_which_page(client: FlaskClient, sign_in: SignIn, role: Role, path: str) -> None:
    sign_in(client, role, kindergarten="K" * 16 if role is Role.KINDERGARTEN else None)
    assert client.get(path).status_code == (200 if role in PAGES[path] else 403)


@pytest.mark.parametrize("part", ["appoint", "deputy"])
def test_another_countys_levels_are_not_there(
    client: FlaskClient, sign_in: SignIn, part: str
) -> None:
    sign_in(client, Role.ADMINISTRATOR)
    assert client.get(f"/levels/{OTHER_COUNTY}/{part}").status_code == 404
    assert client.post(f"/levels/{OTHER_COUNTY}/{part}").status_code == 404


def test_an_administrator_gives_levels_names_deputies_and_ends_both(
    client: FlaskClient, sign_in: SignIn
) -> None:
    with transaction():
        head, deputy = user("周临江", Role.APPROVER), user("杨白石", Role.APPROVER)
    sign_in(client, Role.ADMINISTRATOR)
    given = {"user": head.public_id, "level": "head", "from_on": "2026-11-21"}
    assert client.post(f"/levels/{COUNTY}/appoint", data=given).status_code == 302
    refused = client.post(f"/levels/{COUNTY}/appoint", data=given)
    assert (refused.status_code, "end it first" in refused.text) == (422, True)
    named = {
        "represented": head.public_id,
        "deputy": deputy.public_id,
        "from_on": "2026-11-21",
        "until_on": "2026-11-30",
        "reason": "出差",
    }
    assert client.post(f"/levels/{COUNTY}/deputy", data=named).status_code == 302
    assert queries.level_of(actor_of(deputy), COUNTY, TODAY) is Level.HEAD
    page = client.get("/levels").text
    assert "Head of the bureau" in page
    assert "出差" in page
    for model, part in ((Deputation, "deputations"), (Appointment, "appointments")):
        row = db.session.query(model).one()
        path = f"/levels/{part}/{row.public_id}/end"
        data = {"version": str(row.version), "last_on": "2026-11-21", "reason": "已返回"}
        assert client.get(path).status_code == 200
        assert client.post(path, data=data | {"last_on": "2026-11-20"}).status_code == 422
        assert client.post(path, data=data).status_code == 302
        assert "already done" in client.post(path, data=data, follow_redirects=True).text
    assert queries.level_of(actor_of(head), COUNTY, dt.date(2026, 11, 22)) is Level.SECTION


def test_another_countys_appointment_is_not_there(client: FlaskClient, sign_in: SignIn) -> None:
    with transaction():
        appoint(actor("周临江"), Level.HEAD)
    row = db.session.query(Appointment).one()
    sign_in(client, Role.ADMINISTRATOR, OTHER_COUNTY)
    assert client.get(f"/levels/appointments/{row.public_id}/end").status_code == 404


# ── cases in hand ───────────────────────────────────────────────────────────────────────────────


def test_all_cases_of_a_person_are_seen_and_handed_over(
    client: FlaskClient, sign_in: SignIn
) -> None:
    with transaction():
        leaving, staying = user("林一苗", Role.CLERK), user("田小禾", Role.CLERK)
        giver = actor_of(leaving)
        service.assign(CASE, leaving.public_id, giver, AT, title="向阳幼儿园设立")
    sign_in(client, Role.APPROVER)
    assert "林一苗 (1 cases)" in client.get("/assignments").text
    path = f"/assignments?person={leaving.public_id}"
    assert "向阳幼儿园设立" in client.get(path).text
    assert client.post(path, data={"receiver": staying.public_id}).status_code == 422
    assert client.post(path, data={"receiver": leaving.public_id, "reason": "x"}).status_code == 422
    done = client.post(
        path, data={"receiver": staying.public_id, "reason": "调离"}, follow_redirects=True
    )
    assert "1 case handed over." in done.text
    held = queries.assignee_of(CASE)
    assert held is not None
    assert held.user_name == "田小禾"


@pytest.mark.parametrize("person", ["", "nobody", "' OR 1=1"])
def test_nonsense_for_a_person_shows_nobodys_cases(
    client: FlaskClient, sign_in: SignIn, person: str
) -> None:
    sign_in(client, Role.APPROVER)
    page = client.get("/assignments", query_string={"person": person})
    assert page.status_code == 200
    assert "Hand over" not in page.text


# ── numbers elsewhere ───────────────────────────────────────────────────────────────────────────

NUMBERS = f"/cases/{CASE.kind}/{CASE.public_id}/numbers"


@pytest.fixture
def known_case(county: object) -> None:
    with transaction():
        author = clerk()
        service.assign(CASE, author.public_id or "", author, AT)


@pytest.mark.usefixtures("known_case")
def test_a_number_is_recorded_once_finished_and_struck_out(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.CLERK)
    data = {"system": "government_service", "number": "9901 2620 2611 2100 0１"}
    assert client.post(NUMBERS, data=data).status_code == 302
    assert "already done" in client.post(NUMBERS, data=data, follow_redirects=True).text
    row = db.session.query(CaseNumber).one()
    assert row.number == "99012620261121000１".replace("１", "1")
    path = f"/cases/numbers/{row.public_id}"
    version = {"version": str(row.version)}
    late = client.post(f"{path}/finish", data={**version, "finished_on": "2026-11-22"})
    assert late.status_code == 422
    assert (
        client.post(f"{path}/finish", data={**version, "finished_on": "2026-11-20"}).status_code
        == 302
    )
    assert "2026-11-20" in client.get(NUMBERS).text
    db.session.refresh(row)
    assert client.get(f"{path}/strike").status_code == 200
    struck = client.post(f"{path}/strike", data={"version": str(row.version), "reason": "录错"})
    assert struck.status_code == 302
    assert row.number not in client.get(NUMBERS).text


@pytest.mark.usefixtures("known_case")
@pytest.mark.parametrize("role", PEOPLE)
def test_who_records_numbers(client: FlaskClient, sign_in: SignIn, role: Role) -> None:
    sign_in(client, role, kindergarten="K" * 16 if role is Role.KINDERGARTEN else None)
    assert client.get(NUMBERS).status_code == (200 if role is Role.CLERK else 403)


@pytest.mark.usefixtures("known_case")
def test_numbers_of_another_countys_case_are_not_there(
    client: FlaskClient, sign_in: SignIn
) -> None:
    with transaction():
        new = NumberElsewhere(system=System.OTHER, number="1234")
        row = service.record_number(CASE, new, clerk("田小禾"), AT)
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert client.get(NUMBERS).status_code == 404
    assert client.post(NUMBERS, data={"system": "other", "number": "5"}).status_code == 404
    assert client.get(f"/cases/numbers/{row.public_id}/finish").status_code == 404
    assert client.get(f"/cases/numbers/{row.public_id}/strike").status_code == 404


def test_a_case_that_nobody_knows_is_not_there(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, Role.CLERK)
    assert client.get(NUMBERS).status_code == 404


# ── reviews afterwards ──────────────────────────────────────────────────────────────────────────


def test_what_a_small_bureau_signed_is_listed_and_reviewed_by_another(
    client: FlaskClient, sign_in: SignIn
) -> None:
    with transaction():
        set_small_bureau()
        second = user("何青山", Role.APPROVER)
        proposal = ready_to_sign(clerk(), actor_of(second))
        sign(proposal, actor_of(second))
    review = queries.find_after_review(proposal.id)
    assert review is not None
    path = f"/proposals/reviews/{review.public_id}"
    data = {"version": str(review.version), "in_order": "yes", "finding": "程序合规。"}
    sign_in(client, Role.APPROVER, user=second)
    assert "One person took several steps" in client.get("/proposals/reviews").text
    refused = client.post(path, data=data)
    assert (refused.status_code, "does not review" in refused.text) == (422, True)
    sign_in(client, Role.LEGAL_REVIEWER)
    assert client.post(path, data={**data, "finding": " "}).status_code == 422
    assert client.post(path, data=data).status_code == 302
    assert "already done" in client.post(path, data=data, follow_redirects=True).text
    assert "Nothing is to be reviewed." in client.get("/proposals/reviews").text
    assert "程序合规。" in client.get("/proposals/reviews?done=1").text
    sign_in(client, Role.APPROVER, OTHER_COUNTY)
    assert client.get(path).status_code == 404
