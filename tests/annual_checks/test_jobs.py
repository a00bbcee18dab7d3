"""The worker over a simulated year: each step once, whatever happens to it."""

import datetime as dt
import email
import email.policy
import logging
import subprocess
import sys
from collections import Counter
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import Role
from kgsup.annual_checks import service
from kgsup.annual_checks.jobs import (
    WORKER,
    make_annual_check_places,
    plan_reminders,
    send_annual_check_reminders,
)
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import FilingWay, State
from kgsup.areas.models import County
from kgsup.configuration.rules import Key
from kgsup.configuration.service import set_value
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db, transaction
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.reminders.jobs import send_outbox
from kgsup.reminders.models import CallListEntry, OutboxMessage, Reminder
from kgsup.reminders.rules import CallState, MessageState, ReminderState
from tests.conftest import COUNTY, make_actor, make_user
from tests.factories.annual_checks import (
    enter_licence,
    licensed_kindergarten,
    place_of,
    unlicensed_kindergarten,
)

DUE = dt.date(2026, 3, 31)
LADDER = [-30, -14, -7, -1, 1, 7]


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(7, 0), SHANGHAI)


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def work(day: dt.date) -> None:
    """What the worker does on a day."""
    make_annual_check_places(morning(day))
    send_annual_check_reminders(morning(day))
    send_outbox(morning(day))


def steps_of(kindergarten: Kindergarten) -> list[tuple[int, dt.date, ReminderState]]:
    statement = (
        sa.select(Reminder)
        .where(Reminder.kindergarten == kindergarten.public_id)
        .order_by(Reminder.id)
    )
    return [
        (row.offset_days, row.recorded_at.astimezone(SHANGHAI).date(), row.state)
        for row in db.session.execute(statement).scalars()
    ]


def sent_steps_of(kindergarten: Kindergarten) -> list[int]:
    return [step for step, _, state in steps_of(kindergarten) if state is ReminderState.SENT]


def mails(outbox: Path) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)  # type: ignore[misc]
        for path in sorted(outbox.glob("*.eml"))
    ]


def mails_to(outbox: Path, address: str) -> int:
    return sum(address in str(message["To"]) for message in mails(outbox))


def only_place() -> AnnualCheck:
    return db.session.execute(sa.select(AnnualCheck)).scalar_one()


def file_return(place: AnnualCheck, day: dt.date) -> None:
    filing = service.Filing(filed_on=day, way=FilingWay.WINDOW)
    with transaction():
        service.record_filing(place.public_id, filing, None, make_actor(Role.CLERK), morning(day))


@pytest.mark.usefixtures("county")
class TestPlaces:
    def test_who_is_in_scope_gets_a_place_and_nobody_else(self) -> None:
        asked = licensed_kindergarten("青禾县晨光幼儿园")
        public = licensed_kindergarten("青禾县实验幼儿园", ownership=Ownership.PUBLIC)
        unlicensed_kindergarten("青禾县无证看护点")
        licensed_kindergarten("青禾县停办幼儿园", state=KindergartenState.CLOSED)
        licensed_kindergarten("青禾县拟停幼儿园", state=KindergartenState.CLOSING)
        young = unlicensed_kindergarten("青禾县新园")
        enter_licence(young, issued_on=dt.date(2025, 9, 1))
        renewed = unlicensed_kindergarten("青禾县换证幼儿园")
        enter_licence(renewed, issued_on=dt.date(2025, 9, 1), source_kind=SourceKind.IMPORT)
        db.session.commit()
        assert make_annual_check_places(morning(dt.date(2026, 1, 1))) == 3
        places = db.session.execute(sa.select(AnnualCheck)).scalars().all()
        assert {place.kindergarten_id for place in places} == {asked.id, public.id, renewed.id}
        assert {(place.year, place.due_on, place.state) for place in places} == {
            (2025, DUE, State.EXPECTED)
        }

    def test_made_again_it_adds_only_what_is_missing(self) -> None:
        licensed_kindergarten("青禾县晨光幼儿园")
        db.session.commit()
        assert make_annual_check_places(morning(dt.date(2026, 1, 1))) == 1
        assert make_annual_check_places(morning(dt.date(2026, 1, 1))) == 0
        licensed_kindergarten("青禾县向阳幼儿园")
        db.session.commit()
        assert make_annual_check_places(morning(dt.date(2026, 1, 2))) == 1

    def test_the_due_date_stays_as_it_was_when_the_place_was_made(self) -> None:
        licensed_kindergarten()
        db.session.commit()
        make_annual_check_places(morning(dt.date(2026, 1, 1)))
        with transaction():
            set_value(
                COUNTY,
                Key.ANNUAL_CHECK_DUE,
                "04-15",
                dt.date(2026, 1, 2),
                WORKER,
                morning(dt.date(2026, 1, 2)),
            )
        late = licensed_kindergarten("青禾县向阳幼儿园")
        db.session.commit()
        make_annual_check_places(morning(dt.date(2026, 1, 3)))
        places = db.session.execute(sa.select(AnnualCheck)).scalars().all()
        by_kindergarten = {place.kindergarten_id: place.due_on for place in places}
        assert by_kindergarten.pop(late.id) == dt.date(2026, 4, 15)
        assert list(by_kindergarten.values()) == [DUE]

    def test_a_county_that_does_not_ask_public_ones_makes_no_place_for_them(self) -> None:
        licensed_kindergarten(ownership=Ownership.PUBLIC)
        with transaction():
            set_value(
                COUNTY,
                Key.ANNUAL_CHECK_SCOPE,
                ["private_non_profit", "private_for_profit"],
                dt.date(2026, 1, 1),
                WORKER,
                morning(dt.date(2026, 1, 1)),
            )
        assert make_annual_check_places(morning(dt.date(2026, 1, 1))) == 0


