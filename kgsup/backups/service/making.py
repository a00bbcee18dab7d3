"""Writing a backup into an empty folder: database first, then the stores, then the manifest."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path

from kgsup import __version__
from kgsup.backups import queries
from kgsup.backups.adapters import copying
from kgsup.backups.adapters.databases import Database
from kgsup.backups.queries import Facts
from kgsup.backups.rules.manifest import (
    DATABASE_FILES,
    MANIFEST,
    SETTINGS,
    FileEntry,
    Manifest,
    MissingFile,
    write_manifest,
)
from kgsup.backups.rules.refusals import CannotBackUp
from kgsup.backups.service.settings_kept import LEFT_OUT, name_of_key, settings_text
from kgsup.core.db import new_public_id
from kgsup.core.errors import N_
from kgsup.core.settings import Settings
from kgsup.files.adapters.store import write_durably


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished backup; ``sha256`` is that of its manifest, worth noting elsewhere."""

    folder: Path
    manifest: Manifest
    sha256: str
    damaged: tuple[str, ...]  # files of the stores that are not what their name says

    @property
    def lines(self) -> list[str]:
        """What the operator reads."""
        files = [entry for entry in self.manifest.files if entry.is_stored]
        size = sum(entry.size for entry in self.manifest.files)
        return [
            f"{self.folder}: {self.manifest.kind} at revision {self.manifest.revision},"
            f" ledger up to row {self.manifest.ledger_rows}, {len(files)} files, {size} bytes",
            f"SHA-256 of {MANIFEST}: {self.sha256}",
            *(f"not in it: {what}" for what in LEFT_OUT),
            *(f"MISSING: {row.path}, named by {row.named_by}" for row in self.manifest.missing),
            *(f"DAMAGED, left out: {path}" for path in self.damaged),
        ]

    @property
    def is_complete(self) -> bool:
        return not self.manifest.missing and not self.damaged


def make_backup(database: Database, settings: Settings, folder: Path, at: dt.datetime) -> Made:
    """Write a backup into a folder that is empty.

    What is stored while the copy runs may be in it or not; every file that a row of the snapshot names
    was stored before its row, so it is.  Raises ``CannotBackUp`` for a database without a schema, and
    ``OSError``.
    """
    facts, schema = _snapshot(database, folder)
    entries, damaged = _copy_stores(settings.instance, folder)
    (folder / SETTINGS).write_text(settings_text(settings), encoding="utf-8")
    beside = [copying.entry_of(folder, name) for name in (_database_file(database), SETTINGS)]
    copying.sync(folder)
    manifest = Manifest(
        backup=new_public_id(),
        made_at=at,
        program=__version__,
        kind=database.kind,
        revision=str(facts.revision),
        schema=schema,
        ledger_rows=facts.ledger_rows,
        ledger_hash=facts.ledger_hash,
        numbers=facts.reached,
        secret_key=name_of_key(settings),
        left_out=LEFT_OUT,
        missing=_missing(facts, entries),
        files=tuple(sorted([*beside, *entries])),
    )
    file = write_manifest(manifest)
    write_durably(folder / MANIFEST, file)
    sha256 = hashlib.sha256(file).hexdigest()
    return Made(folder=folder, manifest=manifest, sha256=sha256, damaged=tuple(damaged))


def _database_file(database: Database) -> str:
    return DATABASE_FILES[database.kind]


def _snapshot(database: Database, folder: Path) -> tuple[Facts, str | None]:
    with database.snapshot(folder / _database_file(database)) as connection:
        facts = queries.read_facts(connection)
        if facts.revision is None:
            raise CannotBackUp(N_("The database is empty: there is nothing to back up."))
        return facts, database.schema


def _copy_stores(instance: Path, folder: Path) -> tuple[list[FileEntry], list[str]]:
    """Copy both stores; a file that is not what its name says is left out and named."""
    entries, damaged = [], []
    for path in copying.list_stored(instance):
        entry = copying.copy(instance, folder, path)
        if entry.has_right_name:
            entries.append(entry)
        else:
            (folder / path).unlink()
            damaged.append(path)
    return entries, damaged


def _missing(facts: Facts, entries: list[FileEntry]) -> tuple[MissingFile, ...]:
    there = {entry.path for entry in entries}
    return tuple(
        MissingFile(path, named_by)
        for path, named_by in sorted(facts.named.items())
        if path not in there
    )
