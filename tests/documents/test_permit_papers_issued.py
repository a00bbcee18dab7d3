"""Papers on permits in a database: titles, numbers, the check page, and who may read them."""

import dataclasses
import re

import pytest

from kgsup.access.actor import Role
from kgsup.audit.rules import Subject
from kgsup.core.db import transaction
from kgsup.core.errors import Missing, RuleViolation
from kgsup.documents import queries, service
from kgsup.documents.rules.facts import (
    ApplicantKind,
    OpinionBox,
    OpinionRole,
    about,
    opinion_boxes,
)
from kgsup.documents.rules.kinds import KINDS, DocumentKind, Layout, NumberSource, Seal, title_of
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.documents.rules.texts import to_json
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import permit_samples

K = DocumentKind
CLERK = make_actor(Role.CLERK)
KINDERGARTEN = "KG00000000000001"
HOLDER = make_actor(Role.KINDERGARTEN, kindergarten=KINDERGARTEN)
NEIGHBOUR = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000002")
SUBJECT = Subject("application", "A000000000000001", COUNTY, KINDERGARTEN)

STAYS_IN_THE_BUREAU = {K.APPROVAL_SHEET, K.OPINION_LETTER, K.IMPOSSIBILITY_NOTE}

# Seals as the catalogue of papers has them: slips, decisions, sheets without one.
SLIPS = {
    K.PERMIT_RECEIPT,
    K.CORRECTION_REQUEST,
    K.ACCEPTANCE_NOTICE,
    K.NOT_ACCEPTED_NOTICE,
    K.PROCEDURE_ENDED_NOTICE,
    K.VERIFICATION_NOTICE,
    K.SPECIAL_PROCEDURE_NOTICE,
    K.HEARING_RIGHT_NOTICE,
    K.HEARING_NOTICE,
    K.EXTENSION_NOTICE,
    K.FILING_RECEIPT,
}
SIGNED = {
    K.ON_THE_SPOT_CORRECTION,
    K.APPROVAL_SHEET,
    K.IMPOSSIBILITY_NOTE,
    K.FORMS_TAKEN_BACK,
    K.PLACEMENT_LIST,
}
OFFICIAL = {
    K.OPINION_LETTER,
    K.ESTABLISHMENT_REPLY,
    K.TERMINATION_REPLY,
    K.PERMIT_ANNOUNCEMENT,
    K.CANCELLATION_ANNOUNCEMENT,
    K.BATCH_DECISION,
}


def expected_seal(kind):
    if kind in SLIPS:
        return Seal.PERMIT
    return None if kind in SIGNED else Seal.ORGAN


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_seal_layout_and_source_of_the_number_are_those_of_the_catalogue(kind):
    rule = KINDS[kind]
    assert rule.seal is expected_seal(kind)
    assert rule.layout is (Layout.OFFICIAL_LETTER if kind in OFFICIAL else Layout.FORM)
    assert (rule.source is NumberSource.OFFICE_REGISTER) == (kind in OFFICIAL)


def issue(kind, n=57):
    office_number = f"青教〔2026〕{n}号" if kind in OFFICIAL else None
    with transaction():
        return service.issue(
            kind, SUBJECT, permit_samples.plain(kind), CLERK, AT, office_number=office_number
        )


def serve(document):
    day = AT.date()
    with transaction():
        if document.rule.is_sealed:
            service.record_seal(document.public_id, day, CLERK, AT)
        one = Service(way=ServiceWay.DIRECT, served_on=day, receiver="周晓禾")
        service.record_service(document.public_id, one, CLERK, AT)


@pytest.mark.usefixtures("county")
def test_a_reply_bears_its_full_title_and_the_number_of_the_register():
    document = issue(K.ESTABLISHMENT_REPLY)
    assert document.frozen["title"] == "关于同意设立青禾县新芽幼儿园的批复"
    assert document.number == "青教〔2026〕57号"
    with pytest.raises(RuleViolation), transaction():
        service.issue(
            K.ESTABLISHMENT_REPLY, SUBJECT, permit_samples.plain(K.ESTABLISHMENT_REPLY), CLERK, AT
        )


