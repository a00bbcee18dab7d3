"""Signing in and out, as a person does it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kgsup.access.actor import Grant, Role, system_actor
from kgsup.accounts import rules, service
from kgsup.accounts.models import User
from kgsup.core.db import db, transaction
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_user, without_token
from tests.workbooks import HOSTILE, as_kept, table_of

PASSWORD = "Green-Rice-2026"


@pytest.fixture
def clerk(county: object) -> str:
    new = service.NewUser(
        username="lin-qing",
        name="林青",
        password=PASSWORD,
        grants=[Grant(role=Role.CLERK, county_prefix=COUNTY)],
    )
    with transaction():
        service.add_user(new, system_actor("test"), AT)
    return new.username


def sign_in_with(client: FlaskClient, username: str, password: str):
    return client.post("/login", data={"username": username, "password": password})


def test_the_right_password_opens_a_session(client, clerk):
    assert sign_in_with(client, clerk, PASSWORD).status_code == 302
    assert client.get("/account").status_code == 200


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, clerk):
    wrong = sign_in_with(client, clerk, "Wrong-Password-1")
    unknown = sign_in_with(client, "nobody", "Wrong-Password-1")
    assert wrong.status_code == unknown.status_code == 422
    assert without_token(wrong).replace(clerk, "nobody") == without_token(unknown)
    assert clerk not in unknown.text


def test_after_five_failures_even_the_right_password_waits(client, clerk):
    for _ in range(rules.FAILURES_PER_NAME):
        sign_in_with(client, clerk, "Wrong-Password-1")
    assert sign_in_with(client, clerk, PASSWORD).status_code == 422
    assert client.get("/account").status_code == 302


def test_a_cookie_kept_from_before_signing_out_opens_nothing(client, clerk):
    sign_in_with(client, clerk, PASSWORD)
    kept = client.get_cookie("kgsup").value
    assert client.post("/logout").status_code == 302
    client.set_cookie("kgsup", kept)
    assert client.get("/account").status_code == 302


def test_deactivation_takes_effect_with_the_next_request(client, clerk):
    sign_in_with(client, clerk, PASSWORD)
    with transaction():
        user = service.queries.find_user(clerk)
        service.set_active(user.public_id, False, None, system_actor("test"), AT)
    assert client.get("/account").status_code == 302


def test_a_changed_password_ends_all_sessions(client, clerk, app: Flask):
    sign_in_with(client, clerk, PASSWORD)
    other = app.test_client()
    sign_in_with(other, clerk, PASSWORD)
    data = {"old": PASSWORD, "new": "Blue-Rice-2026", "again": "Blue-Rice-2026"}
    assert client.post("/account", data=data).status_code == 302
    assert client.get("/account").status_code == 302
    assert other.get("/account").status_code == 302
    assert sign_in_with(client, clerk, "Blue-Rice-2026").status_code == 302


def test_a_target_on_another_host_is_not_followed(client, clerk):
    response = client.post(
        "/login?next=//evil.example/", data={"username": clerk, "password": PASSWORD}
    )
    assert response.headers["Location"] == "/"


def test_only_administrators_see_accounts(client, county, sign_in):
    sign_in(client, Role.CLERK)
    assert client.get("/accounts").status_code == 403
    sign_in(client, Role.ADMINISTRATOR)
    assert client.get("/accounts").status_code == 200


def test_an_account_of_another_county_is_not_there(client, county, sign_in):
    stranger = sign_in(client, Role.CLERK, county="990127")
    sign_in(client, Role.ADMINISTRATOR)
    assert client.get(f"/accounts/{stranger.public_id}").status_code == 404


def test_an_administrator_cannot_grant_beyond_the_own_county(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    data = {
        "username": "wei",
        "name": "魏远",
        "password": PASSWORD,
        "role": "clerk",
        "county_prefix": "99",
    }
    assert client.post("/accounts/new", data=data).status_code == 422
    assert service.queries.find_user("wei") is None
    db.session.rollback()


def test_the_workbook_of_accounts_holds_those_of_the_own_county(client, county, sign_in):
    for number, name in enumerate(HOSTILE):
        make_user(Role.INSPECTOR, username=f"inspector-{number}", name=name)
    make_user(Role.CLERK, county=OTHER_COUNTY, username="stranger")
    own = sign_in(client, Role.ADMINISTRATOR)
    client.set_cookie("language", "en")
    assert 'href="/accounts.xlsx"' in client.get("/accounts").text
    rows = table_of(client.get("/accounts.xlsx"))
    assert {row["User name"]: row["Full name"] for row in rows} == {
        own.username: own.name,
        **{f"inspector-{number}": as_kept(name) for number, name in enumerate(HOSTILE)},
    }
    assert f"Inspector · {COUNTY}" in {row["Roles"] for row in rows}
    assert {row["State"] for row in rows} == {"active"}
    assert not any("password" in str(head).lower() for head in rows[0])


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_only_administrators_get_the_workbook_of_accounts(client, county, sign_in, role):
    sign_in(client, role)
    assert client.get("/accounts.xlsx").status_code == 403


def test_deactivating_twice_does_not_activate_again(client, county, sign_in):
    other = make_user(Role.CLERK)
    sign_in(client, Role.ADMINISTRATOR)
    address, data = f"/accounts/{other.public_id}/active", {"version": "1"}
    assert client.post(address, data=data).status_code == 302
    assert client.post(address, data=data).status_code == 422
    assert db.session.get(User, other.id).active is False


def test_particulars_are_changed_and_a_second_saver_is_told(client, county, sign_in):
    other = make_user(Role.INSPECTOR)
    sign_in(client, Role.ADMINISTRATOR)
    address = f"/accounts/{other.public_id}/change"
    data = {"version": "1", "name": "田大禾", "enforcement_certificate": "99012600099"}
    assert client.post(address, data=data).status_code == 302
    second = client.post(address, data=data | {"name": "田中禾"})
    assert second.status_code == 422
    assert "田中禾" in second.text
    assert db.session.get(User, other.id).name == "田大禾"


def test_names_differ_by_more_than_capitals(client, clerk, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    data = {
        "username": clerk.upper(),
        "name": "魏远",
        "password": PASSWORD,
        "role": "clerk",
        "county_prefix": COUNTY,
    }
    assert client.post("/accounts/new", data=data).status_code == 422
    assert client.post("/accounts/new", data=data | {"username": "wei"}).status_code == 302


@pytest.mark.parametrize("version", ["", "²", "9" * 5000, "-1", "x"])
def test_a_version_that_is_none_matches_no_row(client, county, sign_in, version):
    other = make_user(Role.CLERK)
    sign_in(client, Role.ADMINISTRATOR)
    response = client.post(f"/accounts/{other.public_id}/active", data={"version": version})
    assert response.status_code == 422
