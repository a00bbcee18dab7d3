"""Extending the period once by the head, and leaving out what a law requires."""

import datetime as dt

import pytest

from kgsup.access.actor import system_actor
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, Opinion, SigningOff
from kgsup.core.clocks import ClockStatus, Period, Unit
from kgsup.core.errors import Conflict, IllegalTransition, RuleViolation
from kgsup.deadlines.rules import PauseGround
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.extending import Procedure, Request
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service.extending import find_clock, longest_extension, pause, resume
from kgsup.licensing.service.ledger import SUBJECT
from tests.conftest import AT, COUNTY
from tests.factories import casework as people
from tests.factories import licensing

OFFICE = system_actor("test office", COUNTY)
TODAY = licensing.TODAY
TEN = Request(count=10, reason="需进一步核实产权材料。")
REVIEW = Procedure(
    ground=PauseGround.EXPERT_REVIEW,
    basis="民办教育促进法实施条例 18",
    lasts=Period(count=15, unit=Unit.WORKING_DAYS),
    from_day=TODAY,
)


def change() -> PermitApplication:
    return licensing.accepted(PermitKind.CHANGE_NAME)


def ask(application: PermitApplication, request: Request = TEN) -> Proposal:
    return service.request_extension(application.public_id, request, None, licensing.clerk(), AT)


def signed(proposal: Proposal, signer: object = None) -> None:
    """Through the section to the head."""
    preparer = licensing.clerk()
    casework.submit(proposal.public_id, None, preparer, AT)
    opinion = Opinion(agreed=True, text="同意。")
    casework.give_opinion(proposal.public_id, opinion, None, people.actor("股长"), AT)
    signing = SigningOff(version=None, opinion="同意延长。")
    casework.sign_off(proposal.public_id, signing, people.head(), AT)


def papers(application: PermitApplication, kind: DocumentKind) -> list[dict[str, object]]:
    rows = list_of_subject(SUBJECT, application.public_id, OFFICE)
    return [row.frozen["facts"] for row in rows if row.kind is kind]


def test_the_head_extends_once_and_the_applicant_is_told_both_last_days(county: object):
    application = change()
    before = find_clock(application, TODAY)[2].due_on
    proposal = ask(application)
    assert proposal.level is Level.HEAD
    assert find_clock(application, TODAY)[2].due_on == before  # nothing before the signature
    signed(proposal)
    after = find_clock(application, TODAY)[2]
    assert after.is_extended
    assert after.due_on > before
    [facts] = papers(application, DocumentKind.EXTENSION_NOTICE)
    assert facts["old_last_day"] == before.isoformat()
    assert facts["new_last_day"] == after.due_on.isoformat()
    assert facts["extended_by_words"] == "十个工作日"


def test_a_second_extension_is_refused(county: object):
    application = change()
    signed(ask(application))
    with pytest.raises(RuleViolation, match="once is all") as refusal:
        ask(application)
    assert refusal.value.article == "行政许可法 42"


def test_two_extensions_are_not_proposed_side_by_side(county: object):
    application = change()
    ask(application)
    with pytest.raises(IllegalTransition, match="proposed already"):
        ask(application)


@pytest.mark.parametrize(
    ("kind", "citation"),
    [
        (PermitKind.PREPARATION, "民办教育促进法 14"),  # C5
        (PermitKind.ESTABLISHMENT, "民办教育促进法 17"),  # C7
        (PermitKind.SPLIT, "民办教育促进法 53"),  # C8
        (PermitKind.MERGE, "民办教育促进法 53"),
    ],
)
def test_periods_of_the_private_education_law_know_no_extension_and_no_pause(
    county: object, kind: PermitKind, citation: str
):
    if kind is PermitKind.PREPARATION:
        licensing.offer(kind)
    founds = kind in {PermitKind.PREPARATION, PermitKind.ESTABLISHMENT}
    application = licensing.accepted(kind, None if founds else licensing.make_applicant())
    with pytest.raises(RuleViolation) as refusal:
        longest_extension(application, TODAY)
    assert citation in str(refusal.value.parameters)
    with pytest.raises(RuleViolation):
        ask(application)
    with pytest.raises(RuleViolation) as refusal:
        pause(application.public_id, REVIEW, None, licensing.clerk(), AT)
    assert citation in str(refusal.value.parameters)


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Request(count=11, reason="久。"), "at most"),
        (Request(count=0, reason="久。"), "at most"),
        (Request(count=5, reason=" "), "Say why"),
    ],
)
def test_an_extension_has_a_reason_and_the_laws_measure(
    county: object, request_: Request, message: str
):
    with pytest.raises(RuleViolation, match=message):
        ask(change(), request_)


def test_what_is_over_is_not_extended(county: object):
    application = change()
    late = AT + dt.timedelta(days=60)
    with pytest.raises(RuleViolation, match="last day is over"):
        service.request_extension(application.public_id, TEN, None, licensing.clerk(), late)


def test_a_filing_and_an_application_that_was_not_accepted_are_not_extended(county: object):
    filing = licensing.accepted(PermitKind.CHANGE_HEAD)
    with pytest.raises(IllegalTransition):
        ask(filing)
    with pytest.raises(IllegalTransition):
        ask(licensing.received(PermitKind.CHANGE_NAME))


def test_an_extension_signed_after_the_withdrawal_signs_nothing(county: object):
    application = change()
    proposal = ask(application)
    withdrawal = service.Withdrawal(asked_by="许禾", asked_on=TODAY)
    service.withdraw(application.public_id, withdrawal, licensing.clerk("窗口"), AT)
    with pytest.raises(IllegalTransition):
        signed(proposal)


def test_an_old_version_extends_nothing(county: object):
    with pytest.raises(Conflict):
        service.request_extension(change().public_id, TEN, 99, licensing.clerk(), AT)


def test_a_required_review_stops_the_clock_and_tells_how_long(county: object):
    application = change()
    before = find_clock(application, TODAY)[2].due_on
    pause(application.public_id, REVIEW, None, licensing.clerk(), AT)
    assert find_clock(application, TODAY)[2].status is ClockStatus.PAUSED
    [facts] = papers(application, DocumentKind.SPECIAL_PROCEDURE_NOTICE)
    assert (facts["procedure"], facts["days_words"]) == ("专家评审", "十五个工作日")
    later = AT + dt.timedelta(days=6)
    resume(application.public_id, TODAY + dt.timedelta(days=6), None, licensing.clerk(), later)
    state = find_clock(application, TODAY + dt.timedelta(days=6))[2]
    assert state.status is ClockStatus.RUNNING
    assert state.due_on > before


@pytest.mark.parametrize("basis", ["", "大家都同意", "现场核查"])
def test_without_the_citation_of_what_requires_it_no_time_is_left_out(county: object, basis: str):
    procedure = Procedure(ground=PauseGround.TEST, basis=basis, lasts=REVIEW.lasts, from_day=TODAY)
    with pytest.raises(RuleViolation, match="Cite the law"):
        pause(change().public_id, procedure, None, licensing.clerk(), AT)


def test_a_citation_in_full_of_a_provincial_rule_is_enough(county: object):
    basis = "《江东省学前教育条例》第二十条"
    procedure = Procedure(ground=PauseGround.TEST, basis=basis, lasts=REVIEW.lasts, from_day=TODAY)
    assert pause(change().public_id, procedure, None, licensing.clerk(), AT)


def test_what_does_not_stand_still_does_not_go_on(county: object):
    with pytest.raises((IllegalTransition, RuleViolation)):
        resume(change().public_id, TODAY, None, licensing.clerk(), AT)
