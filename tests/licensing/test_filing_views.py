"""The pages of closing and of the files: the panel before and after, lists with exports, who may."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db
from kgsup.documents import jobs
from kgsup.documents.rules.states import Rendering
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.acts import ActKind, Ground
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.service import acts, filing
from tests.conftest import AT, OTHER_COUNTY
from tests.factories import licensing
from tests.licensing.filing import file_of, papers, ready, seal_all, serve
from tests.licensing.test_acts_service import drafted

SignIn = Callable[..., User]


def closed() -> PermitApplication:
    application = ready()
    filing.close_application(application.public_id, "", None, licensing.clerk("归档员"), AT)
    db.session.commit()
    return application


def post(client: FlaskClient, application: PermitApplication, **fields: str) -> int:
    address = f"/applications/{application.public_id}/close"
    data = {"version": str(application.version), **fields}
    return client.post(address, data=data).status_code


def test_a_case_is_closed_from_its_page(client: FlaskClient, sign_in: SignIn, county: object):
    application = ready()
    sign_in(client, Role.ARCHIVIST)
    address = f"/applications/{application.public_id}"
    page = client.get(address).get_data(as_text=True)
    assert f"{address}/close" in page
    assert "2 points of the review fail." in page
    before = client.get(f"{address}/close").get_data(as_text=True)
    assert "Service is not proved by a signed receipt." in before
    assert "Papers without a scan" in before
    assert post(client, application, note="材料齐全。") == 302
    db.session.refresh(application)
    assert application.state is State.CLOSED
    page = client.get(address).get_data(as_text=True)
    assert f"/case-files/{application.file_document}" in page
    assert f"{address}/close" not in page


def test_closing_sent_twice_is_done_once(client: FlaskClient, sign_in: SignIn, county: object):
    application = ready()
    sign_in(client, Role.CLERK)
    data = {"version": str(application.version)}
    address = f"/applications/{application.public_id}/close"
    assert client.post(address, data=data).status_code == 302
    first = file_of(application).number
    assert client.post(address, data=data).status_code == 302
    assert file_of(application).number == first


def test_what_is_in_the_way_is_said_before_and_keeps_the_note(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = ready()
    other = licensing.decided(licensing.accepted(PermitKind.FILING_FEES), Outcome.FILE)
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{application.public_id}/close").get_data(as_text=True)
    assert "Papers are still being prepared" not in page
    page = client.get(f"/applications/{other.public_id}/close").get_data(as_text=True)
    assert "Papers are still being prepared" in page
    answer = client.post(
        f"/applications/{other.public_id}/close",
        data={"version": str(other.version), "note": "缺一份材料"},
    )
    assert answer.status_code == 422
    assert "缺一份材料" in answer.get_data(as_text=True)


@pytest.mark.slow
def test_the_worker_binds_the_file_and_the_page_counts_its_pages(
    client: FlaskClient, sign_in: SignIn, county: object
):
    application = licensing.decided(licensing.accepted(PermitKind.FILING_CHARTER), Outcome.FILE)
    db.session.commit()
    assert jobs.render_queued(AT) == len(papers(application))
    db.session.expire_all()
    seal_all(application)
    serve(application)
    filing.close_application(application.public_id, "完。", None, licensing.clerk("归档员"), AT)
    db.session.commit()
    assert jobs.render_queued(AT) == 1
    db.session.expire_all()
    file = file_of(application)
    assert file.rendering is Rendering.RENDERED
    bound = sum(paper.page_count or 0 for paper in papers(application)) - (file.page_count or 0)
    assert (file.page_count or 0) >= bound + 3  # cover, contents, end note
    sign_in(client, Role.ARCHIVIST)
    page = client.get(f"/case-files/{file.public_id}").get_data(as_text=True)
    assert file.number in page
    assert client.get(f"/documents/{file.public_id}/pdf").status_code == 200


def test_lists_filter_and_export(client: FlaskClient, sign_in: SignIn, county: object):
    application = closed()
    number = f"许可-2026-{application.number}"
    sign_in(client, Role.AUDITOR)
    for page in ("/case-files", "/case-files/review"):
        assert number in client.get(page).get_data(as_text=True)
        for other in ("?text=不存在", "?closed_until=2026-11-20", "?closed_from=2026-11-22"):
            assert number not in client.get(page + other).get_data(as_text=True)
        nonsense = "?closed_from=2026-02-30&point=nonsense&failed=x"
        assert number in client.get(page + nonsense).get_data(as_text=True)
        export = client.get(f"{page}.xlsx?text={application.number}")
        assert export.status_code == 200
        assert export.mimetype.endswith("sheet")
    assert number in client.get("/case-files?failed=1").get_data(as_text=True)
    assert number in client.get("/case-files/review?point=served_point").get_data(as_text=True)
    page = client.get("/case-files/review?point=receipt_point").get_data(as_text=True)
    assert number not in page


def test_an_act_on_a_licence_is_filed_from_its_page(
    client: FlaskClient, sign_in: SignIn, county: object
):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    acts.drop_act(act.public_id, "材料有误。", None, licensing.clerk(), AT)
    db.session.commit()
    sign_in(client, Role.ARCHIVIST)
    address = f"/licence-acts/{act.public_id}"
    assert f"{address}/file" in client.get(address).get_data(as_text=True)
    assert client.get(f"{address}/file").status_code == 200
    data = {"version": str(act.version), "note": "未作决定。"}
    assert client.post(f"{address}/file", data=data).status_code == 302
    assert client.post(f"{address}/file", data=data).status_code == 302  # sent twice
    page = client.get(address).get_data(as_text=True)
    assert "/case-files/" in page
    listed = client.get("/case-files?text=案卷").get_data(as_text=True)
    assert listed.count("row-link") == 1


KEEPERS = {Role.CLERK, Role.ARCHIVIST}
READERS = {
    Role.INSPECTOR,
    Role.CLERK,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_see_and_keep_files(
    client: FlaskClient, sign_in: SignIn, county: object, role: Role
):
    application, open_one = closed(), ready(PermitKind.FILING_FEES)
    kindergarten = licensing.make_applicant()
    own = kindergarten.public_id if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own)
    reads = 200 if role in READERS else 403
    file = f"/case-files/{application.file_document}"
    for page in ("/case-files", "/case-files/review", "/case-files.xlsx", file):
        assert client.get(page).status_code == reads
    keeps = 200 if role in KEEPERS else 403
    assert client.get(f"/applications/{open_one.public_id}/close").status_code == keeps
    assert post(client, open_one) == (302 if role in KEEPERS else 403)


def test_another_county_sees_no_file(client: FlaskClient, sign_in: SignIn, county: object):
    application = closed()
    sign_in(client, Role.ARCHIVIST, county=OTHER_COUNTY)
    assert client.get(f"/case-files/{application.file_document}").status_code == 404
    assert client.get(f"/case-files/{application.document}").status_code == 404
    assert client.get("/case-files/nonsense").status_code == 404
    assert client.get(f"/applications/{application.public_id}/close").status_code == 404
    assert application.number not in client.get("/case-files").get_data(as_text=True)


def test_a_paper_that_is_no_file_is_not_there(client: FlaskClient, sign_in: SignIn, county: object):
    application = closed()
    sign_in(client, Role.ARCHIVIST)
    assert client.get(f"/case-files/{application.document}").status_code == 404
