"""Silence accepts, over holidays and days without a worker; drafts that nobody came back to."""

import datetime as dt

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import jobs, queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.applications import FOUNDER_DRAFTS_PER_DAY
from kgsup.licensing.rules.corrections import Item, Of
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.workcalendar import service as calendar
from tests.conftest import AT, COUNTY
from tests.factories import licensing

OFFICE = system_actor("test reader")


@pytest.fixture(autouse=True)
def holidays(county: object) -> None:
    calendar.enter_shipped_years(system_actor("test calendar"), AT)
    db.session.commit()


def at(day: str, time: str = "00:20") -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} {time}").replace(tzinfo=SHANGHAI)


def received(day: str) -> PermitApplication:
    moment = at(day, "10:00")
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT, at=moment), at=moment)
    receipt = service.Receipt(received_at=moment)
    service.receive(application.public_id, receipt, licensing.clerk("收件员"), moment)
    db.session.commit()
    return application


@pytest.mark.parametrize(
    ("received_on", "last_day", "day_after"),
    [
        ("2026-11-16", "2026-11-23", "2026-11-24"),  # a plain Monday
        ("2026-09-28", "2026-10-10", "2026-10-11"),  # National Day, and the Saturday worked for it
        ("2026-09-24", "2026-10-09", "2026-10-10"),
        ("2026-02-12", "2026-02-26", "2026-02-27"),  # Spring Festival and its working Saturday
    ],
)
def test_silence_for_five_working_days_is_acceptance_from_the_receipt(
    received_on: str, last_day: str, day_after: str
):
    application = received(received_on)
    clock = clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application))
    assert clock is not None
    assert clock.due_on.isoformat() == last_day
    assert jobs.deem_accepted(at(last_day, "23:59")) == 0
    assert application.state is State.RECEIVED
    assert jobs.deem_accepted(at(day_after)) == 1
    db.session.refresh(application)
    assert application.state is State.ACCEPTED
    assert application.is_deemed_accepted
    assert application.accepted_on == dt.date.fromisoformat(received_on)


def test_the_decision_runs_from_the_receipt_and_the_notice_says_deemed():
    application = received("2026-11-16")
    jobs.deem_accepted(at("2026-11-24"))
    clock = clocks.find_running(DeadlineKind.DECISION, subject_of(application))
    assert clock is not None
    assert clock.started_on == dt.date(2026, 11, 16)
    notice = next(
        paper
        for paper in list_of_subject(SUBJECT, application.public_id, OFFICE)
        if paper.kind is DocumentKind.ACCEPTANCE_NOTICE
    )
    assert notice.frozen["facts"]["is_deemed"]
    assert notice.acted_on == dt.date(2026, 11, 24)


def test_a_second_run_finds_nothing_and_makes_no_second_paper():
    application = received("2026-11-16")
    assert jobs.deem_accepted(at("2026-11-24")) == 1
    assert jobs.deem_accepted(at("2026-11-24")) == 0
    assert jobs.deem_accepted(at("2026-11-25")) == 0
    kinds = [paper.kind for paper in list_of_subject(SUBJECT, application.public_id, OFFICE)]
    assert kinds.count(DocumentKind.ACCEPTANCE_NOTICE) == 1


def test_days_without_a_worker_are_made_up_for():
    several = [received("2026-11-16"), received("2026-11-17"), received("2026-12-07")]
    assert jobs.deem_accepted(at("2026-12-08")) == 2
    for application in several:
        db.session.refresh(application)
    assert [one.state for one in several] == [State.ACCEPTED, State.ACCEPTED, State.RECEIVED]


def test_one_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch):
    first, second = received("2026-11-16"), received("2026-11-17")
    original = service.deem_accepted

    def failing(public_id: str, actor: object, moment: dt.datetime) -> object:
        if public_id == first.public_id:
            raise OSError("the disk is full")
        return original(public_id, actor, moment)

    monkeypatch.setattr(service, "deem_accepted", failing)
    assert jobs.deem_accepted(at("2026-12-08")) == 1
    db.session.refresh(second)
    assert second.state is State.ACCEPTED


