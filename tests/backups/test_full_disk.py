"""No room on the disk, at every write in turn: a plain refusal, and nothing half made is valid."""

import errno
import os
import sqlite3
from typing import Any

import pytest
import sqlalchemy as sa

from kgsup.backups.adapters import copying
from kgsup.backups.jobs.room import room
from kgsup.backups.rules.refusals import DiskFull
from tests.backups.place import Place
from tests.backups.test_restore import state_of


class FullAfter:
    """Lets a number of writes pass; then the disk is full until somebody makes room."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, holder: Any, name: str) -> None:
        self.left = 0
        function = getattr(holder, name)

        def write(*args: Any, **kwargs: Any) -> Any:
            if self.left == 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.left -= 1
            return function(*args, **kwargs)

        monkeypatch.setattr(holder, name, write)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "CHUNK", 256)


@pytest.mark.usefixtures("small_chunks")
def test_a_backup_on_a_full_disk_leaves_an_empty_folder(place: Place, tmp_path, monkeypatch):
    folder = tmp_path / "backup"
    folder.mkdir()
    disk = FullAfter(monkeypatch, copying, "write_chunk")
    for writes in range(4):  # every file of the stores at least once
        disk.left = writes
        with pytest.raises(DiskFull, match="full"):
            place.back_up(folder)
        assert list(folder.iterdir()) == []
    disk.left = 10_000
    assert place.back_up(folder).is_complete


@pytest.mark.parametrize("when", ["fsync", "replace"])
def test_a_disk_that_is_found_full_at_the_end_leaves_nothing(
    place: Place, tmp_path, monkeypatch, when
):
    FullAfter(monkeypatch, os, when)
    with pytest.raises(DiskFull):
        place.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.usefixtures("small_chunks")
def test_a_restore_on_a_full_disk_changes_nothing(place: Place, tmp_path, monkeypatch):
    place.back_up(tmp_path / "backup")
    for path in [*(place.folder / "files").glob("*/*"), *(place.folder / "documents").glob("*/*")]:
        path.unlink()
    before = state_of(place)
    disk = FullAfter(monkeypatch, copying, "write_chunk")
    for writes in range(4):
        disk.left = writes
        with pytest.raises(DiskFull):
            place.restore(tmp_path / "backup", replace=True)
        assert state_of(place) == before
    disk.left = 10_000
    place.restore(tmp_path / "backup", replace=True)


def test_other_faults_of_the_disk_are_not_called_full(tmp_path):
    def fail(number: int) -> None:
        with room("full: %(folder)s", tmp_path):
            raise OSError(number, os.strerror(number))

    with pytest.raises(DiskFull):
        fail(errno.EDQUOT)
    with pytest.raises(OSError, match="Input/output"):
        fail(errno.EIO)


def test_a_database_without_room_is_called_full(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'small.db'}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=2")
        with pytest.raises(DiskFull), room("full: %(folder)s", tmp_path):
            connection.exec_driver_sql("CREATE TABLE a (b)")
            connection.exec_driver_sql("INSERT INTO a VALUES (zeroblob(100000))")
    assert sqlite3.SQLITE_FULL == 13
