"""Asking, answering and withdrawing on a database."""

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from PIL import Image

from kgsup.access.actor import Role
from kgsup.audit.models import LedgerEntry
from kgsup.core import clock
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, DomainError, IllegalTransition, Missing
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries import list_of as clocks_of
from kgsup.deadlines.rules import DECISION_GENERAL, DeadlineKind
from kgsup.files.service import store_photo
from kgsup.referrals import queries, service
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Opinion, State
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.referrals import CLERK, DUE_ON, answer, ask, new_case

pytestmark = pytest.mark.usefixtures("county")
LATER = AT + dt.timedelta(days=20)


def clock_of(referral: Referral) -> Deadline:
    return clocks_of(service.subject_of(referral))[0]


def entries_of(referral: Referral) -> list[LedgerEntry]:
    statement = sa.select(LedgerEntry).where(LedgerEntry.subject_id == referral.public_id)
    return list(db.session.execute(statement.order_by(LedgerEntry.sequence)).scalars())


def scan() -> str:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "PNG")
    return store_photo(picture.getvalue(), COUNTY, CLERK, AT).public_id


def test_a_question_starts_its_own_clock_and_no_other():
    case = new_case()
    with transaction():
        referral, _token = ask(case)
    assert clock_of(referral).due_on == DUE_ON
    assert queries.due_on(referral) == DUE_ON
    assert clocks_of(case) == []


def test_neither_asking_nor_waiting_stops_the_bureaus_own_clock():
    """行政许可法 45 names no opinions of others."""
    case = new_case()
    with transaction():
        own = deadlines.start(
            DeadlineKind.DECISION, case, DECISION_GENERAL.rule, dt.date(2026, 11, 9), CLERK, AT
        )
    before = own.status, own.due_on, own.version
    with transaction():
        _referral, token = ask(case)
    with transaction():
        service.answer(token, answer(), AT)
    db.session.refresh(own)
    assert (own.status, own.due_on, own.version) == before


def test_the_clock_runs_from_the_day_of_the_letter():
    with transaction():
        referral, _token = ask(asked_on=dt.date(2026, 11, 2))
    assert clock_of(referral).due_on == dt.date(2026, 11, 16)
    asked = next(e for e in entries_of(referral) if e.act == "referrals.referral.ask")
    assert asked.acted_on == dt.date(2026, 11, 2)


def test_of_the_token_only_its_hash_is_kept_and_it_stands_nowhere():
    with transaction():
        referral, token = ask()
    assert len(token) >= 43  # 256 bits
    assert referral.token_sha256 == queries.token_hash(token)
    row = db.session.execute(sa.select(Referral.__table__)).one()
    assert not [value for value in row if isinstance(value, str) and token in value]
    assert not [e for e in entries_of(referral) if token in str(e.changes)]


def test_every_link_is_another():
    with transaction():
        tokens = {ask()[1] for _ in range(20)}
    assert len(tokens) == 20


def test_a_department_answers_through_its_link_once():
    with transaction():
        referral, token = ask()
    with transaction():
        service.answer(token, answer(opinion=Opinion.OBJECTS, text="疏散楼梯不足。"), AT)
    db.session.refresh(referral)
    assert referral.state is State.ANSWERED
    assert referral.opinion is Opinion.OBJECTS
    assert referral.answered_on == dt.date(2026, 11, 21)
    assert clock_of(referral).status is ClockStatus.STOPPED
    with pytest.raises(IllegalTransition), transaction():
        service.answer(token, answer(), AT)
    db.session.refresh(referral)
    assert referral.opinion is Opinion.OBJECTS


def test_the_ledger_names_the_department_as_who_answered():
    with transaction():
        referral, token = ask()
    with transaction():
        service.answer(token, answer(), AT)
    entry = next(e for e in entries_of(referral) if e.act == "referrals.referral.answer")
    assert entry.actor_name == "青禾县消防救援大队"
    assert entry.changes["opinion"] == [None, "agrees"]


def test_a_late_answer_is_taken_and_its_clock_keeps_the_mark():
    with transaction():
        referral, token = ask()
    clock.use_test_clock(LATER.isoformat())
    with transaction():
        service.answer(token, answer(), LATER)
    assert referral.state is State.ANSWERED
    assert clock_of(referral).breached_at is not None


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "00", "%", "' OR 1=1 --"])
def test_an_unknown_token_is_not_there(token: str):
    with transaction():
        ask()
    with pytest.raises(Missing), transaction():
        service.answer(token, answer(), AT)


def test_the_hash_is_no_token():
    with transaction():
        referral, _token = ask()
    with pytest.raises(Missing):
        queries.get_by_token(referral.token_sha256 or "")


def test_a_new_link_kills_the_old_one():
    with transaction():
        referral, old = ask()
    with transaction():
        _row, new = service.make_link(referral.public_id, referral.version, CLERK, AT)
    with pytest.raises(Missing), transaction():
        service.answer(old, answer(), AT)
    with transaction():
        service.answer(new, answer(), AT)
    assert referral.state is State.ANSWERED


def test_a_withdrawn_question_has_a_dead_link_and_a_stopped_clock():
    with transaction():
        referral, token = ask()
    with transaction():
        service.withdraw(referral.public_id, "申请已撤回。", referral.version, CLERK, AT)
    with pytest.raises(Missing), transaction():
        service.answer(token, answer(), AT)
    assert clock_of(referral).status is ClockStatus.STOPPED
    with pytest.raises(IllegalTransition), transaction():
        service.make_link(referral.public_id, None, CLERK, AT)


