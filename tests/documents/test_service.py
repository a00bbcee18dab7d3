"""Issuing in a database: numbers, frozen facts, seal, service, void."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.configuration.rules import Key
from kgsup.configuration.service import set_value
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.documents import queries, service
from kgsup.documents.models import Document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import RECORDS, DocumentState, Service, ServiceWay
from kgsup.documents.rules.texts import sha256_of
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.documents import samples

pytestmark = pytest.mark.usefixtures("county")

CLERK = make_actor(Role.CLERK)
KINDERGARTEN = "KG00000000000001"
SUBJECT = Subject("visit", "V000000000000001", COUNTY, KINDERGARTEN)
TODAY = dt.date(2026, 11, 21)
KIND = DocumentKind.INSPECTION_RECORD
WITHOUT_SEAL = queries.Wanted(shown=queries.Shown.AWAITING_SEAL)
UNSERVED = queries.Shown.AWAITING_SERVICE


def issue(kind=KIND, **options) -> Document:
    facts = options.pop("facts", samples.plain_facts(kind))
    with transaction():
        return service.issue(kind, SUBJECT, facts, CLERK, AT, **options)


def test_numbers_count_up_by_kind_and_year_of_the_date_on_the_paper():
    numbers = [issue().number, issue().number, issue(acted_on=dt.date(2025, 12, 30)).number]
    assert numbers == ["教检录〔2026〕1号", "教检录〔2026〕2号", "教检录〔2025〕1号"]
    assert issue(DocumentKind.RECTIFICATION_NOTICE).number == "教整〔2026〕1号"


def test_the_supervision_office_numbers_with_its_own_word():
    assert issue(DocumentKind.SUPERVISION_RECORD).number == "政教督录〔2026〕1号"


def test_a_series_that_was_begun_on_paper_goes_on_where_it_stood():
    with transaction():
        start = {f"{KIND}/2026": 58}
        set_value(COUNTY, Key.NUMBER_STARTS, start, dt.date(2026, 1, 1), CLERK, AT)
    assert [issue().number for _ in range(2)] == ["教检录〔2026〕58号", "教检录〔2026〕59号"]


def test_a_refused_issue_leaves_no_gap():
    issue()

    def fail_after_issue() -> None:
        with transaction():
            service.issue(KIND, SUBJECT, samples.visit(), CLERK, AT)
            raise RuleViolation("something else went wrong")

    with pytest.raises(RuleViolation):
        fail_after_issue()
    assert issue().number == "教检录〔2026〕2号"


def test_two_papers_in_one_transaction_get_two_numbers():
    with transaction():
        first = service.issue(KIND, SUBJECT, samples.visit(), CLERK, AT)
        second = service.issue(KIND, SUBJECT, samples.visit(), CLERK, AT)
    assert [first.number, second.number] == ["教检录〔2026〕1号", "教检录〔2026〕2号"]


def test_a_void_number_is_a_row_with_a_reason():
    issue()
    with transaction():
        service.void_number(KIND, COUNTY, "套打时打印机卡纸", CLERK, AT)
    issue()
    rows = queries.list_numbers(COUNTY, KIND, 2026)
    assert [(row.n, row.void_reason) for row in rows] == [
        (1, None),
        (2, "套打时打印机卡纸"),
        (3, None),
    ]


def test_a_number_is_not_voided_without_a_reason():
    with pytest.raises(RuleViolation), transaction():
        service.void_number(KIND, COUNTY, "  ", CLERK, AT)


def test_a_letter_takes_its_number_from_the_office_register():
    letter = issue(DocumentKind.TRANSFER_LETTER, office_number="青教函[2026]57号")
    assert letter.number == "青教函〔2026〕57号"


@pytest.mark.parametrize(
    "typed", [None, "", "57", "青教函〔2025〕57号", "青教函2026-57", "青教函〔2026〕057号"]
)
def test_an_office_number_of_another_form_or_year_is_refused(typed):
    with pytest.raises(RuleViolation):
        issue(DocumentKind.TRANSFER_LETTER, office_number=typed)


def test_an_office_number_is_not_used_twice():
    issue(DocumentKind.TRANSFER_LETTER, office_number="青教函〔2026〕57号")
    with pytest.raises(RuleViolation):
        issue(DocumentKind.TRANSFER_LETTER, office_number="青教函（２０２６）５７号")
    other = issue(DocumentKind.TRANSFER_LETTER, office_number="青教发〔2026〕57号")
    assert other.number == "青教发〔2026〕57号"


def test_a_number_is_not_typed_where_the_program_counts():
    with pytest.raises(RuleViolation):
        issue(office_number="青教检录〔2026〕9号")


def test_another_county_is_not_there():
    elsewhere = Subject("visit", "V1", OTHER_COUNTY, None)
    with pytest.raises(Missing), transaction():
        service.issue(KIND, elsewhere, samples.visit(), CLERK, AT)


def test_the_facts_are_frozen_with_their_hash():
    document = issue()
    assert sha256_of(document.facts_json) == document.facts_sha256
    frozen = json.loads(document.facts_json)
    assert frozen["number"] == document.number
    assert frozen["facts"]["kindergarten"]["name"] == "青禾县童心幼儿园"
    assert frozen["check"]["address"].endswith(f"/verify/{document.check_code}")


def test_a_character_without_a_glyph_is_named_before_a_number_is_taken(monkeypatch):
    asked = []

    def nothing_rare(characters, font_dir, folder):
        asked.append(len(queries.list_numbers(COUNTY, KIND, 2026)))
        return sorted(set(characters) & {"𫞩"})

    monkeypatch.setattr("kgsup.documents.service.issuing.missing_characters", nothing_rare)
    garten = samples.KindergartenFacts(name="青禾县𫞩苗幼儿园")
    document = issue(facts=samples.visit(kindergarten=garten))
    assert document.handwritten == ["𫞩"]
    assert asked == [0]
    assert document.frozen["facts"]["kindergarten"]["name"] == "青禾县𫞩苗幼儿园"
    assert ("handwritten", None, "𫞩") in timeline("document", document.public_id)[0].changes


def test_texts_beyond_all_measure_are_refused_before_a_number_is_taken():
    with pytest.raises(RuleViolation):
        issue(facts=samples.visit(statement="长" * 200_001))
    assert queries.list_numbers(COUNTY, KIND, 2026) == []


def test_facts_of_another_kind_of_paper_are_a_mistake_of_ours():
    with pytest.raises(TypeError), transaction():
        service.issue(KIND, SUBJECT, samples.notice(), CLERK, AT)


def served(**changed) -> Service:
    plain = {"way": ServiceWay.DIRECT, "served_on": TODAY, "receiver": "周晓禾", "relation": "园长"}
    return Service(**{**plain, **changed})


def test_a_notice_is_sealed_then_served_and_both_are_on_the_timeline():
    document = issue(DocumentKind.RECTIFICATION_NOTICE)
    assert document.awaits_seal
    with transaction():
        service.record_seal(document.public_id, TODAY, CLERK, AT)
    with transaction():
        service.record_service(document.public_id, served(), CLERK, AT)
    assert document.state is DocumentState.SERVED
    assert queries.first_services([document.public_id]) == {document.public_id: TODAY}
    acts = [entry.act for entry in timeline("document", document.public_id)]
    assert acts == [
        "documents.document.serve",
        "documents.document.seal",
        "documents.document.issue",
    ]


def test_a_notice_without_its_seal_is_not_served():
    document = issue(DocumentKind.RECTIFICATION_NOTICE)
    with pytest.raises(IllegalTransition), transaction():
        service.record_service(document.public_id, served(), CLERK, AT)


def test_a_record_needs_no_seal():
    document = issue()
    with pytest.raises(IllegalTransition), transaction():
        service.record_seal(document.public_id, TODAY, CLERK, AT)
    with transaction():
        service.record_service(document.public_id, served(), CLERK, AT)
    assert document.state is DocumentState.SERVED


def test_time_runs_from_the_first_of_several_services():
    document = issue(acted_on=dt.date(2026, 11, 18))
    for day in (20, 19):
        with transaction():
            service.record_service(
                document.public_id, served(served_on=dt.date(2026, 11, day)), CLERK, AT
            )
    assert len(queries.list_services(document)) == 2
    assert queries.first_services([document.public_id])[document.public_id].day == 19


def test_an_old_page_does_not_serve_again():
    document = issue()
    seen = document.version
    with transaction():
        service.record_service(document.public_id, served(), CLERK, AT, version=seen)
    with transaction():
        service.record_service(document.public_id, served(), CLERK, AT, version=seen + 1)
    with pytest.raises(Conflict), transaction():
        service.record_service(document.public_id, served(), CLERK, AT, version=seen + 1)


def test_a_voided_paper_keeps_its_number_and_says_why():
    document = issue(DocumentKind.RECTIFICATION_NOTICE)
    with transaction():
        service.void(document.public_id, "对象有误", CLERK, AT)
    number = queries.find_number(COUNTY, document.number)
    assert number.void_reason == "对象有误"
    assert document.state is DocumentState.VOIDED
    assert issue(DocumentKind.RECTIFICATION_NOTICE).number == "教整〔2026〕2号"


@pytest.mark.parametrize("kind", sorted(RECORDS))
def test_the_record_of_a_visit_is_not_voided_alone(kind):
    document = issue(kind)
    with pytest.raises(RuleViolation, match="not voided alone"), transaction():
        service.void(document.public_id, "对象有误", make_actor(Role.APPROVER), AT)
    assert queries.get_document(document.public_id, CLERK).state is DocumentState.ISSUED


APPROVER = replace(make_actor(Role.APPROVER), id=1_000_009, name="何青山")
WRONG = "留样称重应为69克，系笔误。"


def correct(document, actor=APPROVER, note=WRONG, **options) -> Document:
    with transaction():
        asked = service.CorrectionAsked(note=note, **options)
        return service.correct_record(document.public_id, asked, actor, AT)


def test_a_record_is_corrected_by_a_new_one_with_the_same_facts_and_a_note():
    old = issue(acted_on=dt.date(2026, 11, 19))
    new = correct(old)
    assert (old.state, new.state) == (DocumentState.VOIDED, DocumentState.ISSUED)
    assert (old.number, new.number) == ("教检录〔2026〕1号", "教检录〔2026〕2号")
    assert (new.replaces, new.acted_on) == (old.public_id, old.acted_on)
    assert (new.subject_id, new.concerns) == (old.subject_id, old.concerns)
    assert new.frozen["facts"] == old.frozen["facts"]
    assert (new.frozen["replaces"], new.frozen["correction"]) == (old.number, WRONG)
    assert queries.find_number(COUNTY, old.number).void_reason == WRONG
    assert queries.find_by_check_code(old.check_code).replaced_by == new.number
    assert queries.find_successor(old) is new


def test_a_correction_is_read_on_the_timelines_of_both_papers():
    old = issue()
    new = correct(old)
    [voided, _issued] = timeline("document", old.public_id)
    assert voided.act == "documents.document.void"
    assert ("replaced_by", None, new.number) in voided.changes
    [issued] = timeline("document", new.public_id)
    assert ("replaces", None, old.number) in issued.changes


@pytest.mark.parametrize("name", ["李青山", " 李 青山 ", "test clerk"])
def test_who_was_on_the_visit_or_signed_it_does_not_correct_its_record(name):
    old = issue()
    for paper in (old, correct(old)):
        with pytest.raises(RuleViolation, match="was on the visit or signed"):
            correct(paper, replace(APPROVER, name=name))


def test_a_correction_needs_a_person_and_a_note_and_leaves_nothing_when_refused():
    old = issue()
    for actor, note in ((replace(APPROVER, id=None), WRONG), (APPROVER, " \u200b ")):
        with pytest.raises(RuleViolation):
            correct(old, actor, note)
    assert len(queries.list_numbers(COUNTY, KIND, 2026)) == 1


def test_only_records_are_corrected_once_each_and_on_the_version_that_was_seen():
    with pytest.raises(RuleViolation, match="Only the record"):
        correct(issue(DocumentKind.RECTIFICATION_NOTICE))
    old = issue()
    with pytest.raises(Conflict):
        correct(old, version=old.version + 1)
    new = correct(old)
    with pytest.raises(IllegalTransition):
        correct(old)
    assert [each.n for each in queries.list_numbers(COUNTY, KIND, 2026)] == [1, 2]
    assert correct(new).frozen["replaces"] == new.number


def test_the_check_page_shows_public_facts_and_the_live_state_only():
    document = issue(DocumentKind.RECTIFICATION_NOTICE)
    code = document.check_code
    checked = queries.find_by_check_code(f"{code[:4]}-{code[4:8]} {code[8:].lower()}")
    assert checked.number == document.number
    assert checked.kindergarten == "青禾县童心幼儿园"
    assert checked.awaits_seal
    with transaction():
        service.void(document.public_id, "对象有误", CLERK, AT)
    assert queries.find_by_check_code(code).state is DocumentState.VOIDED
    assert queries.find_by_check_code("0" * 16) is None
    assert queries.find_by_check_code("' OR 1=1 --") is None


def test_a_correction_is_a_new_paper_that_points_to_the_old_one():
    old = issue()
    new = issue(replaces=old.public_id)
    assert new.frozen["replaces"] == old.number
    assert queries.find_by_check_code(old.check_code).replaced_by == new.number


def test_a_letter_to_another_authority_names_the_kindergarten_it_is_about():
    letter = issue(DocumentKind.TRANSFER_LETTER, office_number="青教函〔2026〕57号")
    assert queries.find_by_check_code(letter.check_code).kindergarten == "青禾县童心幼儿园"


def test_a_kindergarten_sees_its_records_and_what_was_served_on_it():
    head = make_actor(Role.KINDERGARTEN, kindergarten=KINDERGARTEN)
    stranger = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000002")
    record, notice = issue(), issue(DocumentKind.RECTIFICATION_NOTICE)
    letter = issue(DocumentKind.TRANSFER_LETTER, office_number="青教函〔2026〕57号")
    assert queries.get_document(record.public_id, head) is record
    for hidden, reader in ((notice, head), (letter, head), (record, stranger)):
        with pytest.raises(Missing):
            queries.get_document(hidden.public_id, reader)
    with transaction():
        service.record_seal(notice.public_id, TODAY, CLERK, AT)
        service.record_service(notice.public_id, served(), CLERK, AT)
    assert queries.list_of_kindergarten(KINDERGARTEN, head) == [notice, record]
    assert len(queries.list_of_kindergarten(KINDERGARTEN, CLERK)) == 3


def test_what_waits_for_seal_and_service_is_listed_for_the_office():
    record, notice = issue(), issue(DocumentKind.RECTIFICATION_NOTICE)
    assert queries.list_documents(WITHOUT_SEAL, CLERK) == [notice]
    with transaction():
        service.record_seal(notice.public_id, TODAY, CLERK, AT)
    assert queries.list_documents(queries.Wanted(shown=UNSERVED), CLERK) == [notice]
    assert queries.list_documents(WITHOUT_SEAL, CLERK) == []
    assert queries.list_documents(queries.Wanted(), make_actor(Role.CLERK, OTHER_COUNTY)) == []
    assert queries.list_documents(queries.Wanted(kind=KIND), CLERK) == [record]
    assert queries.list_of_subject("visit", SUBJECT.public_id, CLERK) == [record, notice]
    assert db.session.get(Document, record.id) is record
