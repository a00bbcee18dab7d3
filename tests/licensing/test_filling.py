"""A clerk types a paper application: task list, sections, papers, receipt; what is typed is never lost."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from kgsup.access.actor import Role
from kgsup.access.guard import roles_with
from kgsup.access.permissions import Permission
from kgsup.core.db import db
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from tests.conftest import COUNTY, OTHER_COUNTY, without_token
from tests.factories import licensing


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def clerk(client: FlaskClient, sign_in: Callable, county: object) -> FlaskClient:
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def draft(county: object) -> PermitApplication:
    application = licensing.start(PermitKind.ESTABLISHMENT)
    db.session.commit()
    return application


def typed(application: PermitApplication, *names: F, **changes: str) -> dict[str, str]:
    """What a browser sends of some fields, with the version of the page."""
    present = {name.value: licensing.ANSWERS.get(name, "") for name in names}
    return present | {"version": str(application.version)} | changes


PREMISES = (
    F.LAND_M2, F.BUILDING_M2, F.ACTIVITY_M2, F.OUTDOOR_M2, F.FLOORS, F.HEALTH_EVALUATION, F.FIRE_SAFETY,
)  # fmt: skip


def test_a_paper_application_is_begun_at_the_window(clerk: FlaskClient, session: object):
    page = clerk.get(f"/applications/{COUNTY}/new").get_data(as_text=True)
    assert 'name="kindergarten"' in page
    begun = clerk.post(
        f"/applications/{COUNTY}/new",
        data={"kind": "establishment", "channel": "window", "applicant": "青禾县禾苗教育服务中心"},
    )
    assert begun.status_code == 302
    assert begun.location.endswith("/fill")
    assert "青禾县禾苗教育服务中心" in clerk.get(begun.location).get_data(as_text=True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"kind": "change_name", "channel": "post", "kindergarten": "没有"}, "exactly this name"),
        ({"kind": "change_name", "channel": "post"}, "for which kindergarten"),
        ({"kind": "establishment", "channel": "window"}, "who applies"),
        ({"kind": "preparation", "channel": "window", "applicant": "许禾"}, "Not a valid choice"),
        ({"kind": "establishment", "channel": "online", "applicant": "许禾"}, "Not a valid choice"),
    ],
)
def test_a_beginning_that_cannot_be_is_answered_on_the_form(
    clerk: FlaskClient, data: dict[str, str], said: str
):
    answer = clerk.post(f"/applications/{COUNTY}/new", data=data)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert said in page or "choices" in page or "choice" in page
    assert data.get("kindergarten", "") in page


def test_another_county_has_no_such_window(clerk: FlaskClient):
    assert clerk.get(f"/applications/{OTHER_COUNTY}/new").status_code == 404


def test_the_task_list_tells_done_open_and_unreadable(clerk: FlaskClient, draft: PermitApplication):
    address = f"/applications/{draft.public_id}/fill"
    assert clerk.get(address).get_data(as_text=True).count("Done") == 0
    saved = clerk.post(f"{address}/premises", data=typed(draft, *PREMISES))
    assert (saved.status_code, saved.location) == (302, address)
    assert clerk.get(address).get_data(as_text=True).count("Done") == 1
    bad = typed(draft, *PREMISES, land_m2="三千")
    assert clerk.post(f"{address}/premises", data=bad).status_code == 422
    page = clerk.get(address).get_data(as_text=True)
    assert page.count("Cannot be read") == 1
    assert page.count("Done") == 0


@pytest.mark.parametrize(
    ("section", "field", "text"),
    [
        ("premises", "land_m2", "三千"),
        ("premises", "floors", "1_0"),
        ("kindergarten", "name", "园" * 51),
        ("kindergarten", "capacity", "一百八十"),
        ("kindergarten", "name_check_until", "2026-02-30"),
        ("kindergarten", "opens_on", "1900-01-01"),
        ("people", "head_name", "阿" * 51),
        ("people", "teachers", "-3"),
    ],
)
def test_nonsense_is_answered_beside_its_field_and_kept(
    clerk: FlaskClient, draft: PermitApplication, section: str, field: str, text: str
):
    address = f"/applications/{draft.public_id}/fill/{section}"
    rule = queries.rule_of(draft, licensing.TODAY)
    names = [name for name in licensing.ANSWERS if name in rule.fields]
    answer = clerk.post(address, data=typed(draft, *names, **{field: text}))
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert f'id="{field}-error"' in page
    assert text in page
    again = clerk.get(address)
    assert again.status_code == 200
    assert text in again.get_data(as_text=True)
    assert f'id="{field}-error"' in again.get_data(as_text=True)
    assert draft.values[field] == text
    assert draft.state is State.DRAFT


def test_a_refused_page_can_be_sent_again_at_once(clerk: FlaskClient, draft: PermitApplication):
    address = f"/applications/{draft.public_id}/fill/premises"
    page = clerk.post(address, data=typed(draft, *PREMISES, floors="三")).get_data(as_text=True)
    assert f'name="version" type="hidden" value="{draft.version}"' in page
    assert clerk.post(address, data=typed(draft, *PREMISES)).status_code == 302


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "·" * 50, "O'Brien <b>", "𠮷田"])
def test_names_are_kept_letter_by_letter(clerk: FlaskClient, draft: PermitApplication, name: str):
    address = f"/applications/{draft.public_id}/fill/people"
    people = [field for field in licensing.ANSWERS if field.startswith("head")]
    clerk.post(address, data=typed(draft, *people, head_name=name))
    assert draft.values["head_name"] == name


def test_a_choice_that_is_none_is_not_kept(clerk: FlaskClient, draft: PermitApplication):
    address = f"/applications/{draft.public_id}/fill/kindergarten"
    answer = clerk.post(address, data=typed(draft, F.NAME, town="999999999", ownership="mine"))
    assert answer.status_code == 422
    assert "town" not in draft.values
    assert "ownership" not in draft.values
    assert draft.values["name"] == licensing.ANSWERS[F.NAME]


def test_two_clerks_on_one_section_lose_nothing(clerk: FlaskClient, draft: PermitApplication):
    address = f"/applications/{draft.public_id}/fill/premises"
    old = typed(draft, *PREMISES, land_m2="2500")
    clerk.post(address, data=typed(draft, *PREMISES, land_m2="3100"))
    answer = clerk.post(address, data=old)
    assert answer.status_code == 422
    assert "2500" in answer.get_data(as_text=True)
    assert draft.values["land_m2"] == "3100"


def test_a_paper_is_taken_with_copies_original_and_scans(
    clerk: FlaskClient, draft: PermitApplication
):
    address = f"/applications/{draft.public_id}/fill/papers/charter"
    answer = clerk.post(
        address,
        data={
            "version": str(draft.version),
            "copies": "2",
            "original_seen": "y",
            "scans": [(io.BytesIO(picture()), "章程.png")],
        },
    )
    assert answer.status_code == 302
    [paper] = queries.papers_of(draft)
    assert (paper.code, paper.copies, paper.original_seen) == ("charter", 2, True)
    assert len(paper.evidence) == 1
    assert "1 file has been handed in" in clerk.get(address).get_data(as_text=True)


@pytest.mark.parametrize("copies", ["0", "100", "两", ""])
def test_copies_are_counted_in_figures(clerk: FlaskClient, draft: PermitApplication, copies: str):
    address = f"/applications/{draft.public_id}/fill/papers/charter"
    answer = clerk.post(address, data={"version": str(draft.version), "copies": copies})
    assert answer.status_code == 422
    assert queries.papers_of(draft) == []


def test_what_is_no_scan_is_said_beside_the_field(clerk: FlaskClient, draft: PermitApplication):
    address = f"/applications/{draft.public_id}/fill/papers/charter"
    data = {
        "version": str(draft.version),
        "copies": "1",
        "scans": [(io.BytesIO(b"MZ\x90 no picture"), "a.exe")],
    }
    answer = clerk.post(address, data=data)
    assert answer.status_code == 422
    assert 'id="scans-error"' in answer.get_data(as_text=True)


@pytest.mark.parametrize("page", ["fill/nothing", "fill/ending", "fill/papers/nothing"])
def test_what_the_kind_does_not_ask_for_has_no_page(
    clerk: FlaskClient, draft: PermitApplication, page: str
):
    assert clerk.get(f"/applications/{draft.public_id}/{page}").status_code == 404


def receive(clerk: FlaskClient, draft: PermitApplication, **values: str):
    data = {"version": str(draft.version), "received_at": "2026-11-20T16:40"} | values
    return clerk.post(f"/applications/{draft.public_id}/receive", data=data)


def test_it_is_received_whole_or_not_with_day_and_minute(
    clerk: FlaskClient, draft: PermitApplication
):
    assert receive(clerk, draft).status_code == 302
    assert draft.state is State.RECEIVED
    assert draft.received_on.isoformat() == "2026-11-20"
    page = clerk.get(f"/applications/{draft.public_id}").get_data(as_text=True)
    assert draft.number in page


def test_sent_twice_it_is_received_once(clerk: FlaskClient, draft: PermitApplication):
    version = str(draft.version)
    receive(clerk, draft)
    number = draft.number
    again = receive(clerk, draft, version=version)
    assert again.status_code == 302
    assert draft.number == number


@pytest.mark.parametrize(
    "moment",
    ["2026-11-21T10:01", "2027-01-01T09:00", "1900-01-01T09:00", "2026-02-30T09:00", "gestern"],
)
def test_a_moment_that_cannot_be_is_refused_and_kept(
    clerk: FlaskClient, draft: PermitApplication, moment: str
):
    answer = receive(clerk, draft, received_at=moment, handed_in_by="许禾")
    assert answer.status_code == 422
    assert "许禾" in answer.get_data(as_text=True)
    assert draft.state is State.DRAFT


def test_after_the_receipt_the_task_list_leads_to_the_application(
    clerk: FlaskClient, draft: PermitApplication
):
    receive(clerk, draft)
    for page in ("fill", "fill/premises", "fill/papers/charter"):
        answer = clerk.get(f"/applications/{draft.public_id}/{page}")
        assert answer.location == f"/applications/{draft.public_id}"


def test_the_office_does_not_touch_what_an_applicant_is_still_writing(
    clerk: FlaskClient, county: object
):
    theirs = licensing.start(
        PermitKind.CHANGE_NAME, licensing.make_applicant(), channel=Channel.ONLINE
    )
    db.session.commit()
    assert clerk.get(f"/applications/{theirs.public_id}/fill").status_code == 404
    assert receive(clerk, theirs).status_code == 404
    page = clerk.get(f"/applications/{theirs.public_id}").get_data(as_text=True)
    assert "/receive" not in page
    assert theirs.state is State.DRAFT


PAGES = ["fill", "fill/premises", "fill/papers/charter", "receive", "discard"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
@pytest.mark.parametrize("page", PAGES)
def test_only_those_who_receive_reach_the_pages_of_intake(
    app: Flask,
    client: FlaskClient,
    sign_in: Callable,
    draft: PermitApplication,
    role: Role,
    page: str,
):
    with app.app_context():
        may = role in roles_with(app, Permission.APPLICATION_RECEIVE)
    sign_in(client, role, kindergarten="none" if role is Role.KINDERGARTEN else None)
    status = client.get(f"/applications/{draft.public_id}/{page}").status_code
    assert status == (200 if may else 403)


@pytest.mark.parametrize("page", PAGES)
def test_a_clerk_of_another_county_finds_nothing_byte_for_byte(
    client: FlaskClient, sign_in: Callable, draft: PermitApplication, page: str
):
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    theirs = client.get(f"/applications/{draft.public_id}/{page}")
    nobodys = client.get(f"/applications/{'0' * len(draft.public_id)}/{page}")
    assert theirs.status_code == nobodys.status_code == 404
    assert without_token(theirs).replace(draft.public_id, "") == without_token(nobodys).replace(
        "0" * len(draft.public_id), ""
    )
