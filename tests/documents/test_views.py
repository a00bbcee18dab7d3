"""Pages of papers."""

import datetime as dt
import io

import pytest

from kgsup.access.actor import Role
from kgsup.audit import rules as audit
from kgsup.audit.rules import Subject
from kgsup.core.db import transaction
from kgsup.documents import queries, service
from kgsup.documents.adapters import archive
from kgsup.documents.models import Document
from kgsup.documents.rules import cases
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import DocumentState, Rendering
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.documents import permit_samples, samples
from tests.files import papers
from tests.workbooks import read_in_pages_of, rows_shown, table_of

pytestmark = pytest.mark.usefixtures("county")

CLERK = make_actor(Role.CLERK)
KINDERGARTEN = "KG00000000000001"
PDF = b"%PDF-1.7 of a test"


@pytest.fixture
def notice() -> Document:
    subject = Subject("paper_test", "P000000000000001", COUNTY, KINDERGARTEN)
    with transaction():
        return service.issue(
            DocumentKind.RECTIFICATION_NOTICE, subject, samples.notice(), CLERK, AT
        )


def store_pdf(document: Document) -> None:
    stored = service.Stored(sha256=archive.write(PDF), size=len(PDF), page_count=1)
    with transaction():
        service.begin_attempt(document.public_id, CLERK)
        service.store_rendering(document.public_id, stored, CLERK, AT)


def test_the_page_of_a_paper_shows_number_state_and_check_code(client, sign_in, notice):
    sign_in(client, Role.CLERK)
    page = client.get(f"/documents/{notice.public_id}").get_data(as_text=True)
    code = notice.check_code
    assert notice.number in page
    assert "-".join(code[n : n + 4] for n in range(0, 16, 4)) in page


def test_the_page_of_a_paper_says_which_seal_it_needs(client, sign_in, notice):
    subject = Subject("paper_test", "P000000000000001", COUNTY, KINDERGARTEN)
    kind = DocumentKind.ACCEPTANCE_NOTICE
    with transaction():
        slip = service.issue(kind, subject, permit_samples.plain(kind), CLERK, AT)
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    assert "Seal for permits" in client.get(f"/documents/{slip.public_id}").text
    assert "Organ&#39;s seal" in client.get(f"/documents/{notice.public_id}").text


def test_the_list_shows_what_waits_for_its_seal(client, sign_in, notice):
    sign_in(client, Role.CLERK)
    assert notice.number in client.get("/documents?show=awaiting_seal").get_data(as_text=True)
    assert notice.number not in client.get("/documents?show=failed").get_data(as_text=True)
    assert client.get("/documents?show=nonsense&kind=x&after=%%").status_code == 200


def test_a_pdf_that_is_being_prepared_is_answered_with_a_page_that_looks_again(
    client, sign_in, notice
):
    sign_in(client, Role.CLERK)
    answer = client.get(f"/documents/{notice.public_id}/pdf")
    assert answer.status_code == 202
    assert answer.headers["Refresh"] == "3"


def test_a_pdf_that_could_not_be_made_says_so(client, sign_in, notice):
    for _ in range(5):
        with transaction():
            service.begin_attempt(notice.public_id, CLERK)
            service.note_failure(notice.public_id, "a photo is gone", CLERK)
    sign_in(client, Role.CLERK)
    assert client.get(f"/documents/{notice.public_id}/pdf").status_code == 503
    assert "a photo is gone" in client.get(f"/documents/{notice.public_id}").get_data(as_text=True)
    form = {"version": str(notice.version)}
    answer = client.post(f"/documents/{notice.public_id}/queue-again", data=form)
    assert answer.status_code == 302
    assert queries.get_document(notice.public_id, CLERK).rendering is Rendering.QUEUED


def test_the_stored_bytes_are_answered_as_they_are(client, sign_in, notice):
    store_pdf(notice)
    sign_in(client, Role.CLERK)
    answer = client.get(f"/documents/{notice.public_id}/pdf")
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    download = client.get(f"/documents/{notice.public_id}/pdf?download=1")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["Content-Disposition"].isascii()  # gunicorn sends nothing else