@pytest.mark.parametrize("step", ["asked", "accepted", "withdrawn"])
def test_whoever_acted_in_time_is_left_alone(step: str):
    application = received("2026-11-16")
    in_time, clerk = at("2026-11-23", "16:00"), licensing.clerk()
    if step == "asked":
        request = service.Request(items=(Item(of=Of.FIELD, code="name", what="不一致。"),))
        service.request_correction(application.public_id, request, clerk, in_time)
    elif step == "accepted":
        service.accept(application.public_id, dt.date(2026, 11, 23), None, clerk, in_time)
    else:
        withdrawal = service.Withdrawal(asked_by="许禾", asked_on=dt.date(2026, 11, 23))
        service.withdraw(application.public_id, withdrawal, clerk, in_time)
    state = application.state
    db.session.commit()
    assert jobs.deem_accepted(at("2026-12-08")) == 0
    db.session.refresh(application)
    assert application.state is state
    assert not application.is_deemed_accepted


def test_after_corrections_silence_accepts_from_the_day_they_came():
    application = received("2026-11-16")
    request = service.Request(items=(Item(of=Of.FIELD, code="name", what="不一致。"),))
    clerk = licensing.clerk()
    service.request_correction(application.public_id, request, clerk, at("2026-11-18", "10:00"))
    answer = service.AnswerGiven(values={F.NAME: "青禾县云锦第二幼儿园"})
    service.answer_correction(application.public_id, answer, OFFICE, at("2026-11-30", "10:00"))
    db.session.commit()
    assert jobs.deem_accepted(at("2026-12-07")) == 0
    assert jobs.deem_accepted(at("2026-12-08")) == 1
    db.session.refresh(application)
    assert application.accepted_on == dt.date(2026, 11, 30)


# --- drafts of founders ----------------------------------------------------------------------------


def found(moment: dt.datetime, name: str = "许禾") -> tuple[PermitApplication, str]:
    start = service.Start(
        kind=PermitKind.ESTABLISHMENT,
        county_code=COUNTY,
        channel=Channel.ONLINE,
        applicant=name,
        contact_name=name,
    )
    with transaction():
        return service.open_for_founder(start, moment)


def test_a_draft_is_discarded_after_sixty_days_without_a_hand_on_it():
    application, code = found(at("2026-12-01", "10:00"))
    assert jobs.discard_untouched_drafts(at("2027-01-30", "02:40")) == 0
    assert jobs.discard_untouched_drafts(at("2027-01-31", "02:40")) == 1
    db.session.refresh(application)
    assert application.state is State.DISCARDED
    assert queries.find_by_access(code) is None
    assert jobs.discard_untouched_drafts(at("2027-01-31", "02:41")) == 0


def test_whoever_comes_back_keeps_the_draft():
    application, code = found(at("2026-12-01", "10:00"))
    actor = service.founder_actor(application)
    touched = at("2027-01-19", "10:00")
    with transaction():
        service.save_section(application.public_id, {F.NAME: "青禾县新苗"}, None, actor, touched)
    assert jobs.discard_untouched_drafts(at("2027-01-31", "02:40")) == 0
    assert queries.find_by_access(code) is not None
    assert jobs.discard_untouched_drafts(at("2027-03-21", "02:40")) == 1


def test_what_was_sent_and_what_others_draft_stays():
    application, _code = found(at("2026-12-01", "10:00"))
    actor = service.founder_actor(application)
    licensing.fill(application, actor=actor, at=at("2026-12-01", "11:00"))
    service.submit(application.public_id, None, actor, at("2026-12-01", "11:30"))
    paper = licensing.start(PermitKind.ESTABLISHMENT, at=at("2026-12-01", "10:00"))
    db.session.commit()
    assert jobs.discard_untouched_drafts(at("2027-03-21", "02:40")) == 0
    assert (application.state, paper.state) == (State.RECEIVED, State.DRAFT)


def test_a_county_takes_so_many_drafts_a_day_and_no_more():
    for number in range(FOUNDER_DRAFTS_PER_DAY):
        found(at("2026-12-03", "10:00"), f"甲{number}")
    with pytest.raises(RuleViolation, match="Come back tomorrow"):
        found(at("2026-12-03", "23:59"))
    db.session.rollback()
    found(at("2026-12-04", "00:00"))
