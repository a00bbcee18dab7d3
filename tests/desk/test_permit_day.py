"""My day of those who carry permits: what waits for whom, and where the next step leads."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.casework import service as casework
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from tests.conftest import AT, OTHER_COUNTY
from tests.factories import licensing

SignIn = Callable[..., User]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def cases(county: object) -> dict[str, PermitApplication]:
    with transaction():
        holder = licensing.make_applicant(name="青禾县向阳幼儿园")
        filed = licensing.decided(
            licensing.accepted(PermitKind.FILING_CHARTER, holder), Outcome.FILE
        )
        proposed = licensing.accepted(PermitKind.CHANGE_SCOPE, holder)
        draft = Draft(
            outcome=Outcome.REFUSE,
            text="建议不予许可。",
            reasons=("面积不足。",),
            basis=("行政许可法 38",),
        )
        preparer = licensing.clerk("经办员")
        proposal = service.propose(proposed.public_id, draft, None, preparer, AT)
        casework.submit(proposal.public_id, None, preparer, AT)
        return {
            "received": licensing.received(PermitKind.CHANGE_HEAD, holder),
            "proposed": proposed,
            "filed": filed,
            "founded": licensing.decided(
                licensing.accepted(PermitKind.ESTABLISHMENT),
                Outcome.GRANT,
                office_number="青教〔2026〕57号",
            ),
        }


def test_the_clerk_finds_what_waits_and_opens_it(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    sign_in(client, Role.CLERK)
    page = client.get("/my-day").text
    for title in (
        "Applications to receive or accept",
        "Papers of licensing to be sealed",
        "Certificates to print",
        "Publications that are due",
        "Registrations waited for",
    ):
        assert title in page
    for name in ("received", "founded"):
        address = f"/applications/{cases[name].public_id}"
        assert address in page
        assert client.get(address).status_code == 200


def test_late_clocks_stand_on_the_clerks_and_the_approvers_day(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    for role in (Role.CLERK, Role.APPROVER):
        clock.use_test_clock("2027-03-01T09:00:00+08:00")
        sign_in(client, role)
        assert "Clocks that are late or run out" in client.get("/my-day").text


@pytest.mark.parametrize("role", [Role.APPROVER, Role.LEGAL_REVIEWER])
def test_a_decider_finds_only_proposals_that_wait_for_a_step_of_this_person(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication], role: Role
):
    sign_in(client, role)
    page = client.get("/my-day").text
    waits = "Proposals that wait for you" in page
    assert waits is (role is Role.APPROVER)  # the section reviews first


def test_the_seal_keeper_finds_the_paper_and_can_record_the_seal(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    sign_in(client, Role.SEAL_KEEPER)
    page = client.get("/my-day").text
    address = f"/applications/papers/{cases['filed'].document}/seal"
    assert address in page
    assert client.get(address).status_code == 200


def test_the_archivist_finds_what_was_ended_to_file_it(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    with transaction():
        withdrawal = service.Withdrawal(
            asked_by="周晓禾", asked_on=licensing.TODAY, reason="另行办理。", version=None
        )
        service.withdraw(cases["received"].public_id, withdrawal, licensing.clerk(), AT)
    sign_in(client, Role.ARCHIVIST)
    page = client.get("/my-day").text
    assert "Cases to file away" in page
    assert cases["received"].public_id in page


def test_another_countys_day_holds_nothing_of_it(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    for role in (Role.CLERK, Role.APPROVER, Role.SEAL_KEEPER, Role.ARCHIVIST):
        sign_in(client, role, county=OTHER_COUNTY)
        page = client.get("/my-day").text
        assert not [case for case in cases.values() if case.public_id in page]
        assert "向阳" not in page


@pytest.mark.parametrize("role", [Role.CLERK, Role.APPROVER, Role.SEAL_KEEPER, Role.ARCHIVIST])
def test_my_day_reads_a_number_of_times_that_does_not_grow_with_the_cases(
    client: FlaskClient,
    sign_in: SignIn,
    cases: dict[str, PermitApplication],
    count_queries: Callable[[], list[str]],
    role: Role,
):
    sign_in(client, role)

    def reads() -> int:
        before = len(count_queries())
        assert client.get("/my-day").status_code == 200
        return len(count_queries()) - before

    few = reads()
    with transaction():
        for _ in range(3):
            licensing.received(PermitKind.CHANGE_HEAD)
    assert reads() <= few
    assert few <= 80


def test_the_dossier_shows_applications_acts_and_licence(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    sign_in(client, Role.CLERK)
    application = cases["filed"]
    address = client.get("/search", query_string={"q": "青禾县向阳"}).headers["Location"]
    page = client.get(address).text
    assert f"/applications/{application.public_id}" in page
    assert application.number
    assert application.number in page


def test_a_kindergarten_sees_its_applications_with_what_is_asked_and_none_of_another(
    client: FlaskClient, sign_in: SignIn, county: object
):
    with transaction():
        own = licensing.make_applicant(name="青禾县向阳幼儿园")
        other = licensing.make_applicant(name="青禾县晨光幼儿园")
        mine = licensing.start(PermitKind.CHANGE_HEAD, own, channel=Channel.ONLINE)
        typed = licensing.start(PermitKind.RENEWAL, own)  # the office still types it
        theirs = licensing.received(PermitKind.CHANGE_HEAD, other)
    sign_in(client, Role.KINDERGARTEN, kindergarten=own.public_id)
    page = client.get("/own").text
    assert mine.public_id in page
    assert typed.public_id not in page
    assert theirs.public_id not in page
    assert f"/own/applications/new/{own.public_id}" in page


@pytest.mark.parametrize("which", ["number", "document_number", "licence_number"])
def test_search_finds_an_application_by_each_of_its_numbers(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication], which: str
):
    sign_in(client, Role.CLERK)
    number = getattr(cases["founded"], which)
    page = client.get("/search", query_string={"q": number}).text
    assert f"/applications/{cases['founded'].public_id}" in page
