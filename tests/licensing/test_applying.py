"""A kindergarten applies on line: begin, fill in, come back, send, follow, correct, take back."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kgsup.access.actor import Role, system_actor
from kgsup.access.guard import roles_with
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.kinds import BY_FOUNDERS, PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from tests.conftest import AT, without_token
from tests.factories import licensing
from tests.licensing.test_filling import picture


@pytest.fixture
def mine(county: object) -> Kindergarten:
    kindergarten = licensing.make_applicant(capacity=180)
    db.session.commit()
    return kindergarten


@pytest.fixture
def owner(client: FlaskClient, sign_in: Callable, mine: Kindergarten) -> FlaskClient:
    sign_in(client, Role.KINDERGARTEN, kindergarten=mine.public_id)
    client.set_cookie("language", "en")
    return client


def drafted(
    kindergarten: Kindergarten, kind: PermitKind = PermitKind.CHANGE_NAME, *, whole: bool = True
) -> PermitApplication:
    application = licensing.start(kind, kindergarten, channel=Channel.ONLINE)
    if whole:
        licensing.fill(application)
    db.session.commit()
    return application


def sent(kindergarten: Kindergarten) -> PermitApplication:
    application = drafted(kindergarten)
    service.submit(application.public_id, None, system_actor("许禾"), AT)
    db.session.commit()
    return application


def asked(kindergarten: Kindergarten) -> PermitApplication:
    application = sent(kindergarten)
    items = (
        Item(of=Of.FIELD, code="name", what="与核准的名称不一致。", article="行政许可法 31"),
        Item(of=Of.PAPER, code="charter", what="缺第三页。"),
    )
    request = service.Request(items=items, asked_on=dt.date(2026, 11, 23))
    at = AT + dt.timedelta(days=2)
    service.request_correction(application.public_id, request, licensing.clerk(), at)
    db.session.commit()
    return application


def test_it_begins_with_what_the_register_knows(owner: FlaskClient, mine: Kindergarten):
    address = f"/own/applications/new/{mine.public_id}"
    page = owner.get(address).get_data(as_text=True)
    assert mine.head in page
    assert 'value="change_scope"' in page
    assert not any(f'value="{kind}"' in page for kind in BY_FOUNDERS)
    data = {"kind": "change_scope", "contact_name": "周晓禾", "contact_telephone": "0990-2222222"}
    begun = owner.post(address, data=data)
    assert begun.status_code == 302
    part = owner.get(f"{begun.location}/parts/kindergarten").get_data(as_text=True)
    assert 'value="180"' in part
    assert "In the register: 180" in part


def test_what_changes_is_shown_old_and_new_before_it_is_sent(
    owner: FlaskClient, mine: Kindergarten
):
    application = drafted(mine)
    page = owner.get(f"/own/applications/{application.public_id}/send").get_data(as_text=True)
    assert "青禾县向阳幼儿园</span> → 青禾县云锦小区幼儿园" in page


def test_save_and_return(owner: FlaskClient, mine: Kindergarten):
    application = drafted(mine, whole=False)
    address = f"/own/applications/{application.public_id}"
    data = {"version": str(application.version), "name": "青禾县新苗幼儿园"}
    assert owner.post(f"{address}/parts/kindergarten", data=data).status_code == 302
    assert "青禾县新苗幼儿园" in owner.get(f"{address}/parts/kindergarten").get_data(as_text=True)
    page = owner.get("/own/applications").get_data(as_text=True)
    assert address in page
    assert "still open" in owner.get(address).get_data(as_text=True)


def test_a_paper_on_line_needs_a_scan(owner: FlaskClient, mine: Kindergarten):
    application = drafted(mine, whole=False)
    address = f"/own/applications/{application.public_id}/papers/charter"
    empty = owner.post(address, data={"version": str(application.version)})
    assert empty.status_code == 422
    scans = [(io.BytesIO(picture()), "一.png"), (io.BytesIO(picture()), "二.png")]
    data = {"version": str(application.version), "scans": scans}
    assert owner.post(address, data=data).status_code == 302
    assert len(queries.papers_of(application)[0].evidence) >= 1
    many = [(io.BytesIO(picture()), f"{n}.png") for n in range(21)]
    answer = owner.post(address, data={"version": str(application.version), "scans": many})
    assert answer.status_code == 422


def test_sending_gives_a_number_and_says_what_comes_next(owner: FlaskClient, mine: Kindergarten):
    clock.use_test_clock(dt.datetime(2026, 11, 20, 16, 0, tzinfo=SHANGHAI).isoformat())
    application = drafted(mine)
    address = f"/own/applications/{application.public_id}"
    assert "counts as received" not in owner.get(f"{address}/send").get_data(as_text=True)
    answer = owner.post(f"{address}/send", data={"version": str(application.version)})
    assert (answer.status_code, answer.location) == (302, address)
    page = owner.get(address).get_data(as_text=True)
    assert application.number in page
    assert "Within five working days" in page
    assert "Receipt" in page or "receipt" in page


def test_after_closing_time_it_is_told_before_sending_when_it_counts(
    owner: FlaskClient, mine: Kindergarten
):
    clock.use_test_clock(dt.datetime(2026, 11, 20, 17, 30, 1, tzinfo=SHANGHAI).isoformat())
    application = drafted(mine)
    address = f"/own/applications/{application.public_id}/send"
    page = owner.get(address).get_data(as_text=True)
    assert "counts as received on" in page
    assert "Nov 23, 2026" in page or "2026-11-23" in page or "23 November 2026" in page
    owner.post(address, data={"version": str(application.version)})
    assert application.received_on == dt.date(2026, 11, 23)


def test_sent_twice_it_is_received_once(owner: FlaskClient, mine: Kindergarten):
    application = drafted(mine)
    address = f"/own/applications/{application.public_id}"
    data = {"version": str(application.version)}
    owner.post(f"{address}/send", data=data)
    number = application.number
    again = owner.post(f"{address}/send", data=data)
    assert (again.status_code, again.location) == (302, address)
    assert application.number == number
    assert "sent already" in owner.get(address).get_data(as_text=True)


def test_what_is_not_whole_stays_a_draft(owner: FlaskClient, mine: Kindergarten):
    application = drafted(mine, whole=False)
    address = f"/own/applications/{application.public_id}/send"
    answer = owner.post(address, data={"version": str(application.version)})
    assert answer.status_code == 422
    assert application.state is State.DRAFT


def test_only_what_was_flagged_can_be_seen_and_changed(owner: FlaskClient, mine: Kindergarten):
    application = asked(mine)
    address = f"/own/applications/{application.public_id}/correct"
    page = owner.get(address).get_data(as_text=True)
    assert "与核准的名称不一致。" in page
    assert "缺第三页。" in page
    assert "行政许可法 31" in page
    assert 'name="name"' in page
    assert 'name="paper_charter"' in page
    assert 'name="short_name"' not in page
    assert "board_decision" not in page


def corrected(owner: FlaskClient, application: PermitApplication, **values: object):
    data = {"version": str(application.version), "name": application.values["name"]} | values
    return owner.post(f"/own/applications/{application.public_id}/correct", data=data)


def test_a_correction_goes_back_to_the_bureau(owner: FlaskClient, mine: Kindergarten):
    application = asked(mine)
    scans = [(io.BytesIO(picture()), "章程.png")]
    answer = corrected(owner, application, name="青禾县云锦二园", paper_charter=scans)
    assert answer.status_code == 302
    assert application.state is State.RECEIVED
    assert application.values["name"] == "青禾县云锦二园"
    assert queries.requests_of(application)[0].changed == [["field", "name"], ["paper", "charter"]]


def test_a_point_may_be_explained_and_one_left_alone_is_refused(
    owner: FlaskClient, mine: Kindergarten
):
    application = asked(mine)
    half = corrected(owner, application, explained_name="名称即核准的名称。")
    assert half.status_code == 422
    assert "名称即核准的名称。" in half.get_data(as_text=True)
    told = {"explained_name": "名称即核准的名称。", "explained_paper_charter": "第三页为空白。"}
    assert corrected(owner, application, **told).status_code == 302
    assert application.state is State.RECEIVED


def test_smuggled_fields_change_nothing(owner: FlaskClient, mine: Kindergarten):
    application = asked(mine)
    told = {"explained_paper_charter": "第三页为空白。", "short_name": "偷改"}
    assert corrected(owner, application, name="青禾县云锦二园", **told).status_code == 302
    assert application.values.get("short_name", "") != "偷改"


def test_corrections_sent_twice_count_once(owner: FlaskClient, mine: Kindergarten):
    application = asked(mine)
    version = str(application.version)
    told = {"explained_paper_charter": "第三页为空白。", "version": version}
    corrected(owner, application, name="青禾县云锦二园", **told)
    again = corrected(owner, application, name="青禾县云锦二园", **told)
    assert again.status_code == 302
    assert len(queries.requests_of(application)) == 1
    assert application.state is State.RECEIVED


def test_it_is_taken_back_once(owner: FlaskClient, mine: Kindergarten):
    application = sent(mine)
    address = f"/own/applications/{application.public_id}"
    data = {
        "version": str(application.version),
        "asked_by": "周晓禾",
        "asked_on": "2026-11-21",
        "reason": "",
    }
    assert owner.post(f"{address}/withdraw", data=data).status_code == 302
    assert application.state is State.WITHDRAWN
    again = owner.post(f"{address}/withdraw", data=data)
    assert (again.status_code, again.location) == (302, address)
    assert "apply again" in owner.get(address).get_data(as_text=True)


def test_a_draft_is_given_up(owner: FlaskClient, mine: Kindergarten):
    application = drafted(mine)
    address = f"/own/applications/{application.public_id}/discard"
    assert owner.get(address).status_code == 200
    owner.post(address, data={"version": str(application.version)})
    assert application.state is State.DISCARDED


def test_what_the_office_is_typing_from_paper_is_not_shown(owner: FlaskClient, mine: Kindergarten):
    application = licensing.start(PermitKind.CHANGE_NAME, mine)
    db.session.commit()
    address = f"/own/applications/{application.public_id}"
    assert address not in owner.get("/own/applications").get_data(as_text=True)
    for page in ("", "/send", "/parts/kindergarten", "/discard"):
        assert owner.get(f"{address}{page}").status_code == 404, page


def test_what_came_in_on_paper_is_followed_and_corrected_on_line(
    owner: FlaskClient, mine: Kindergarten
):
    application = licensing.received(PermitKind.CHANGE_NAME, mine)
    items = (Item(of=Of.FIELD, code="name", what="不一致。"),)
    service.request_correction(
        application.public_id, service.Request(items=items), licensing.clerk(), AT
    )
    db.session.commit()
    address = f"/own/applications/{application.public_id}"
    assert application.number in owner.get(address).get_data(as_text=True)
    assert corrected(owner, application, name="青禾县云锦二园").status_code == 302


PAGES = ["", "/parts/kindergarten", "/papers/charter", "/send", "/correct", "/withdraw", "/discard"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("make", [drafted, asked])
def test_another_kindergartens_application_is_not_there_byte_for_byte(
    owner: FlaskClient, page: str, make: Callable
):
    theirs = make(licensing.make_applicant(name="青禾县晨光幼儿园"))
    unknown = "0" * len(theirs.public_id)
    for send in (owner.get, owner.post) if page else (owner.get,):
        seen = send(f"/own/applications/{theirs.public_id}{page}")
        nothing = send(f"/own/applications/{unknown}{page}")
        assert seen.status_code == nothing.status_code == 404
        assert without_token(seen).replace(theirs.public_id, unknown) == without_token(nothing)


def test_nobody_begins_for_another_kindergarten(owner: FlaskClient):
    other = licensing.make_applicant(name="青禾县晨光幼儿园")
    db.session.commit()
    assert owner.get(f"/own/applications/new/{other.public_id}").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("page", PAGES)
def test_only_the_kindergarten_reaches_its_own_pages(
    app: Flask,
    client: FlaskClient,
    sign_in: Callable,
    mine: Kindergarten,
    role: Role,
    page: str,
):
    with app.app_context():
        may = role in roles_with(app, Permission.OWN_APPLICATION)
    application = asked(mine) if page in {"/correct", "/withdraw"} else drafted(mine)
    sign_in(client, role, kindergarten=mine.public_id if role is Role.KINDERGARTEN else None)
    status = client.get(f"/own/applications/{application.public_id}{page}").status_code
    assert status == (200 if may else 403)
