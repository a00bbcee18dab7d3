"""From the granted edition to the certificate in the holder's hand, and what the check page says of it."""

import datetime as dt
import io
import json

import openpyxl
import pytest

from kgsup.access.actor import Role, system_actor
from kgsup.core.db import db
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.kindergartens import service as register
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.licence_acts import Ending, EnrolmentStop, Waiting
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.live import licence_behind
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.delivering import Task
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import data_sheets, delivering, tasks
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from tests.conftest import AT, COUNTY, make_actor
from tests.factories import licensing
from tests.licensing.test_certificates import COPY, ORIGINAL, granted, stock, use

TODAY = licensing.TODAY
CLERK = make_actor(Role.CLERK)
OFFICE = system_actor("test office", COUNTY)


def made() -> PermitApplication:
    """A granted establishment whose certificate is made."""
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    use(application, COPY, "0001203")
    return application


def hand_over(application: PermitApplication, on: dt.date = TODAY) -> Document:
    handing = delivering.HandingOver(on=on, receiver="许禾", relation="举办者", place="政务大厅")
    return delivering.hand_over(application.public_id, handing, None, CLERK, AT)


def serve(application: PermitApplication) -> None:
    assert application.document is not None
    service.record_seal(application.document, TODAY, None, CLERK, AT)
    served = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="许禾")
    service.record_service(application.document, served, None, CLERK, AT)


def runs(application: PermitApplication, kind: DeadlineKind) -> bool:
    return clocks.find_running(kind, subject_of(application)) is not None


def open_tasks(application: PermitApplication) -> list[Task]:
    return [line.task for line in tasks.tasks_of(application, OFFICE) if line.is_open]


def papers(application: PermitApplication, kind: DocumentKind) -> list[Document]:
    found = list_of_subject(SUBJECT, application.public_id, OFFICE)
    return [paper for paper in found if paper.kind is kind]


# ── printing


@pytest.mark.parametrize(
    ("part", "kind"),
    [(ORIGINAL, PrintKind.CERTIFICATE_ORIGINAL), (COPY, PrintKind.CERTIFICATE_COPY)],
)
def test_each_part_is_printed_with_what_the_edition_says(
    county: object, part: CertificatePart, kind: PrintKind
):
    application = granted()
    job = delivering.order_certificate(application.public_id, part, None, CLERK, AT)
    facts = json.loads(job.facts_json)["facts"]
    assert job.kind is kind
    assert facts["number"] == application.licence_number
    assert (facts["name"], facts["head"]) == ("青禾县云锦小区幼儿园", "林知夏")
    assert facts["valid_until"] == application.valid_until.isoformat()


def test_a_replacement_prints_the_lost_part_alone(county: object):
    application = granted(PermitKind.REPLACEMENT)
    with pytest.raises(RuleViolation, match="not made anew"):
        delivering.order_certificate(application.public_id, ORIGINAL, None, CLERK, AT)


def test_an_edition_that_was_replaced_is_not_printed_any_more(county: object):
    first = granted()
    holder = queries.kindergarten_of(first)
    licensing.decided(licensing.accepted(PermitKind.CHANGE_HEAD, holder), Outcome.FILE)
    with pytest.raises(IllegalTransition, match="later edition"):
        delivering.order_certificate(first.public_id, COPY, None, CLERK, AT)


def test_a_licence_that_has_ended_is_not_printed_any_more(county: object):
    application = granted()
    end(application, LicenceState.WITHDRAWN)
    with pytest.raises(IllegalTransition, match="has ended"):
        delivering.order_certificate(application.public_id, COPY, None, CLERK, AT)


def source(application: PermitApplication) -> Source:
    return Source(kind=SourceKind.CASE, reference=application.public_id)


def end(application: PermitApplication, state: LicenceState) -> None:
    holder = queries.kindergarten_of(application)
    ending = Ending(state=state, on=TODAY, reason="测试")
    register.end_licence(holder.public_id, ending, source(application), OFFICE, AT)


# ── handing over


