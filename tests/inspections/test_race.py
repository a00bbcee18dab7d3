"""Phones that send at the same moment, on a real database with real commits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.inspections.sending_race import ROUNDS, SENDERS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_whatever_comes_at_once_is_applied_once(tmp_path: Path, own_database: str) -> None:
    program = [sys.executable, "-m", "tests.inspections.sending_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    numbers = set()
    for answers in result["same_operation"]:
        assert [answer for answer, _number in answers] == ["signed"] * SENDERS
        (number,) = {number for _answer, number in answers}
        numbers.add(number)
    assert len(numbers) == result["documents"] == ROUNDS
    for answers in result["same_version"]:
        assert sorted(answer for answer, _number in answers) == ["conflict", "saved"]
    for answers in result["same_new_visit"]:
        words = sorted(answer for answer, _number in answers)
        assert words in (["conflict", "saved"], ["saved", "sent again"])
    lost_races = sum(
        answer == "conflict"
        for answers in result["same_version"] + result["same_new_visit"]
        for answer, _number in answers
    )
    assert result["set_aside"] == lost_races
    assert result["operations"] == 4 * ROUNDS  # signed, begun, changed, begun by two
    assert result["ledger"]
