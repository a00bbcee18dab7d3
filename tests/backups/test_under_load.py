"""A backup while eight processes write: nothing that was acknowledged before it is missing in it."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT
from tests.backups.place import Place, Places

pytestmark = pytest.mark.slow

WRITERS = 8
SAID_BEFORE = 5  # papers that each writer has acknowledged when the backup begins


@pytest.fixture
def writers(place: Place) -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that issue papers without end."""
    arguments = [sys.executable, "-m", "tests.documents.numbering_process"]
    started = [
        subprocess.Popen(
            [*arguments, place.url, str(place.folder), "100000"],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(WRITERS)
    ]
    yield started
    stop(started)


def stop(writers: list["subprocess.Popen[str]"]) -> None:
    for writer in writers:
        writer.kill()
    for writer in writers:
        writer.wait()
        if writer.stdout:
            writer.stdout.close()


def numbers_said(writer: "subprocess.Popen[str]", count: int) -> list[int]:
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(count)]
    return [int(n) for line in lines for n in re.findall(r"〔2026〕(\d+)号", line)]


def test_a_backup_under_load_has_all_that_was_acknowledged_and_is_whole(
    places: Places, place: Place, writers, tmp_path: Path
):
    said = [n for writer in writers for n in numbers_said(writer, SAID_BEFORE)]
    made = place.back_up(tmp_path / "backup")
    for writer in writers:
        assert writer.poll() is None  # they were at it all the time
    after = [n for writer in writers for n in numbers_said(writer, SAID_BEFORE)]
    assert len(said) == len(after) == WRITERS * SAID_BEFORE

    stop(writers)
    other = places.empty()
    other.restore(tmp_path / "backup")
    held = [int(str(n)) for (n,) in other.ask("SELECT n FROM document_number ORDER BY n")]
    assert held == list(range(1, len(held) + 1))
    assert set(said) <= set(held)
    assert other.verdict().ok
    assert made.is_complete

    # And where the writers had been: all that came after the backup is void, none is given again.
    present = place.ask("SELECT max(n) FROM document_number")[0][0]
    done = place.restore(tmp_path / "backup", replace=True)
    assert len(done.entered.voided) == int(str(present)) - len(held)
    assert place.ask("SELECT next_number FROM number_series") == [(int(str(present)) + 1,)]
