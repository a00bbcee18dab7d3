"""Collects the jobs that the worker runs."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[dt.datetime], int]


@dataclass(frozen=True)
class Job:
    """A named job: ``cron`` in Shanghai time; ``run`` takes the instant and counts what it did."""

    name: str
    cron: str
    run: Run


JOBS: dict[str, Job] = {}


def scheduled(name: str, cron: str) -> Callable[[Run], Run]:
    """Register a job function under a name; the worker runs it by cron, ``worker --once`` at once."""

    def register(run: Run) -> Run:
        if name in JOBS:
            raise ValueError(f"two jobs are called {name}")
        JOBS[name] = Job(name, cron, run)
        return run

    return register