def test_an_answer_on_paper_is_entered_with_its_day_and_scan():
    with transaction():
        referral, token = ask(asked_on=dt.date(2026, 11, 2))
    given = dt.date(2026, 11, 12)
    with transaction():
        paper = answer(scan=scan(), answered_on=given)
        service.record_answer(referral.public_id, paper, referral.version, CLERK, AT)
    assert referral.answered_on == given
    assert referral.recorded_by_name == CLERK.name
    assert clock_of(referral).stopped_on == given
    assert clock_of(referral).breached_at is None
    with pytest.raises(IllegalTransition), transaction():
        service.answer(token, answer(), AT)


def test_a_scan_of_another_county_is_not_there():
    with transaction():
        referral, _token = ask()
        foreign = make_actor(Role.CLERK, OTHER_COUNTY)
        picture = io.BytesIO()
        Image.new("RGB", (60, 80), "white").save(picture, "PNG")
        other = store_photo(picture.getvalue(), OTHER_COUNTY, foreign, AT).public_id
    with pytest.raises(Missing), transaction():
        service.record_answer(referral.public_id, answer(scan=other), None, CLERK, AT)
    db.session.refresh(referral)
    assert referral.state is State.ASKED


def test_an_old_page_does_not_act_on_a_question_that_moved_on():
    with transaction():
        referral, _token = ask()
    seen = referral.version
    with transaction():
        service.make_link(referral.public_id, seen, CLERK, AT)
    with pytest.raises(Conflict), transaction():
        service.make_link(referral.public_id, seen, CLERK, AT)


@pytest.mark.parametrize("act", ["make_link", "withdraw", "record_answer", "attach_letter"])
def test_another_countys_question_is_not_there(act: str):
    with transaction():
        referral, _token = ask()
    foreign = make_actor(Role.CLERK, OTHER_COUNTY)
    arguments: dict[str, tuple[object, ...]] = {
        "make_link": (None,),
        "withdraw": ("不再需要。", None),
        "record_answer": (answer(scan="X"), None),
        "attach_letter": ("D" * 16,),
    }
    with pytest.raises(Missing), transaction():
        getattr(service, act)(referral.public_id, *arguments[act], foreign, AT)


def test_nobody_asks_in_a_county_that_is_not_his():
    with pytest.raises(Missing), transaction():
        ask(new_case(OTHER_COUNTY))


def test_the_letter_is_attached_before_and_after_the_answer():
    with transaction():
        referral, token = ask()
        service.attach_letter(referral.public_id, "D" * 16, CLERK, AT)
    assert referral.document_id == "D" * 16
    with transaction():
        service.answer(token, answer(), AT)
    with transaction():
        service.attach_letter(referral.public_id, "E" * 16, CLERK, AT)
    assert referral.document_id == "E" * 16


def test_a_case_that_ends_takes_back_what_it_still_asks():
    case = new_case()
    with transaction():
        first, token = ask(case)
        ask(case, department="青禾县自然资源局")
        ask(new_case())
    with transaction():
        service.answer(token, answer(), AT)
    assert queries.count_open(case) == 1
    with transaction():
        assert service.withdraw_all(case, "申请已撤回。", CLERK, AT) == 1
    assert queries.count_open(case) == 0
    assert first.state is State.ANSWERED


@pytest.mark.parametrize("sql", ["DELETE FROM referral", "UPDATE referral SET question = 'x'"])
def test_what_was_asked_cannot_be_changed_behind_the_program(sql: str):
    with transaction():
        ask()
    with pytest.raises(sa.exc.DBAPIError, match="final"), transaction():
        db.session.execute(sa.text(sql))


def test_an_answer_cannot_be_changed_behind_the_program():
    with transaction():
        _referral, token = ask()
        service.answer(token, answer(opinion=Opinion.OBJECTS, text="疏散楼梯不足。"), AT)
    for column, text in (("opinion", "agrees"), ("answer", "同意。"), ("answerer_name", "x")):
        with pytest.raises(sa.exc.DBAPIError, match="final"), transaction():
            db.session.execute(sa.text(f"UPDATE referral SET {column} = '{text}'"))


WHOLE = (
    "state = 'answered', opinion = 'agrees', answered_on = asked_on, answered_at = asked_at,"
    " answerer_name = 'x', answerer_position = 'y'"
)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        ("state = 'answered'", "answer_is_whole"),
        ("opinion = 'agrees'", "answer_is_whole"),
        (f"{WHOLE}, answerer_name = NULL".replace("answerer_name = 'x', ", ""), "answer_is_whole"),
        (WHOLE.replace("'agrees'", "'objects'"), "objection_has_words"),
        (f"{WHOLE}, recorded_by_name = 'x'", "paper_has_scan"),
        (WHOLE.replace("= asked_on", "= '2020-01-01'"), "asked_before_answered"),
        ("state = 'withdrawn', token_sha256 = NULL", "withdrawn_iff_reason"),
        ("state = 'withdrawn', withdrawn_reason = 'x'", "withdrawn_has_no_link"),
        ("token_sha256 = NULL", "withdrawn_has_no_link"),
    ],
)
def test_the_database_holds_each_state_to_its_facts(change: str, check: str):
    with transaction():
        ask()
    with pytest.raises(sa.exc.DBAPIError, match=check), transaction():
        db.session.execute(sa.text(f"UPDATE referral SET {change}"))


def test_the_database_takes_a_whole_answer():
    with transaction():
        ask()
    with transaction():
        db.session.execute(sa.text(f"UPDATE referral SET {WHOLE}"))


def test_a_refused_question_leaves_nothing():
    with pytest.raises(DomainError), transaction():
        ask(silence=" ")
    assert db.session.scalar(sa.select(sa.func.count(Referral.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Deadline.id))) == 0
