"""Founders without an account: a code shown once opens one application and nothing else."""

import datetime as dt
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role, system_actor
from kgsup.accounts.rules import FAILURES_PER_ADDRESS, FAILURES_PER_NAME
from kgsup.core import clock
from kgsup.core.db import db
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules import applications
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.service.starting import ACCESS_CODE_BYTES
from tests.conftest import AT, COUNTY, without_token
from tests.factories import licensing
from tests.licensing.test_filling import picture

START = "/public/permits/establishment/start"
HERE = "/public/permits/application"
WHO = {
    "applicant": "许禾",
    "contact_name": "许禾",
    "contact_telephone": "0990-3333333",
}


@pytest.fixture
def founder(client: FlaskClient, county: object) -> FlaskClient:
    client.set_cookie("language", "en")
    return client


def begin(founder: FlaskClient) -> str:
    """Begin an application; returns the code as the page shows it."""
    page = founder.post(START, data=WHO)
    assert page.status_code == 200
    found = re.search(r'class="code-box">([^<]+)<', page.text)
    assert found
    return found.group(1)


def the_one() -> PermitApplication:
    return db.session.execute(db.select(PermitApplication)).scalar_one()


def forget(founder: FlaskClient) -> None:
    assert founder.post(f"{HERE}/close").status_code == 302


def test_a_code_has_at_least_128_bits():
    assert ACCESS_CODE_BYTES * 8 >= 128


def test_the_code_is_shown_once_and_kept_nowhere(founder: FlaskClient):
    code = begin(founder)
    plain = code.replace("-", "")
    assert len(plain) == 2 * ACCESS_CODE_BYTES
    application = the_one()
    assert application.access_sha256 == queries.access_hash(code)
    assert plain not in str([vars(row) for row in db.session])
    assert code not in founder.get(HERE).text
    assert plain not in str(founder.get_cookie("kgsup"))


def test_the_page_with_the_code_is_kept_by_no_browser_and_no_search_engine(founder: FlaskClient):
    answer = founder.post(START, data=WHO)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert founder.get(HERE).headers["Cache-Control"] == "no-store"


def test_two_codes_differ(founder: FlaskClient):
    assert begin(founder) != begin(founder)


@pytest.mark.parametrize("kind", [kind for kind in PermitKind if kind != "establishment"])
def test_only_founding_begins_without_an_account(founder: FlaskClient, kind: PermitKind):
    answer = founder.post(f"/public/permits/{kind}/start", data=WHO)
    assert answer.status_code == (422 if kind is PermitKind.PREPARATION else 404)
    assert db.session.execute(db.select(PermitApplication)).all() == []


@pytest.mark.parametrize("missing", WHO)
def test_who_applies_is_said(founder: FlaskClient, missing: str):
    answer = founder.post(START, data=WHO | {missing: "  "})
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in answer.text


@pytest.mark.parametrize("writing", ["as shown", "without dashes", "capitals", "blanks", "wide"])
def test_the_code_opens_however_it_is_copied(founder: FlaskClient, writing: str):
    code = begin(founder)
    forget(founder)
    assert founder.get(HERE).location == "/public/permits/open"
    copied = {
        "as shown": code,
        "without dashes": code.replace("-", ""),
        "capitals": code.upper(),
        "blanks": f" {code.replace('-', ' ')} ",
        "wide": "".join(chr(ord(sign) + 0xFEE0) if sign.isalnum() else sign for sign in code),
    }[writing]
    answer = founder.post("/public/permits/open", data={"code": copied})
    assert (answer.status_code, answer.location) == (302, HERE)
    assert founder.get(HERE).status_code == 200


def wrong_codes(code: str) -> list[str]:
    last = "0" if code[-1] != "0" else "1"
    return [code[:-1] + last, code[:-1], code * 2, "x", "%00", "' OR 1=1", "许禾"]


