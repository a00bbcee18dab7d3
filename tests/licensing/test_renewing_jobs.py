"""Reminders of renewal over a simulated year, and renewals that silence grants."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.core.clock import SHANGHAI, local_date
from kgsup.core.db import db
from kgsup.core.errors import RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.facts import PAGE, Source, SourceKind
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.kindergartens.rules.licence_acts import Ending
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing import jobs
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.renewing import DEEMED
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.ending import close_kindergarten
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.reminders.models import OutboxMessage, Reminder
from kgsup.reminders.rules import MessageState, ReminderKind, ReminderState
from tests.conftest import AT
from tests.factories import licensing

END = dt.date(2026, 12, 31)
SOURCE = Source(kind=SourceKind.CASE, reference="A000000000000001")


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(7, 10), SHANGHAI).astimezone(dt.UTC)


def remind(at: dt.datetime) -> int:
    """Run the job on what the test has made so far."""
    db.session.commit()
    return jobs.send_renewal_reminders(at)


def deem(at: dt.datetime) -> int:
    db.session.commit()
    return jobs.deem_renewed(at)


def steps_of(kindergarten: Kindergarten) -> list[tuple[dt.date, int]]:
    """Day and offset of every step that was sent to a kindergarten."""
    rows = db.session.execute(
        sa.select(Reminder)
        .where(
            Reminder.kind == ReminderKind.LICENCE_RENEWAL,
            Reminder.kindergarten == kindergarten.public_id,
            Reminder.state != ReminderState.SUPERSEDED,
        )
        .order_by(Reminder.id)
    ).scalars()
    return [(local_date(row.recorded_at), row.offset_days) for row in rows]


def holder(number: int, name: str, valid_until: dt.date = END) -> Kindergarten:
    return licensing.licensed(
        valid_until, f"教民19901266{number:06d}0号", name=f"青禾县{name}幼儿园"
    )


def run_year(first: dt.date, days: int, each: dict[dt.date, object] | None = None) -> None:
    for count in range(days):
        day = first + dt.timedelta(days=count)
        if each and day in each:
            each[day]()  # type: ignore[operator]
        remind(morning(day))


def test_a_year_of_reminders_reaches_only_who_has_to_apply(county: object):
    plain = holder(1, "甲")
    applies = holder(2, "乙")
    ends = holder(3, "丙")
    closes = holder(4, "丁")
    long_one = holder(5, "戊", dt.date(2028, 12, 31))
    expired = holder(6, "己", dt.date(2026, 1, 31))

    def apply() -> None:
        licensing.received(PermitKind.RENEWAL, applies)

    def end() -> None:
        ending = Ending(state=LicenceState.CANCELLED, on=dt.date(2026, 11, 5))
        register.end_licence(
            ends.public_id, ending, PAGE, licensing.clerk(), morning(dt.date(2026, 11, 5))
        )
        closes.state = KindergartenState.CLOSING

    run_year(
        dt.date(2026, 2, 1),
        400,
        {dt.date(2026, 11, 21): apply, dt.date(2026, 11, 5): end},
    )
    usual = [
        (dt.date(2026, 12, 1) + dt.timedelta(days=n), n) for n in (-60, -30, -14, -7, -1, 7, 15)
    ]
    assert steps_of(plain) == usual
    assert steps_of(applies) == usual[:3]
    assert steps_of(ends) == usual[:2]
    assert steps_of(closes) == usual[:2]
    assert steps_of(long_one) == []
    assert steps_of(expired) == []


def test_what_has_not_left_is_taken_back_when_somebody_applies(county: object):
    one = holder(1, "甲")
    one.mail = "jia@example.cn"
    remind(morning(dt.date(2026, 11, 17)))
    message = db.session.execute(sa.select(OutboxMessage)).scalars().one()
    assert message.state is MessageState.QUEUED
    assert "2026年12月1日" in message.body
    licensing.received(PermitKind.RENEWAL, one)
    remind(morning(dt.date(2026, 11, 22)))
    db.session.refresh(message)
    assert message.state is MessageState.WITHDRAWN


def test_the_last_step_goes_to_the_clerk_too(county: object):
    holder(1, "甲")
    remind(morning(dt.date(2026, 12, 16)))
    said = [row.subject_line for row in db.session.execute(sa.select(OutboxMessage)).scalars()]
    assert len(said) == 2
    assert any(line.startswith("【待办】") for line in said)


def test_a_second_run_on_a_day_sends_nothing(county: object):
    holder(1, "甲")
    day = morning(dt.date(2026, 11, 17))
    assert remind(day) == 1
    assert remind(day) == 0


# ── silence


def edition_of(
    kindergarten: Kindergarten, day: dt.date
) -> tuple[LicenceState, int, dt.date | None]:
    licence = current_licence(kindergarten, day)
    assert licence is not None
    return licence.state, licence.edition, licence.valid_until


@pytest.mark.parametrize("make", [licensing.received, licensing.accepted])
def test_silence_renews_on_the_day_after_the_end_and_once(county: object, make: object):
    one = holder(1, "甲")
    application: PermitApplication = make(PermitKind.RENEWAL, one)  # type: ignore[operator]
    assert deem(morning(END)) == 0
    assert deem(morning(dt.date(2027, 1, 1))) == 1
    assert deem(morning(dt.date(2027, 1, 1))) == 0
    assert application.state is State.GRANTED
    assert application.decided_by is None
    assert application.decided_by_name == DEEMED
    assert edition_of(one, dt.date(2027, 1, 1)) == (LicenceState.VALID, 2, dt.date(2029, 12, 31))
    kinds = {paper.kind for paper in list_of_subject(SUBJECT, application.public_id, jobs.WORKER)}
    assert DocumentKind.DEEMED_RENEWAL_RECORD in kinds
    running = {row.kind for row in clocks.list_running_of(subject_of(application))}
    assert running >= {DeadlineKind.DELIVERY}
    assert not running & {DeadlineKind.DECISION, DeadlineKind.RENEWAL}


def test_the_clock_of_expiry_runs_from_the_acceptance_and_keeps_its_breach(county: object):
    application = licensing.accepted(PermitKind.RENEWAL, holder(1, "甲"))
    clock = clocks.find_running(DeadlineKind.RENEWAL, subject_of(application))
    assert clock is not None
    assert clock.due_on == END
    deem(morning(dt.date(2027, 1, 1)))
    late = db.session.execute(sa.select(Deadline).where(Deadline.id == clock.id)).scalar_one()
    assert late.breached_at is not None
    assert late.stopped_on == dt.date(2027, 1, 1)


def test_an_application_that_came_late_is_not_renewed_by_silence(county: object):
    one = holder(1, "甲", dt.date(2026, 12, 20))  # the last day for applying was 20 November
    application = licensing.accepted(PermitKind.RENEWAL, one)
    assert deem(morning(dt.date(2026, 12, 21))) == 0
    assert application.state is State.ACCEPTED
    assert edition_of(one, dt.date(2026, 12, 21))[0] is LicenceState.EXPIRED


def test_a_decision_in_time_leaves_nothing_to_silence(county: object):
    application = licensing.accepted(PermitKind.RENEWAL, holder(1, "甲"))
    licensing.decided(application, Outcome.REFUSE)
    assert clocks.find_running(DeadlineKind.RENEWAL, subject_of(application)) is None
    assert deem(morning(dt.date(2027, 1, 1))) == 0
    assert application.state is State.REFUSED


def test_one_fault_does_not_stop_the_others(county: object):
    bad = licensing.accepted(PermitKind.RENEWAL, holder(1, "甲"))
    good = licensing.accepted(PermitKind.RENEWAL, holder(2, "乙"))
    kindergarten = db.session.get_one(Kindergarten, bad.kindergarten_id)
    close_kindergarten(kindergarten.public_id, dt.date(2026, 11, 21), SOURCE, licensing.clerk(), AT)
    assert deem(morning(dt.date(2027, 1, 1))) == 1
    assert (bad.state, good.state) == (State.ACCEPTED, State.GRANTED)


# ── applying late


def receipt_of(application: PermitApplication) -> str:
    papers = list_of_subject(SUBJECT, application.public_id, jobs.WORKER)
    (receipt,) = [paper for paper in papers if paper.kind is DocumentKind.PERMIT_RECEIPT]
    return str(receipt.frozen)


def test_a_late_application_is_taken_with_a_note(county: object):
    late = licensing.received(PermitKind.RENEWAL, holder(1, "甲", dt.date(2026, 12, 20)))
    assert "逾期提出，仍予接收" in receipt_of(late)
    in_time = licensing.received(PermitKind.RENEWAL, holder(2, "乙"))
    assert "逾期提出" not in receipt_of(in_time)


def test_after_expiry_a_renewal_is_refused_with_what_can_be_done(county: object):
    with pytest.raises(RuleViolation, match="establishment anew"):
        licensing.start(PermitKind.RENEWAL, holder(1, "甲", dt.date(2026, 11, 20)))
