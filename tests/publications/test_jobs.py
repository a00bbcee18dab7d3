"""The worker withdraws what is past its last public day."""

import datetime as dt

import pytest

from kgsup.core import clock
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db, transaction
from kgsup.core.schedule import JOBS
from kgsup.publications import jobs, rules, service
from kgsup.publications.models import Publication
from kgsup.publications.rules import PublicationKind, State
from tests.factories.publications import plan, publish

pytestmark = pytest.mark.usefixtures("county")
LAST_DAY = dt.date(2026, 12, 31)


def at_midnight(day: dt.date, minute: int) -> dt.datetime:
    instant = dt.datetime(day.year, day.month, day.day, 0, minute, tzinfo=SHANGHAI)
    clock.use_test_clock(instant.isoformat())
    return instant.astimezone(dt.UTC)


@pytest.fixture
def notice() -> Publication:
    with transaction():
        return publish(plan(PublicationKind.TERMINATION_NOTICE, until=LAST_DAY))


def test_the_job_is_known():
    assert JOBS["publications-withdraw"].run is jobs.withdraw_run_out


def test_on_its_last_day_it_is_still_public(notice: Publication):
    assert jobs.withdraw_run_out(at_midnight(LAST_DAY, 10)) == 0
    db.session.refresh(notice)
    assert notice.state is State.PUBLISHED


def test_the_day_after_it_is_withdrawn_with_the_reason_and_once(notice: Publication):
    instant = at_midnight(dt.date(2027, 1, 1), 10)
    assert jobs.withdraw_run_out(instant) == 1
    db.session.refresh(notice)
    assert notice.state is State.WITHDRAWN
    assert notice.withdrawn_reason == rules.RUN_OUT
    assert notice.withdrawn_on == dt.date(2027, 1, 1)
    assert jobs.withdraw_run_out(instant) == 0


def test_what_lasts_is_never_withdrawn_by_the_worker():
    with transaction():
        grant = publish(plan())
    assert jobs.withdraw_run_out(at_midnight(dt.date(2040, 1, 1), 10)) == 0
    db.session.refresh(grant)
    assert grant.state is State.PUBLISHED


def test_what_is_only_planned_stays_in_the_queue():
    with transaction():
        planned = plan(PublicationKind.TERMINATION_NOTICE, until=LAST_DAY)
    assert jobs.withdraw_run_out(at_midnight(dt.date(2027, 1, 2), 10)) == 0
    db.session.refresh(planned)
    assert planned.state is State.PLANNED


def test_one_that_fails_does_not_hold_up_the_others(
    notice: Publication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    with transaction():
        other = publish(plan(PublicationKind.TERMINATION_NOTICE, until=LAST_DAY))
    original = service.withdraw_run_out

    def sometimes(public_id: str, *arguments: object) -> bool:
        if public_id == notice.public_id:
            raise RuntimeError("the disk is full")
        return original(public_id, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "withdraw_run_out", sometimes)
    assert jobs.withdraw_run_out(at_midnight(dt.date(2027, 1, 1), 10)) == 1
    db.session.refresh(other)
    assert other.state is State.WITHDRAWN
    assert notice.public_id in caplog.text


def test_what_somebody_withdrew_meanwhile_is_left_alone(notice: Publication):
    instant = at_midnight(dt.date(2027, 1, 1), 10)
    with transaction():
        service.withdraw(notice.public_id, "已撤销。", None, jobs.WORKER, instant)
    with transaction():
        assert not service.withdraw_run_out(notice.public_id, jobs.WORKER, instant)
    assert notice.withdrawn_reason == "已撤销。"
