"""Many on one application at the same moment: one outcome, the others told, no number lost or double."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kgsup.core.settings import PROJECT
from tests.licensing.race_deciding import PEOPLE, ROUNDS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('race') / 'race.db'}"


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory, own_database: str) -> dict[str, Any]:
    """What the program saw; it runs once for all tests."""
    instance = str(tmp_path_factory.mktemp("instance"))
    program = [sys.executable, "-m", "tests.licensing.race_deciding", instance, own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def one_of(answers: list[str], told: set[str]) -> None:
    assert answers.count("done") == 1
    assert len(answers) == PEOPLE
    assert set(answers) - {"done"} <= told


def test_of_eight_signers_one_signs_and_there_is_one_licence(result: dict[str, Any]) -> None:
    for answers in result["signing"]:
        one_of(answers, {"Conflict"})
    assert result["founded"] == ROUNDS
    assert len(set(result["licences"])) == len(result["licences"]) == ROUNDS


def test_of_eight_clerks_one_accepts(result: dict[str, Any]) -> None:
    one_of(result["accepting"], {"Conflict"})


def test_of_opposite_proposals_at_once_one_runs(result: dict[str, Any]) -> None:
    one_of(result["opposing"], {"Conflict", "IllegalTransition"})


def test_signed_or_taken_back_but_never_both(result: dict[str, Any]) -> None:
    found = result["withdrawing"]
    one_of(found["answers"], {"Conflict", "IllegalTransition"})
    decision = "renewal_decision" in found["papers"]
    assert decision == (found["state"] == "granted")
    assert ("procedure_ended_notice" in found["papers"]) == (found["state"] == "withdrawn")
    assert found["state"] in {"granted", "withdrawn"}


def test_of_eight_who_close_a_case_one_makes_its_file(result: dict[str, Any]) -> None:
    one_of(result["closing"], {"Conflict"})
    assert result["files"] == 1


def test_the_first_bytes_of_a_paper_are_entered_and_no_others(result: dict[str, Any]) -> None:
    assert result["worker"] == ["False"] * (PEOPLE - 1) + ["True"]


def test_no_number_is_lost_or_given_twice(result: dict[str, Any]) -> None:
    for series, numbers in result["numbers"].items():
        assert numbers == list(range(1, len(numbers) + 1)), series
    assert result["numbers"]["青教"] == list(range(1, ROUNDS + 1))


def test_the_ledger_is_whole(result: dict[str, Any]) -> None:
    assert result["ledger"]
