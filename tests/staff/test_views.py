"""The pages: the list, a person, entering facts and ending them, bans, and a kindergarten's own people."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post
from kgsup.kindergartens.rules.entries import Additions, TermFigures
from kgsup.staff import queries, service
from kgsup.staff.models import StaffBan, StaffMember
from kgsup.staff.rules.entries import NewHealthCheck
from kgsup.staff.rules.people import EndReason
from tests.factories.kindergartens import make_kindergarten
from tests.factories.staff import (
    CHECKED,
    CLERK,
    TEACHER_CERTIFICATE,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)

NUMBER = identity_number(24)


@pytest.fixture
def place(county):
    figures = TermFigures(
        term="2026秋",
        counted_on=TODAY,
        groups=(GroupCount(age_group=AgeGroup.MIXED, classes=1, children=14),),
    )
    return make_kindergarten(from_on=dt.date(2019, 9, 1), additions=Additions(figures=figures))


def text(response, status: int = 200) -> str:
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return response.get_data(as_text=True)


def the_person() -> StaffMember:
    return db.session.scalars(sa.select(StaffMember).order_by(StaffMember.id.desc())).first()


def person_of(member):
    return queries.get_person(member.public_id, CLERK)


NEW = {"name": "苗青青", "identity_number": NUMBER, "post": "teacher", "from_on": "2024-09-01"}


def test_a_clerk_enters_a_person_and_sees_only_the_last_four_characters(office, place):
    client = office()
    response = client.post("/staff/new", data={**NEW, "kindergarten": place.public_id})
    assert response.status_code == 302
    page = text(client.get(response.location))
    assert f"**************{NUMBER[-4:]}" in page
    assert NUMBER not in page
    assert "Background check: Missing" in page
    assert "未成年人保护法 62" in page


def test_a_refused_form_keeps_what_was_typed_and_says_why(office, place):
    client = office()
    wrong = NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")
    form = {**NEW, "identity_number": wrong, "kindergarten": place.public_id}
    page = text(client.post("/staff/new", data=form), 422)
    assert "check character" in page
    assert "苗青青" in page
    page = text(client.post("/staff/new", data={**form, "from_on": ""}), 422)
    assert "This field is required." in page


def test_somebody_barred_is_not_hired_on_the_page_either(office, place):
    member = make_person("苗青青", number=NUMBER)
    service.enter_ban(entry_of(member), ban_of())
    page = text(office().post("/staff/new", data={**NEW, "kindergarten": place.public_id}), 422)
    assert "barred from the trade" in page
    assert "学前教育法 44" in page


def test_the_list_is_found_by_name_pinyin_and_initials_and_never_by_number(office, place):
    make_person("阿依古丽·买买提", work_in(place), number=NUMBER)
    make_person("曾丽", work_in(place))
    client = office()
    for query in ("阿依古丽•买买提", "ayiguli", "aygl"):
        page = text(client.get("/staff", query_string={"q": query}))
        assert "阿依古丽·买买提" in page
        assert "曾丽" not in page
    assert "曾丽" in text(client.get("/staff?q=zengli"))
    for query in (NUMBER, NUMBER[-4:], NUMBER[:6]):
        assert "阿依古丽" not in text(client.get("/staff", query_string={"q": query}))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"周到", "欠缺", "已停"}),
        ("gap=background_check", {"欠缺", "已停"}),
        ("gap=health_check&post=cook", set()),
        ("gap=certificate", {"欠缺", "已停"}),
        ("post=cook", {"欠缺"}),
        ("state=ended", {"已走"}),
        ("state=barred", {"已停"}),
        ("state=not_employed", {"无业"}),
        ("stop=1&state=all", {"已停"}),
        ("state=all", {"周到", "欠缺", "已停", "已走", "无业"}),
        ("gap=nonsense&state=nonsense", {"周到", "欠缺", "已停"}),
    ],
)
def test_the_list_is_narrowed(office, place, query, found):
    make_person(
        "周到",
        work_in(place, contract_filed_on=TODAY),
        certificates=(TEACHER_CERTIFICATE,),
        facts=CHECKED,
    )
    cook = make_person("欠缺", work_in(place, Post.COOK))
    service.record_health_check(entry_of(cook), NewHealthCheck(done_on=TODAY))
    stopped = make_person("已停", work_in(place))
    service.enter_ban(entry_of(stopped), ban_of())
    gone = make_person("已走", work_in(place, until_on=TODAY, end_reason=EndReason.LEFT))
    assert gone.public_id
    make_person("无业")
    page = text(office().get(f"/staff?{query}"))
    names = {"周到", "欠缺", "已停", "已走", "无业"}
    assert {name for name in names if f">{name}<" in page} == found


@pytest.mark.parametrize(
    ("kind", "form", "shown"),
    [
        ("employment", {"post": "cook", "from_on": "2026-09-01"}, "Cooks"),
        (
            "certificate",
            {"kind": "carer", "number": "保2020-1", "issued_on": "2020-05-01"},
            "保2020-1",
        ),
        ("training", {"topic": "师德师风", "hours": "8", "held_on": "2026-08-20"}, "师德师风"),
        (
            "background_check",
            {
                "occasion": "yearly",
                "asked_on": "2026-09-01",
                "authority": "青禾县公安局",
                "result": "clear",
            },
            "青禾县公安局",
        ),
        ("health_check", {"done_on": "2026-08-20"}, "Passed"),
        (
            "experience",
            {
                "place": "云川县旧园",
                "post": "teacher",
                "from_on": "2015-09-01",
                "until_on": "2020-07-01",
                "proof": "劳动合同,经办人已核",
            },
            "劳动合同",
        ),
    ],
)
def test_each_kind_of_fact_is_entered_once(office, place, other_place, kind, form, shown):
    member = make_person("苗青青", work_in(place))
    client = office()
    address = f"/staff/{member.public_id}/record/{kind}"
    assert "苗青青" in text(client.get(address))
    form = {"kindergarten": other_place.public_id, **form, "version": str(member.version)}
    response = client.post(address, data=form)
    assert response.status_code == 302
    assert shown in text(client.get(response.location))
    text(client.post(address, data=form), 422)  # the same again stands on an older version


def test_nonsense_in_addresses_is_not_found(office, place):
    member = make_person("苗青青", work_in(place))
    client = office()
    for address in (
        f"/staff/{member.public_id}/record/nonsense",
        f"/staff/{member.public_id}/nonsense/x",
        f"/staff/{member.public_id}/end/x",
        f"/staff/{member.public_id}/set-aside/nonsense/x",
        "/staff/0000000000000000",
    ):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("act", "form", "shown"),
    [
        ("end", {"until_on": "2026-11-21", "reason": "left"}, "No longer employed"),
        ("suspend", {"on": "2026-11-20"}, "Suspended"),
        ("contract", {"on": "2026-11-20"}, "2026-11-20"),
        ("class", {"class_name": "大二班"}, "大二班"),
    ],
)
def test_an_employment_is_ended_stopped_and_its_contract_filed(office, place, act, form, shown):
    member = make_person("苗青青", work_in(place))
    employment = person_of(member).employments[0]
    client = office()
    address = f"/staff/{member.public_id}/{act}/{employment.public_id}"
    text(client.get(address))
    response = client.post(address, data={**form, "version": "1"})
    assert response.status_code == 302
    assert shown in text(client.get(response.location))


def test_work_resumes_and_certificates_are_withdrawn_and_set_aside(office, place):
    member = make_person("苗青青", work_in(place), certificates=(TEACHER_CERTIFICATE,))
    employment = person_of(member).employments[0].public_id
    certificate = person_of(member).certificates[0].public_id
    service.suspend(entry_of(member), employment, dt.date(2026, 11, 1))
    db.session.commit()
    client = office()
    for address, form in (
        (f"resume/{employment}", {"on": "2026-11-20", "version": "2"}),
        (f"withdraw/{certificate}", {"on": "2026-11-20", "version": "1"}),
        (f"set-aside/certificate/{certificate}", {"reason": "录入错误", "version": "2"}),
    ):
        text(client.get(f"/staff/{member.public_id}/{address}"))
        response = client.post(f"/staff/{member.public_id}/{address}", data=form)
        assert response.status_code == 302, text(response, 422)
    assert "No certificate." in text(client.get(f"/staff/{member.public_id}"))


def test_details_are_changed_and_an_empty_number_keeps_the_recorded_one(office, place):
    member = make_person("苗青青", work_in(place), number=NUMBER)
    client = office()
    assert NUMBER[-4:] in text(client.get(f"/staff/{member.public_id}/change"))
    form = {"name": "苗青荷", "education": "bachelor", "version": str(member.version)}
    assert client.post(f"/staff/{member.public_id}/change", data=form).status_code == 302
    page = text(client.get(f"/staff/{member.public_id}"))
    assert "苗青荷" in page
    assert "Bachelor" in page
    assert NUMBER[-4:] in page


BAN = {
    "ground": "preschool_80",
    "decision_number": "青教禁〔2026〕3号",
    "decided_by": "青禾县教育局",
    "from_on": "2026-11-21",
    "term": "life",
}


def test_a_ban_is_confirmed_on_its_own_page_before_anything_is_entered(office, place):
    member = make_person("苗青青", work_in(place))
    client = office(Role.APPROVER)
    address = f"/staff/{member.public_id}/ban"
    text(client.get(address))
    form = {**BAN, "version": str(member.version)}
    page = text(client.post(address, data=form))
    assert "Confirm the ban" in page
    assert place.name in page
    assert db.session.scalar(sa.select(sa.func.count(StaffBan.id))) == 0
    response = client.post(address, data={**form, "stage": "confirmed"})
    assert response.status_code == 302
    page = text(client.get(response.location))
    assert "The work of this person stops at once" in page
    assert "青教禁〔2026〕3号" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"term": "term"}, "A term needs its last day"),
        ({"valid_until": "2030-01-01"}, "A term needs its last day"),
        ({"from_on": "2027-01-01"}, "future"),
        (
            {"ground": "private_62", "term": "term", "valid_until": "2026-12-21"},
            "1 to 5 years",
        ),
    ],
)
def test_a_ban_that_cannot_be_is_refused_before_it_is_confirmed(office, place, change, said):
    member = make_person("苗青青", work_in(place))
    form = {**BAN, **change, "version": str(member.version)}
    page = text(office(Role.APPROVER).post(f"/staff/{member.public_id}/ban", data=form), 422)
    assert said in page


def test_a_ban_is_lifted_with_its_decision(office, place):
    member = make_person("苗青青", work_in(place))
    ban = service.enter_ban(entry_of(member), ban_of())
    client = office(Role.APPROVER)
    address = f"/staff/{member.public_id}/ban/{ban.public_id}/lift"
    text(client.get(address))
    form = {"on": "2026-11-21", "reason": "青教禁撤〔2026〕1号", "version": "1"}
    assert client.post(address, data=form).status_code == 302
    assert "青教禁撤〔2026〕1号" in text(client.get(f"/staff/{member.public_id}"))


def test_the_staffing_page_judges_with_figures_and_articles(office, place):
    make_person("苗青青", work_in(place), certificates=(TEACHER_CERTIFICATE,), facts=CHECKED)
    make_person("园长甲", work_in(place, Post.HEAD))
    page = text(office().get(f"/kindergartens/{place.public_id}/staff"))
    assert "1:7.0" in page
    assert "幼儿园教职工配备标准" in page
    assert "Head: 园长甲" in page
    assert "provisional" in page


def test_without_people_the_reported_counts_are_judged_or_nothing_is_claimed(office, place):
    page = text(office().get(f"/kindergartens/{place.public_id}/staff"))
    assert "Not enough data" in page
