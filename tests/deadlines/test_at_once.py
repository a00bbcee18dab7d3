"""Clocks under real processes: two who start at once, and a worker that is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kgsup.core.settings import PROJECT
from tests.deadlines.at_once import BATCH, CASES, CLOCKS, STARTERS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Runs the program on a database of its own, of the kind that the run uses."""

    def on(url: str) -> Run:
        def run(what: str, **environment: str) -> subprocess.CompletedProcess[str]:
            program = [sys.executable, "-m", "tests.deadlines.at_once", what, str(tmp_path), url]
            return subprocess.run(
                program,
                cwd=PROJECT,
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | environment,
            )

        return run

    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield on(url)
    else:
        yield on(f"sqlite:///{tmp_path / 'own.db'}")


def said(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_of_several_who_start_a_clock_at_once_one_does_and_the_others_are_told(run: Run) -> None:
    result = said(run("race"))
    for answers in result["answers"]:
        assert sorted(answers) == ["Conflict"] * (STARTERS - 1) + ["started"]
    assert result["clocks"] == CASES
    assert result["ledger"]


def test_a_worker_that_is_killed_between_two_batches_loses_and_doubles_nothing(run: Run) -> None:
    said(run("prepare"))
    assert run("recompute", KILL_AFTER_BATCHES="1").returncode == -signal.SIGKILL
    result = said(run("recompute"))
    before, after = result["before"], result["after"]
    assert before["marks"] == [1] * BATCH
    assert before["due"] == ["2026-12-04"] * BATCH + ["2026-12-07"] * (CLOCKS - BATCH)
    assert result["changed"] == CLOCKS - BATCH
    assert after == {"due": ["2026-12-04"] * CLOCKS, "marks": [1] * CLOCKS, "ledger": True}
