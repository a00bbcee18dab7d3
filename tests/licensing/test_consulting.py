"""Other departments: letter and question at once, objections answered, no clock of ours stops."""

import datetime as dt

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.documents.queries import get_document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import service
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service.consulting import Letter, consult
from kgsup.licensing.service.extending import find_clock
from kgsup.referrals import queries as referrals
from kgsup.referrals import service as departments
from kgsup.referrals.rules import Opinion, State
from tests.conftest import AT, COUNTY
from tests.factories import licensing
from tests.factories import referrals as questions

OFFICE = system_actor("test office", COUNTY)
NUMBER = "青教函〔2026〕18号"


def asked(number: str | None = NUMBER):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    letter = Letter(question=questions.question(), office_number=number)
    made = consult(application.public_id, letter, None, licensing.clerk("经办员"), AT)
    return application, made


def test_the_letter_takes_the_offices_number_and_hangs_on_the_question(county: object):
    application, made = asked()
    before = find_clock(application, licensing.TODAY)
    assert made.letter.kind is DocumentKind.OPINION_LETTER
    assert made.letter.number == NUMBER
    assert made.referral.document_id == made.letter.public_id
    facts = get_document(made.letter.public_id, OFFICE).frozen["facts"]
    assert facts["department"] == "青禾县消防救援大队"
    assert facts["answer_by"] == questions.DUE_ON.isoformat()
    assert before is not None
    assert before[2].paused_since is None
    assert referrals.get_by_token(made.token).public_id == made.referral.public_id
    assert "经办员" in {person["name"] for person in application.preparers}


def test_without_the_number_nobody_is_asked(county: object):
    with pytest.raises(RuleViolation):
        asked(None)


def test_an_objection_is_answered_before_a_grant(county: object):
    application, made = asked()
    said = questions.answer(opinion=Opinion.OBJECTS, text="疏散宽度不足。")
    departments.answer(made.token, said, AT + dt.timedelta(hours=1))
    [finding] = service.findings_of(application, OFFICE, AT)
    assert finding.text == "青禾县消防救援大队提出不同意见：疏散宽度不足。"
    assert (finding.is_hard, finding.article) == (False, "行政许可法 26")
    draft = Draft(outcome=Outcome.GRANT, text="建议准予。")
    with pytest.raises(RuleViolation, match="疏散宽度不足"):
        service.propose(application.public_id, draft, None, licensing.clerk(), AT)
    draft = Draft(
        outcome=Outcome.GRANT, text="建议准予。", answers={finding.code: "已整改并复核。"}
    )
    assert service.propose(application.public_id, draft, None, licensing.clerk(), AT)


@pytest.mark.parametrize("opinion", [Opinion.AGREES, Opinion.AGREES_WITH_REMARKS])
def test_agreement_is_no_finding(county: object, opinion: Opinion):
    application, made = asked()
    departments.answer(made.token, questions.answer(opinion=opinion, text="注意疏散。"), AT)
    assert service.findings_of(application, OFFICE, AT) == []


def test_a_draft_asks_nobody(county: object):
    application = licensing.start(PermitKind.ESTABLISHMENT)
    letter = Letter(question=questions.question(), office_number=NUMBER)
    with pytest.raises(IllegalTransition):
        consult(application.public_id, letter, None, licensing.clerk(), AT)


def test_a_department_that_has_not_answered_is_named_with_what_its_silence_means(county: object):
    application, _made = asked()
    [finding] = service.findings_of(application, OFFICE, AT)
    assert finding.text == "青禾县消防救援大队尚未答复。逾期未回复的，视为无不同意见。"
    assert not finding.is_hard


def test_a_case_that_ends_takes_its_open_questions_back(county: object):
    application, made = asked()
    withdrawal = service.Withdrawal(asked_by="许禾", asked_on=licensing.TODAY)
    service.withdraw(application.public_id, withdrawal, licensing.clerk(), AT)
    assert made.referral.state is State.WITHDRAWN


def test_a_decision_takes_its_open_questions_back(county: object):
    application, made = asked()
    licensing.decided(application, Outcome.REFUSE)
    assert made.referral.state is State.WITHDRAWN
