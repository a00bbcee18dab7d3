"""SQLite: a snapshot in one file, and a restored file that takes the place of the present one.

The live file is never copied: what a writer has begun and a journal beside it would be torn apart.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from kgsup.backups.adapters.copying import sync_one
from kgsup.backups.rules.refusals import BadBackup, CannotBackUp, CannotRestore, DiskFull
from kgsup.core.db import BUSY_TIMEOUT_MS, writers_line
from kgsup.core.errors import N_, Busy

COMPANIONS = ("-journal", "-wal", "-shm")


class SQLiteDatabase:
    """The file behind ``sqlite:///…``."""

    kind = "sqlite"
    schema = None

    def __init__(self, url: str, stamp: str) -> None:
        self.url = url
        self.path = Path(str(sa.make_url(url).database)).absolute()
        self.staged = self.path.with_name(f"{self.path.name}.restoring-{stamp}")
        self.aside = self.path.with_name(f"{self.path.name}.before-{stamp}")

    @contextmanager
    def snapshot(self, target: Path) -> Iterator[Connection]:
        """Write one moment of the database into a new file.

        Writers wait in their line meanwhile; readers do not notice.
        """
        if not self.path.is_file():
            raise CannotBackUp(N_("There is no database at %(path)s."), path=self.path)
        with writers_line(str(self.path)), closing(_open(self.path)) as source:
            _vacuum_into(source, target)
        engine = sa.create_engine(f"sqlite:///{target}", poolclass=sa.NullPool)
        with engine.connect() as connection:
            yield connection
        _remove_companions(target)

    def is_empty(self) -> bool:
        if not self.path.exists():
            return True
        try:
            with closing(_open(self.path)) as source:
                return not source.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError:
            return False  # damaged is not empty

    def clear_leftovers(self) -> None:
        for left in self.path.parent.glob(f"{self.path.name}.restoring-*"):
            left.unlink()
        for twin in self.path.parent.glob(f"{self.path.name}.before-*"):
            if self.path.exists() and twin.samefile(self.path):  # killed between its two names
                twin.unlink()

    def load(self, source: Path, schema: str | None) -> str:
        """Take a copy beside the present file and check each of its pages."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(source, self.staged)
        self.staged.chmod(0o600)
        with closing(_open(self.staged)) as copy:
            try:
                fault = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
                orphans = copy.execute("PRAGMA foreign_key_check").fetchone()
            except sqlite3.DatabaseError as error:
                fault, orphans = str(error), None
        if fault != "ok" or orphans:
            raise BadBackup(
                N_("The database in the backup is damaged: %(fault)s"),
                fault=fault if fault != "ok" else f"rows without their parents in {orphans[0]}",
            )
        return f"sqlite:///{self.staged}"

    @contextmanager
    def model(self) -> Iterator[str]:
        model = Path(f"{self.staged}-model")
        try:
            yield f"sqlite:///{model}"
        finally:
            _remove(model)

    def discard(self) -> None:
        _remove(self.staged)

    def switch(self) -> str | None:
        """Two names for the present file, then one rename: there is never no database."""
        _require_whole(self.staged)
        sync_one(self.staged)
        kept = None if self.is_empty() else self.aside
        if kept:
            _settle(self.path)
            os.link(self.path, kept)
            for companion in _companions(self.path):  # of a file too damaged to be opened
                if companion.stat().st_size:
                    os.replace(companion, f"{kept}{companion.name.removeprefix(self.path.name)}")
        os.replace(self.staged, self.path)
        sync_one(self.path.parent)
        self.discard()
        return str(kept) if kept else None

    def require_alone(self) -> None:
        """Refuse while anybody is inside a transaction; the lock on the instance tells of the rest."""
        if not self.path.exists():
            return
        with closing(_open(self.path, wait_ms=0)) as present:
            try:
                present.execute("BEGIN EXCLUSIVE")
                present.execute("ROLLBACK")
            except sqlite3.OperationalError:
                raise Busy(N_("Another program is using the database: stop it first.")) from None
            except sqlite3.DatabaseError:
                return  # damaged: nobody can be at work on it


def _open(path: Path, wait_ms: int = BUSY_TIMEOUT_MS) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout={wait_ms}")
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _vacuum_into(source: sqlite3.Connection, target: Path) -> None:
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise DiskFull(N_("The disk is full: the database does not fit.")) from None
        raise CannotBackUp(
            N_("SQLite could not write the snapshot: %(error)s"), error=error
        ) from None
    except sqlite3.DatabaseError as error:
        raise CannotBackUp(N_("The database is damaged: %(error)s"), error=error) from None


def _settle(path: Path) -> None:
    """Let a journal that a crash left be rolled back and a log be written home, so that one file is all."""
    try:
        with closing(_open(path)) as present:
            present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            present.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        return  # it is kept as it is, with what lies beside it


def _companions(path: Path) -> list[Path]:
    return [found for end in COMPANIONS if (found := Path(f"{path}{end}")).exists()]


def _remove(path: Path) -> None:
    for found in (path, *_companions(path), Path(f"{path}-writer")):
        found.unlink(missing_ok=True)


def _require_whole(path: Path) -> None:
    """What was restored must lie in its one file alone."""
    for companion in _companions(path):
        if companion.stat().st_size and not companion.name.endswith("-shm"):
            raise CannotRestore(N_("The restored database is still open somewhere."))


def _remove_companions(path: Path) -> None:
    _require_whole(path)
    for companion in _companions(path):
        companion.unlink()
