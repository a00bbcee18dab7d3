"""Each worked case of the legal clocks, one by one, and the same in three time zones."""

import os
import subprocess
import sys

import pytest

from kgsup.core.settings import PROJECT
from tests.core.legal_cases import OUTCOMES, disagreements, load_cases

CASES = load_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case):
    assert disagreements(case) == {}, case["why"] + case.get("counted", "")


def test_there_are_cases_enough_and_each_gives_its_reasons():
    assert len(CASES) >= 150
    assert len({case["name"] for case in CASES}) == len(CASES)
    for case in CASES:
        assert case["why"], case["name"]
        assert OUTCOMES & set(case), case["name"]
    years = {str(case.get("due", ""))[:4] for case in CASES}
    assert years >= {str(year) for year in range(2019, 2028)}


ALL_CASES = """
import time
from tests.core.legal_cases import disagreements, load_cases
cases = load_cases()
wrong = {case["name"]: found for case in cases if (found := disagreements(case))}
print(time.tzname[0], len(cases), wrong)
"""


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_the_zone_of_the_server_changes_nothing(zone):
    process = subprocess.run(
        [sys.executable, "-c", ALL_CASES],
        env=os.environ | {"TZ": zone},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    name = {"UTC": "UTC", "Asia/Shanghai": "CST", "America/Los_Angeles": "PST"}[zone]
    assert process.stdout == f"{name} {len(CASES)} {{}}\n"