def test_wrong_codes_are_answered_alike_and_never_repeated(founder: FlaskClient):
    codes = wrong_codes(begin(founder))
    forget(founder)
    answers = [founder.post("/public/permits/open", data={"code": code}) for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({without_token(answer) for answer in answers}) == 1


def test_a_code_whose_draft_is_gone_is_answered_like_a_wrong_one(founder: FlaskClient):
    code = begin(founder)
    forget(founder)
    application = the_one()
    later = AT + dt.timedelta(days=70)
    assert service.discard_untouched(application.public_id, later, system_actor("worker"), later)
    db.session.commit()
    gone = founder.post("/public/permits/open", data={"code": code})
    never = founder.post("/public/permits/open", data={"code": "x"})
    assert without_token(gone) == without_token(never)


def test_guessing_has_to_wait(founder: FlaskClient):
    code = begin(founder)
    forget(founder)
    for number in range(FAILURES_PER_ADDRESS):
        founder.post("/public/permits/open", data={"code": f"guess {number}"})
    answer = founder.post("/public/permits/open", data={"code": code})
    assert answer.status_code == 422
    assert "Wait a quarter of an hour" in answer.text
    clock.use_test_clock((AT + dt.timedelta(minutes=16)).isoformat())
    assert founder.post("/public/permits/open", data={"code": code}).status_code == 302


def test_the_same_wrong_code_has_to_wait_sooner(founder: FlaskClient):
    for _ in range(FAILURES_PER_NAME):
        assert founder.post("/public/permits/open", data={"code": "x"}).status_code == 404
    assert founder.post("/public/permits/open", data={"code": "X "}).status_code == 422


def test_an_open_application_closes_after_some_hours(founder: FlaskClient):
    begin(founder)
    clock.use_test_clock((AT + dt.timedelta(hours=8, seconds=1)).isoformat())
    assert founder.get(HERE).location == "/public/permits/open"


def test_a_county_that_had_too_many_drafts_says_so(founder: FlaskClient, monkeypatch):
    monkeypatch.setattr(applications, "FOUNDER_DRAFTS_PER_DAY", 1)
    begin(founder)
    answer = founder.post(START, data=WHO)
    assert answer.status_code == 422
    assert "Come back tomorrow" in answer.text
    assert "0990-3333333" in answer.text


def test_from_the_first_section_to_the_receipt_in_pdf(founder: FlaskClient):
    begin(founder)
    application = the_one()
    data = {"version": str(application.version), "name": "青禾县云锦小区幼儿园"}
    assert founder.post(f"{HERE}/parts/kindergarten", data=data).status_code == 302
    scans = [(io.BytesIO(picture()), "章程.png")]
    data = {"version": str(application.version), "scans": scans}
    assert founder.post(f"{HERE}/papers/charter", data=data).status_code == 302
    licensing.fill(application, actor=service.founder_actor(application))
    db.session.commit()
    assert "Look it through" in founder.get(HERE).text
    assert founder.get(f"{HERE}/send").status_code == 200
    sent = founder.post(f"{HERE}/send", data={"version": str(application.version)})
    assert (sent.status_code, sent.location) == (302, HERE)
    assert application.state is State.RECEIVED
    page = founder.get(HERE).text
    assert application.number in page
    [receipt] = list_of_subject(SUBJECT, application.public_id, system_actor("test reader"))
    assert f"{HERE}/documents/{receipt.public_id}" in page
    waiting = founder.get(f"{HERE}/documents/{receipt.public_id}")
    assert "being prepared" in waiting.text


def founded(founder: FlaskClient) -> PermitApplication:
    begin(founder)
    application = the_one()
    actor = service.founder_actor(application)
    licensing.fill(application, actor=actor)
    service.submit(application.public_id, None, actor, AT)
    db.session.commit()
    return application


def test_a_founder_is_asked_once_and_answers(founder: FlaskClient):
    code = begin(founder)
    application = the_one()
    actor = service.founder_actor(application)
    licensing.fill(application, actor=actor)
    service.submit(application.public_id, None, actor, AT)
    at = AT + dt.timedelta(days=2)
    request = service.Request(items=(Item(of=Of.FIELD, code="classes", what="与人数不符。"),))
    clock.use_test_clock(at.isoformat())
    service.request_correction(application.public_id, request, licensing.clerk(), at)
    db.session.commit()
    assert founder.get(HERE).location == "/public/permits/open"  # two days later
    assert founder.post("/public/permits/open", data={"code": code}).location == HERE
    page = founder.get(f"{HERE}/correct").text
    assert 'name="classes"' in page
    assert 'name="capacity"' not in page
    data = {"version": str(application.version), "classes": "7"}
    assert founder.post(f"{HERE}/correct", data=data).location == HERE
    assert (application.state, application.values["classes"]) == (State.RECEIVED, "7")


def test_what_was_not_served_is_not_handed_out(founder: FlaskClient):
    application = founded(founder)
    outcome = service.Withdrawal(asked_by="许禾", asked_on=licensing.TODAY)
    paper = service.withdraw(application.public_id, outcome, licensing.clerk(), AT)
    db.session.commit()
    assert paper.kind is DocumentKind.PROCEDURE_ENDED_NOTICE
    assert paper.public_id not in founder.get(HERE).text
    assert founder.get(f"{HERE}/documents/{paper.public_id}").status_code == 404
    assert founder.get(f"{HERE}/documents/{'0' * 16}").status_code == 404


def test_it_is_taken_back_and_sent_twice_it_is_once(founder: FlaskClient):
    application = founded(founder)
    data = {
        "version": str(application.version),
        "asked_by": "许禾",
        "asked_on": "2026-11-21",
        "reason": "",
    }
    assert founder.post(f"{HERE}/withdraw", data=data).location == HERE
    assert application.state is State.WITHDRAWN
    assert founder.post(f"{HERE}/withdraw", data=data).location == HERE


PAGES = ["", "/parts/kindergarten", "/papers/charter", "/send", "/correct", "/withdraw", "/discard"]


@pytest.mark.parametrize("page", PAGES)
def test_without_a_code_every_page_leads_to_the_one_for_codes(founder: FlaskClient, page: str):
    assert founder.get(f"{HERE}{page}").location == "/public/permits/open"


def test_a_code_opens_no_page_of_the_office_or_of_kindergartens(founder: FlaskClient):
    application = founded(founder)
    for address in (
        f"/applications/{application.public_id}",
        f"/own/applications/{application.public_id}",
    ):
        assert "/login" in founder.get(address).location


def test_a_kindergartens_account_does_not_reach_a_founders_application(
    client: FlaskClient, sign_in: Callable, county: object
):
    kindergarten = licensing.make_applicant()
    start = service.Start(
        kind=PermitKind.ESTABLISHMENT,
        county_code=COUNTY,
        channel=Channel.ONLINE,
        applicant="许禾",
    )
    application, _code = service.open_for_founder(start, AT)
    db.session.commit()
    sign_in(client, Role.KINDERGARTEN, kindergarten=kindergarten.public_id)
    assert client.get(f"/own/applications/{application.public_id}").status_code == 404
