"""Refusals and faults: a clear page, nothing leaked, nothing half done."""

import pytest
from flask import Flask

from kgsup.core.clock import start_of
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.core.law import Article
from kgsup.web import errors


def test_headers_stand_on_every_answer(client):
    for path in ("/login", "/nowhere", "/healthz"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_an_unknown_address_is_a_page_with_404(client):
    assert client.get("/nowhere").status_code == 404


@pytest.mark.parametrize(
    ("error", "status"),
    [(RuleViolation("No.", Article.RECUSAL), 422), (Conflict("No."), 409), (Missing("No."), 404)],
)
def test_domain_errors_have_their_status(app: Flask, client, error, status):
    with app.test_request_context("/x"):
        assert errors._domain_error(error)[1] == status


def test_a_fault_shows_an_id_and_no_trace(app: Flask, client, caplog):
    with app.test_request_context("/x"):
        page, status = errors._fault(ValueError("secret /etc/shadow"))
    assert status == 500
    assert "secret" not in page
    assert caplog.records[-1].args[0] in page


def test_the_program_that_reads_json_gets_json(client):
    response = client.get("/nowhere", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.get_json()["error"] == "404"


def test_a_request_that_is_too_large_is_refused(client, app: Flask):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    try:
        assert client.post("/login", data={"username": "x" * 2000}).status_code == 413
    finally:
        app.config["MAX_CONTENT_LENGTH"] = 32 * 1024 * 1024


def test_a_nul_is_refused_wherever_it_comes(client):
    assert client.get("/verify?code=%00").headers["Location"] == "/verify"
    assert client.post("/login", data={"username": "a\0b", "password": "x"}).status_code == 400


def test_health_tells_of_database_and_worker(client):
    answer = client.get("/healthz").get_json()
    assert set(answer) == {"status", "database", "sqlite", "worker"}
    assert answer["worker"] == {"heartbeat_age_s": None}


def test_days_begin_at_midnight_in_china():
    import datetime as dt

    assert start_of(dt.date(2026, 11, 21)).isoformat() == "2026-11-20T16:00:00+00:00"
