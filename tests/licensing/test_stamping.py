"""Stamps of the annual check: one a year, who has none; and the list of licences that end soon."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.errors import Conflict, RuleViolation
from kgsup.licensing.queries.stamping import list_unstamped, stamps_of
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.stamping import Conclusion, NewStamp, check_stamp
from kgsup.licensing.service.stamping import record_stamp
from tests.conftest import AT, OTHER_COUNTY
from tests.factories import licensing
from tests.licensing.test_acts_views import READERS

SignIn = Callable[..., User]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


TODAY = dt.date(2026, 11, 21)


def stamp(year: int = 2025, day: dt.date = TODAY) -> NewStamp:
    return NewStamp(year=year, conclusion=Conclusion.QUALIFIED, stamped_on=day)


@pytest.mark.parametrize(
    ("year", "day", "is_allowed"),
    [
        (2025, TODAY, True),
        (2026, TODAY, True),
        (2027, TODAY, False),
        (2003, TODAY, False),
        (2025, TODAY + dt.timedelta(days=1), False),
        (2025, dt.date(2024, 12, 31), False),
    ],
)
def test_when_a_stamp_can_be(year: int, day: dt.date, is_allowed: bool):
    if is_allowed:
        check_stamp(stamp(year, day), TODAY)
    else:
        with pytest.raises(RuleViolation):
            check_stamp(stamp(year, day), TODAY)


def test_a_licence_is_stamped_once_a_year(county: object):
    clerk, one = licensing.clerk(), licensing.licensed()
    other = licensing.licensed(number="教民199012660000990号", name="青禾县乙幼儿园")
    without = licensing.make_applicant(name="青禾县丙幼儿园")
    record_stamp(one.public_id, stamp(), clerk, AT)
    with pytest.raises(Conflict):
        record_stamp(one.public_id, stamp(), clerk, AT)
    record_stamp(one.public_id, stamp(2026), clerk, AT)
    assert [row.year for row in stamps_of(one)] == [2026, 2025]
    assert list_unstamped(2025, clerk) == [other]
    with pytest.raises(RuleViolation):
        record_stamp(without.public_id, stamp(), clerk, AT)


def test_the_page_records_a_stamp(client: FlaskClient, sign_in: SignIn, county: object):
    one = licensing.licensed()
    sign_in(client, Role.CLERK)
    assert one.name in client.get("/licence-stamps").get_data(as_text=True)
    address = f"/kindergartens/{one.public_id}/licence-stamps"
    fields = {"year": "2025", "conclusion": "qualified", "stamped_on": "2026-11-21"}
    assert client.post(address, data={**fields, "year": "二〇二五"}).status_code == 422
    assert client.post(address, data={**fields, "conclusion": "x"}).status_code == 422
    assert client.post(address, data=fields).status_code == 302
    assert client.post(address, data=fields).status_code == 422
    assert one.name not in client.get("/licence-stamps?year=2025").get_data(as_text=True)
    assert client.get("/licence-stamps?year=99999999").status_code == 200
    assert "2025" in client.get(address).get_data(as_text=True)


def test_the_list_of_licences_that_end_soon(client: FlaskClient, sign_in: SignIn, county: object):
    ends = licensing.licensed(dt.date(2026, 12, 31), name="青禾县甲幼儿园")
    late = licensing.licensed(
        dt.date(2026, 12, 1), number="教民199012660000990号", name="青禾县乙幼儿园"
    )
    licensing.received(PermitKind.RENEWAL, ends)
    sign_in(client, Role.CLERK)
    page = client.get("/renewals").get_data(as_text=True)
    assert ends.name in page
    assert late.name in page
    assert "Applied for" in page
    assert "Not applied for in time" in page
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert ends.name not in client.get("/renewals").get_data(as_text=True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_open_the_pages(client: FlaskClient, sign_in: SignIn, county: object, role: Role):
    one = licensing.licensed()
    sign_in(client, role, kindergarten=one.public_id if role is Role.KINDERGARTEN else None)
    reads = 200 if role in READERS else 403
    assert client.get("/licence-stamps").status_code == reads
    assert client.get("/renewals").status_code == reads
    prints = 200 if role is Role.CLERK else 403
    assert client.get(f"/kindergartens/{one.public_id}/licence-stamps").status_code == prints
