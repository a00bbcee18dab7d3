"""What the review finds of an application, and what stands in the way of a grant."""

import datetime as dt
import inspect
import re
from collections.abc import Callable

import pytest

from kgsup.access.actor import system_actor
from kgsup.casework import service as casework
from kgsup.casework.rules import Opinion as StepOpinion
from kgsup.casework.rules import SigningOff
from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.rules.classification import REFUSALS
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount
from kgsup.kindergartens.rules.entries import Additions, TermFigures
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.ownership import findings as ownership_rules
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Draft, Finding, Outcome
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.impossible import Asked
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.owners import WORDS
from kgsup.licensing.rules.reviewing import ConditionAnswer, Met
from kgsup.licensing.service.impossible import print_impossibility
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.service.reviewing import checks_of, record_conditions
from kgsup.staff import service as staff
from kgsup.staff.rules.judging import Result
from kgsup.staff.rules.people import Certificate, CertificateKind
from tests.conftest import AT, COUNTY
from tests.factories import casework as offices
from tests.factories import licensing
from tests.factories import staff as people
from tests.factories.kindergartens import make_kindergarten

SIXTY = TermFigures(
    term="2026秋",
    counted_on=licensing.TODAY,
    groups=(GroupCount(age_group=AgeGroup.MIDDLE, classes=2, children=60),),
    staff=(),
)
OFFICE = system_actor("test office", COUNTY)


def establishment(**answers: str) -> PermitApplication:
    """An accepted establishment with some answers of its own."""
    application = licensing.start(PermitKind.ESTABLISHMENT)
    values = licensing.ANSWERS | {F(name): text for name, text in answers.items()}
    licensing.fill(application, values)
    clerk = licensing.clerk("收件员")
    service.receive(application.public_id, service.Receipt(received_at=AT), clerk, AT)
    service.accept(application.public_id, licensing.TODAY, None, clerk, AT)
    return application


def found(application: PermitApplication) -> dict[str, Finding]:
    return {one.code: one for one in service.findings_of(application, OFFICE, AT)}


def grant(answers: dict[str, str] | None = None) -> Draft:
    return Draft(outcome=Outcome.GRANT, text="材料齐全，建议准予。", answers=answers)


@pytest.mark.parametrize("kind", PermitKind)
def test_what_is_lawful_and_within_every_standard_has_no_findings(county: object, kind: PermitKind):
    if kind is PermitKind.PREPARATION:
        licensing.offer(kind)
    founds = kind in {PermitKind.PREPARATION, PermitKind.ESTABLISHMENT}
    application = licensing.accepted(kind, None if founds else licensing.make_applicant())
    assert found(application) == {}


@pytest.mark.parametrize(
    ("answers", "code", "article"),
    [
        # a condition of 学前教育法 29 that is wholly missing
        ({"teachers": "0"}, "missing:teachers", "学前教育法 29"),
        ({"opening_capital": "0"}, "missing:opening_capital", "学前教育法 29"),
        ({"health_evaluation": ""}, "missing:health_evaluation", "学前教育法 29"),
        # forbidden ownership
        (
            {"ownership": "private_for_profit", "residential_area": "yes"},
            None,
            "学前教育法 26",
        ),
        (
            {"ownership": "private_for_profit", "asset_kinds": "state_owned"},
            None,
            "学前教育法 34",
        ),
        (
            {"ownership": "private_for_profit", "listed_company": "yes"},
            None,
            "学前教育法 35",
        ),
        (
            {
                "ownership": "private_non_profit",
                "residential_area": "yes",
                "inclusive_intended": "no",
            },
            None,
            "学前教育法 26",
        ),
    ],
)
def test_a_hard_obstacle_refuses_the_grant_with_its_article(
    county: object, answers: dict[str, str], code: str | None, article: str
):
    application = establishment(**answers)
    hard = [one for one in found(application).values() if one.is_hard]
    assert article in {one.article for one in hard}
    assert code is None or code in {one.code for one in hard}
    reasons = {one.code: "有理由。" for one in found(application).values()}
    with pytest.raises(RuleViolation, match=hard[0].article):
        service.propose(application.public_id, grant(reasons), None, licensing.clerk(), AT)


def test_a_missing_paper_of_the_law_refuses_the_grant(county: object):
    application = establishment()
    for paper in queries.papers_of(application):
        paper.is_replaced = paper.code == "charter"
    assert found(application)["paper:charter"].is_hard


