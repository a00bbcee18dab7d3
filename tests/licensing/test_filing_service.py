"""Closing: what stops it, what the file holds and in which order, the verdicts that it keeps."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from kgsup.audit.service import verify_ledger
from kgsup.core.db import db
from kgsup.core.errors import Conflict, IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.files import service as files
from kgsup.licensing import queries, service
from kgsup.licensing.models import FilePoint, LicenceAct, PermitApplication
from kgsup.licensing.queries import filing as file_queries
from kgsup.licensing.queries.file_review import seen_of
from kgsup.licensing.queries.filing import FileFilter
from kgsup.licensing.rules.acts import ActKind, ActState, Ground
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.file_review import Point, Verdict, failures, review
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.service import act_closing, acts, filing
from kgsup.licensing.service.act_closing import TakenBack
from kgsup.licensing.service.ledger import subject_of
from tests.conftest import AT, COUNTY
from tests.documents import samples
from tests.factories import licensing
from tests.licensing.filing import (
    OFFICE,
    TODAY,
    file_of,
    papers,
    ready,
    render,
    render_all,
    seal_all,
    serve,
)
from tests.licensing.test_acts_service import decided as decided_act
from tests.licensing.test_acts_service import drafted


def close(application: PermitApplication, note: str = "") -> Document:
    return filing.close_application(
        application.public_id, note, None, licensing.clerk("归档员"), AT
    )


def titles(document: Document) -> list[str]:
    return [part["title"] for part in document.frozen["facts"]["parts"]]


def verdicts(application: PermitApplication) -> dict[Point, Verdict]:
    return {one.point: one.verdict for one in file_queries.verdicts_of(file_of(application))}


def test_a_closed_case_has_its_file_in_order(county: object):
    application = ready()
    document = close(application, "材料齐全。")
    assert application.state is State.CLOSED
    assert application.file_document == document.public_id
    assert application.closed_at == AT
    facts = document.frozen["facts"]
    assert facts["archive_number"] == f"许可-2026-{application.number}"
    assert facts["retention"] == "10_years"
    kinds = [paper.kind for paper in papers(application)]
    assert kinds.count(DocumentKind.CASE_FILE) == 1
    in_order = [paper["number"] for paper in facts["parts"] if paper["number"]]
    by_kind = {paper.kind: paper.number for paper in papers(application)}
    assert in_order == [
        by_kind[DocumentKind.PERMIT_RECEIPT],
        by_kind[DocumentKind.ACCEPTANCE_NOTICE],
        by_kind[DocumentKind.APPROVAL_SHEET],
        by_kind[DocumentKind.FILING_RECEIPT],
    ]
    assert facts["note"].startswith("材料齐全。\n下列材料无扫描件")
    assert clocks.list_running_of(subject_of(application)) == []
    assert verify_ledger().ok


def test_a_kind_that_lasts_is_kept_for_ever(county: object):
    application = licensing.decided(
        licensing.accepted(PermitKind.ESTABLISHMENT), Outcome.GRANT, office_number="青教〔2026〕9号"
    )
    render_all(application)
    seal_all(application)
    serve(application)
    assert close(application).frozen["facts"]["retention"] == "permanent"
    assert verdicts(application)[Point.CERTIFICATE] is Verdict.FAILS


def test_scans_stand_behind_the_papers_that_they_belong_to(county: object):
    application = licensing.fill(licensing.start(PermitKind.FILING_CHARTER))
    scan = files.store_photo(samples.photo_bytes(7), COUNTY, OFFICE, AT)
    code = queries.papers_of(application)[0].code
    given = service.Paper(code=code, evidence=(scan.public_id,))
    service.provide_paper(application.public_id, given, OFFICE, AT)
    receipt = service.Receipt(received_at=AT)
    service.receive(application.public_id, receipt, licensing.clerk("收件员"), AT)
    service.accept(application.public_id, TODAY, None, licensing.clerk("受理员"), AT)
    licensing.decided(application, Outcome.FILE)
    render_all(application)
    seal_all(application)
    proof = files.store_photo(samples.photo_bytes(8), COUNTY, OFFICE, AT)
    serve(application, proof=proof.public_id)
    document = close(application)
    named = titles(document)
    name = next(row.name for row in queries.papers_of(application) if row.code == code)
    assert named.index(name) == 1  # behind the receipt
    assert named[-1].startswith("送达回证")
    hashes = [part["evidence_sha256"] for part in document.frozen["facts"]["parts"]]
    assert [one for one in hashes if one] == [scan.sha256, proof.sha256]
    assert verdicts(application)[Point.SERVED] is Verdict.PASSES


@pytest.mark.parametrize("missing", ["rendering", "seal", "service"])
def test_nothing_is_closed_while_a_paper_is_unfinished(county: object, missing: str):
    application = licensing.decided(licensing.accepted(PermitKind.FILING_CHARTER), Outcome.FILE)
    if missing != "rendering":
        render_all(application)
    if missing != "seal":
        seal_all(application)
        if missing != "service":
            serve(application)
    number = application.document_number or ""
    with pytest.raises(RuleViolation) as refused:
        close(application)
    assert number in refused.value.parameters["numbers"]
    db.session.refresh(application)
    assert application.state is State.FILED
    assert application.file_document is None


OPEN_STATES = [State.DRAFT, State.RECEIVED, State.ACCEPTED]


@pytest.mark.parametrize("state", OPEN_STATES)
def test_a_case_that_goes_on_is_not_closed(county: object, state: State):
    make = {
        State.DRAFT: lambda: licensing.start(PermitKind.FILING_FEES),
        State.RECEIVED: lambda: licensing.received(PermitKind.FILING_FEES),
        State.ACCEPTED: lambda: licensing.accepted(PermitKind.FILING_FEES),
    }
    application = make[state]()
    with pytest.raises(IllegalTransition):
        close(application)


def test_a_case_is_closed_once_and_on_the_version_that_was_seen(county: object):
    application = ready()
    with pytest.raises(Conflict):
        filing.close_application(application.public_id, "", 1, licensing.clerk(), AT)
    close(application)
    with pytest.raises(IllegalTransition):
        close(application)
    kinds = [paper.kind for paper in papers(application)]
    assert kinds.count(DocumentKind.CASE_FILE) == 1


def test_a_withdrawn_application_has_a_file_without_a_decision(county: object):
    application = licensing.accepted(PermitKind.CHANGE_NAME)
    wish = service.Withdrawal(asked_by="许禾", asked_on=TODAY, reason="另行申请。")
    service.withdraw(application.public_id, wish, licensing.clerk(), AT)
    render_all(application)
    seal_all(application)
    document = close(application)
    found = verdicts(application)
    assert found[Point.RECEIPT] is Verdict.PASSES
    for point in (Point.OPINIONS, Point.SERVED, Point.PUBLISHED, Point.BASIS):
        assert found[point] is Verdict.DOES_NOT_APPLY
    assert document.frozen["facts"]["parts"][-1]["number"] == papers(application)[-2].number


def test_the_verdicts_stay_as_they_were_at_closing(county: object):
    application = ready()
    before = review(seen_of(application, OFFICE, TODAY))
    close(application)
    assert file_queries.verdicts_of(file_of(application)) == before
    failed = {one.point for one in failures(before)}
    assert failed == {Point.SERVED, Point.PUBLISHED}  # no signed receipt; nothing published yet
    row = db.session.execute(sa.select(FilePoint)).scalars().first()
    assert row is not None
    with pytest.raises(DatabaseError), db.session.begin_nested():
        db.session.execute(sa.update(FilePoint).values(verdict=Verdict.PASSES))


def test_a_number_that_jumps_fails_the_file(county: object):
    application = ready()
    assert seen_of(application, OFFICE, TODAY).gaps == ()
    db.session.execute(
        sa.text("UPDATE number_series SET next_number = 5 WHERE kind = 'acceptance_notice'")
    )
    later = licensing.accepted(PermitKind.FILING_FEES)
    receipt, acceptance = papers(later)
    assert seen_of(later, OFFICE, TODAY).gaps == (acceptance.number,)
    assert receipt.kind is DocumentKind.PERMIT_RECEIPT


def test_the_review_reads_extension_level_and_opinions_from_rows(county: object):
    application = ready(PermitKind.CHANGE_NAME, Outcome.REFUSE)
    seen = seen_of(application, OFFICE, TODAY)
    assert seen.is_refused
    assert seen.reasons == "场地面积不足。"
    assert seen.opinions == ("同意。", "合法。", "同意。")
    assert seen.needed_legal_review
    assert seen.has_legal_opinion
    assert seen.decided_by not in seen.preparers
    assert len(seen.preparers) >= 2
    assert seen.decision_clock is not None
    assert seen.decision_clock.ended_on == TODAY
    assert seen.publication_clock is None  # refusals are withheld by default


def test_the_archivist_finds_files_and_failed_points(county: object):
    first, second = ready(), ready(PermitKind.FILING_FEES)
    close(first)
    close(second)
    archivist = licensing.clerk("归档员")
    everything = file_queries.list_files(FileFilter(), archivist)
    assert [row.document.public_id for row in everything] == [
        second.file_document,
        first.file_document,
    ]
    assert file_queries.count_files(FileFilter(), archivist) == 2
    assert {row.failed for row in everything} == {2}
    wanted = FileFilter(text=first.number or "")
    assert len(file_queries.list_files(wanted, archivist)) == 1
    for none in (
        FileFilter(closed_from=TODAY + dt.timedelta(days=1)),
        FileFilter(closed_until=TODAY - dt.timedelta(days=1)),
        FileFilter(text="不存在"),
    ):
        assert file_queries.list_files(none, archivist) == []
        assert file_queries.count_failures(none, archivist) == 0
    assert len(file_queries.list_files(FileFilter(failed_only=True), archivist)) == 2
    assert file_queries.count_by_point(FileFilter(), archivist) == {
        Point.SERVED: 2,
        Point.PUBLISHED: 2,
    }
    rows = file_queries.list_failures(FileFilter(point=Point.SERVED), archivist)
    assert [row.document.public_id for row in rows] == [second.file_document, first.file_document]
    page = file_queries.list_failures(FileFilter(), archivist, [rows[0].point.id], 50)
    assert all(row.point.id < rows[0].point.id for row in page)


def closed_act() -> LicenceAct:
    act = decided_act(ActKind.CANCEL, Ground.TERMINATED)
    for paper in act_papers(act):
        render(paper)
        if paper.awaits_seal:
            act_closing.seal_act_paper(paper.public_id, TODAY, None, OFFICE, AT)
    assert act.document is not None
    served = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="周晓禾")
    act_closing.serve_act_paper(act.document, served, None, OFFICE, AT)
    taken = TakenBack(serials=("A0001",), taken_on=TODAY)
    return act_closing.close_act(act.public_id, taken, None, licensing.clerk(), AT)


def act_papers(act: LicenceAct) -> list[Document]:
    return list_of_subject(acts.SUBJECT, act.public_id, OFFICE)


def file_act(act: LicenceAct) -> Document:
    return filing.file_act(act.public_id, "", None, licensing.clerk("归档员"), AT)


def test_an_act_on_a_licence_has_its_file_when_its_list_is_rendered(county: object):
    act = closed_act()
    with pytest.raises(RuleViolation):
        file_act(act)  # the list of what came back is still being made
    for paper in act_papers(act):
        render(paper)
    document = file_act(act)
    assert document.frozen["facts"]["retention"] == "permanent"
    assert len(titles(document)) == len(act_papers(act)) - 1
    with pytest.raises(IllegalTransition):
        file_act(act)
    assert verify_ledger().ok


def test_a_dropped_act_has_a_file_and_an_open_one_none(county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    with pytest.raises(IllegalTransition):
        file_act(act)
    acts.drop_act(act.public_id, "材料有误。", None, licensing.clerk(), AT)
    assert act.state is ActState.DROPPED
    assert "材料有误" in file_act(act).frozen["facts"]["note"]
