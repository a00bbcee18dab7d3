"""The worker's run of all jobs: one that fails stops no other."""

import datetime as dt

import pytest
from flask import Flask

from kgsup import worker
from kgsup.core.schedule import JOBS, Job


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Three jobs: one works twice, one fails, one has nothing to do; how often each was run."""
    runs = {"queue": 0, "broken": 0, "idle": 0}

    def queue(_at: dt.datetime) -> int:
        runs["queue"] += 1
        return 2 if runs["queue"] <= 2 else 0

    def broken(_at: dt.datetime) -> int:
        runs["broken"] += 1
        raise RuntimeError("no")

    def idle(_at: dt.datetime) -> int:
        runs["idle"] += 1
        return 0

    table = {
        "broken": Job("broken", "* * * * *", broken),
        "queue": Job("queue", "* * * * *", queue),
        "idle": Job("idle", "0 7 * * *", idle),
    }
    monkeypatch.setattr(worker, "JOBS", table)
    return runs


def test_queues_are_drained_and_a_failing_job_is_named(app: Flask, session, jobs):
    done = worker.run_once(app)
    assert done.counts == {"queue": 4, "idle": 0}
    assert done.failed == {"broken"}
    assert jobs == {"queue": 3, "broken": 1, "idle": 1}


def test_every_job_of_the_program_has_a_cron_that_can_be_read(app: Flask):
    from apscheduler.triggers.cron import CronTrigger

    for job in JOBS.values():
        assert CronTrigger.from_crontab(job.cron)
