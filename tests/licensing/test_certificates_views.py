"""Pages of the book of forms, of a certificate and of registrations: who may do what, and what is shown."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db
from kgsup.documents.queries import list_prints_of
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates, registering
from kgsup.licensing.rules.certificates import FormState
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import delivering
from kgsup.licensing.service.ledger import SUBJECT
from tests.conftest import COUNTY, OTHER_COUNTY
from tests.factories import licensing
from tests.licensing.test_certificates import COPY, ORIGINAL, granted, state, stock, use
from tests.licensing.test_delivering import OFFICE, made, sheet_of
from tests.licensing.test_registering import NAME, NON_PROFIT, PUBLIC, step_of

SignIn = Callable[..., User]
TODAY = licensing.TODAY.isoformat()


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


def form_id(serial: str = "0001202") -> str:
    form = certificates.find_form(COUNTY, COPY, serial)
    assert form is not None
    return form.public_id


def pages(application: PermitApplication) -> list[str]:
    """Every address of the slice's part, for a granted application."""
    of = f"/applications/{application.public_id}/certificate"
    return [
        "/certificates/forms",
        "/certificates/forms.xlsx",
        "/certificates/forms/receive",
        f"/certificates/forms/{form_id()}",
        f"/certificates/forms/{form_id()}/spoiled",
        f"{of}/print",
        f"{of}/form",
        f"{of}/handing-over",
        f"{of}/sheet",
        f"{of}.json",
        f"{of}.xlsx",
        f"/registrations/{step_of(application).public_id}",
    ]


READERS = ["/registrations", "/registrations.xlsx"]


@pytest.mark.parametrize("role", Role)
def test_the_clerk_alone_prints_and_accounts_for_forms(
    client: FlaskClient, sign_in: SignIn, county: object, role: Role
):
    stock()
    application = made_page(granted())
    kindergarten = queries.kindergarten_of(application)
    own = {"kindergarten": kindergarten.public_id} if role is Role.KINDERGARTEN else {}
    addresses = pages(application)
    sign_in(client, role, **own)
    statuses = {address: client.get(address).status_code for address in addresses}
    if role is Role.CLERK:
        assert set(statuses.values()) == {200}
    else:
        assert not set(statuses.values()) & {200}, statuses


def made_page(application: PermitApplication) -> PermitApplication:
    db.session.flush()
    return application


def test_a_clerk_of_another_county_finds_nothing(
    client: FlaskClient, sign_in: SignIn, county: object
):
    stock()
    addresses = [
        address
        for address in pages(granted())
        if address.count("/") > 2 and "receive" not in address
    ]
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert {client.get(address).status_code for address in addresses} == {404}
    page = client.get("/certificates/forms").get_data(as_text=True)
    assert "0001201" not in page


def test_a_delivery_is_entered_on_its_page_and_shown_in_the_book(
    client: FlaskClient, sign_in: SignIn, county: object
):
    sign_in(client, Role.CLERK)
    sent = {"part": "copy", "first": "A007", "last": "A009", "received_on": TODAY}
    answer = client.post("/certificates/forms/receive", data=sent)
    assert answer.status_code == 302
    page = client.get("/certificates/forms").get_data(as_text=True)
    assert all(serial in page for serial in ("A007", "A008", "A009"))
    again = client.post("/certificates/forms/receive", data=sent)
    assert again.status_code == 422
    assert "A007、A008、A009" in again.get_data(as_text=True)
    assert client.get("/certificates/forms?state=used").get_data(as_text=True).count("A007") == 0
    assert client.get("/certificates/forms?state=nonsense&serial=A008").status_code == 200


def test_a_certificate_from_its_print_to_the_holders_hand(
    client: FlaskClient, sign_in: SignIn, county: object
):
    stock()
    application = granted()
    public_id = application.public_id
    sign_in(client, Role.CLERK)

    def post(step: str, **sent: object) -> int:
        version = queries.get_application(public_id, OFFICE).version
        data = {"version": version, **sent}
        address = f"/applications/{public_id}/certificate/{step}"
        return client.post(address, data=data).status_code

    assert post("print", part="original") == 302
    assert post("form", part="original", serial="0001201", on=TODAY) == 302
    assert post("form", part="copy", serial="0001201", on=TODAY) == 302
    assert post("handing-over", on=TODAY, receiver="许禾") == 302
    assert post("sheet") == 302
    db.session.expire_all()
    application = queries.get_application(public_id, OFFICE)
    assert application.certificate_handed_over_on == licensing.TODAY
    assert len(list_prints_of(SUBJECT, public_id, OFFICE)) == 1
    page = client.get(f"/applications/{public_id}").get_data(as_text=True)
    assert "What follows" in page
    assert "Certificate handed over on" in page
    assert "0001201" in page


def test_a_form_that_was_sent_twice_is_recorded_once(
    client: FlaskClient, sign_in: SignIn, county: object
):
    stock()
    application = granted()
    sign_in(client, Role.CLERK)
    sent = {"version": application.version, "part": "copy", "serial": "0001201", "on": TODAY}
    address = f"/applications/{application.public_id}/certificate/form"
    assert [client.post(address, data=sent).status_code for _ in range(2)] == [302, 302]
    assert len(certificates.forms_of(application)) == 1


