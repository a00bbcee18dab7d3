"""Receipt and the five outcomes (行政许可法 32): each state and action, each slip, each day that counts."""

import datetime as dt

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens import service as register
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import PAGE, Field
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.intake import (
    NoticePeriod,
    Outcome,
    check_acceptance,
    check_asked_on,
    check_end,
    check_outcome,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import TRANSITIONS, Action, Nature, State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.workcalendar import service as calendar
from tests.conftest import AT
from tests.factories import licensing

A, S = Action, State
BEFORE_ACCEPTANCE = {
    (S.DRAFT, A.SUBMIT): S.RECEIVED,
    (S.DRAFT, A.DISCARD): S.DISCARDED,
    (S.RECEIVED, A.ACCEPT): S.ACCEPTED,
    (S.RECEIVED, A.DEEM_ACCEPTED): S.ACCEPTED,
    (S.RECEIVED, A.CORRECT_ON_THE_SPOT): S.RECEIVED,
    (S.RECEIVED, A.REQUEST_CORRECTION): S.CORRECTING,
    (S.RECEIVED, A.FIND_NOT_NEEDED): S.NOT_NEEDED,
    (S.RECEIVED, A.DECLINE): S.DECLINED,
    (S.RECEIVED, A.WITHDRAW): S.WITHDRAWN,
    (S.CORRECTING, A.ANSWER_CORRECTION): S.RECEIVED,
    (S.CORRECTING, A.END): S.ENDED,
    (S.CORRECTING, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, A.VERIFY): S.ACCEPTED,
    (S.ACCEPTED, A.PROPOSE): S.ACCEPTED,
    **{(state, A.CLOSE): S.CLOSED for state in (S.NOT_NEEDED, S.DECLINED, S.ENDED, S.WITHDRAWN)},
}
REVIEWED = {
    Nature.LICENCE: {
        **BEFORE_ACCEPTANCE,
        (S.ACCEPTED, A.EXTEND): S.ACCEPTED,
        (S.ACCEPTED, A.PAUSE): S.ACCEPTED,
        (S.ACCEPTED, A.RESUME): S.ACCEPTED,
        (S.ACCEPTED, A.GRANT): S.GRANTED,
        (S.ACCEPTED, A.REFUSE): S.REFUSED,
        (S.GRANTED, A.CLOSE): S.CLOSED,
        (S.REFUSED, A.CLOSE): S.CLOSED,
    },
    Nature.FILING: {
        **BEFORE_ACCEPTANCE,
        (S.ACCEPTED, A.FILE): S.FILED,
        (S.ACCEPTED, A.OBJECT): S.OBJECTED,
        (S.FILED, A.CLOSE): S.CLOSED,
        (S.OBJECTED, A.CLOSE): S.CLOSED,
    },
}


@pytest.mark.parametrize("nature", Nature)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_action_leads_on_from_just_the_states_that_were_reviewed(
    nature: Nature, state: State, action: Action
):
    after = REVIEWED[nature].get((state, action))
    if after is None:
        with pytest.raises(IllegalTransition):
            advance(TRANSITIONS[nature], state, action)
    else:
        assert advance(TRANSITIONS[nature], state, action) is after


PERIOD = NoticePeriod(began_on=dt.date(2026, 11, 16), due_on=dt.date(2026, 11, 23))


@pytest.mark.parametrize(
    ("on", "today", "is_lawful"),
    [
        ("2026-11-15", "2026-11-18", False),  # before the papers came
        ("2026-11-16", "2026-11-18", True),
        ("2026-11-18", "2026-11-18", True),
        ("2026-11-19", "2026-11-18", False),  # tomorrow
        ("2026-11-23", "2026-11-23", True),  # the last day
        ("2026-11-23", "2026-11-25", True),  # made on paper in time, entered later
        ("2026-11-24", "2026-11-24", False),  # silence has accepted it from the receipt
        ("2026-11-16", "2026-11-24", True),  # which is what the notice may say
    ],
)
def test_the_day_of_acceptance(on: str, today: str, is_lawful: bool):
    days = dt.date.fromisoformat(on), dt.date.fromisoformat(today)
    if is_lawful:
        check_acceptance(days[0], PERIOD, days[1])
    else:
        with pytest.raises(RuleViolation):
            check_acceptance(days[0], PERIOD, days[1])


@pytest.mark.parametrize(
    ("on", "today", "is_lawful"),
    [
        ("2026-11-15", "2026-11-18", False),
        ("2026-11-16", "2026-11-16", True),
        ("2026-11-19", "2026-11-18", False),
        ("2026-11-23", "2026-11-23", True),
        ("2026-11-20", "2026-11-30", True),  # asked on paper in time while the network was down
        ("2026-11-24", "2026-11-24", False),
    ],
)
def test_the_day_of_a_correction_request(on: str, today: str, is_lawful: bool):
    days = dt.date.fromisoformat(on), dt.date.fromisoformat(today)
    if is_lawful:
        check_asked_on(days[0], PERIOD, days[1])
    else:
        with pytest.raises(RuleViolation):
            check_asked_on(days[0], PERIOD, days[1])


@pytest.mark.parametrize(
    ("reason", "place", "needs_place", "is_lawful"),
    [
        ("", "", False, False),
        ("  ", "市场监督管理局", True, False),
        ("不需要许可。", "", False, True),
        ("属其他机关职权。", "", True, False),
        ("属其他机关职权。", "市场监督管理局", True, True),
    ],
)
def test_an_outcome_says_why_and_anothers_power_says_whose(
    reason: str, place: str, needs_place: bool, is_lawful: bool
):
    outcome = Outcome(reason=reason, where_to_go=place)
    if is_lawful:
        check_outcome(outcome, needs_place=needs_place)
    else:
        with pytest.raises(RuleViolation):
            check_outcome(outcome, needs_place=needs_place)


@pytest.mark.parametrize(
    ("due_on", "today", "is_lawful"),
    [
        (None, "2026-12-31", False),  # never served: the applicant's time has not begun
        ("2026-12-20", "2026-12-20", False),
        ("2026-12-20", "2026-12-21", True),
    ],
)
def test_nobody_is_ended_while_there_is_time_to_correct(
    due_on: str | None, today: str, is_lawful: bool
):
    due = dt.date.fromisoformat(due_on) if due_on else None
    if is_lawful:
        check_end(State.CORRECTING, due, dt.date.fromisoformat(today))
    else:
        with pytest.raises(RuleViolation):
            check_end(State.CORRECTING, due, dt.date.fromisoformat(today))


# --- the slips -------------------------------------------------------------------------------------


def papers(application: PermitApplication) -> list[DocumentKind]:
    office = system_actor("test reader")
    found = list_of_subject(SUBJECT, application.public_id, office)
    return sorted(paper.kind for paper in found if paper.kind is not DocumentKind.PERMIT_RECEIPT)


def running(application: PermitApplication) -> set[DeadlineKind]:
    return {clock.kind for clock in clocks.list_running_of(subject_of(application))}


def received() -> PermitApplication:
    return licensing.received(PermitKind.CHANGE_NAME, licensing.make_applicant())


def test_a_receipt_starts_the_five_working_days(county: object):
    application = received()
    assert application.number
    clock = clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application))
    assert clock is not None
    assert clock.due_on == dt.date(2026, 11, 27)  # Monday to Friday after that Saturday
    assert running(application) == {DeadlineKind.CORRECTION_NOTICE}


