"""Heads who sign the same proposal at the same moment, on a real database with real commits."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.casework.signing_race import HEADS, PROPOSALS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_of_four_heads_at_once_one_signs_and_the_act_is_done_once(
    tmp_path: Path, own_database: str
) -> None:
    program = [sys.executable, "-m", "tests.casework.signing_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    half = PROPOSALS // 2
    for n, answers in enumerate(result["answers"]):
        loser = "Conflict" if n < half else "IllegalTransition"
        assert sorted(answers) == [loser] * (len(HEADS) - 1) + ["signed"]
    assert result["signed"] == result["signatures"] == PROPOSALS
    assert result["executed"] == result["proposals"]
    assert result["ledger"]
