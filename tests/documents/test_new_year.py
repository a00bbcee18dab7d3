"""The end of the year in China under 32 issuers, with the server's clock in another zone."""

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kgsup.core.clock import local_date
from kgsup.core.settings import PROJECT
from tests.documents.new_year_issuers import ISSUERS, PAPERS
from tests.postgresql import temporary_postgresql

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'new_year.db'}"


def numbers_of(url: str) -> list[tuple[int, int, str, int]]:
    """Every number with its year, text, and the year in China of the instant at which it was taken."""
    columns = [sa.column(name) for name in ("year", "n", "text")]
    taken_at = sa.column("taken_at", sa.DateTime(timezone=True))
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            rows = connection.execute(
                sa.select(*columns, taken_at).select_from(sa.table("document_number"))
            ).all()
    finally:
        engine.dispose()
    return [(year, n, text, _year_in_china(at)) for year, n, text, at in rows]


def _year_in_china(at: object) -> int:
    assert isinstance(at, dt.datetime)
    instant = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return local_date(instant).year


@pytest.mark.parametrize("zone", ["America/Los_Angeles"])
def test_numbers_at_midnight_are_of_the_right_year_without_gap_or_double(
    tmp_path: Path, own_database: str, zone: str
) -> None:
    arguments = [str(tmp_path), own_database, str(tmp_path / "clock")]
    program = [sys.executable, "-m", "tests.documents.new_year_issuers", *arguments]
    done = subprocess.run(
        program,
        cwd=PROJECT,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["exits"] == [0] * ISSUERS, done.stderr
    assert result["ledger"]
    numbers = numbers_of(own_database)
    assert len(numbers) == ISSUERS * PAPERS
    years: dict[int, list[int]] = {2026: [], 2027: []}
    for year, n, text, of_instant in numbers:
        assert year == of_instant
        assert f"〔{year}〕{n}号" in text
        years[year].append(n)
    for year, taken in years.items():
        assert sorted(taken) == list(range(1, len(taken) + 1)), year
    # Half was issued before the clock moved on; whoever was at work then finished by the old year.
    assert ISSUERS * PAPERS // 2 <= len(years[2026]) < ISSUERS * PAPERS // 2 + ISSUERS
