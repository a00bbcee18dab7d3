"""The page behind a link, for whoever holds it."""

import datetime as dt
import hashlib
import io
import logging
import secrets

import pikepdf
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.files.models import Evidence
from kgsup.referrals import service
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Opinion, State
from tests.conftest import AT, without_token
from tests.factories.referrals import CLERK, QUESTION, answer, ask

pytestmark = pytest.mark.usefixtures("county")
GIVEN = {"opinion": "agrees", "text": "", "name": "周临江", "position": "监督科科长"}
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "same-origin",
}


@pytest.fixture
def asked() -> tuple[Referral, str]:
    with transaction():
        return ask(contact="李云岭")


def opened(client: FlaskClient, token: str, **data: object) -> TestResponse:
    address = f"/referrals/answer/{token}"
    return client.post(address, data=data) if data else client.get(address)


def is_private(response: TestResponse) -> bool:
    return all(response.headers.get(name) == value for name, value in PRIVATE.items())


def same_page(response: TestResponse, token: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, text and headers, without what repeats the address that was asked for."""
    text = without_token(response).replace(token, "TOKEN")
    headers = [
        (name, value)
        for name, value in response.headers
        if name not in {"Content-Length", "Set-Cookie"}
    ]
    return response.status_code, text, headers


def test_the_department_sees_the_question_and_the_facts_and_nothing_else(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    page = opened(client, token)
    assert page.status_code == 200
    assert is_private(page)
    for text in (QUESTION, "青禾县向阳幼儿园", "青阳街道禾苗路8号", "视为无不同意见"):
        assert text in page.text
    for hidden in (referral.public_id, referral.subject_id, "林一苗", "李云岭", "/login"):
        assert hidden not in page.text
    assert 'name="robots" content="noindex' in page.text
    assert "<script" not in page.text


def test_an_answer_is_taken_and_the_page_then_says_so(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    given = GIVEN | {"opinion": "agrees_with_remarks", "text": "须增设一处出口。"}
    response = opened(client, token, **given)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/referrals/answer/{token}"
    assert referral.state is State.ANSWERED
    assert referral.answer == "须增设一处出口。"
    after = opened(client, token)
    assert after.status_code == 200
    assert is_private(after)
    for gone in (QUESTION, "须增设一处出口。", "周临江", '<form method="post"'):
        assert gone not in after.text


def test_a_second_answer_is_told_and_changes_nothing(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    opened(client, token, **GIVEN)
    second = opened(client, token, **GIVEN | {"opinion": "objects", "text": "不同意。"})
    assert second.status_code == 409
    assert is_private(second)
    assert referral.opinion is Opinion.AGREES


def test_who_is_overtaken_while_sending_is_told(
    client: FlaskClient, asked: tuple[Referral, str], monkeypatch: pytest.MonkeyPatch
):
    """Another answer comes in between the look at the question and the act."""
    _referral, token = asked
    original = service.answer

    def overtaken(*arguments: object) -> object:
        original(token, answer(name="李云岭"), AT)
        return original(*arguments)

    monkeypatch.setattr(service, "answer", overtaken)
    page = opened(client, token, **GIVEN)
    assert page.status_code == 409
    assert '<form method="post"' not in page.text


@pytest.mark.parametrize(
    "change",
    [
        {"opinion": ""},
        {"opinion": "nonsense"},
        {"name": " "},
        {"position": ""},
        {"opinion": "objects", "text": " "},
        {"text": "问" * 4001},
        {"name": "周" * 121},
    ],
)
def test_a_refused_answer_keeps_what_was_typed(
    client: FlaskClient, asked: tuple[Referral, str], change: dict[str, str]
):
    referral, token = asked
    given = GIVEN | {"text": "请见附件。"} | change
    page = opened(client, token, **given)
    assert page.status_code == 422
    assert is_private(page)
    assert "error-summary" in page.text
    assert given["position"] in page.text
    assert referral.state is State.ASKED


def test_a_scan_comes_with_the_answer(client: FlaskClient, asked: tuple[Referral, str]):
    referral, token = asked
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    given = GIVEN | {"scan": (io.BytesIO(picture.getvalue()), "回函.png")}
    assert opened(client, token, **given).status_code == 302
    stored = db.session.execute(
        sa.select(Evidence).where(Evidence.public_id == referral.scan)
    ).scalar_one()
    assert stored.county_code == referral.county_code
    assert stored.stored_by == "青禾县消防救援大队"


def test_a_letter_in_pdf_comes_with_the_answer_as_it_is(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    letter = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(letter)
    given = GIVEN | {"scan": (io.BytesIO(letter.getvalue()), "回函.pdf")}
    assert opened(client, token, **given).status_code == 302
    stored = db.session.execute(
        sa.select(Evidence).where(Evidence.public_id == referral.scan)
    ).scalar_one()
    assert stored.media_type == "application/pdf"
    assert stored.sha256 == hashlib.sha256(letter.getvalue()).hexdigest()


def test_what_is_no_picture_is_refused_and_stored_nowhere(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    given = GIVEN | {"scan": (io.BytesIO(b"PK\x03\x04 no picture"), "x.docx")}
    assert opened(client, token, **given).status_code == 422
    assert referral.state is State.ASKED
    assert db.session.scalar(sa.select(sa.func.count(Evidence.id))) == 0


def test_after_the_due_day_the_page_says_so_and_still_takes_the_answer(
    client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    client.set_cookie("language", "en")
    assert "That day has passed." not in opened(client, token).text
    clock.use_test_clock((AT + dt.timedelta(days=20)).isoformat())
    assert "That day has passed." in opened(client, token).text
    assert opened(client, token, **GIVEN).status_code == 302
    assert referral.state is State.ANSWERED


def test_guessed_dead_and_withdrawn_links_answer_alike_byte_for_byte(client: FlaskClient):
    with transaction():
        replaced, dead = ask()
        withdrawn, ended = ask()
        service.make_link(replaced.public_id, None, CLERK, AT)
        service.withdraw(withdrawn.public_id, "不再需要。", None, CLERK, AT)
    guesses = [
        dead,
        ended,
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(32),
        "not-a-token",
        replaced.public_id,
        replaced.token_sha256 or "",
    ]
    gets = {str(same_page(opened(client, token), token)) for token in guesses}
    posts = {str(same_page(opened(client, token, **GIVEN), token)) for token in guesses}
    assert len(gets) == 1
    assert len(posts) == 1
    page = opened(client, dead)
    assert page.status_code == 404
    assert is_private(page)


def test_a_post_without_its_token_of_the_page_is_refused(
    app, client: FlaskClient, asked: tuple[Referral, str]
):
    referral, token = asked
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert opened(client, token, **GIVEN).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert referral.state is State.ASKED


def test_no_link_stands_in_any_log(
    client: FlaskClient,
    asked: tuple[Referral, str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
):
    _referral, token = asked

    def broken(*_arguments: object) -> object:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(service, "answer", broken)
    with caplog.at_level(logging.DEBUG):
        opened(client, token)
        assert opened(client, token, **GIVEN).status_code == 500
    assert "the disk is full" in caplog.text
    assert token not in caplog.text


def test_opening_a_link_writes_nothing(client: FlaskClient, asked: tuple[Referral, str]):
    referral, token = asked
    before = referral.version
    for _ in range(3):
        opened(client, token)
    db.session.refresh(referral)
    assert referral.version == before
