"""Making a backup: a folder is either whole, with its manifest, or empty again."""

import datetime as dt
import shutil
from pathlib import Path

from kgsup.backups.adapters.databases import database_at, stamp_of
from kgsup.backups.jobs.room import room
from kgsup.backups.rules.manifest import DOCUMENTS, EVIDENCE
from kgsup.backups.rules.refusals import CannotBackUp
from kgsup.backups.service.making import Made, make_backup
from kgsup.core.errors import N_
from kgsup.core.settings import Settings


def back_up(folder: Path, settings: Settings, at: dt.datetime) -> Made:
    """Write a backup into a folder that is new or empty, while the program runs.

    Raises ``CannotBackUp`` and ``DiskFull``; whatever fails, nothing of it stays in the folder.  A kill
    leaves files without a manifest, which no restore takes.
    """
    folder = folder.absolute()
    is_new = not folder.exists()
    _require_empty(folder, settings)
    try:
        with room(N_("The disk is full: there is no backup in %(folder)s."), folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            database = database_at(settings.database_url, stamp_of(at))
            return make_backup(database, settings, folder, at)
    except BaseException:
        _empty(folder, itself=is_new)
        raise


def _require_empty(folder: Path, settings: Settings) -> None:
    if folder.exists() and not folder.is_dir():
        raise CannotBackUp(N_("%(folder)s is no folder."), folder=folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise CannotBackUp(
            N_("%(folder)s is not empty: a backup goes into a folder of its own."), folder=folder
        )
    for store in (EVIDENCE, DOCUMENTS):
        if folder.resolve().is_relative_to((settings.instance / store).resolve()):
            raise CannotBackUp(N_("%(folder)s lies inside what is backed up."), folder=folder)


def _empty(folder: Path, *, itself: bool) -> None:
    """Remove what an unfinished backup wrote: the folder was empty before it."""
    if itself:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