def test_a_place_in_another_county_is_not_our_power(county: object):
    application = establishment()
    application.values = {**application.values, "town": "990127001"}
    one = found(application)["power:town"]
    assert (one.is_hard, one.article) == (True, "学前教育法 30")


def test_figures_above_the_standard_are_answered_one_by_one(county: object):
    application = establishment(capacity="450", classes="15", teachers="30", carers="15")
    soft = found(application)
    assert {"figures:scale", "figures:outdoor_m2"} <= set(soft)
    assert not any(one.is_hard for one in soft.values())
    answers = {code: "镇区需要，实行分园管理。" for code in soft}
    for code in soft:
        without = {key: text for key, text in answers.items() if key != code}
        with pytest.raises(RuleViolation, match=re.escape(soft[code].text)):
            service.propose(application.public_id, grant(without), None, licensing.clerk(), AT)
    service.propose(application.public_id, grant(answers), None, licensing.clerk(), AT)
    assert {row["code"] for row in application.findings} == set(soft)
    assert all(row["answer"] for row in application.findings)


def test_a_refusal_answers_no_findings(county: object):
    application = establishment(teachers="0")
    draft = Draft(outcome=Outcome.REFUSE, text="不具备条件。", reasons=("没有教师。",))
    assert service.propose(application.public_id, draft, None, licensing.clerk(), AT)


@pytest.mark.parametrize(("certificate", "is_hard"), [("20169901261000123", True), ("", False)])
def test_a_barred_head_is_hard_where_it_is_certainly_the_same_person(
    county: object, certificate: str, is_hard: bool
):
    kind = CertificateKind.KINDERGARTEN_TEACHER
    number = Certificate(kind=kind, number=certificate or None, issued_on=dt.date(2016, 7, 1))
    member = people.make_person("林知夏", certificates=(number,), number=people.identity_number())
    staff.enter_ban(people.entry_of(member), people.ban_of())
    application = establishment()
    barred = [one for one in found(application).values() if one.article == "学前教育法 44"]
    assert [one.is_hard for one in barred] == [is_hard]
    assert "青教禁〔2026〕1号" in barred[0].text


def test_a_head_who_is_barred_after_the_proposal_stops_the_signature(county: object):
    kind = CertificateKind.KINDERGARTEN_TEACHER
    number = Certificate(kind=kind, number="20169901261000123", issued_on=dt.date(2016, 7, 1))
    member = people.make_person("林知夏", certificates=(number,), number=people.identity_number())
    application = establishment()
    answers = {code: "已核实。" for code in found(application)}
    preparer = licensing.clerk("经办员")
    proposal = service.propose(application.public_id, grant(answers), None, preparer, AT)
    staff.enter_ban(people.entry_of(member), people.ban_of())
    casework.submit(proposal.public_id, None, preparer, AT)
    agreed = StepOpinion(agreed=True, text="同意。")
    casework.give_opinion(proposal.public_id, agreed, None, offices.actor("股长"), AT)
    casework.give_opinion(proposal.public_id, agreed, None, offices.lawyer(), AT)
    signing = SigningOff(version=None, opinion="同意。", office_number="青教〔2026〕57号")
    with pytest.raises(RuleViolation, match="cannot be granted"):
        casework.sign_off(proposal.public_id, signing, offices.head(), AT)


def test_the_name_of_another_kindergarten_is_found(county: object):
    make_kindergarten(name="青禾县云锦小区幼儿园")
    assert "name:taken" in found(establishment())


def test_what_cannot_be_read_is_not_known_and_no_finding(county: object):
    application = establishment()
    application.values = {**application.values, "floors": "三"}
    by_code = {one.code: one for one in checks_of(application, OFFICE, AT)}
    assert by_code["figures:floors"].result is Result.NOT_ENOUGH_DATA
    assert "figures:floors" not in found(application)


