"""The reviewer's page: every field and paper with a check box; one request; an approver's second one."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kgsup.access.actor import Role, system_actor
from kgsup.access.guard import roles_with
from kgsup.access.permissions import Permission
from kgsup.core.db import db
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.ledger import SUBJECT
from tests.conftest import AT, OTHER_COUNTY, without_token
from tests.factories import licensing


@pytest.fixture
def application(county: object) -> PermitApplication:
    made = licensing.received(PermitKind.ESTABLISHMENT)
    db.session.commit()
    return made


@pytest.fixture
def clerk(client: FlaskClient, sign_in: Callable, application: object) -> FlaskClient:
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


def flagged(application: PermitApplication, **values: str) -> dict[str, str]:
    data = {"version": str(application.version), "asked_on": "2026-11-21", "how": ""}
    return data | values


NAME = {
    "flag_field_name": "y",
    "what_field_name": "与核准的名称不一致。",
    "article_field_name": "行政许可法 31",
}
PAPER = {"flag_paper_charter": "y", "what_paper_charter": "缺第三页。"}


def address(application: PermitApplication, page: str = "request-correction") -> str:
    return f"/applications/{application.public_id}/{page}"


def test_every_field_and_every_paper_has_its_check_box_and_article(
    clerk: FlaskClient, application: PermitApplication
):
    page = clerk.get(address(application)).text
    rule = queries.rule_of(application, licensing.TODAY)
    for field in rule.fields:
        assert f'name="flag_field_{field}"' in page
        assert f'name="what_field_{field}"' in page
    for paper in rule.papers:
        assert f'name="flag_paper_{paper.code}"' in page
        if paper.article:
            assert f'name="article_paper_{paper.code}" type="text" value="{paper.article}"' in page


def test_what_is_plainly_missing_is_flagged_beforehand(clerk: FlaskClient, county: object):
    draft = licensing.start(PermitKind.ESTABLISHMENT)
    office = system_actor("test registrar")
    typed = {F.NAME: "青禾县云锦幼儿园", F.CAPACITY: "一百八"}
    service.save_section(draft.public_id, typed, None, office, AT)
    service.receive(draft.public_id, service.Receipt(received_at=AT), licensing.clerk(), AT)
    db.session.commit()
    page = clerk.get(address(draft)).text
    rule = queries.rule_of(draft, licensing.TODAY)
    assert page.count("未提交。") == sum(paper.required for paper in rule.papers)
    assert page.count("填写有误，无法辨认。") == 1
    assert page.count("未填写。") > 10


def test_one_request_names_all_that_was_flagged(clerk: FlaskClient, application: PermitApplication):
    answer = clerk.post(address(application), data=flagged(application, **NAME, **PAPER))
    assert answer.location == f"/applications/{application.public_id}"
    assert application.state is State.CORRECTING
    [request] = queries.requests_of(application)
    assert [(item["of"], item["code"]) for item in request.items] == [
        ("field", "name"),
        ("paper", "charter"),
    ]
    page = clerk.get(answer.location).text
    assert "缺第三页。" in page
    assert "not answered yet" in page


def test_a_flag_without_a_word_is_answered_beside_it_and_the_rest_is_kept(
    clerk: FlaskClient, application: PermitApplication
):
    data = flagged(application, **PAPER, flag_field_name="y", what_field_name=" ")
    answer = clerk.post(address(application), data=data)
    assert answer.status_code == 422
    assert 'id="what_field_name-error"' in answer.text
    assert "缺第三页。" in answer.text
    assert application.state is State.RECEIVED


def test_nothing_flagged_is_no_request(clerk: FlaskClient, application: PermitApplication):
    assert clerk.post(address(application), data=flagged(application)).status_code == 422
    assert queries.requests_of(application) == []


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-20", "2026-02-30", "1900-01-01", ""])
def test_a_day_that_cannot_be_is_refused(
    clerk: FlaskClient, application: PermitApplication, day: str
):
    data = flagged(application, **NAME, asked_on=day)
    assert clerk.post(address(application), data=data).status_code == 422
    assert application.state is State.RECEIVED


def test_sent_twice_it_goes_out_once(clerk: FlaskClient, application: PermitApplication):
    data = flagged(application, **NAME)
    clerk.post(address(application), data=data)
    again = clerk.post(address(application), data=data)
    assert again.status_code == 302
    papers = list_of_subject(SUBJECT, application.public_id, system_actor("test reader"))
    asked = [paper for paper in papers if paper.kind is DocumentKind.CORRECTION_REQUEST]
    assert len(asked) == 1


def answered(application: PermitApplication) -> PermitApplication:
    items = (Item(of=Of.FIELD, code="name", what="不一致。"),)
    request = service.Request(items=items)
    service.request_correction(application.public_id, request, licensing.clerk(), AT)
    answer = service.AnswerGiven(values={F.NAME: "青禾县云锦第二幼儿园"})
    service.answer_correction(application.public_id, answer, system_actor("许禾"), AT)
    db.session.commit()
    return application


def test_a_clerk_is_refused_what_could_be_seen_before(
    clerk: FlaskClient, application: PermitApplication
):
    answered(application)
    answer = clerk.post(address(application), data=flagged(application, **PAPER))
    assert answer.status_code == 422
    assert "行政许可法 32.1(4)" in answer.text
    assert "缺第三页。" in answer.text
    smuggled = flagged(application, **PAPER, override_reason="补充。")
    assert clerk.post(address(application), data=smuggled).status_code == 422
    assert len(queries.requests_of(application)) == 1


def test_an_approver_allows_a_second_request_with_a_reason(
    client: FlaskClient, sign_in: Callable, application: PermitApplication
):
    answered(application)
    sign_in(client, Role.APPROVER)
    client.set_cookie("language", "en")
    again = address(application, "request-again")
    assert again in client.get(f"/applications/{application.public_id}").text
    assert client.post(again, data=flagged(application, **PAPER)).status_code == 422
    data = flagged(application, **PAPER, override_reason="首次告知时漏看章程。")
    assert client.post(again, data=data).status_code == 302
    second = queries.requests_of(application)[-1]
    assert (second.override_reason, second.overridden_by) == ("首次告知时漏看章程。", "田小禾")
    assert "首次告知时漏看章程。" in client.get(f"/applications/{application.public_id}").text


def test_what_was_changed_on_the_spot_stands_on_a_slip(
    clerk: FlaskClient, application: PermitApplication
):
    page = address(application, "on-the-spot")
    assert 'value="180"' in clerk.get(page).text
    fields = queries.rule_of(application, licensing.TODAY).fields
    data = {name: text for name, text in application.values.items() if text and name in fields}
    data |= {"version": str(application.version), "corrected_by": "许禾", "classes": "7"}
    answer = clerk.post(page, data=data)
    assert answer.status_code == 302
    assert application.values["classes"] == "7"
    papers = list_of_subject(SUBJECT, application.public_id, system_actor("test reader"))
    [slip] = [paper for paper in papers if paper.kind is DocumentKind.ON_THE_SPOT_CORRECTION]
    assert [row["label"] for row in slip.frozen["facts"]["corrected"]] == ["班数"]
    assert clerk.post(page, data=data).status_code == 302  # sent twice
    assert application.values["classes"] == "7"


@pytest.mark.parametrize(
    ("field", "text"), [("classes", "七"), ("name", "园" * 51), ("opens_on", "2027-02-30")]
)
def test_nonsense_on_the_spot_is_answered_and_changes_nothing(
    clerk: FlaskClient, application: PermitApplication, field: str, text: str
):
    fields = queries.rule_of(application, licensing.TODAY).fields
    data = {name: text for name, text in application.values.items() if text and name in fields}
    data |= {"version": str(application.version), "corrected_by": "许禾", field: text}
    answer = clerk.post(address(application, "on-the-spot"), data=data)
    assert answer.status_code == 422
    assert text in answer.text
    assert application.values.get(field) != text


PERMISSIONS = {
    "request-correction": Permission.APPLICATION_REVIEW,
    "request-again": Permission.APPLICATION_DECIDE,
    "on-the-spot": Permission.APPLICATION_RECEIVE,
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("page", PERMISSIONS)
def test_who_asks_who_allows_and_who_corrects(
    app: Flask,
    client: FlaskClient,
    sign_in: Callable,
    application: PermitApplication,
    role: Role,
    page: str,
):
    with app.app_context():
        may = role in roles_with(app, PERMISSIONS[page])
    sign_in(client, role, kindergarten="none" if role is Role.KINDERGARTEN else None)
    assert client.get(address(application, page)).status_code == (200 if may else 403)


@pytest.mark.parametrize("page", PERMISSIONS)
def test_another_countys_application_is_not_there_byte_for_byte(
    client: FlaskClient, sign_in: Callable, application: PermitApplication, page: str
):
    sign_in(client, Role.APPROVER if page == "request-again" else Role.CLERK, OTHER_COUNTY)
    unknown = "0" * len(application.public_id)
    theirs = client.get(address(application, page))
    nobodys = client.get(f"/applications/{unknown}/{page}")
    assert theirs.status_code == nobodys.status_code == 404
    assert without_token(theirs).replace(application.public_id, unknown) == without_token(nobodys)


@pytest.mark.parametrize("page", PERMISSIONS)
@pytest.mark.parametrize("make", [licensing.start, licensing.accepted])
def test_outside_its_time_nothing_is_asked_and_nothing_corrected(
    client: FlaskClient, sign_in: Callable, county: object, make: Callable, page: str
):
    application = make(PermitKind.ESTABLISHMENT)
    db.session.commit()
    sign_in(client, Role.APPROVER if page == "request-again" else Role.CLERK)
    state = application.state
    values = {"override_reason": "补充。", "corrected_by": "许禾", "classes": "7"}
    data = flagged(application, **NAME, **values)
    assert client.post(address(application, page), data=data).status_code == 422
    assert application.state is state


def test_corrections_that_come_to_the_window_are_entered_there(
    clerk: FlaskClient, application: PermitApplication
):
    clerk.post(address(application), data=flagged(application, **NAME, **PAPER))
    page = address(application, "corrections")
    assert page in clerk.get(f"/applications/{application.public_id}").text
    assert 'name="classes"' not in clerk.get(page).text
    data = {
        "version": str(application.version),
        "name": "青禾县云锦第二幼儿园",
        "explained_paper_charter": "第三页当面补齐。",
    }
    for _ in range(2):  # sent twice it counts once
        answer = clerk.post(page, data=data)
        assert answer.location == f"/applications/{application.public_id}"
    assert application.state is State.RECEIVED
    assert application.values["name"] == "青禾县云锦第二幼儿园"