def test_bytes_that_were_changed_on_disk_are_never_shown(client, sign_in, notice, app):
    store_pdf(notice)
    archive.path_of(notice.sha256).write_bytes(b"%PDF-1.7 forged")
    sign_in(client, Role.CLERK)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = client.get(f"/documents/{notice.public_id}/pdf")
    archive.path_of(notice.sha256).unlink()
    assert answer.status_code == 500
    assert b"forged" not in answer.data


@pytest.mark.parametrize("proof", [samples.photo_bytes(1), papers.scan(2)])
def test_seal_then_service_are_recorded_on_their_pages(client, sign_in, notice, proof):
    sign_in(client, Role.CLERK)
    here = f"/documents/{notice.public_id}"
    assert client.get(f"{here}/seal").status_code == 200
    form = {"sealed_on": "2026-11-21", "version": str(notice.version)}
    assert client.post(f"{here}/seal", data=form).status_code == 302
    sealed = queries.get_document(notice.public_id, CLERK)
    assert sealed.state is DocumentState.SEALED
    form = {
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
        "version": str(sealed.version),
        "proof": (io.BytesIO(proof), "receipt"),
    }
    answer = client.post(f"{here}/serve", data=form, content_type="multipart/form-data")
    assert answer.status_code == 302
    [served] = queries.list_services(sealed)
    assert served.served_on == dt.date(2026, 11, 21)
    assert served.proof is not None
    assert "周晓禾" in client.get(here).get_data(as_text=True)


