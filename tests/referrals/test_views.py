"""Pages of questions to departments: the office's, as each role sees them."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.audit import rules as audit
from kgsup.core.db import db, transaction
from kgsup.referrals import queries, service
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import State
from tests.conftest import AT, OTHER_COUNTY, without_token
from tests.factories.referrals import CLERK, answer, ask
from tests.workbooks import HOSTILE, as_kept, column, read_in_pages_of, rows_shown, table_of

SignIn = Callable[..., User]
READERS = [
    Role.INSPECTOR,
    Role.CLERK,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
OTHERS = [Role.HANDLER, Role.KINDERGARTEN, Role.DEPARTMENT, Role.VIEWER]
OWN = "K" * 16  # the public id of somebody's kindergarten
FORMS = ["link", "paper-answer", "withdraw"]

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def asked() -> tuple[Referral, str]:
    with transaction():
        return ask()


def photo() -> tuple[io.BytesIO, str]:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    return io.BytesIO(picture.getvalue()), "回函.png"


@pytest.mark.parametrize("role", READERS)
def test_readers_see_list_question_and_workbook(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str], role: Role
):
    sign_in(client, role)
    assert rows_shown(client.get("/referrals")) == ["青禾县消防救援大队"]
    page = client.get(f"/referrals/{asked[0].public_id}")
    assert page.status_code == 200
    assert "行政许可法 45" in page.text  # the bureau's own clock runs on
    client.set_cookie("language", "en")
    assert column(client.get("/referrals.xlsx"), "Department") == ["青禾县消防救援大队"]


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_nothing(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str], role: Role
):
    sign_in(client, role, kindergarten=OWN if role is Role.KINDERGARTEN else None)
    for address in ("/referrals", "/referrals.xlsx", f"/referrals/{asked[0].public_id}"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", [*READERS, *OTHERS])
def test_only_clerks_act(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str], role: Role, form: str
):
    sign_in(client, role, kindergarten=OWN if role is Role.KINDERGARTEN else None)
    address = f"/referrals/{asked[0].public_id}/{form}"
    expected = 200 if role is Role.CLERK else 403
    assert client.get(address).status_code == expected
    if role is not Role.CLERK:
        assert client.post(address).status_code == 403
    offered = role in READERS and address in client.get(f"/referrals/{asked[0].public_id}").text
    assert offered is (role is Role.CLERK)


@pytest.mark.parametrize("form", ["", *(f"/{form}" for form in FORMS)])
def test_another_countys_question_answers_as_one_that_never_was(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str], form: str
):
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    there = client.get(f"/referrals/{asked[0].public_id}{form}")
    nowhere = client.get(f"/referrals/{'0' * 16}{form}")
    assert there.status_code == nowhere.status_code == 404
    shown = without_token(there).replace(asked[0].public_id, "X")
    assert shown == without_token(nowhere).replace("0" * 16, "X")


def test_a_new_link_is_shown_once_and_works(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, old = asked
    sign_in(client, Role.CLERK)
    page = client.post(
        f"/referrals/{referral.public_id}/link", data={"version": str(referral.version)}
    )
    found = re.search(r"/referrals/answer/([\w-]{43})<", page.text)
    assert page.headers["Cache-Control"] == "no-store"
    assert found
    assert client.get(f"/referrals/answer/{found[1]}").status_code == 200
    assert client.get(f"/referrals/answer/{old}").status_code == 404
    assert found[1] not in client.get(f"/referrals/{referral.public_id}").text


def test_the_page_of_the_link_sent_twice_makes_no_second_link(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, _old = asked
    sign_in(client, Role.CLERK)
    data = {"version": str(referral.version)}
    first = client.post(f"/referrals/{referral.public_id}/link", data=data)
    found = re.search(r"/referrals/answer/([\w-]{43})<", first.text)
    assert client.post(f"/referrals/{referral.public_id}/link", data=data).status_code == 422
    assert found
    assert client.get(f"/referrals/answer/{found[1]}").status_code == 200


def test_an_answer_on_paper_is_entered_with_its_scan(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, _token = asked
    sign_in(client, Role.CLERK)
    data = {
        "version": str(referral.version),
        "opinion": "objects",
        "text": "疏散楼梯不足。",
        "name": "周临江",
        "position": "监督科科长",
        "answered_on": "2026-11-21",
        "scan": photo(),
    }
    response = client.post(f"/referrals/{referral.public_id}/paper-answer", data=data)
    assert response.status_code == 302
    assert referral.state is State.ANSWERED
    page = client.get(f"/referrals/{referral.public_id}").text
    assert "疏散楼梯不足。" in page
    assert f"/{referral.scan}" in page


@pytest.mark.parametrize(
    "change", [{"scan": None}, {"answered_on": "2026-11-22"}, {"opinion": ""}, {"text": ""}]
)
def test_a_refused_paper_answer_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str], change: dict
):
    referral, _token = asked
    sign_in(client, Role.CLERK)
    data = {
        "version": str(referral.version),
        "opinion": "objects",
        "text": "疏散楼梯不足。",
        "name": "周临江",
        "position": "监督科科长",
        "answered_on": "2026-11-21",
        "scan": photo(),
    } | change
    data = {name: value for name, value in data.items() if value is not None}
    page = client.post(f"/referrals/{referral.public_id}/paper-answer", data=data)
    assert page.status_code == 422
    assert "监督科科长" in page.text
    db.session.refresh(referral)
    assert referral.state is State.ASKED


def test_what_is_no_picture_is_refused_as_a_scan(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, _token = asked
    sign_in(client, Role.CLERK)
    data = {
        "version": str(referral.version),
        "opinion": "agrees",
        "name": "周临江",
        "position": "监督科科长",
        "answered_on": "2026-11-21",
        "scan": (io.BytesIO(b"<html><script>alert(1)</script>"), "x.png"),
    }
    page = client.post(f"/referrals/{referral.public_id}/paper-answer", data=data)
    assert page.status_code == 422
    assert referral.state is State.ASKED


def test_a_question_is_withdrawn_with_its_reason(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, token = asked
    sign_in(client, Role.CLERK)
    address = f"/referrals/{referral.public_id}/withdraw"
    data = {"version": str(referral.version), "reason": ""}
    assert client.post(address, data=data).status_code == 422
    assert client.post(address, data=data | {"reason": "申请已撤回。"}).status_code == 302
    assert "申请已撤回。" in client.get(f"/referrals/{referral.public_id}").text
    assert client.get(f"/referrals/answer/{token}").status_code == 404
    page = client.get(address)
    assert page.status_code == 200
    assert '<form method="post" enctype' not in page.text  # nothing to confirm any more


def test_an_old_page_is_told_that_somebody_was_quicker(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, _token = asked
    sign_in(client, Role.CLERK)
    seen = referral.version
    with transaction():
        service.make_link(referral.public_id, None, CLERK, AT)
    data = {"version": str(seen), "reason": "申请已撤回。"}
    page = client.post(f"/referrals/{referral.public_id}/withdraw", data=data)
    assert page.status_code == 422
    assert "申请已撤回。" in page.text
    assert referral.state is State.ASKED


def test_overdue_questions_are_marked_and_found(client: FlaskClient, sign_in: SignIn):
    with transaction():
        ask(department="甲局", asked_on=dt.date(2026, 10, 9))
        ask(department="乙局")
    sign_in(client, Role.CLERK)
    assert rows_shown(client.get("/referrals?state=late")) == ["甲局"]
    assert rows_shown(client.get("/referrals?state=asked")) == ["乙局", "甲局"]
    assert rows_shown(client.get("/referrals?state=nonsense")) == ["乙局", "甲局"]
    page = client.get("/referrals", headers={"Cookie": "language=en"}).text
    assert page.count("tag-bad") == 1


def test_the_workbook_holds_every_row_of_the_filter_and_no_formula(
    client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    with transaction():
        for text in HOSTILE:
            ask(question=f"{text}x")
    read_in_pages_of(3, monkeypatch)
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    rows = table_of(client.get("/referrals.xlsx"))
    assert sorted(row["Question"] for row in rows) == sorted(
        as_kept(f"{text}x".strip()) for text in HOSTILE
    )
    assert {row["Late"] for row in rows} == {"no"}
    assert column(client.get("/referrals.xlsx?state=answered"), "Question") == []


def test_the_case_behind_a_question_is_linked_where_the_program_has_its_page(
    client: FlaskClient,
    sign_in: SignIn,
    asked: tuple[Referral, str],
    monkeypatch: pytest.MonkeyPatch,
):
    referral, _token = asked
    sign_in(client, Role.CLERK)
    monkeypatch.setattr(audit, "_PAGES", {})
    assert referral.subject_id not in client.get(f"/referrals/{referral.public_id}").text
    page = audit.CasePage(endpoint="referrals.show_referral")
    audit.register_case_page(referral.subject_kind, page)
    shown = client.get(f"/referrals/{referral.public_id}")
    assert f"/referrals/{referral.subject_id}" in shown.text


def test_a_case_shows_the_usual_time_of_its_county():
    assert queries.usual_period("990126", AT.date()).count == 10


def test_what_a_department_wrote_is_shown_as_text(
    client: FlaskClient, sign_in: SignIn, asked: tuple[Referral, str]
):
    referral, token = asked
    given = answer(text="<script>alert(1)</script>", name="<b>周</b>")
    with transaction():
        service.answer(token, given, AT)
    sign_in(client, Role.CLERK)
    page = client.get(f"/referrals/{referral.public_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