@pytest.mark.usefixtures("county")
def test_slips_are_numbered_by_the_program_each_kind_in_its_own_series():
    numbers = [
        issue(kind).number for kind in (K.PERMIT_RECEIPT, K.PERMIT_RECEIPT, K.ACCEPTANCE_NOTICE)
    ]
    assert numbers == ["教许收〔2026〕1号", "教许收〔2026〕2号", "教许受〔2026〕1号"]


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("kind", "whom"),
    [
        (K.ESTABLISHMENT_REPLY, "青禾县新芽幼儿园"),
        (K.BATCH_DECISION, "青禾县童心幼儿园等2所"),
        (K.CANCELLATION_ANNOUNCEMENT, "青禾县童心幼儿园"),
    ],
)
def test_the_check_page_says_whom_a_paper_is_about(kind, whom):
    checked = queries.find_by_check_code(issue(kind).check_code)
    assert checked is not None
    assert checked.kindergarten == whom


def test_a_person_who_applies_is_not_named_on_the_check_page():
    facts = permit_samples.plain(K.PERMIT_REFUSED)
    person = dataclasses.replace(facts.applicant, name="沈谷雨", kind=ApplicantKind.PERSON)
    assert about(to_json(dataclasses.replace(facts, applicant=person))) == "青禾县新芽幼儿园"


def test_a_list_of_nobody_is_about_nobody():
    assert about({"lines": []}) == "—"
    assert about({"addressee": "青禾县童心幼儿园"}) == "青禾县童心幼儿园"


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_the_kindergarten_reads_what_was_served_on_it_and_never_the_bureaus_own_papers(kind):
    document = issue(kind)
    with pytest.raises(Missing):
        queries.get_document(document.public_id, HOLDER)
    serve(document)
    with pytest.raises(Missing):
        queries.get_document(document.public_id, NEIGHBOUR)
    if kind in STAYS_IN_THE_BUREAU:
        with pytest.raises(Missing):
            queries.get_document(document.public_id, HOLDER)
        assert queries.list_of_kindergarten(KINDERGARTEN, HOLDER) == []
    else:
        assert queries.get_document(document.public_id, HOLDER).number == document.number
        assert queries.list_of_kindergarten(KINDERGARTEN, HOLDER) == [document]


@pytest.mark.parametrize("kind", permit_samples.PERMIT_PAPERS)
def test_the_title_of_a_paper_is_one_of_its_sort(kind):
    title = title_of(kind, to_json(permit_samples.plain(kind)))
    assert re.fullmatch(r"[\u4e00-\u9fff]{4,40}", title)
    kinds_of_letters = {"函", "批复", "公告", "决定"}
    if kind in OFFICIAL:
        assert title.startswith("关于")
        assert any(title.endswith(word) for word in kinds_of_letters)


def test_the_five_boxes_are_always_there_and_in_order():
    head = OpinionBox(role=OpinionRole.HEAD, opinion="同意", name="丁立冬")
    returned = OpinionBox(role=OpinionRole.OFFICER, opinion="退回补充", name="何静怡")
    again = OpinionBox(role=OpinionRole.OFFICER, opinion="已补充", name="何静怡")
    boxes = opinion_boxes(head, returned, again)
    assert [box.role.value for box in boxes] == [
        "officer", "officer", "section", "legal", "deputy_head", "head",
    ]  # fmt: skip
    assert [box.opinion for box in boxes] == ["退回补充", "已补充", "", "", "", "同意"]


def test_the_box_of_the_government_is_drawn_only_when_it_was_asked():
    asked = OpinionBox(role=OpinionRole.GOVERNMENT, opinion="同意延长", name="谷雨")
    assert len(opinion_boxes()) == 5
    assert opinion_boxes(asked)[-1] == asked
