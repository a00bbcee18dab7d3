"""Putting a backup back.

Everything is made beside what is there, and the switch comes at the end, at one stroke: whatever goes
wrong before, a kill included, leaves the old database and its files as they were.
"""

import datetime as dt
from contextlib import ExitStack
from dataclasses import dataclass, replace

from kgsup.access.actor import Actor
from kgsup.backups.adapters.databases import database_at, stamp_of
from kgsup.backups.jobs.attempt import Attempt, OpenProgram, Wish
from kgsup.backups.jobs.room import room
from kgsup.backups.rules.manifest import Manifest
from kgsup.backups.rules.refusals import CannotRestore
from kgsup.backups.service.checking import check_backup
from kgsup.backups.service.entering import Entered
from kgsup.backups.service.settings_kept import name_of_key
from kgsup.core import holding
from kgsup.core.errors import N_
from kgsup.core.settings import Settings

_OTHER_KEY = (
    "SECRET KEY: this is not the one of the backup; put the copy that was kept apart at"
    " INSTANCE/secret-key, or people's identity numbers are not found again"
)


@dataclass(frozen=True, kw_only=True)
class Restored:
    """A finished restore."""

    manifest: Manifest
    target: Settings
    moved_aside: str | None
    entered: Entered
    guards_missing: tuple[str, ...]  # triggers that keep rows final, gone before the backup

    @property
    def is_same_key(self) -> bool:
        return name_of_key(self.target) == self.manifest.secret_key

    @property
    def is_complete(self) -> bool:
        wanting = (*self.manifest.missing, *self.entered.unknown, *self.guards_missing)
        return self.is_same_key and not wanting

    @property
    def lines(self) -> list[str]:
        """What the operator reads."""
        made, entered = self.manifest, self.entered
        as_of = f"as of {made.made_at.isoformat()}, ledger up to row {made.ledger_rows}"
        return [
            f"{self.target.instance}: {as_of}",
            f"before: {self.moved_aside or 'nothing was there'}",
            f"numbers void: {', '.join(entered.voided) or 'none'}",
            f"sessions ended: {entered.sessions_ended}",
            "settings are as they were here: compare them with settings.toml in the backup",
            *(
                f"MISSING since before the backup: {row.path}, {row.named_by}"
                for row in made.missing
            ),
            *(
                f"NUMBER that stands in no series here: {said.text} ({said.source})"
                for said in entered.unknown
            ),
            *(f"TRIGGER missing or changed: {name}" for name in self.guards_missing),
            *([] if self.is_same_key else [_OTHER_KEY]),
        ]


def restore(
    wish: Wish, settings: Settings, open_program: OpenProgram, actor: Actor, at: dt.datetime
) -> Restored:
    """Check a backup, make everything of it beside what is there, bring it up to the day, and switch.

    ``open_program`` opens the program on other settings and leaves nothing open.  Raises ``BadBackup``,
    ``CannotRestore``, ``Busy`` and ``DiskFull``; nothing has changed then.
    """
    manifest = check_backup(wish.folder)
    target = _target(wish, manifest, settings)
    with ExitStack() as held:
        held.enter_context(room(N_("The disk is full: nothing was restored."), wish.folder))
        held.enter_context(holding.alone(target.instance))
        if target.instance != settings.instance:
            held.enter_context(holding.shared(settings.instance))
        attempt = Attempt(wish=wish, manifest=manifest, settings=settings, target=target, at=at)
        known = attempt.prepare()
        try:
            entered, guards = attempt.make(known, open_program, actor)
            moved_aside = attempt.switch()
        except BaseException:
            attempt.give_up()
            raise
    return Restored(
        manifest=manifest,
        target=target,
        moved_aside=moved_aside,
        entered=entered,
        guards_missing=guards,
    )


def _target(wish: Wish, manifest: Manifest, settings: Settings) -> Settings:
    """The settings of the place that is restored to.  Raises ``CannotRestore``."""
    if wish.into_database and not wish.into:
        raise CannotRestore(N_("--into-database needs --into: the folder for the files."))
    instance = (wish.into or settings.instance).absolute()
    url = wish.into_database or settings.database_url
    if wish.into and not wish.into_database:
        if manifest.kind != "sqlite":
            raise CannotRestore(
                N_("--into needs --into-database as well: the backup is of PostgreSQL.")
            )
        url = f"sqlite:///{instance / 'kgsup.db'}"
    kind = database_at(url, stamp_of(manifest.made_at)).kind
    if kind != manifest.kind:
        raise CannotRestore(
            N_("The backup is of %(backup)s, but the database to restore to is %(target)s."),
            backup=manifest.kind,
            target=kind,
        )
    return replace(settings, instance=instance, database_url=url)
