"""Killed at any point: a backup is whole or none, a restore is done or was never begun."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kgsup.backups.rules.manifest import MANIFEST
from kgsup.backups.rules.refusals import BadBackup, CannotBackUp
from kgsup.core.settings import PROJECT
from tests.backups.place import RESTORED_AT, Place, Places, issue
from tests.backups.test_numbers import record_number

pytestmark = pytest.mark.slow

MAKING = "kgsup.backups.service.making"
ATTEMPT = "kgsup.backups.jobs.attempt"
SQLITE = "kgsup.backups.adapters.sqlite"
POSTGRESQL = "kgsup.backups.adapters.postgresql"


def killed(place: Place, what: str, folder: Path, point: str, when: str, n: int = 1) -> bool:
    """Run a process that dies at a point; ``False`` when it never came to it."""
    arguments = [place.url, str(place.folder), what, str(folder), point, when, str(n)]
    process = subprocess.run(
        [sys.executable, "-m", "tests.backups.dying_process", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode in {0, -signal.SIGKILL}, process.stderr
    assert (process.returncode == 0) == ("survived" in process.stdout)
    return process.returncode != 0


@pytest.mark.parametrize(
    ("point", "when", "n"),
    [
        (f"{MAKING}:queries.read_facts", "before", 1),  # the database is written, nothing else
        (f"{MAKING}:copying.copy", "after", 2),
        (f"{MAKING}:copying.sync", "before", 1),
        (f"{MAKING}:write_manifest", "after", 1),
        ("os:replace", "before", 1),  # the manifest lies there under another name
    ],
)
def test_a_killed_backup_is_told_from_a_whole_one(places: Places, place, tmp_path, point, when, n):
    folder = tmp_path / "backup"
    assert killed(place, "backup", folder, point, when, n)
    assert list(folder.iterdir())
    with pytest.raises(BadBackup, match="never finished"):
        places.empty().restore(folder)
    with pytest.raises(CannotBackUp, match="not empty"):
        place.back_up(folder)


def test_a_backup_killed_after_its_manifest_is_whole(places: Places, place, tmp_path):
    folder = tmp_path / "backup"
    assert killed(place, "backup", folder, f"{MAKING}:write_durably", "after")
    assert (folder / MANIFEST).is_file()
    assert places.empty().restore(folder).entered.voided == ()


POINTS = [
    (f"{ATTEMPT}:copying.copy", "before", 1),
    (f"{ATTEMPT}:checking.check_facts", "before", 1),  # the database is loaded beside
    (f"{ATTEMPT}:enter_restore", "before", 1),
    (f"{ATTEMPT}:enter_restore", "after", 1),  # in the middle of the transaction
    (f"{ATTEMPT}:Attempt.switch", "before", 1),
    (f"{ATTEMPT}:copying.move_in", "after", 1),  # files are there, rows are not
]
OF_KIND = {
    "sqlite": [
        ("shutil:copyfile", "after", 1),
        ("os:link", "after", 1),  # two names for the present database
    ],
    "postgresql": [
        (f"{POSTGRESQL}:_feed", "before", 1),
        (f"{POSTGRESQL}:_feed", "after", 1),
    ],
}


def test_a_killed_restore_leaves_the_old_state_and_the_next_one_works(place, tmp_path):
    """Each point in turn on one place: the last restore, which is not killed, finds what all left."""
    folder = tmp_path / "backup"
    place.back_up(folder)
    with place.opened():
        later = issue()
    lost = next((place.folder / "files").glob("*/*"))
    ledger = place.ask("SELECT sequence, hash FROM ledger_entry ORDER BY sequence")
    for point, when, n in [*POINTS, *OF_KIND[place.kind]]:
        lost.unlink(missing_ok=True)  # so that there is something to copy
        assert killed(place, "restore", folder, point, when, n), point
        assert place.ask("SELECT sequence, hash FROM ledger_entry ORDER BY sequence") == ledger
        assert later in place.numbers()
    done = place.restore(folder, RESTORED_AT, replace=True)
    assert done.entered.voided == (later,)
    assert lost.is_file()
    assert not list(place.folder.glob("*restoring*"))
    if place.kind == "postgresql":
        names = [name for (name,) in place.ask("SELECT nspname FROM pg_namespace")]
        assert not [name for name in names if "restoring" in str(name) or "waiting" in str(name)]
    else:
        assert len(list(place.folder.glob("kgsup.db.before-*"))) == 1


def test_a_restore_killed_right_after_the_switch_is_done(place, tmp_path):
    folder = tmp_path / "backup"
    place.back_up(folder)
    with place.opened():
        later = issue()
    adapter = {
        "sqlite": f"{SQLITE}:SQLiteDatabase.switch",
        "postgresql": f"{POSTGRESQL}:PostgreSQLDatabase.switch",
    }[place.kind]
    assert killed(place, "restore", folder, adapter, "after")
    assert later == record_number(4)
    assert place.void_numbers() == [later]
    assert place.verdict().ok
    with place.opened():
        assert issue() == record_number(5)