def test_handing_over_makes_a_receipt_that_names_the_forms(county: object):
    application = made()
    receipt = hand_over(application)
    facts = receipt.frozen["facts"]
    assert receipt.kind is DocumentKind.SERVICE_RECEIPT
    assert [paper["title"] for paper in facts["papers"]] == ["办学许可证正本", "办学许可证副本"]
    assert "0001201" in facts["papers"][0]["number"]
    assert facts["receiver"] == "许禾"
    assert application.certificate_handed_over_on == TODAY


def test_the_ten_days_end_when_decision_and_certificate_are_in_the_holders_hand(county: object):
    application = made()
    serve(application)
    assert runs(application, DeadlineKind.DELIVERY)
    hand_over(application)
    assert not runs(application, DeadlineKind.DELIVERY)


def test_the_certificate_may_be_handed_over_before_the_decision_is_served(county: object):
    application = made()
    hand_over(application)
    assert runs(application, DeadlineKind.DELIVERY)
    serve(application)
    assert not runs(application, DeadlineKind.DELIVERY)


def test_a_refusal_is_delivered_with_its_service(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    licensing.decided(application, Outcome.REFUSE)
    serve(application)
    assert not runs(application, DeadlineKind.DELIVERY)


def test_what_is_not_made_is_not_handed_over(county: object):
    with pytest.raises(RuleViolation, match="Record the forms"):
        hand_over(granted())


def test_a_certificate_is_handed_over_once(county: object):
    application = made()
    hand_over(application)
    with pytest.raises(RuleViolation, match="already"):
        hand_over(application)
    assert len(papers(application, DocumentKind.SERVICE_RECEIPT)) == 1


# ── what follows


def test_what_is_still_to_do_shrinks_step_by_step(county: object):
    stock()
    application = granted()
    everything = [
        Task.SEAL,
        Task.SERVICE,
        Task.CERTIFICATE,
        Task.HANDING_OVER,
        Task.PUBLICATION,
        Task.REGISTRATION,
    ]
    assert open_tasks(application) == everything
    serve(application)
    use(application, ORIGINAL, "0001201")
    use(application, COPY, "0001201")
    hand_over(application)
    assert open_tasks(application) == [Task.PUBLICATION, Task.REGISTRATION]


def test_old_forms_are_a_task_until_they_are_back(county: object):
    first = made()
    holder = queries.kindergarten_of(first)
    second = licensing.decided(licensing.accepted(PermitKind.CHANGE_HEAD, holder), Outcome.FILE)
    line = next(line for line in tasks.tasks_of(second, OFFICE) if line.task is Task.FORMS_BACK)
    assert line.about == "正本 0001201、副本 0001203"


def test_nothing_follows_before_the_decision(county: object):
    assert tasks.tasks_of(licensing.accepted(PermitKind.ESTABLISHMENT), OFFICE) == []


def test_a_refusal_needs_seal_and_service_alone(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    licensing.decided(application, Outcome.REFUSE)
    assert open_tasks(application) == [Task.SEAL, Task.SERVICE]


# ── approval sheet


def test_the_approval_sheet_is_in_the_file_with_every_opinion(county: object):
    application = granted()
    (sheet,) = papers(application, DocumentKind.APPROVAL_SHEET)
    facts = sheet.frozen["facts"]
    said = {box["role"]: (box["opinion"], box["name"]) for box in facts["boxes"]}
    assert said["officer"][0] == "材料齐全，核查合格，建议照此办理。"
    assert said["officer"][1].startswith("经办员")
    assert said["section"] == ("同意。", "股长")
    assert said["head"][0] == "同意。"
    assert facts["last_day"] is not None
    assert facts["office_number"] == "青教〔2026〕57号"
    assert facts["papers"]


# ── sheet and check page


def sheet_of(application: PermitApplication) -> Document:
    return delivering.issue_sheet(application.public_id, None, CLERK, AT)


def test_the_sheet_says_what_the_certificate_says(county: object):
    application = granted()
    sheet = sheet_of(application)
    facts = sheet.frozen["facts"]
    assert facts["certificate"]["number"] == application.licence_number
    assert (facts["edition"], facts["state"], facts["is_certificate"]) == (1, "有效", False)


def test_there_is_one_sheet_of_an_edition(county: object):
    application = granted()
    sheet_of(application)
    with pytest.raises(IllegalTransition, match="there already"):
        sheet_of(application)


def live(sheet: Document, today: dt.date = TODAY):
    db.session.flush()
    found = licence_behind(sheet.check_code, today)
    assert found is not None
    return found


def test_the_check_page_says_that_an_edition_is_valid(county: object):
    sheet = sheet_of(granted())
    found = live(sheet)
    assert (found.state, found.current_edition) == (LicenceState.VALID, 1)
    assert found.permits_operation
    assert not found.is_limited


def test_the_check_page_knows_a_replaced_edition_and_the_one_in_force(county: object):
    first = granted()
    sheet = sheet_of(first)
    holder = queries.kindergarten_of(first)
    licensing.decided(licensing.accepted(PermitKind.CHANGE_HEAD, holder), Outcome.FILE)
    found = live(sheet)
    assert (found.state, found.current_edition) == (LicenceState.REPLACED, 2)
    assert not found.permits_operation


@pytest.mark.parametrize(
    "state",
    [
        LicenceState.WITHDRAWN,
        LicenceState.ANNULLED,
        LicenceState.REVOKED,
        LicenceState.CANCELLED,
    ],
)
def test_the_check_page_knows_how_a_licence_ended(county: object, state: LicenceState):
    application = granted()
    sheet = sheet_of(application)
    end(application, state)
    found = live(sheet)
    assert (found.state, found.current_edition) == (state, None)


def test_the_check_page_knows_what_has_expired_or_lapsed(county: object):
    application = granted()
    sheet = sheet_of(application)
    day_after = application.valid_until + dt.timedelta(days=1)
    assert live(sheet, application.valid_until).state is LicenceState.VALID
    assert live(sheet, day_after).state is LicenceState.EXPIRED


def test_the_check_page_knows_until_when_enrolment_is_stopped(county: object):
    application = granted()
    sheet = sheet_of(application)
    holder = queries.kindergarten_of(application)
    stop = EnrolmentStop(on=TODAY, until=dt.date(2026, 12, 20))
    register.stop_enrolment(holder.public_id, stop, source(application), OFFICE, AT)
    found = live(sheet)
    assert (found.state, found.stopped_until) == (
        LicenceState.ENROLMENT_STOPPED,
        dt.date(2026, 12, 20),
    )
    assert found.is_limited


def test_the_check_page_knows_that_a_renewal_is_undecided(county: object):
    application = granted()
    sheet = sheet_of(application)
    holder = queries.kindergarten_of(application)
    register.await_renewal(holder.public_id, Waiting(on=TODAY), source(application), OFFICE, AT)
    assert live(sheet).state is LicenceState.RENEWAL_UNDECIDED


def test_an_edition_that_the_register_does_not_know_is_never_valid(county: object):
    application = granted()
    sheet = sheet_of(application)
    edition = delivering.require_edition(application).edition
    edition.edition = 9
    found = live(sheet)
    assert found.state is LicenceState.UNKNOWN
    assert not found.permits_operation


def test_other_papers_have_no_licence_behind_them(county: object):
    application = granted()
    (receipt,) = papers(application, DocumentKind.PERMIT_RECEIPT)
    assert licence_behind(receipt.check_code, TODAY) is None
    assert licence_behind("0" * 16, TODAY) is None


# ── data of the e-licence


def test_the_data_says_what_the_certificate_says_and_that_its_layout_is_provisional(
    county: object,
):
    application = made()
    content = json.loads(data_sheets.as_json(application))
    data = content["data"]
    assert content["layout"] == "provisional"
    assert data["number"] == application.licence_number
    assert (data["form_original"], data["form_copy"]) == ("0001201", "0001203")
    assert data["area_code"] == COUNTY
    assert data["certificate_type"].endswith("民办学校办学许可证")
    assert data.keys() == content["names"].keys()


def test_the_workbook_holds_the_same_data(county: object):
    application = made()
    with data_sheets.as_workbook(application) as book:
        sheet = openpyxl.load_workbook(io.BytesIO(book.read())).active
    lines = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    wanted = data_sheets.data_of(application)
    assert "暂定" in lines[0][0]
    assert lines[1] == [name for name, _value in wanted.values()]
    assert lines[2] == [value for _name, value in wanted.values()]