def test_acceptance_makes_its_notice_and_starts_the_decision(county: object):
    application = received()
    service.accept(application.public_id, licensing.TODAY, None, licensing.clerk(), AT)
    assert papers(application) == [DocumentKind.ACCEPTANCE_NOTICE]
    assert running(application) == {DeadlineKind.DECISION}


def test_what_needs_no_permit_is_told_so_and_every_clock_stops(county: object):
    application = received()
    outcome = Outcome(reason="只变更简称，不需要许可。")
    service.find_not_needed(application.public_id, outcome, None, licensing.clerk(), AT)
    assert application.state is State.NOT_NEEDED
    assert papers(application) == [DocumentKind.NOT_ACCEPTED_NOTICE]
    assert running(application) == set()


def test_what_is_anothers_power_names_the_office(county: object):
    application = received()
    with pytest.raises(RuleViolation, match="which office"):
        outcome = Outcome(reason="营利性法人名称由登记机关核准。")
        service.decline(application.public_id, outcome, None, licensing.clerk(), AT)
    db.session.rollback()


def test_whoever_the_law_bars_is_declined_with_the_article(county: object):
    application = received()
    outcome = Outcome(reason="提供虚假材料，一年内不得再次申请。", article="行政许可法 78")
    service.decline(application.public_id, outcome, None, licensing.clerk(), AT)
    assert application.state is State.DECLINED