def test_another_form_on_an_old_page_is_told_and_not_taken_for_the_same(
    client: FlaskClient, sign_in: SignIn, county: object
):
    stock()
    application = granted()
    sign_in(client, Role.CLERK)
    sent = {"version": application.version, "part": "copy", "serial": "0001201", "on": TODAY}
    address = f"/applications/{application.public_id}/certificate/form"
    assert client.post(address, data=sent).status_code == 302
    other = client.post(address, data={**sent, "part": "original"})
    assert other.status_code == 422
    assert len(certificates.forms_of(application)) == 1


def test_what_was_typed_stays_beside_the_refusal(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = granted()
    sign_in(client, Role.CLERK)
    sent = {"version": application.version, "part": "copy", "serial": "8888", "on": TODAY}
    answer = client.post(f"/applications/{application.public_id}/certificate/form", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="8888"' in page
    assert "enter its receipt first" in page


def test_the_page_offers_the_next_form_of_the_pile(
    client: FlaskClient, sign_in: SignIn, county: object
):
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    sign_in(client, Role.CLERK)
    address = f"/applications/{application.public_id}/certificate/form"
    assert 'value="0001201"' in client.get(address).get_data(as_text=True)
    use(application, COPY, "0001201")
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "Hand the certificate over" in page


def test_a_spoiled_form_says_why(client: FlaskClient, sign_in: SignIn, county: object):
    stock()
    sign_in(client, Role.CLERK)
    address = f"/certificates/forms/{form_id()}/spoiled"
    refused = client.post(address, data={"version": "1", "on": TODAY, "reason": ""})
    assert refused.status_code == 422
    done = client.post(address, data={"version": "1", "on": TODAY, "reason": "卡纸"})
    assert done.status_code == 302
    db.session.expire_all()
    assert state(COPY, "0001202") is FormState.SPOILED
    assert "卡纸" in client.get(f"/certificates/forms/{form_id()}").get_data(as_text=True)
    assert client.get(f"/certificates/forms/{form_id()}/burnt").status_code == 404


def test_an_application_without_edition_has_no_certificate(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    sign_in(client, Role.CLERK)
    assert client.get(f"/applications/{application.public_id}/certificate/form").status_code == 404
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "What follows" not in page


def test_a_reader_sees_the_certificate_without_its_buttons(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = made()
    sign_in(client, Role.APPROVER)
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "0001203" in page
    assert "certificate/print" not in page
    assert "certificates/forms" not in page


def test_a_registration_is_recorded_and_what_does_not_agree_stands_on_the_page(
    client: FlaskClient, sign_in: SignIn, county: object
):
    step = step_of(granted())
    sign_in(client, Role.CLERK)
    address = f"/registrations/{step.public_id}"
    sent = {
        "version": step.version,
        "credit_code": PUBLIC,
        "body": "civil_affairs",
        "name": "别的园",
        "on": TODAY,
    }
    assert client.post(address, data=sent).status_code == 302
    page = client.get(address).get_data(as_text=True)
    assert "The registered name differs" in page
    assert "does not fit the ownership" in page
    assert "别的园" in client.get(address).get_data(as_text=True)
    listed = client.get("/registrations?show=mismatched").get_data(as_text=True)
    assert NAME in listed
    db.session.expire_all()
    version = registering.get_registration(step.public_id, OFFICE).version
    right = {**sent, "version": version, "credit_code": NON_PROFIT, "name": NAME}
    assert client.post(address, data=right).status_code == 302
    assert "differs" not in client.get(address).get_data(as_text=True)
    stale = client.post(address, data={**right, "name": "又一园"})
    assert stale.status_code == 422
    assert client.post(address, data=right).status_code == 302  # the same again is no conflict
    db.session.expire_all()
    version = registering.get_registration(step.public_id, OFFICE).version
    wrong = client.post(address, data={**right, "version": version, "credit_code": "52"})
    assert wrong.status_code == 422
    assert "18 characters" in wrong.get_data(as_text=True)


@pytest.mark.parametrize("address", READERS)
def test_whoever_reads_applications_sees_which_registrations_are_waited_for(
    client: FlaskClient, sign_in: SignIn, county: object, address: str
):
    granted()
    sign_in(client, Role.APPROVER)
    assert client.get(address).status_code == 200


def test_the_data_file_is_one_to_be_saved(client: FlaskClient, sign_in: SignIn, county: object):
    application = granted()
    sign_in(client, Role.CLERK)
    answer = client.get(f"/applications/{application.public_id}/certificate.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert json.loads(answer.data)["data"]["name"] == NAME


def test_the_check_page_says_what_the_sheet_says_and_what_holds_today(
    client: FlaskClient, county: object
):
    first = granted()
    sheet = sheet_of(first)
    page = client.get(f"/verify/{sheet.check_code}").get_data(as_text=True)
    assert first.licence_number in page
    assert "This paper is genuine." in page
    assert "This sheet is not a certificate" in page
    holder = queries.kindergarten_of(first)
    licensing.decided(licensing.accepted(PermitKind.CHANGE_HEAD, holder), Outcome.FILE)
    after = client.get(f"/verify/{sheet.check_code}").get_data(as_text=True)
    assert "Replaced edition" in after
    assert "verdict-bad" in after


def test_a_further_print_is_another_job(client: FlaskClient, county: object):
    application = granted()
    for _ in range(2):
        delivering.order_certificate(application.public_id, COPY, None, OFFICE, licensing.AT)
    assert len(list_prints_of(SUBJECT, application.public_id, OFFICE)) == 2