def test_conditions_are_answered_by_name_and_day_and_whoever_answers_has_prepared(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    reviewer = licensing.clerk("审查员")
    answers = [
        ConditionAnswer(code="charter", met=Met.MET),
        ConditionAnswer(code="site", met=Met.PARTLY, remark="距加油站较近。"),
        ConditionAnswer(code="health", met=Met.NOT_MET, remark="评价不合格。"),
    ]
    record_conditions(application.public_id, answers, None, reviewer, AT)
    stored = {row["code"]: row for row in application.conditions}
    assert stored["site"] | {"met": "partly"} == stored["site"]
    assert (stored["health"]["by"], stored["health"]["on"]) == ("审查员", "2026-11-21")
    assert "审查员" in {person["name"] for person in application.preparers}
    hard = {code: one.is_hard for code, one in found(application).items()}
    assert hard == {"condition:site": False, "condition:health": True}


def test_an_answer_that_says_the_same_keeps_who_gave_it(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    answer = [ConditionAnswer(code="charter", met=Met.MET)]
    record_conditions(application.public_id, answer, None, licensing.clerk("甲"), AT)
    record_conditions(application.public_id, answer, None, licensing.clerk("乙"), AT)
    assert application.conditions[0]["by"] == "甲"
    assert "乙" not in {person["name"] for person in application.preparers}


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        (ConditionAnswer(code="charter", met=Met.NOT_MET), "Say what is missing"),
        (ConditionAnswer(code="charter", met=Met.PARTLY, remark=" "), "Say what is missing"),
        (ConditionAnswer(code="weather", met=Met.MET), "no condition"),
    ],
)
def test_a_no_without_words_and_a_condition_that_is_none_are_refused(
    county: object, answer: ConditionAnswer, refused: str
):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    with pytest.raises(RuleViolation, match=refused):
        record_conditions(application.public_id, [answer], None, licensing.clerk(), AT)


def test_conditions_of_a_draft_are_not_reviewed(county: object):
    application = licensing.start(PermitKind.ESTABLISHMENT)
    with pytest.raises(IllegalTransition):
        record_conditions(application.public_id, [], None, licensing.clerk(), AT)


def _inclusive_share(limit: float) -> None:
    db.session.add(
        ConfigurationValue(
            county_code=COUNTY,
            key=Key.FOR_PROFIT_HELD,
            value=limit,
            effective_from=dt.date(2026, 1, 1),
            recorded_at=AT,
            recorded_by="test",
        )
    )
    db.session.flush()


@pytest.mark.parametrize(("limit", "is_held"), [(80, True), (40, False), (0, False)])
def test_held_for_profit_approvals_are_a_finding_with_the_live_share(
    county: object, counted: Callable[..., None], limit: float, is_held: bool
):
    counted()
    _inclusive_share(limit)
    application = establishment(ownership="private_for_profit", inclusive_intended="no")
    held = [one for one in found(application).values() if "暂缓审批" in one.text]
    assert bool(held) is is_held
    assert all("50%" in one.text and not one.is_hard for one in held)


@pytest.fixture
def counted() -> Callable[..., None]:
    """Half of the county's children go to a public kindergarten, half to one that is not inclusive."""

    def make() -> None:
        for ownership in (Ownership.PUBLIC, Ownership.PRIVATE_FOR_PROFIT):
            make_kindergarten(
                name=f"青禾县{ownership}幼儿园",
                ownership=ownership,
                additions=Additions(figures=SIXTY),
            )

    return make


def test_every_message_of_the_ownership_rules_has_its_chinese_words():
    source = inspect.getsource(ownership_rules)
    texts = re.findall(r'N_\(\s*((?:"[^"]*"\s*)+),?\s*\)', source)
    messages = {"".join(re.findall(r'"([^"]*)"', text)) for text in texts}
    labels = {"Founding", "Transfer", "Inheritance", "Merger or acquisition", "Control by contract"}
    assert messages - labels | set(REFUSALS.values()) == set(WORDS)
    for english, chinese in WORDS.items():
        assert set(re.findall(r"%\((\w+)\)", english)) == set(re.findall(r"%\((\w+)\)", chinese))


def test_what_stands_in_the_way_is_printed_with_who_asked(county: object):
    application = establishment(teachers="0")
    asked = Asked(what="先发证，材料后补", by="王副局长")
    document = print_impossibility(application.public_id, asked, None, licensing.clerk(), AT)
    assert document.kind is DocumentKind.IMPOSSIBILITY_NOTE
    facts = document.frozen["facts"]
    assert facts["asked_by"] == "王副局长"
    assert [(one["what"], one["article"]) for one in facts["obstacles"]] == [
        ("没有教师", "学前教育法 29")
    ]
    assert len(list_of_subject(SUBJECT, application.public_id, OFFICE)) == 3


def test_nothing_in_the_way_makes_no_note(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    with pytest.raises(RuleViolation, match="Nothing stands in the way"):
        print_impossibility(
            application.public_id, Asked(what="快办", by="某"), None, licensing.clerk(), AT
        )
