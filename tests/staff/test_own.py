"""Who sees what: readers by role and county, and a kindergarten's own people."""

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff import queries, service
from kgsup.staff.models import StaffMember
from kgsup.staff.rules.entries import Ending
from kgsup.staff.rules.people import EndReason
from tests.factories.staff import (
    CHECKED,
    CLERK,
    TEACHER_CERTIFICATE,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)

NUMBER = identity_number(24)


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def the_person() -> StaffMember:
    return db.session.scalars(sa.select(StaffMember).order_by(StaffMember.id.desc())).first()


def person_of(member):
    return queries.get_person(member.public_id, CLERK)


NEW = {"name": "苗青青", "identity_number": NUMBER, "post": "teacher", "from_on": "2024-09-01"}


# ── who sees what ──

PAGES = ["/staff", "/staff/{person}", "/kindergartens/{place}/staff"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_only_who_decides_on_people_reads_them(client, sign_in, place, role):
    member = make_person("苗青青", work_in(place))
    own_place = place.public_id if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own_place)
    readers = {Role.CLERK, Role.INSPECTOR, Role.APPROVER, Role.LEGAL_REVIEWER}
    wanted = 200 if role in readers else 403
    for address in PAGES:
        url = address.format(person=member.public_id, place=place.public_id)
        assert client.get(url).status_code == wanted, url
    assert client.get("/own/staff").status_code == (200 if own_place else 403)
    assert client.post("/staff.xlsx").status_code == wanted


def test_another_county_sees_nobody(client, sign_in, place):
    member = make_person("苗青青", work_in(place), number=NUMBER)
    sign_in(client, Role.CLERK, "990127")
    assert "苗青青" not in text(client.get("/staff?state=all"))
    assert client.get(f"/staff/{member.public_id}").status_code == 404
    assert client.get(f"/kindergartens/{place.public_id}/staff").status_code == 404


def test_a_kindergarten_sees_and_changes_its_own_people_alone(own, place, other_place):
    mine = make_person("苗青青", work_in(place), number=NUMBER)
    stranger = make_person("王小麦", work_in(other_place))
    both = make_person("李两处", work_in(place), work_in(other_place, Post.COOK))
    client = own(place)
    page = text(client.get("/own/staff"))
    assert "苗青青" in page
    assert "王小麦" not in page
    assert other_place.name not in page
    assert text(client.get(f"/own/staff/{mine.public_id}"))
    assert other_place.name not in text(client.get(f"/own/staff/{both.public_id}"))
    assert client.get(f"/own/staff/{stranger.public_id}").status_code == 404
    assert client.get(f"/own/staff/{stranger.public_id}/change").status_code == 404
    assert client.get(f"/staff/{mine.public_id}").status_code == 403
    form = {"done_on": "2026-08-20", "version": str(mine.version)}
    address = f"/own/staff/{mine.public_id}/record/health_check"
    assert client.post(address, data=form).status_code == 302
    address = f"/own/staff/{stranger.public_id}/record/health_check"
    assert client.post(address, data=form).status_code == 404


def test_a_kindergarten_enters_ends_and_is_told_whose_work_stops(own, place):
    client = own(place)
    response = client.post("/own/staff/new", data={**NEW, "kindergarten": place.public_id})
    assert response.status_code == 302
    member = the_person()
    service.enter_ban(entry_of(member), ban_of())
    page = text(client.get("/own/staff"))
    assert "The work of these people stops at once" in page
    assert "stops at once" in text(client.get("/own"))
    employment = person_of(member).employments[0]
    form = {
        "until_on": "2026-11-21",
        "reason": "barred",
        "version": str(employment.version),
    }
    address = f"/own/staff/{member.public_id}/end/{employment.public_id}"
    text(client.get(address))
    assert client.post(address, data=form).status_code == 302
    assert "The work of these people stops at once" not in text(client.get("/own/staff"))


def test_of_somebody_who_left_a_kindergarten_sees_the_employment_alone(own, place):
    certificate = TEACHER_CERTIFICATE
    member = make_person("苗青青", work_in(place), certificates=(certificate,), facts=CHECKED)
    employment = person_of(member).employments[0].public_id
    service.end_employment(
        entry_of(member), employment, Ending(until_on=TODAY, reason=EndReason.LEFT)
    )
    page = text(own(place).get(f"/own/staff/{member.public_id}"))
    assert "No longer employed" in page
    assert "Kindergarten teacher certificate" not in page
    assert "青禾县公安局" not in page


def test_the_list_asks_a_number_of_queries_that_does_not_grow(office, place, count_queries):
    for n in range(1, 4):
        make_person("苗青青", work_in(place), number=identity_number(n), facts=CHECKED)
    client = office()
    client.get("/staff")
    before = len(count_queries())
    client.get("/staff")
    few = len(count_queries()) - before
    for n in range(4, 24):
        make_person("苗青青", work_in(place), number=identity_number(n), facts=CHECKED)
    db.session.commit()
    before = len(count_queries())
    client.get("/staff")
    assert len(count_queries()) - before == few


def test_a_long_list_is_read_page_by_page(office, place):
    for n in range(1, 61):
        make_person(f"田小{chr(0x4E00 + n)}", work_in(place))
    client = office()
    first = text(client.get("/staff"))
    assert 'rel="next"' in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text(client.get(address))
    shown = first.count('class="row-link"') + second.count('class="row-link"')
    assert shown == 60
