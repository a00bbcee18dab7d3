"""Runs the scheduled jobs in a process of its own; a heartbeat row tells that it lives."""

import datetime as dt
import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from flask import Flask

from kgsup.core import clock, heartbeat
from kgsup.core.db import db, transaction
from kgsup.core.schedule import JOBS, Job

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15
POLL_SECONDS = 2  # how often the queues that people wait for are looked at


@dataclass
class Done:
    """What a run of all jobs did: counts by name, and the names of those that failed."""

    counts: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)


def run_once(app: Flask) -> Done:
    """Run every job once as if due, then the queues until they are empty.

    A job that fails is logged and named; it stops no other.
    """
    done = Done()
    with app.app_context():
        _beat()
        for job in JOBS.values():
            _run_into(done, job)
        while any(_run_into(done, job) for job in _queues()):
            pass
    return done


def _run_into(done: Done, job: Job) -> int:
    if job.name in done.failed:
        return 0
    try:
        count = run_job(job, clock.now())
    except Exception:
        log.exception("job %s failed", job.name)
        done.failed.add(job.name)
        return 0
    done.counts[job.name] = done.counts.get(job.name, 0) + count
    return count


def run_job(job: Job, at: dt.datetime) -> int:
    """Run one job; what it did is logged, the session is clean afterwards."""
    try:
        done = job.run(at)
    finally:
        db.session.remove()
    if done:
        log.info("%s: %d", job.name, done)
    return done


def _queues() -> list[Job]:
    """The jobs that run every minute are queues that people wait for."""
    return [job for job in JOBS.values() if job.cron == "* * * * *"]


def run_forever(app: Flask) -> None:
    """Run jobs by their schedule until told to stop; a failing job never stops the others."""
    scheduler = BlockingScheduler(
        timezone=clock.SHANGHAI,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in JOBS.values():
        if job in _queues():
            continue
        trigger = CronTrigger.from_crontab(job.cron, timezone=clock.SHANGHAI)
        scheduler.add_job(_guarded(app, job), trigger, id=job.name)
        scheduler.add_job(_guarded(app, job), id=f"{job.name} at start")  # what an outage missed
    scheduler.add_job(_poll(app), "interval", seconds=POLL_SECONDS, id="queues")
    scheduler.add_job(_heartbeat(app), "interval", seconds=HEARTBEAT_SECONDS, id="heartbeat")
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: scheduler.shutdown(wait=False))
    _heartbeat(app)()
    scheduler.start()


def _guarded(app: Flask, job: Job) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            try:
                run_job(job, clock.now())
            except Exception:
                log.exception("job %s failed; it runs again when it is next due", job.name)

    return run


def _poll(app: Flask) -> Callable[[], None]:
    runs = [_guarded(app, job) for job in _queues()]

    def poll() -> None:
        for run in runs:
            run()

    return poll


def _heartbeat(app: Flask) -> Callable[[], None]:
    def beat() -> None:
        with app.app_context():
            try:
                _beat()
            except Exception:
                log.exception("the heartbeat could not be written")

    return beat


def _beat() -> None:
    with transaction():
        heartbeat.beat("worker", clock.now())
    db.session.remove()