def test_a_proof_that_is_no_photograph_is_refused_and_nothing_is_lost(client, sign_in, notice):
    with transaction():
        service.record_seal(notice.public_id, dt.date(2026, 11, 21), CLERK, AT)
    sign_in(client, Role.CLERK)
    form = {
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
        "version": str(notice.version),
        "proof": (io.BytesIO(b"<svg onload=alert(1)>"), "receipt.jpg"),
    }
    answer = client.post(
        f"/documents/{notice.public_id}/serve", data=form, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert "周晓禾" in answer.get_data(as_text=True)
    assert queries.list_services(notice) == []


def test_an_old_page_is_told_so_and_keeps_what_was_typed(client, sign_in, notice):
    sign_in(client, Role.CLERK)
    form = {"reason": "对象有误", "version": str(notice.version + 7)}
    answer = client.post(f"/documents/{notice.public_id}/void", data=form)
    assert answer.status_code == 422
    assert "对象有误" in answer.get_data(as_text=True)
    assert queries.get_document(notice.public_id, CLERK).state is DocumentState.ISSUED


def record() -> Document:
    subject = Subject("paper_test", "P000000000000002", COUNTY, KINDERGARTEN)
    with transaction():
        return service.issue(DocumentKind.INSPECTION_RECORD, subject, samples.visit(), CLERK, AT)


def test_a_record_is_corrected_by_an_approver_on_its_page(client, sign_in):
    old = record()
    sign_in(client, Role.APPROVER)
    page = client.get(f"/documents/{old.public_id}").get_data(as_text=True)
    assert f"/documents/{old.public_id}/correct" in page
    assert f"/documents/{old.public_id}/void" not in page
    form = {"reason": "称重应为<b>69克</b>", "version": str(old.version)}
    assert client.post(f"/documents/{old.public_id}/correct", data=form).status_code == 302
    new = queries.find_successor(queries.get_document(old.public_id, CLERK))
    assert new.number in client.get(f"/documents/{old.public_id}").get_data(as_text=True)
    page = client.get(f"/documents/{new.public_id}").get_data(as_text=True)
    assert "称重应为&lt;b&gt;69克" in page
    assert old.number in page


def test_others_neither_correct_nor_void_a_record(client, sign_in):
    old = record()
    sign_in(client, Role.CLERK)
    page = client.get(f"/documents/{old.public_id}").get_data(as_text=True)
    assert f"/documents/{old.public_id}/correct" not in page
    form = {"reason": "称重有误", "version": str(old.version)}
    assert client.post(f"/documents/{old.public_id}/correct", data=form).status_code == 403
    answer = client.post(f"/documents/{old.public_id}/void", data=form)
    assert answer.status_code == 422
    assert "称重有误" in answer.get_data(as_text=True)
    assert queries.get_document(old.public_id, CLERK).state is DocumentState.ISSUED


def test_service_before_the_seal_is_refused(client, sign_in, notice):
    sign_in(client, Role.CLERK)
    form = {"way": "direct", "served_on": "2026-11-21", "receiver": "周晓禾", "version": "1"}
    answer = client.post(f"/documents/{notice.public_id}/serve", data=form)
    assert answer.status_code == 422


def test_a_paper_that_its_case_leads_is_sealed_on_the_page_of_the_case(
    client, sign_in, notice, monkeypatch
):
    page = cases.CasePage(endpoint="documents.show_document", leads=True)
    monkeypatch.setitem(audit._PAGES, "paper_test", page)
    sign_in(client, Role.CLERK)
    answer = client.post(f"/documents/{notice.public_id}/seal", data={"version": "1"})
    assert answer.headers["Location"] == f"/documents/{notice.subject_id}"
    assert f"/documents/{notice.public_id}/seal" not in client.get(
        f"/documents/{notice.public_id}"
    ).get_data(as_text=True)


def test_another_county_and_another_kindergarten_find_nothing(client, sign_in, notice):
    for role, county, kindergarten in (
        (Role.CLERK, OTHER_COUNTY, None),
        (Role.KINDERGARTEN, COUNTY, "KG00000000000002"),
        (Role.KINDERGARTEN, COUNTY, KINDERGARTEN),  # not served yet
    ):
        sign_in(client, role, county, kindergarten)
        for path in ("", "/pdf"):
            assert client.get(f"/documents/{notice.public_id}{path}").status_code == 404


def test_a_kindergarten_downloads_what_was_served_on_it_but_records_nothing(
    client, sign_in, notice
):
    store_pdf(notice)
    with transaction():
        service.record_seal(notice.public_id, dt.date(2026, 11, 21), CLERK, AT)
        service.record_service(
            notice.public_id,
            service_of_today(),
            CLERK,
            AT,
        )
    sign_in(client, Role.KINDERGARTEN, COUNTY, KINDERGARTEN)
    assert client.get(f"/documents/{notice.public_id}/pdf").data == PDF
    assert client.get(f"/documents/{notice.public_id}").status_code == 200
    assert client.get(f"/documents/{notice.public_id}/void").status_code == 403


def service_of_today():
    from kgsup.documents.rules.states import Service, ServiceWay

    return Service(way=ServiceWay.DIRECT, served_on=dt.date(2026, 11, 21), receiver="周晓禾")


@pytest.mark.parametrize(
    ("query", "count"), [("", 5), ("?show=awaiting_seal", 4), ("?kind=transfer_letter", 0)]
)
def test_the_workbook_holds_the_rows_of_the_filter(client, sign_in, monkeypatch, query, count):
    read_in_pages_of(2, monkeypatch)
    subject = Subject("paper_test", "P000000000000001", COUNTY, KINDERGARTEN)
    elsewhere = Subject("paper_test", "P000000000000002", OTHER_COUNTY, KINDERGARTEN)
    kind = DocumentKind.RECTIFICATION_NOTICE
    with transaction():
        papers = [service.issue(kind, subject, samples.notice(), CLERK, AT) for _ in range(5)]
        service.record_seal(papers[0].public_id, AT.date(), CLERK, AT)
        other = make_actor(Role.CLERK, OTHER_COUNTY)
        service.issue(kind, elsewhere, samples.notice(), other, AT)
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    page = client.get(f"/documents{query}")
    assert f'href="/documents.xlsx{query}"' in page.text
    rows = table_of(client.get(f"/documents.xlsx{query}"))
    assert [row["Number"] for row in rows] == rows_shown(page)
    assert len(rows) == count
    assert {row["Dated"] for row in rows} <= {dt.datetime(2026, 11, 21)}  # noqa: DTZ001 - a day


def test_a_kindergartens_workbook_holds_what_it_may_see(client, sign_in, notice):
    sign_in(client, Role.KINDERGARTEN, kindergarten=KINDERGARTEN)
    assert table_of(client.get("/documents.xlsx")) == []  # a notice only once it is served
    sign_in(client, Role.VIEWER)
    assert client.get("/documents.xlsx").status_code == 403
