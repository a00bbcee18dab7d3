"""Hearings (行政许可法 46–48): right, request in time, notice ahead, chair, minutes."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.hearing import Hearing, Right, Step, check_step, possible
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service.hearing import (
    ask_hearing,
    notify_hearing,
    record_hearing,
    tell_hearing_right,
)
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from tests.conftest import AT, COUNTY
from tests.factories import licensing

OFFICE = system_actor("test office", COUNTY)
TODAY = licensing.TODAY  # a Saturday
RIGHT = Right(intended="不予许可", reasons="园舍安全条件不具备。")
# The seventh working day after 21 November is Tuesday, 1 December.
SEVENTH = dt.datetime(2026, 12, 1, 1, 0, tzinfo=dt.UTC)
HEARING = Hearing(held_at=SEVENTH, place="县教育局三楼会议室", chair="何法规", recorder="田禾")

ORDER = {
    None: {Step.TOLD, Step.NOTIFIED},
    Step.TOLD: {Step.ASKED, Step.NOTIFIED},
    Step.ASKED: {Step.NOTIFIED},
    Step.NOTIFIED: {Step.NOTIFIED, Step.HELD},
    Step.HELD: {Step.TOLD, Step.NOTIFIED},
}


@pytest.mark.parametrize("last", list(ORDER))
@pytest.mark.parametrize("step", Step)
def test_every_step_has_its_place(last: Step | None, step: Step):
    assert (step in possible(last)) is (step in ORDER[last])
    if step not in ORDER[last]:
        with pytest.raises(IllegalTransition):
            check_step(last, step)


def told() -> PermitApplication:
    """An application whose applicant was served the notice of the right today."""
    application = licensing.accepted(PermitKind.CHANGE_ADDRESS)
    document = tell_hearing_right(application.public_id, RIGHT, None, licensing.clerk(), AT)
    if document.awaits_seal:
        documents.record_seal(document.public_id, TODAY, OFFICE, AT)
    served = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="许禾")
    service.record_service(document.public_id, served, None, OFFICE, AT)
    return application


def test_five_working_days_run_from_the_service_of_the_notice(county: object):
    application = told()
    clock = clocks.find_running(DeadlineKind.HEARING_REQUEST, subject_of(application))
    assert clock is not None
    assert clock.due_on == dt.date(2026, 11, 27)


def test_a_request_in_time_starts_the_twenty_working_days(county: object):
    application = told()
    day = AT + dt.timedelta(days=6)  # the last day
    ask_hearing(application.public_id, dt.date(2026, 11, 27), None, licensing.clerk(), day)
    subject = subject_of(application)
    assert clocks.find_running(DeadlineKind.HEARING_REQUEST, subject) is None
    assert clocks.find_running(DeadlineKind.HEARING, subject) is not None


def test_a_request_after_five_working_days_is_refused(county: object):
    application, later = told(), AT + dt.timedelta(days=7)
    with pytest.raises(RuleViolation, match="five working days"):
        ask_hearing(application.public_id, dt.date(2026, 11, 28), None, licensing.clerk(), later)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"held_at": SEVENTH - dt.timedelta(days=1)}, "seven working days"),
        ({"chair": "受理员"}, "does not chair"),
        ({"chair": " "}, "who chairs"),
        ({"place": ""}, "where"),
        ({"is_public": False}, "not public"),
    ],
)
def test_a_hearing_is_announced_ahead_and_chaired_by_somebody_else(
    county: object, change: dict[str, object], message: str
):
    application = licensing.accepted(PermitKind.CHANGE_ADDRESS)
    hearing = replace(HEARING, **change)  # type: ignore[arg-type]
    with pytest.raises(RuleViolation, match=message):
        notify_hearing(application.public_id, hearing, None, licensing.clerk(), AT)


def test_the_notice_names_the_examiners_and_the_minutes_stop_the_clock(county: object):
    application = told()
    ask_hearing(application.public_id, TODAY, None, licensing.clerk(), AT)
    notify_hearing(application.public_id, HEARING, None, licensing.clerk(), AT)
    papers = list_of_subject(SUBJECT, application.public_id, OFFICE)
    [facts] = [p.frozen["facts"] for p in papers if p.kind is DocumentKind.HEARING_NOTICE]
    assert facts["chair"] == "何法规"
    assert "受理员" in facts["examiners"]
    assert facts["asked_on"] == TODAY.isoformat()
    minutes = (dt.date(2026, 12, 1), ("SCAN",), "申请人同意整改。")
    held = AT + dt.timedelta(days=10)
    record_hearing(application.public_id, minutes, None, licensing.clerk(), held)
    assert clocks.find_running(DeadlineKind.HEARING, subject_of(application)) is None
    assert application.hearing[-1]["scans"] == ["SCAN"]


@pytest.mark.parametrize(
    "minutes",
    [
        (TODAY, (), "结果。"),
        (TODAY, ("SCAN",), " "),
        (TODAY + dt.timedelta(days=1), ("SCAN",), "结果。"),
    ],
)
def test_minutes_have_their_scan_and_what_came_out(county: object, minutes: tuple):
    application = licensing.accepted(PermitKind.CHANGE_ADDRESS)
    notify_hearing(application.public_id, HEARING, None, licensing.clerk(), AT)
    with pytest.raises(RuleViolation):
        record_hearing(application.public_id, minutes, None, licensing.clerk(), AT)


def test_nobody_is_told_of_a_hearing_before_the_acceptance(county: object):
    application = licensing.received(PermitKind.CHANGE_ADDRESS)
    with pytest.raises(IllegalTransition):
        tell_hearing_right(application.public_id, RIGHT, None, licensing.clerk(), AT)
