"""Several clerks on one application at the same moment, on a real database with real commits."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.licensing.intake_race import APPLICATIONS, CLERKS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'race.db'}"


def test_of_several_at_once_one_receives_and_one_accepts_and_the_others_are_told(
    tmp_path: Path, own_database: str
) -> None:
    program = [sys.executable, "-m", "tests.licensing.intake_race", str(tmp_path), own_database]
    done = subprocess.run(program, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    for outcomes in (*result["received"], *result["accepted"]):
        assert outcomes.count("done") == 1
        assert len(outcomes) == CLERKS
    papers = Counter(kind for kind, _number in result["papers"])
    assert papers == {"permit_receipt": APPLICATIONS, "acceptance_notice": APPLICATIONS}
    assert len({number for _kind, number in result["papers"]}) == 2 * APPLICATIONS
    assert result["ledger"]
