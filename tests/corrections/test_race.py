"""Approvers who sign the same draft at the same moment, on a real database with real commits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.corrections.signing_race import APPROVERS, DRAFTS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_of_four_approvers_at_once_one_signs_and_the_others_are_told(
    tmp_path: Path, own_database: str
) -> None:
    program = [sys.executable, "-m", "tests.corrections.signing_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    for answers in result["answers"]:
        assert sorted(answers) == ["Conflict"] * (len(APPROVERS) - 1) + ["signed"]
    assert sorted(result["numbers"]) == [f"教整〔2026〕{n}号" for n in range(1, DRAFTS + 1)]
    assert result["ledger"]