@pytest.mark.usefixtures("county")
class TestLadder:
    def test_over_a_year_each_step_is_sent_once_on_its_day_with_restarts(
        self, outbox: Path
    ) -> None:
        kindergarten = licensed_kindergarten()
        make_user(Role.CLERK, mail="clerk@bureau.example")
        for day in days(dt.date(2026, 1, 1), dt.date(2026, 12, 31)):
            work(day)
            if abs(day - DUE) < dt.timedelta(days=40):
                work(day)  # the worker was restarted and runs every job at once
        assert steps_of(kindergarten) == [
            (step, DUE + dt.timedelta(days=step), ReminderState.SENT) for step in LADDER
        ]
        assert mails_to(outbox, "office@chenguang.example") == len(LADDER)
        assert mails_to(outbox, "clerk@bureau.example") == 1
        assert len(mails(outbox)) == len(LADDER) + 1

    def test_the_next_year_has_a_ladder_of_its_own(self, outbox: Path) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        for day in days(dt.date(2026, 2, 25), dt.date(2026, 4, 10)):
            work(day)
        for day in days(dt.date(2027, 2, 25), dt.date(2027, 3, 20)):
            work(day)
        assert sent_steps_of(kindergarten) == [*LADDER, -30, -14]
        assert mails_to(outbox, "office@chenguang.example") == len(LADDER) + 2

    @pytest.mark.parametrize("first_day_back", [-20, -10, -3, 0, 3, 20])
    def test_after_an_outage_only_the_newest_step_is_sent(
        self, outbox: Path, first_day_back: int
    ) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        make_annual_check_places(morning(dt.date(2026, 1, 1)))
        back = DUE + dt.timedelta(days=first_day_back)
        work(back)
        passed = [step for step in LADDER if step <= first_day_back]
        assert {(step, state) for step, _, state in steps_of(kindergarten)} == {
            *((step, ReminderState.SUPERSEDED) for step in passed[:-1]),
            (passed[-1], ReminderState.SENT),
        }
        assert len(mails(outbox)) == 1
        for day in days(back, DUE + dt.timedelta(days=30)):
            work(day)
        remaining = [step for step in LADDER if step > first_day_back]
        assert sent_steps_of(kindergarten) == [passed[-1], *remaining]

    def test_an_outage_from_before_the_first_place_was_made_is_made_up_for(
        self, outbox: Path
    ) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        work(DUE + dt.timedelta(days=2))
        assert sent_steps_of(kindergarten) == [1]
        assert len(mails(outbox)) == 1

    def test_a_clock_that_goes_back_a_month_and_forward_again_sends_nothing_twice(
        self, outbox: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        for day in days(dt.date(2026, 2, 20), dt.date(2026, 3, 25)):
            work(day)
        for day in days(dt.date(2026, 2, 25), dt.date(2026, 4, 20)):
            work(day)
        assert sent_steps_of(kindergarten) == LADDER
        assert mails_to(outbox, "office@chenguang.example") == len(LADDER)
        assert not [record for record in caplog.records if record.levelno >= logging.ERROR]

    def test_a_clock_that_jumps_ahead_and_back_sends_nothing_twice(self, outbox: Path) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        work(dt.date(2026, 3, 1))
        work(dt.date(2026, 12, 31))
        for day in days(dt.date(2026, 3, 2), dt.date(2026, 4, 20)):
            work(day)
        assert sent_steps_of(kindergarten) == [-30, 7]
        assert mails_to(outbox, "office@chenguang.example") == 2
        assert len(steps_of(kindergarten)) == len(LADDER)

    def test_who_has_filed_gets_no_more(self, outbox: Path) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        for day in days(dt.date(2026, 2, 25), dt.date(2026, 3, 20)):
            work(day)
        file_return(only_place(), dt.date(2026, 3, 20))
        for day in days(dt.date(2026, 3, 21), dt.date(2026, 4, 20)):
            work(day)
        assert sent_steps_of(kindergarten) == [-30, -14]
        assert len(mails(outbox)) == 2

    def test_what_is_still_queued_when_the_return_comes_in_never_leaves(self, outbox: Path) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        send_annual_check_reminders(morning(dt.date(2026, 3, 1)))
        file_return(only_place(), dt.date(2026, 3, 1))
        send_outbox(morning(dt.date(2026, 3, 2)))
        assert mails(outbox) == []
        assert [state for _, _, state in steps_of(kindergarten)] == [ReminderState.SUPPRESSED]

    def test_who_is_exempt_gets_none(self, outbox: Path) -> None:
        licensed_kindergarten()
        db.session.commit()
        make_annual_check_places(morning(dt.date(2026, 1, 1)))
        with transaction():
            service.exempt_place(
                only_place().public_id,
                "登记不满一年",
                None,
                make_actor(Role.CLERK),
                morning(dt.date(2026, 1, 2)),
            )
        for day in days(dt.date(2026, 2, 25), dt.date(2026, 4, 20)):
            work(day)
        assert mails(outbox) == []

    def test_who_closes_gets_no_more_and_what_is_queued_is_taken_back(self, outbox: Path) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        send_annual_check_reminders(morning(dt.date(2026, 3, 1)))
        kindergarten.state = KindergartenState.CLOSED
        db.session.commit()
        for day in days(dt.date(2026, 3, 2), dt.date(2026, 4, 20)):
            work(day)
        assert mails(outbox) == []
        assert sent_steps_of(kindergarten) == []
        assert plan_reminders(dt.date(2026, 4, 20)) == []

    def test_who_has_no_address_goes_on_the_call_list_and_finds_it_in_the_pages(
        self, outbox: Path
    ) -> None:
        kindergarten = licensed_kindergarten(mail="无", telephone="0990-5550199")
        db.session.commit()
        for day in days(dt.date(2026, 2, 25), dt.date(2026, 3, 20)):
            work(day)
        calls = db.session.execute(sa.select(CallListEntry).order_by(CallListEntry.id)).scalars()
        assert [(call.state, call.telephone) for call in calls] == [
            (CallState.DROPPED, "0990-5550199"),
            (CallState.OPEN, "0990-5550199"),
        ]
        states = db.session.execute(sa.select(OutboxMessage.state)).scalars().all()
        assert set(states) == {MessageState.SHOWN}
        assert sent_steps_of(kindergarten) == [-30, -14]
        assert mails(outbox) == []

    def test_without_an_address_in_the_register_the_account_of_the_kindergarten_is_written_to(
        self, outbox: Path
    ) -> None:
        kindergarten = licensed_kindergarten(mail=None)
        make_user(Role.KINDERGARTEN, kindergarten=kindergarten.public_id, mail="head@kg.example")
        work(dt.date(2026, 3, 1))
        assert mails_to(outbox, "head@kg.example") == 1
        assert db.session.execute(sa.select(CallListEntry)).first() is None

    def test_a_mail_that_waited_for_the_server_is_replaced_by_the_next_step(
        self, outbox: Path
    ) -> None:
        kindergarten = licensed_kindergarten()
        db.session.commit()
        send_annual_check_reminders(morning(dt.date(2026, 3, 1)))
        send_annual_check_reminders(morning(dt.date(2026, 3, 17)))
        send_outbox(morning(dt.date(2026, 3, 17)))
        assert len(mails(outbox)) == 1
        assert [state for _, _, state in steps_of(kindergarten)] == [
            ReminderState.SUPERSEDED,
            ReminderState.SENT,
        ]

    def test_one_kindergarten_that_fails_does_not_stop_the_others(
        self, outbox: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        spoilt = licensed_kindergarten("青禾县甲幼儿园")
        good = licensed_kindergarten("青禾县乙幼儿园")
        place = place_of(spoilt)
        db.session.commit()
        fail_for(place.public_id, caplog)
        assert sent_steps_of(good) == [-30]
        assert sent_steps_of(spoilt) == []


def fail_for(public_id: str, caplog: pytest.LogCaptureFixture) -> None:
    """Run the job while the reminder of one place breaks."""
    remind = service.remind

    def break_one(place: str, *others: object) -> bool:
        if place == public_id:
            raise RuntimeError("a fault of this kindergarten")
        return remind(place, *others)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(service, "remind", break_one)
        assert send_annual_check_reminders(morning(dt.date(2026, 3, 1))) == 1
    assert "a fault of this kindergarten" in caplog.text


KINDERGARTENS = 12


@pytest.fixture
def populated(own_app: Flask, own_environment: dict[str, str]) -> dict[str, str]:
    """A county with kindergartens in a database whose commits are real."""
    with own_app.app_context():
        db.session.add(County(code=COUNTY, name="青禾县"))
        db.session.flush()
        for number in range(KINDERGARTENS):
            licensed_kindergarten(
                f"青禾县第{number}幼儿园", mail=f"office{number}@chenguang.example"
            )
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return own_environment


def start_worker(environment: dict[str, str], day: dt.date, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.reminders.run_worker", morning(day).isoformat()],
        env=environment | more,
        stderr=subprocess.PIPE,
    )


def finish(worker: subprocess.Popen[bytes], expected: int = 0) -> None:
    _, errors = worker.communicate(timeout=120)
    assert worker.returncode == expected, errors.decode()


@pytest.mark.slow
class TestAtOnce:
    def test_four_workers_at_once_send_each_step_once(
        self, own_app: Flask, populated: dict[str, str]
    ) -> None:
        for day in (dt.date(2026, 3, 1), dt.date(2026, 4, 7)):
            for worker in [start_worker(populated, day) for _ in range(4)]:
                finish(worker)
        with own_app.app_context():
            rows = db.session.execute(
                sa.select(Reminder.subject_id, Reminder.offset_days, Reminder.state)
            ).all()
            count = db.session.execute(sa.select(sa.func.count(OutboxMessage.id))).scalar_one()
        assert len(rows) == KINDERGARTENS * len(LADDER)
        sent = Counter(row.offset_days for row in rows if row.state is ReminderState.SENT)
        assert sent == {-30: KINDERGARTENS, 7: KINDERGARTENS}
        assert count == 3 * KINDERGARTENS  # the last step goes to the clerk too, in the pages
        written = mails(Path(populated["KGSUP_INSTANCE"]) / "outbox")
        addressed = Counter(str(message["To"]) for message in written)
        assert addressed == {
            f"office{number}@chenguang.example": 2 for number in range(KINDERGARTENS)
        }

    def test_a_kill_between_file_and_row_doubles_nothing(
        self, own_app: Flask, populated: dict[str, str]
    ) -> None:
        day = dt.date(2026, 3, 1)
        finish(start_worker(populated, day, KILL_AFTER_FILE="1"), expected=-9)
        outbox = Path(populated["KGSUP_INSTANCE"]) / "outbox"
        (killed,) = mails(outbox)
        with own_app.app_context():
            states = db.session.execute(sa.select(OutboxMessage.state)).scalars().all()
            assert set(states) == {MessageState.QUEUED}  # the row knows nothing of the file
        finish(start_worker(populated, day))  # the lease still runs: the others leave
        finish(start_worker(populated, day + dt.timedelta(days=1)))  # and now this one again
        with own_app.app_context():
            states = db.session.execute(sa.select(OutboxMessage.state)).scalars().all()
        assert states == [MessageState.SENT] * KINDERGARTENS
        addressed = Counter(str(message["To"]) for message in mails(outbox))
        assert addressed == {
            f"office{number}@chenguang.example": 1 for number in range(KINDERGARTENS)
        }
        assert killed.as_bytes() in [message.as_bytes() for message in mails(outbox)]
