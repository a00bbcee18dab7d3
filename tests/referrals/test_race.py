"""Several answers to one question at the same moment, on a real database with real commits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.postgresql import temporary_postgresql
from tests.referrals.answering_race import ANSWERS, QUESTIONS

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_of_four_answers_at_once_one_is_taken_and_the_others_are_told(
    tmp_path: Path, own_database: str
) -> None:
    program = [sys.executable, "-m", "tests.referrals.answering_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    for outcomes in result["outcomes"]:
        assert sorted(outcomes) == ["IllegalTransition"] * (len(ANSWERS) - 1) + ["answered"]
    assert result["recorded"] == QUESTIONS
    assert result["ledger"]
