"""Clerks who take one form, and enter one delivery, at the same moment, with real commits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.licensing.form_race import CLERKS, ROUNDS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_of_four_clerks_at_once_one_has_the_form_and_a_part_has_one(
    tmp_path: Path, own_database: str
):
    program = [sys.executable, "-m", "tests.licensing.form_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    losers = CLERKS - 1
    assert result["one_form"] == ["IllegalTransition"] * losers + ["done"]
    assert result["used_after_one"] == 1
    assert result["one_part"] == ["RuleViolation"] * losers + ["done"]
    assert result["used"] == 1 + 1
    for answers in result["deliveries"]:
        assert answers.count("done") == 1
        assert set(answers) <= {"done", "RuleViolation", "Conflict"}
    assert result["received"] == 10 * ROUNDS
    assert result["ledger"]
