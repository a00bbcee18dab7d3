"""The pages of the review: who reaches them, what they show, what they do."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from tests.factories import licensing
from tests.files.test_adapters import picture

SignIn = Callable[..., User]

PATHS = [
    "conditions",
    "impossible",
    "verification-notice",
    "verification",
    "departments",
    "extend",
    "pause",
    "resume",
    "undertakings/new",
    "hearing/told",
    "hearing/notified",
    "propose",
]


def made(kind: PermitKind = PermitKind.CHANGE_ADDRESS) -> PermitApplication:
    application = licensing.accepted(
        kind, None if kind is PermitKind.ESTABLISHMENT else licensing.make_applicant()
    )
    db.session.commit()
    return application


def post(client: FlaskClient, path: str, data: dict[str, object]):
    """Fill the form of a page and send it with its token and version."""
    page = client.get(path).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*value="([^"]*)"', page))
    return client.post(
        path, data={**hidden, **data}, content_type="multipart/form-data", follow_redirects=True
    )


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_only_the_clerk_reaches_the_steps_of_the_review(
    client: FlaskClient, sign_in: SignIn, county: object, path: str, role: Role
):
    application = made()
    own = queries.kindergarten_of(application)
    is_own = role is Role.KINDERGARTEN and own is not None
    sign_in(client, role, kindergarten=own.public_id if is_own else None)
    status = client.get(f"/applications/{application.public_id}/{path}").status_code
    assert status == (200 if role is Role.CLERK else 403)


@pytest.mark.parametrize("path", PATHS)
def test_another_countys_application_is_not_there(
    client: FlaskClient, sign_in: SignIn, county: object, path: str
):
    application = made()
    sign_in(client, Role.CLERK, county="990127")
    theirs = client.get(f"/applications/{application.public_id}/{path}")
    nobodys = client.get(f"/applications/0000000000000000/{path}")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)


@pytest.mark.parametrize("state", [State.DRAFT, State.RECEIVED, State.ACCEPTED, State.WITHDRAWN])
def test_the_page_offers_what_the_state_allows(
    client: FlaskClient, sign_in: SignIn, county: object, state: State
):
    application = {
        State.DRAFT: lambda: licensing.start(PermitKind.CHANGE_ADDRESS),
        State.RECEIVED: lambda: licensing.received(PermitKind.CHANGE_ADDRESS),
    }.get(state, made)()
    if state is State.WITHDRAWN:
        application.state = state
    db.session.commit()
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    is_open, is_accepted = state in {State.RECEIVED, State.ACCEPTED}, state is State.ACCEPTED
    assert ("/conditions" in page) is is_open
    assert ("/departments" in page) is is_open
    for path in ("/verification-notice", "/verification", "/extend", "/pause", "/hearing/told"):
        assert (path in page) is is_accepted, path
    assert "/resume" not in page


def test_the_panel_shows_figure_standard_and_article(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made(PermitKind.ESTABLISHMENT)
    application.values = {**application.values, "capacity": "400", "teachers": "0"}
    db.session.commit()
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "办园规模400人，规程规定一般不超过360人" in page
    assert "幼儿园工作规程 11" in page
    assert "没有教师" in page
    assert "cannot be granted" in page
    assert "/impossible" in page
    asked = {"what": "先发证", "by": "王副局长"}
    path = f"/applications/{application.public_id}/impossible"
    assert post(client, path, asked).status_code == 200
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "Note of what stands in the way printed" in page


def test_conditions_are_answered_and_what_was_typed_is_kept_when_refused(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    path = f"/applications/{application.public_id}/conditions"
    refused = post(client, path, {"met_site": "not_met", "remark_buildings": "写了的话"})
    assert refused.status_code == 422
    assert "Say what is missing" in refused.get_data(as_text=True)
    assert "写了的话" in refused.get_data(as_text=True)
    page = post(client, path, {"met_site": "not_met", "remark_site": "临近高压线。"})
    assert "临近高压线。" in page.get_data(as_text=True)
    assert "condition:site" in {one["code"] for one in _stored(application)}


def _stored(application: PermitApplication) -> list[dict[str, str]]:
    db.session.expire_all()
    return [{"code": f"condition:{row['code']}"} for row in application.conditions]


def test_a_verification_is_recorded_with_scan_and_measured_figures(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    typed = {
        "done_on": "2026-11-21",
        "first_verifier": "许小满",
        "second_verifier": "田禾",
        "measured_outdoor_m2": "600",
        "verdict": "failed",
        "opinion": "户外场地不足。",
        "scans": (io.BytesIO(picture()), "record.jpg"),
    }
    path = f"/applications/{application.public_id}/verification"
    page = post(client, path, typed).get_data(as_text=True)
    assert "户外场地不足。" in page
    assert "never stops the clock" in page
    [row] = queries.verifications_of(application)
    assert row.figures == [{"field": "outdoor_m2", "declared": "900", "measured": "600"}]
    assert len(row.evidence) == 1


def test_a_verification_of_one_person_is_refused_with_the_article(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    typed = {
        "done_on": "2026-11-21",
        "first_verifier": "许小满",
        "second_verifier": "许小满",
        "verdict": "passed",
        "opinion": "合格。",
        "scans": (io.BytesIO(picture()), "record.jpg"),
    }
    reply = post(client, f"/applications/{application.public_id}/verification", typed)
    assert reply.status_code == 422
    assert "行政许可法 34" in reply.get_data(as_text=True)
    assert queries.verifications_of(application) == []


def test_a_department_is_asked_and_the_link_is_shown_once(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    path = f"/applications/{application.public_id}/departments"
    typed = {
        "department": "青禾县消防救援大队",
        "question": "是否符合消防要求？",
        "facts-0-label": "地址",
        "facts-0-value": "青阳街道云锦路8号",
        "count": "10",
        "unit": "working_days",
        "silence": "逾期视为无意见。",
        "office_number": "青教函〔2026〕18号",
    }
    reply = post(client, path, typed)
    text = reply.get_data(as_text=True)
    [link] = re.findall(r"/referrals/answer/[\w-]+", text)
    assert reply.headers["Cache-Control"] == "no-store"
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert link not in page
    assert "青禾县消防救援大队" in page
    assert client.get(link).status_code == 200


def test_the_page_of_extension_says_why_there_is_none(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made(PermitKind.ESTABLISHMENT)
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{application.public_id}/extend").get_data(as_text=True)
    assert "民办教育促进法 17" in page
    assert "<textarea" not in page


def test_an_extension_is_proposed_on_its_page(client: FlaskClient, sign_in: SignIn, county: object):
    application = made()
    sign_in(client, Role.CLERK)
    path = f"/applications/{application.public_id}/extend"
    page = post(client, path, {"count": "10", "reason": "需核实产权。"}).get_data(as_text=True)
    assert "需核实产权。" in page
    assert "延长" in page


def test_the_clock_stops_and_goes_on(client: FlaskClient, sign_in: SignIn, county: object):
    application = made()
    sign_in(client, Role.CLERK)
    base = f"/applications/{application.public_id}"
    typed = {
        "ground": "expert_review",
        "basis": "民办教育促进法实施条例 18",
        "count": "15",
        "unit": "working_days",
        "from_day": "2026-11-21",
    }
    page = post(client, f"{base}/pause", typed).get_data(as_text=True)
    assert "/resume" in page
    assert "/pause" not in page
    page = post(client, f"{base}/resume", {"on": "2026-11-21"}).get_data(as_text=True)
    assert "/pause" in page


def test_an_undertaking_is_entered_listed_and_fulfilled(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    path = f"/applications/{application.public_id}/undertakings/new"
    typed = {"text": "补齐备案。", "given_on": "2026-11-21", "due_on": "2026-12-31"}
    page = post(client, path, typed).get_data(as_text=True)
    [address] = re.findall(r"/undertakings/\w+/fulfil", page)
    assert "补齐备案。" in client.get("/undertakings").get_data(as_text=True)
    assert "补齐备案。" not in client.get("/undertakings?show=late").get_data(as_text=True)
    assert "青消备5号" in post(
        client, address, {"on": "2026-11-21", "proof": "青消备5号"}
    ).get_data(as_text=True)
    assert "补齐备案。" not in client.get("/undertakings?show=open").get_data(as_text=True)
    assert "补齐备案。" in client.get("/undertakings?show=all").get_data(as_text=True)


def test_a_hearing_goes_step_by_step_on_its_pages(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.CLERK)
    base = f"/applications/{application.public_id}/hearing"
    page = post(client, f"{base}/told", {"intended": "不予许可", "reasons": "不安全。"})
    assert "hearing/asked" in page.get_data(as_text=True)
    page = post(client, f"{base}/asked", {"on": "2026-11-21"})
    assert "hearing/notified" in page.get_data(as_text=True)
    typed = {
        "held_at": "2026-12-01T09:00",
        "place": "会议室",
        "chair": "何法规",
        "is_public": "y",
    }
    page = post(client, f"{base}/notified", typed)
    assert "何法规" in page.get_data(as_text=True)
    assert client.get(f"{base}/nonsense").status_code == 404


def test_the_proposal_answers_each_finding_and_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    application.values = {**application.values, "floors": "4"}
    db.session.commit()
    sign_in(client, Role.CLERK)
    path = f"/applications/{application.public_id}/propose"
    typed = {"outcome": "grant", "text": "建议准予变更。"}
    refused = post(client, path, typed)
    assert refused.status_code == 422
    assert "园舍4层" in refused.get_data(as_text=True)
    assert "建议准予变更。" in refused.get_data(as_text=True)
    page = post(client, path, typed | {"answer_figures_floors": "四层为办公用房。"})
    assert page.status_code == 200
    assert "建议准予变更。" in page.get_data(as_text=True)
    db.session.expire_all()
    assert [row["answer"] for row in application.findings] == ["四层为办公用房。"]