def test_an_applicant_takes_it_back_at_any_time_before_the_decision(county: object):
    for make in (licensing.received, licensing.accepted):
        application = make(PermitKind.ESTABLISHMENT)
        withdrawal = service.Withdrawal(asked_by="许禾", asked_on=licensing.TODAY)
        service.withdraw(application.public_id, withdrawal, licensing.clerk(), AT)
        assert application.state is State.WITHDRAWN
        assert DocumentKind.PROCEDURE_ENDED_NOTICE in papers(application)
        assert running(application) == set()


def test_a_second_clerk_on_the_old_page_is_told(county: object):
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT))
    version = application.version
    receipt = service.Receipt(received_at=AT, version=version)
    service.receive(application.public_id, receipt, licensing.clerk("甲"), AT)
    number = application.number
    db.session.flush()
    with pytest.raises(Conflict):
        service.receive(application.public_id, receipt, licensing.clerk("乙"), AT)
    with pytest.raises(IllegalTransition):
        receipt = service.Receipt(received_at=AT)
        service.receive(application.public_id, receipt, licensing.clerk("乙"), AT)
    assert application.number == number


@pytest.mark.parametrize(
    ("received_at", "is_lawful"),
    [
        (AT, True),
        (AT + dt.timedelta(seconds=1), False),
        (dt.datetime(2030, 1, 1, 9, tzinfo=SHANGHAI), False),
        (dt.datetime(1900, 1, 1, 9, tzinfo=SHANGHAI), False),
        (dt.datetime(2026, 11, 18, 16, 40, tzinfo=SHANGHAI), True),  # entered later
    ],
)
def test_papers_come_neither_in_the_future_nor_before_there_was_an_office(
    county: object, received_at: dt.datetime, is_lawful: bool
):
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT))
    receipt = service.Receipt(received_at=received_at)
    if is_lawful:
        service.receive(application.public_id, receipt, licensing.clerk(), AT)
        assert application.received_on == received_at.astimezone(SHANGHAI).date()
    else:
        with pytest.raises(RuleViolation):
            service.receive(application.public_id, receipt, licensing.clerk(), AT)


# --- on line ---------------------------------------------------------------------------------------


def on_line(kind: PermitKind = PermitKind.CHANGE_NAME) -> PermitApplication:
    return licensing.fill(licensing.start(kind, licensing.make_applicant(), channel=Channel.ONLINE))


@pytest.fixture
def holidays(session: object) -> None:
    calendar.enter_shipped_years(system_actor("test calendar"), AT)


@pytest.mark.parametrize(
    ("moment", "counts_on"),
    [
        ("2026-11-20 17:30:00", "2026-11-20"),  # a Friday, at closing time
        ("2026-11-20 17:30:01", "2026-11-23"),  # one second later: Monday
        ("2026-11-20 23:59:59", "2026-11-23"),
        ("2026-11-21 10:00:00", "2026-11-23"),  # a Saturday
        ("2026-11-23 00:00:00", "2026-11-23"),
        ("2026-09-30 17:30:01", "2026-10-08"),  # before the National Day holidays
        ("2026-10-10 09:00:00", "2026-10-10"),  # a Saturday on which people work
    ],
)
def test_what_is_sent_after_closing_counts_from_the_next_working_day(
    county: object, holidays: None, moment: str, counts_on: str
):
    application = on_line()
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    service.submit(application.public_id, None, system_actor("许禾"), at)
    assert application.received_at == at
    assert application.received_on == dt.date.fromisoformat(counts_on)


