"""The public pages: the front, the check of a paper, health, and the style guide of development."""

from dataclasses import replace

import pytest

from kgsup.access.actor import Role


def test_the_front_page_asks_for_a_code_and_offers_to_sign_in(client):
    page = client.get("/")
    assert page.status_code == 200
    assert "/verify" in page.text
    assert "/login" in page.text


@pytest.mark.parametrize("code", ["", "1234", "U" * 16, "<script>alert(1)</script>", "0" * 17])
def test_what_cannot_be_a_code_is_said_to_be_none(client, code):
    page = client.get("/verify", query_string={"code": code})
    assert page.status_code == 422
    assert "<script>alert" not in page.text


def test_a_code_is_read_as_people_type_it(client):
    response = client.get("/verify", query_string={"code": "oil0-1234 5678-9abc"})
    assert response.headers["Location"] == "/verify/0110123456789ABC"


def test_an_unknown_code_says_no_paper_and_never_leads_elsewhere(client):
    page = client.get("/verify/0000000000000000")
    assert page.status_code == 404
    assert "Location" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"


def test_the_style_guide_shows_refused_fields_too(client):
    assert client.get("/style-guide").status_code == 200
    assert client.post("/style-guide", data={"text": ""}).status_code == 422


def test_in_production_there_is_no_style_guide(app, client):
    settings = app.config["KGSUP_SETTINGS"]
    app.config["KGSUP_SETTINGS"] = replace(settings, mode="production")
    try:
        assert client.get("/style-guide").status_code == 404
    finally:
        app.config["KGSUP_SETTINGS"] = settings


def test_signed_in_people_find_their_day_from_the_front(client, county, sign_in):
    sign_in(client, Role.CLERK)
    assert "/my-day" in client.get("/").text
