"""What an operator must know about the machine and the instance, each fault with its remedy."""

import ctypes.util
import os
import sqlite3
import time
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.backups.adapters.postgresql import program
from kgsup.backups.rules.refusals import CannotBackUp
from kgsup.core import clock, heartbeat, migrate
from kgsup.core.db import db, safe_journal_mode
from kgsup.core.settings import Settings
from kgsup.documents.adapters import fonts, keys, signing

HEARTBEAT_LIMIT_SECONDS = 180
CERTIFICATE_WARNING_DAYS = 30  # calendar days before its end


@dataclass(frozen=True)
class Finding:
    """One thing examined: what was found, and what to do when it is not well."""

    name: str
    ok: bool
    found: str
    remedy: str


def examine(settings: Settings) -> list[Finding]:
    """Examine everything; the order is that of setting up."""
    return [
        _library("pango", "pango-1.0", "apt-get install libpango-1.0-0 libpangoft2-1.0-0"),
        _library("hb-subset", "harfbuzz-subset", "apt-get install libharfbuzz-subset0"),
        _fonts(settings),
        _certificate(settings),
        *_folders(settings),
        _clock_zone(),
        _sqlite(),
        _head(),
        *_backup_programs(),
        _worker(),
    ]


def _library(name: str, soname: str, remedy: str) -> Finding:
    found = ctypes.util.find_library(soname)
    return Finding(name, found is not None, found or "missing", remedy)


COMMON_CHARACTERS = "青禾县教育局幼儿园监督〔〕·"
RARE_CHARACTERS = "䶮㛃堃𬭎𫖯"  # names hold them; the last two lie beyond the first plane


def _fonts(settings: Settings) -> Finding:
    signs = COMMON_CHARACTERS + RARE_CHARACTERS
    missing = fonts.missing_characters(signs, settings.font_dir, settings.instance)
    own = f", licensed fonts in {settings.font_dir}" if settings.font_dir else ""
    return Finding(
        "fonts",
        not missing,
        (f"missing: {' '.join(missing)}" if missing else "common and rare characters") + own,
        "apt-get install fonts-noto-cjk; licensed fonts go into KGSUP_FONT_DIR",
    )


def _certificate(settings: Settings) -> Finding:
    name, remedy = "signing certificate", "renew the file that KGSUP_SIGNING_CERTIFICATE names"
    try:
        key = keys.key_in(settings.signing_certificate, settings.signing_passphrase_file)
        if key is None:
            return Finding(name, True, "none: PDFs are not signed", remedy)
        certificate = signing.read_certificate(key.pkcs12, key.passphrase)
    except (OSError, signing.CannotSign) as error:
        return Finding(name, False, str(error), "correct the KGSUP_SIGNING_… settings")
    now = clock.now()
    has_begun = certificate.not_before <= now
    left = (certificate.not_after - now).days
    found = f"{certificate.subject}, valid until {certificate.not_after:%Y-%m-%d}"
    return Finding(name, has_begun and left >= CERTIFICATE_WARNING_DAYS, found, remedy)


def _folders(settings: Settings) -> list[Finding]:
    findings = []
    for folder in (
        settings.instance,
        *(settings.instance / n for n in ("files", "documents", "outbox")),
    ):
        folder.mkdir(parents=True, exist_ok=True)
        is_writable = os.access(folder, os.W_OK)
        found = "writable" if is_writable else "not writable"
        findings.append(Finding(f"folder {folder.name}", is_writable, found, f"chown {folder}"))
    return findings


def _clock_zone() -> Finding:
    # Days are counted in Asia/Shanghai whatever the server's zone; only a wrong instant would hurt.
    local = clock.local_time(clock.now())
    is_plausible = local.year >= 2026
    found = f"{local:%Y-%m-%d %H:%M} in China, server zone {time.tzname[0]}"
    return Finding("clock", is_plausible, found, "set the clock (timedatectl set-ntp true)")


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version_info
    found = f"{sqlite3.sqlite_version}, journal {safe_journal_mode(version)}"
    return Finding("SQLite", version >= (3, 35, 0), found, "SQLite 3.35 or newer is needed")


def _head() -> Finding:
    current, wanted = migrate.current(db.engine), migrate.head()
    found = f"{db.engine.dialect.name} at {current or 'empty'}, program at {wanted}"
    return Finding("database", current == wanted, found, "kgsup db upgrade")


def _backup_programs() -> list[Finding]:
    """What backup and restore of a PostgreSQL database need; SQLite needs nothing."""
    if db.engine.dialect.name == "sqlite":
        return []
    findings = []
    for name in ("pg_dump", "pg_restore", "psql"):
        try:
            found, is_there = str(program(name)), True
        except CannotBackUp as error:
            found, is_there = str(error), False
        findings.append(Finding(name, is_there, found, "apt-get install postgresql-client"))
    return findings


def _worker() -> Finding:
    if not sa.inspect(db.engine).has_table(heartbeat.Heartbeat.__tablename__):
        return Finding("worker", False, "no database yet", "kgsup db upgrade")
    age = heartbeat.age_seconds("worker", clock.now())
    is_alive = age is not None and age <= HEARTBEAT_LIMIT_SECONDS
    found = "never seen" if age is None else f"seen {age:.0f} s ago"
    return Finding("worker", is_alive, found, "start it: kgsup worker (script/server does)")