def test_nothing_is_sent_while_a_point_is_open_or_unreadable(county: object):
    application = on_line()
    actor = system_actor("许禾")
    service.save_section(application.public_id, {ApplicationField.NAME: ""}, None, actor, AT)
    with pytest.raises(RuleViolation, match="1 points"):
        service.submit(application.public_id, None, actor, AT)
    bad = {ApplicationField.NAME: "青禾县新苗幼儿园", ApplicationField.EFFECTIVE_ON: "2026-02-30"}
    service.save_section(application.public_id, bad, None, actor, AT)
    with pytest.raises(RuleViolation, match="1 points"):
        service.submit(application.public_id, None, actor, AT)
    assert application.state is State.DRAFT


def test_it_is_sent_once(county: object):
    application = on_line()
    service.submit(application.public_id, None, system_actor("许禾"), AT)
    number = application.number
    with pytest.raises(IllegalTransition):
        service.submit(application.public_id, None, system_actor("许禾"), AT)
    assert application.number == number
    receipts = list_of_subject(SUBJECT, application.public_id, system_actor("test reader"))
    assert len(receipts) == 1


def test_neither_side_finishes_what_the_other_is_writing(county: object):
    theirs = on_line()
    receipt = service.Receipt(received_at=AT)
    with pytest.raises(Missing):  # for a clerk it is not there until it is sent
        service.receive(theirs.public_id, receipt, licensing.clerk(), AT)
    with pytest.raises(RuleViolation, match="still filling"):
        service.receive(theirs.public_id, receipt, system_actor("test registrar"), AT)
    ours = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT))
    with pytest.raises(RuleViolation, match="on paper"):
        service.submit(ours.public_id, None, system_actor("许禾"), AT)


def close(kindergarten_id: str) -> None:
    change = FactChange(
        values={Field.STATE: KindergartenState.CLOSED},
        effective_on=licensing.TODAY,
        version=None,
        source=PAGE,
    )
    register.change_facts(kindergarten_id, change, system_actor("test registrar"), AT)


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.WINDOW])
def test_a_kindergarten_that_closed_meanwhile_can_send_nothing(county: object, channel: Channel):
    kindergarten = licensing.make_applicant()
    application = licensing.fill(
        licensing.start(PermitKind.CHANGE_NAME, kindergarten, channel=channel)
    )
    close(kindergarten.public_id)
    with pytest.raises(RuleViolation, match="closed"):
        if channel is Channel.ONLINE:
            service.submit(application.public_id, None, system_actor("许禾"), AT)
        else:
            receipt = service.Receipt(received_at=AT)
            service.receive(application.public_id, receipt, licensing.clerk(), AT)
    db.session.rollback()
    assert application.number is None


def test_what_the_register_says_by_now_stands_beside_what_is_applied_for(county: object):
    kindergarten = licensing.make_applicant(capacity=180)
    application = licensing.start(PermitKind.CHANGE_SCOPE, kindergarten, channel=Channel.ONLINE)
    untouched = application.values[ApplicationField.CAPACITY]
    change = FactChange(
        values={Field.CAPACITY: 200}, effective_on=licensing.TODAY, version=None, source=PAGE
    )
    register.change_facts(kindergarten.public_id, change, system_actor("test registrar"), AT)
    answers = {name: text for name, text in licensing.ANSWERS.items() if name != "capacity"}
    licensing.fill(application, answers)
    assert application.values[ApplicationField.CAPACITY] == untouched
    service.submit(application.public_id, None, system_actor("许禾"), AT)
    assert application.before[ApplicationField.CAPACITY] == "200"
    assert application.values[ApplicationField.CAPACITY] == "200"  # nobody had touched it


def test_another_kindergartens_application_is_not_there(county: object, actor_of):
    mine, theirs = licensing.make_applicant(), licensing.make_applicant(name="青禾县晨光幼儿园")
    application = licensing.start(PermitKind.CHANGE_NAME, theirs, channel=Channel.ONLINE)
    actor = actor_of("kindergarten", kindergarten=mine.public_id)
    with pytest.raises(Missing):
        service.save_section(application.public_id, {}, None, actor, AT)
