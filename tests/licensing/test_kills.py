"""Killed at every step from the signature to the stored document: nothing is lost, nothing half valid."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kgsup.core.settings import PROJECT
from tests.licensing.kill_program import STEPS, UNSIGNED
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('kill') / 'kill.db'}"


def run(what: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "tests.licensing.kill_program", what, *arguments]
    return subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, own_database: str) -> dict[str, Any]:
    """One program killed at each step, one after the other, then a restart; for all tests."""
    place = (str(tmp_path_factory.mktemp("instance")), own_database)
    prepared = run("prepare", *place)
    assert prepared.returncode == 0, prepared.stderr
    proposals = json.loads(prepared.stdout)
    for step, proposal in zip(STEPS, proposals, strict=True):
        killed = run("carry", *place, proposal, step)
        assert killed.returncode == -signal.SIGKILL, (step, killed.stderr)
    recovered = run("recover", *place)
    assert recovered.returncode == 0, recovered.stderr
    found: dict[str, Any] = json.loads(recovered.stdout)
    found["by_step"] = dict(zip(STEPS, proposals, strict=True))
    return found


def test_what_was_not_committed_did_not_happen_and_what_was_did(result: dict[str, Any]) -> None:
    for step, proposal in result["by_step"].items():
        signed = result["before"]["proposals"][proposal] == "signed_off"
        assert signed == (step not in UNSIGNED), step
    granted = [number for state, number in result["before"]["cases"] if state == "granted"]
    assert len(granted) == len(STEPS) - len(UNSIGNED)
    assert all(granted)


@pytest.mark.parametrize("when", ["before", "after"])
def test_every_number_is_accounted_for(result: dict[str, Any], when: str) -> None:
    for series, numbers in result[when]["numbers"].items():
        assert numbers == list(range(1, len(numbers) + 1)), series
    assert result[when]["without_paper"] == 0


@pytest.mark.parametrize("when", ["before", "after"])
def test_no_bytes_count_without_their_row_and_none_are_lost(
    result: dict[str, Any], when: str
) -> None:
    assert result[when]["missing"] == []
    assert result[when]["changed"] == []
    assert result[when]["orphans"] <= 1  # of the one killed between file and row


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_ledger_is_whole(result: dict[str, Any], when: str) -> None:
    assert result[when]["ledger"]


def test_after_the_restart_every_case_is_decided_once_and_every_paper_is_made(
    result: dict[str, Any],
) -> None:
    assert "queued" in result["before"]["rendering"]
    after = result["after"]
    assert set(after["rendering"]) == {"rendered"}
    assert {state for state, _number in after["cases"]} == {"granted"}
    numbers = [number for _state, number in after["cases"]]
    assert len(set(numbers)) == len(STEPS)
    assert after["numbers"]["renewal_decision"] == list(range(1, len(STEPS) + 1))
    assert after["editions"] == 2 * len(STEPS)
