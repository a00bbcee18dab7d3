"""One restore on its way: what it makes beside the present, the switch, and how all that goes again."""

import datetime as dt
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from kgsup.access.actor import Actor
from kgsup.audit.service import verify_ledger
from kgsup.backups import queries
from kgsup.backups.adapters import copying
from kgsup.backups.adapters.databases import Database, database_at, reading, stamp_of
from kgsup.backups.adapters.guards import guards_of, missing_guards
from kgsup.backups.rules.manifest import FileEntry, Manifest
from kgsup.backups.rules.numbers import Known
from kgsup.backups.rules.refusals import BadBackup
from kgsup.backups.service import checking, knowing
from kgsup.backups.service.entering import Entered, Occasion, enter_restore
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import N_
from kgsup.core.settings import Settings
from kgsup.workcalendar.service import enter_shipped_years

OpenProgram = Callable[[Settings], AbstractContextManager[object]]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the operator asks of a restore.

    ``into`` is another instance than the configured one, ``into_database`` its address (on SQLite a file
    in that instance unless said otherwise); ``numbers_used`` a list from the office's register.
    """

    folder: Path
    replace: bool = False
    into: Path | None = None
    into_database: str | None = None
    numbers_used: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A restore of a checked backup from ``wish.folder`` to ``target``, on a program set to ``settings``."""

    wish: Wish
    manifest: Manifest
    settings: Settings
    target: Settings
    at: dt.datetime

    @cached_property
    def database(self) -> Database:
        return database_at(self.target.database_url, stamp_of(self.at))

    @property
    def staged_files(self) -> Path:
        return self.target.instance / f"restoring-{stamp_of(self.at)}"

    def prepare(self) -> Known:
        """Refuse what is in the way, clear what a killed restore left, gather the numbers."""
        knowing.target_is_free(self.database, replace=self.wish.replace)
        self.database.require_alone()
        self.database.clear_leftovers()
        for left in self.target.instance.glob("restoring-*"):
            shutil.rmtree(left)
        known = knowing.known_of_databases(
            dict.fromkeys((self.settings.database_url, self.target.database_url)),
            is_listed=self.wish.numbers_used is not None,
        )
        said = knowing.said_by_archives(
            dict.fromkeys((self.settings.instance, self.target.instance)), self.manifest.paths()
        )
        return replace(known, said=(*said, *knowing.said_by_file(self.wish.numbers_used)))

    def make(
        self, known: Known, open_program: OpenProgram, actor: Actor
    ) -> tuple[Entered, tuple[str, ...]]:
        """Stage files and database, and bring the database up to the day.

        Returns what was entered, and the triggers that the database should have and has not.
        """
        self._stage_files()
        source = self.wish.folder / self.manifest.database_file
        url = self.database.load(source, self.manifest.schema)
        with reading(url) as connection:
            checking.check_facts(self.manifest, queries.read_facts(connection))
        occasion = Occasion(
            manifest=self.manifest, actor=actor, at=self.at, rows_before=self._rows_before()
        )
        with open_program(replace(self.target, database_url=url)):
            _bring_up(actor, self.at)
            with transaction():
                entered = enter_restore(known, occasion)
            with db.engine.connect() as connection:
                found = guards_of(connection)
        return entered, missing_guards(found, self._model_guards())

    def _model_guards(self) -> dict[str, str]:
        """The triggers of a database that is made anew."""
        with self.database.model() as url:
            engine = sa.create_engine(url, poolclass=sa.NullPool)
            migrate.upgrade(engine)
            with engine.connect() as connection:
                return guards_of(connection)

    def _stage_files(self) -> None:
        """Copy what the instance does not have already, whole."""
        self.staged_files.mkdir(mode=0o700)
        for entry in self.manifest.files:
            if not entry.is_stored or self._has(entry):
                continue
            if copying.copy(self.wish.folder, self.staged_files, entry.path) != entry:
                checking.refuse_faults([f"changed: {entry.path}"])
        copying.sync(self.staged_files)

    def _has(self, entry: FileEntry) -> bool:
        is_there = (self.target.instance / entry.path).is_file()
        return is_there and copying.entry_of(self.target.instance, entry.path) == entry

    def _rows_before(self) -> int | None:
        """How long the ledger is that is put aside; ``None`` when none is, or it cannot be read."""
        if self.database.is_empty():
            return None
        try:
            with reading(self.target.database_url) as connection:
                return queries.read_facts(connection).ledger_rows
        except SQLAlchemyError:
            return None

    def switch(self) -> str | None:
        """Files first: without rows they do nothing.  Then the database, which is the switch.

        Returns where the database before lies now.
        """
        self.database.require_alone()
        aside = self.target.instance / f"before-{stamp_of(self.at)}"
        copying.move_in(self.staged_files, self.target.instance, aside)
        shutil.rmtree(self.staged_files, ignore_errors=True)
        return self.database.switch()

    def give_up(self) -> None:
        """Remove what was made beside the present."""
        shutil.rmtree(self.staged_files, ignore_errors=True)
        self.database.discard()


def _bring_up(actor: Actor, at: dt.datetime) -> None:
    """Bring the schema to this program's revision and look whether schema and ledger are whole."""
    if migrate.current(db.engine) != migrate.head():
        migrate.upgrade(db.engine)
        with transaction():
            enter_shipped_years(actor, at)
    differences = migrate.differences(db.engine)
    if differences:
        raise BadBackup(
            N_("The schema of the database is not the program's: %(what)s"), what=differences[:5]
        )
    verdict = verify_ledger()
    if not verdict.ok:
        raise BadBackup(
            N_("The ledger in the backup is broken at row %(row)s: %(reason)s"),
            row=verdict.first_bad,
            reason=verdict.reason,
        )
