"""Visits in a database: drafts, signing, operations applied exactly once, counties kept apart."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Actor, Role, system_actor
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.audit.queries import timeline
from kgsup.core.db import db, new_public_id, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.queries import findings_of_origin, follow_ups_of_origin
from kgsup.corrections.rules import ClosedAs, FindingState, Kind
from kgsup.documents.models import Document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.files.models import Evidence
from kgsup.inspections import queries, service, sync
from kgsup.inspections.models import Visit, VisitOfficer, VisitOperation, VisitSetAside
from kgsup.inspections.rules.conflicts import NotApplied
from kgsup.inspections.rules.judgement import VisitRefused
from kgsup.inspections.rules.visits import SetAside, VisitState
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_user
from tests.factories.corrections import open_at
from tests.factories.inspections import (
    failing,
    finding,
    inspection_json,
    of_people,
    operation,
    visit_json,
)
from tests.factories.kindergartens import make_kindergarten

CERTIFIED = {
    "supervisor_certificate": "青督0021",
    "enforcement_certificate": "99012600011",
    "enforcement_certificate_until": dt.date(2027, 12, 31),
}


def count(model: Any) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten(head="苗圃秀", address="青阳街道稻香路 8 号")


@pytest.fixture
def inspector(county: object) -> User:
    return make_user(Role.INSPECTOR, name="田小禾", **CERTIFIED)


@pytest.fixture
def colleague(county: object) -> User:
    return make_user(Role.INSPECTOR, name="林一苗", **CERTIFIED)


@pytest.fixture
def actor(inspector: User) -> Actor:
    return actor_of(inspector)


@pytest.fixture
def visit(kindergarten: Kindergarten, inspector: User) -> dict[str, Any]:
    """A monthly visit by the inspector, ready to be signed."""
    return of_people(visit_json(), kindergarten.public_id, inspector)


@pytest.fixture
def inspection(kindergarten: Kindergarten, inspector: User, colleague: User) -> dict[str, Any]:
    return of_people(inspection_json(), kindergarten.public_id, inspector, colleague)


def save(content: dict[str, Any], actor: Actor, version: int | None = None) -> Visit:
    with transaction():
        return service.save_draft(content, version, actor, AT)


def sign(content: dict[str, Any], actor: Actor, version: int | None = None) -> service.Signed:
    with transaction():
        draft = service.save_draft(content, version, actor, AT)
        return service.sign_visit(draft, actor, AT)


def send(body: dict[str, Any], actor: Actor) -> sync.Reply:
    with transaction():
        return sync.apply(sync.check_shape(body), actor, AT)


# Drafts


def test_a_draft_is_begun_with_what_is_known(visit: dict[str, Any], actor: Actor) -> None:
    visit |= {"answers": visit["answers"][:5], "ended_at": None, "signatures": []}
    draft = save(visit, actor)
    assert draft.state is VisitState.DRAFT
    assert (draft.answered_count, draft.item_count) == (5, 12)
    assert [officer.name for officer in queries.officers_of([draft])[draft.id]] == ["田小禾"]
    assert [entry.act for entry in timeline("visit", draft.public_id)] == [
        "inspections.visit.begin"
    ]


def test_a_draft_is_saved_again_on_its_version(visit: dict[str, Any], actor: Actor) -> None:
    version = save(visit, actor).version
    changed = save(visit | {"advice": "定期检查。"}, actor, version)
    assert changed.document["advice"] == "定期检查。"
    assert changed.version > version


def test_saving_the_same_again_changes_nothing(visit: dict[str, Any], actor: Actor) -> None:
    version = save(visit, actor).version
    assert save(visit, actor, None).version == version


def test_an_older_version_is_refused_with_the_differences(
    visit: dict[str, Any], actor: Actor
) -> None:
    version = save(visit, actor).version
    save(visit | {"advice": "定期检查。"}, actor, version)
    with pytest.raises(NotApplied) as refusal:
        save(visit | {"observations": "操场湿滑。"}, actor, version)
    assert refusal.value.reason is SetAside.OTHER_VERSION
    assert [place.pointer for place in refusal.value.differences] == ["/advice", "/observations"]


def test_a_record_that_is_handed_over_says_who_saved_it(
    visit: dict[str, Any], actor: Actor, colleague: User
) -> None:
    version = save(visit, actor).version
    save(visit | {"advice": "定期检查。"}, actor_of(colleague), version)
    entry = timeline("visit", visit["id"])[0]
    assert entry.act == "inspections.visit.save"
    assert entry.changes == [("saved_by", "田小禾", "林一苗")]


def test_a_kindergarten_of_another_county_is_not_there(
    visit: dict[str, Any], county: object
) -> None:
    stranger = make_user(Role.INSPECTOR, county=OTHER_COUNTY, **CERTIFIED)
    with pytest.raises(Missing):
        save(visit, actor_of(stranger))
    assert count(Visit) == 0


def test_a_visit_of_another_county_is_not_there_even_by_its_id(
    visit: dict[str, Any], actor: Actor, county: object
) -> None:
    save(visit, actor)
    stranger = actor_of(make_user(Role.INSPECTOR, county=OTHER_COUNTY, **CERTIFIED))
    with transaction():
        theirs = make_kindergarten("云川县小溪幼儿园", county_code=OTHER_COUNTY)
    with pytest.raises(Missing):
        save(visit | {"kindergarten": theirs.public_id}, stranger)
    with pytest.raises(Missing):
        queries.get_visit(visit["id"], stranger)


def test_a_kindergarten_account_makes_no_visits(
    visit: dict[str, Any], kindergarten: Kindergarten
) -> None:
    head = make_user(Role.KINDERGARTEN, kindergarten=kindergarten.public_id)
    with pytest.raises(Missing):
        save(visit, actor_of(head))


def test_a_draft_is_discarded_with_a_reason_and_stays_readable(
    visit: dict[str, Any], actor: Actor
) -> None:
    draft = save(visit, actor)
    with pytest.raises(RuleViolation), transaction():
        service.discard_visit(draft.public_id, draft.version, " ", actor, AT)
    with transaction():
        service.discard_visit(draft.public_id, draft.version, "选错了园", actor, AT)
    assert queries.get_visit(visit["id"], actor).state is VisitState.DISCARDED
    with pytest.raises(IllegalTransition):
        save(visit | {"advice": "定期检查。"}, actor, queries.get_visit(visit["id"], actor).version)


# Signing


def test_signing_issues_the_record_in_the_same_transaction(
    visit: dict[str, Any], actor: Actor
) -> None:
    signed = sign(visit, actor)
    assert signed.visit.state is VisitState.SIGNED
    assert signed.report.kind is DocumentKind.SUPERVISION_RECORD
    assert signed.visit.number == signed.report.number
    assert signed.visit.record_id == signed.report.public_id
    assert signed.report.acted_on == dt.date(2026, 11, 21)
    acts = [entry.act for entry in timeline("visit", visit["id"])]
    assert acts[0] == "inspections.visit.sign"


@pytest.mark.parametrize(
    ("regime", "kind", "document"),
    [
        ("inspection", "routine", DocumentKind.INSPECTION_RECORD),
        ("verification", "licence", DocumentKind.VERIFICATION_RECORD),
        ("supervision", "monthly", DocumentKind.SUPERVISION_RECORD),
    ],
)
def test_each_regime_makes_its_own_paper(
    inspection: dict[str, Any], actor: Actor, regime: str, kind: str, document: DocumentKind
) -> None:
    signed = sign(inspection | {"regime": regime, "kind": kind}, actor)
    assert signed.report.kind is document


def test_the_frozen_facts_hold_people_certificates_answers_and_signatures(
    inspection: dict[str, Any], actor: Actor
) -> None:
    failing(inspection, "M06", finding())
    facts = sign(inspection, actor).report.frozen["facts"]
    assert [officer["certificate"] for officer in facts["officers"]] == ["99012600011"] * 2
    assert facts["basis"] == "行政检查审批 青教检批〔2026〕12号"
    assert facts["place"] == "青阳街道稻香路 8 号"
    assert facts["findings"][0]["severity"] == "较重"
    assert [each["role"] for each in facts["signatures"]] == [
        "检查人员",
        "检查人员",
        "被检查单位现场负责人",
    ]
    assert len(facts["checklist"]["themes"][0]["items"]) == 12


def test_findings_open_with_the_follow_up_that_fits(
    inspection: dict[str, Any], actor: Actor
) -> None:
    failing(inspection, "M06", finding())
    fire = finding("M04", key="f2", text="灭火器失压。", authority="fire", article="消防法 16")
    failing(inspection, "M04", *inspection["findings"], fire)
    signed = sign(inspection, actor)
    assert (signed.findings, signed.follow_ups) == (2, 2)
    opened = {row.finding.item_code: row for row in findings_of_origin("visit", inspection["id"])}
    assert opened["M06"].follow_up_kind is Kind.RECTIFICATION_NOTICE
    assert opened["M04"].follow_up_kind is Kind.TRANSFER_LETTER  # never our notice
    assert opened["M06"].finding.due_on == dt.date(2026, 11, 24)
    assert len(follow_ups_of_origin("visit", inspection["id"])) == 2


def test_a_refused_record_writes_nothing_but_its_draft(visit: dict[str, Any], actor: Actor) -> None:
    visit["signatures"] = []
    with pytest.raises(VisitRefused) as refusal:
        sign(visit, actor)
    assert len([problem for problem in refusal.value.problems if problem.refuses]) == 2
    assert (count(Document), count(Finding)) == (0, 0)


def test_a_signed_record_never_changes(visit: dict[str, Any], actor: Actor) -> None:
    version = sign(visit, actor).visit.version
    with pytest.raises(NotApplied) as refusal:
        save(visit | {"advice": "定期检查。"}, actor, version)
    assert refusal.value.reason is SetAside.ALREADY_SIGNED


def test_names_and_certificates_come_from_the_accounts(
    visit: dict[str, Any], actor: Actor, inspector: User
) -> None:
    visit["signatures"][0]["name"] = "冒名者"
    facts = sign(visit, actor).report.frozen["facts"]
    assert facts["officers"][0]["name"] == inspector.name
    assert facts["signatures"][0]["name"] == inspector.name


def test_an_ended_certificate_stops_an_inspection(
    inspection: dict[str, Any], actor: Actor, colleague: User
) -> None:
    colleague.enforcement_certificate_until = dt.date(2026, 11, 20)
    db.session.commit()
    with pytest.raises(VisitRefused):
        sign(inspection, actor)


def test_an_earlier_point_seen_corrected_is_closed(
    inspection: dict[str, Any], actor: Actor, kindergarten: Kindergarten
) -> None:
    with transaction():
        point = open_at(kindergarten).findings[0]
    inspection["earlier"] = [
        {"finding": point.public_id, "result": "corrected", "remark": "已更新"}
    ]
    assert sign(inspection, actor).closed == 1
    closed = db.session.get_one(Finding, point.id)
    assert (closed.state, closed.closed_as) == (FindingState.CLOSED, ClosedAs.SEEN_ON_SITE)
    assert closed.closing_note == "已更新"


def test_a_supervisor_closes_nothing_that_an_inspection_demanded(
    visit: dict[str, Any], actor: Actor, kindergarten: Kindergarten
) -> None:
    with transaction():
        point = open_at(kindergarten).findings[0]
    visit["earlier"] = [{"finding": point.public_id, "result": "corrected", "remark": ""}]
    signed = sign(visit, actor)
    assert signed.closed == 0
    assert signed.report.frozen["facts"]["earlier_points"][0]["result"] == "已整改"
    assert db.session.get_one(Finding, point.id).state is FindingState.OPEN


@pytest.mark.parametrize("result", ["corrected", "partly", "not_corrected"])
def test_what_was_seen_of_a_point_that_stays_open_is_noted_on_it(
    visit: dict[str, Any], actor: Actor, kindergarten: Kindergarten, result: str
) -> None:
    with transaction():
        point = open_at(kindergarten).findings[0]
    visit["earlier"] = [{"finding": point.public_id, "result": result, "remark": "已换新软管"}]
    number = sign(visit, actor).visit.number
    entry = timeline("finding", point.public_id)[0]
    assert entry.act == "corrections.finding.see"
    assert sorted(entry.changes) == [
        ("note", None, "已换新软管"),
        ("origin", None, number),
        ("seen", None, result),
    ]


def test_a_point_that_nobody_looked_at_gets_no_note(
    visit: dict[str, Any], actor: Actor, kindergarten: Kindergarten
) -> None:
    with transaction():
        point = open_at(kindergarten).findings[0]
    visit["earlier"] = [{"finding": point.public_id, "result": None, "remark": ""}]
    before = len(timeline("finding", point.public_id))
    with pytest.raises(VisitRefused):
        sign(visit, actor)
    visit["earlier"] = []
    sign(visit | {"id": new_public_id()}, actor)
    assert len(timeline("finding", point.public_id)) == before


@pytest.mark.parametrize("shown", [True, False])
def test_a_record_says_that_certificates_were_shown_only_when_somebody_wrote_so(
    visit: dict[str, Any], actor: Actor, shown: bool
) -> None:
    facts = sign(visit | {"certificates_shown": shown}, actor).report.frozen["facts"]
    assert facts["certificates_shown"] is shown


def test_nothing_to_add_is_no_agreement(visit: dict[str, Any], actor: Actor) -> None:
    assert sign(visit, actor).report.frozen["facts"]["statement"] == "没有补充意见。"


def test_a_paper_record_is_dated_on_its_own_day(visit: dict[str, Any], actor: Actor) -> None:
    visit |= {
        "source": "paper",
        "paper": {"number": "0007", "scans": [stored_photo(COUNTY)]},
        "started_at": "2026-11-18T09:00:00+08:00",
        "ended_at": "2026-11-18T10:00:00+08:00",
        "signatures": [
            row | {"strokes": [], "on_paper": True, "signed_at": None}
            for row in visit["signatures"]
        ],
    }
    signed = sign(visit, actor)
    assert signed.visit.acted_on == dt.date(2026, 11, 18)
    assert signed.report.acted_on == dt.date(2026, 11, 18)
    assert signed.report.frozen["facts"]["entered_later_on"] == "2026-11-21"
    entry = timeline("visit", visit["id"])[0]
    assert entry.late_entry
    assert entry.acted_on == dt.date(2026, 11, 18)


def stored_photo(county_code: str) -> str:
    row = Evidence(
        county_code=county_code,
        sha256="0" * 64,
        media_type="image/jpeg",
        size=1,
        stored_at=AT,
        stored_by="test",
    )
    db.session.add(row)
    db.session.commit()
    return row.public_id


def test_photos_are_printed_once_with_what_they_show(visit: dict[str, Any], actor: Actor) -> None:
    of_item, of_finding, other = (stored_photo(COUNTY) for _n in range(3))
    failing(visit, "M06", finding(photos=[of_finding]))
    visit["answers"][5]["photos"] = [of_item, of_finding]
    visit["photos"] = [other]
    facts = sign(visit, actor).report.frozen["facts"]
    assert [photo["caption"] for photo in facts["photos"]] == ["", "M06 户外器械、地垫完好"]
    assert [photo["caption"] for photo in facts["findings"][0]["photos"]] == [
        "攀爬架有两颗螺丝松动。"
    ]


def test_a_photo_of_another_county_counts_as_missing(visit: dict[str, Any], actor: Actor) -> None:
    visit["photos"] = [stored_photo(OTHER_COUNTY)]
    with pytest.raises(VisitRefused) as refusal:
        sign(visit, actor)
    assert [problem.pointer for problem in refusal.value.problems] == ["/photos/0"]
    visit["photos"] = [stored_photo(COUNTY)]
    assert sign(visit, actor).visit.photo_count == 1


# Operations


def test_an_operation_is_applied_once_and_answered_the_same_again(
    visit: dict[str, Any], actor: Actor
) -> None:
    body = operation(visit, finish=True)
    first = send(body, actor)
    replays = [send(body, actor) for _time in range(5)]
    assert first.status == 200
    assert {reply.answer["number"] for reply in replays} == {first.answer["number"]}
    assert all(reply.answer == first.answer and reply.replayed for reply in replays)
    assert (count(Document), count(VisitOperation)) == (1, 1)


def test_blanks_and_order_of_the_body_do_not_make_another_operation(
    visit: dict[str, Any], actor: Actor
) -> None:
    body = operation(visit)
    send(body, actor)
    reordered = {name: body[name] for name in reversed(body)}
    assert send(reordered, actor).replayed


def test_the_same_operation_with_another_content_is_refused_and_both_are_kept(
    visit: dict[str, Any], actor: Actor
) -> None:
    body = operation(visit)
    send(body, actor)
    other = body | {"visit": visit | {"advice": "另一份内容。"}}
    reply = send(other, actor)
    assert reply.status == 409
    assert reply.answer["reason"] == "same_operation"
    assert reply.answer["differences"] == [
        {"pointer": "/advice", "kept": None, "sent": "另一份内容。"}
    ]
    assert queries.get_visit(visit["id"], actor).document == visit
    kept = db.session.scalars(sa.select(VisitSetAside)).one()
    assert kept.document["advice"] == "另一份内容。"
    send(other, actor)
    assert count(VisitSetAside) == 1


def test_two_people_may_use_the_same_operation_id(
    visit: dict[str, Any], actor: Actor, colleague: User
) -> None:
    body = operation(visit)
    version = send(body, actor).answer["version"]
    changed = body | {"visit": visit | {"advice": "复查。"}, "version": version}
    assert send(changed, actor_of(colleague)).status == 200


def test_the_second_of_two_people_is_told_what_changed_and_loses_nothing(
    visit: dict[str, Any], actor: Actor, colleague: User
) -> None:
    version = send(operation(visit), actor).answer["version"]
    theirs = visit | {"advice": "定期检查。"}
    mine = visit | {"observations": "操场湿滑。"}
    send(operation(theirs, version=version), actor_of(colleague))
    reply = send(operation(mine, version=version), actor)
    assert (reply.status, reply.answer["result"]) == (409, "conflict")
    assert reply.answer["document"] == theirs
    assert {row["pointer"] for row in reply.answer["differences"]} == {"/advice", "/observations"}
    assert db.session.scalars(sa.select(VisitSetAside)).one().document == mine
    again = send(operation(mine, version=reply.answer["version"]), actor)
    assert again.answer["result"] == "saved"


def test_a_record_that_cannot_be_signed_is_kept_as_a_draft(
    visit: dict[str, Any], actor: Actor
) -> None:
    body = operation(visit | {"signatures": []}, finish=True)
    reply = send(body, actor)
    assert (reply.status, reply.answer["result"]) == (422, "refused")
    assert [problem.pointer for problem in reply.problems] == ["/signatures", "/signatures"]
    assert queries.get_visit(visit["id"], actor).state is VisitState.DRAFT
    assert send(body, actor).problems == reply.problems
    mended = send(operation(visit, finish=True, version=reply.answer["version"]), actor)
    assert mended.answer["result"] == "signed"


def test_a_saved_draft_is_answered_with_what_stands_against_signing(
    visit: dict[str, Any], actor: Actor
) -> None:
    reply = send(operation(visit | {"statement": {"text": "", "nothing_to_add": False}}), actor)
    assert reply.answer["result"] == "saved"
    assert [problem.pointer for problem in reply.problems] == ["/statement"]


def test_signing_twice_under_two_operations_makes_one_record(
    visit: dict[str, Any], actor: Actor
) -> None:
    first = send(operation(visit, finish=True), actor)
    second = send(operation(visit, finish=True), actor)
    assert second.status == 200
    assert second.answer["number"] == first.answer["number"]
    assert count(Document) == 1


def test_what_comes_after_the_signature_is_set_aside(visit: dict[str, Any], actor: Actor) -> None:
    version = send(operation(visit, finish=True), actor).answer["version"]
    reply = send(operation(visit | {"advice": "又想起一点。"}, version=version), actor)
    assert (reply.status, reply.answer["reason"]) == (409, "already_signed")
    shown = queries.list_set_aside(queries.get_visit(visit["id"], actor))
    assert [row.row.document["advice"] for row in shown] == ["又想起一点。"]


def test_the_program_makes_no_visits(visit: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation):
        send(operation(visit), system_actor("worker"))


def test_a_body_of_another_shape_is_refused_before_anything_is_read() -> None:
    with pytest.raises(sync.BadShape) as refusal:
        sync.check_shape({"visit": {}})
    assert refusal.value.problems


# What the database holds by itself


@pytest.mark.parametrize(
    "values",
    [
        {"state": "signed"},
        {"state": "discarded"},
        {"signed_at": AT},
        {"checklist_version": None},
        {"answered_count": -1},
        {"grave_count": 1},
    ],
)
def test_the_database_refuses_half_a_state(
    visit: dict[str, Any], actor: Actor, values: dict[str, Any]
) -> None:
    save(visit, actor)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(sa.update(Visit).values(**values))


def test_an_officer_stands_once_in_a_visit(visit: dict[str, Any], actor: Actor) -> None:
    save(visit, actor)
    row = db.session.scalars(sa.select(VisitOfficer)).one()
    twin = VisitOfficer(
        county_code=row.county_code, visit_id=row.visit_id, officer=row.officer, name="x", place=9
    )
    with pytest.raises(IntegrityError), transaction():
        db.session.add(twin)
        db.session.flush()


def test_two_who_change_the_same_row_are_told(visit: dict[str, Any], actor: Actor) -> None:
    draft = save(visit, actor)
    with pytest.raises(Conflict), transaction():
        service.discard_visit(draft.public_id, draft.version - 1, "选错了园", actor, AT)


def test_findings_are_drafted_by_the_person_who_signed(
    inspection: dict[str, Any], actor: Actor
) -> None:
    sign(failing(inspection, "M06", finding()), actor)
    assert db.session.scalars(sa.select(FollowUp)).one().drafted_by == actor.id


def test_an_actor_without_grants_sees_no_visit(visit: dict[str, Any], actor: Actor) -> None:
    save(visit, actor)
    with pytest.raises(Missing):
        queries.get_visit(visit["id"], replace(actor, grants=()))
