"""What a backup says of itself: MANIFEST.json, written last, so that a folder without it is no backup.

It carries the SHA-256 of its own contents, so that a slip in it is found as well as one in any file.
"""

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from kgsup.backups.rules.numbers import Reached
from kgsup.backups.rules.refusals import BadBackup
from kgsup.core.errors import N_

FORMAT = 1
MANIFEST = "MANIFEST.json"
SETTINGS = "settings.toml"
DATABASE_FILES = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
EVIDENCE, DOCUMENTS = "files", "documents"

# Nothing else is ever a part of a backup: no path in a manifest leads out of its folder.
_PATH = re.compile(
    rf"{re.escape(SETTINGS)}|{'|'.join(map(re.escape, DATABASE_FILES.values()))}"
    rf"|{EVIDENCE}/([0-9a-f]{{2}})/\1[0-9a-f]{{62}}|{DOCUMENTS}/([0-9a-f]{{2}})/\2[0-9a-f]{{62}}\.pdf"
)


@dataclass(frozen=True, order=True)
class FileEntry:
    """One file of a backup; ``size`` in bytes."""

    path: str
    size: int
    sha256: str

    @property
    def is_stored(self) -> bool:
        """Whether it belongs to the stores, whose files are called by their own hash."""
        return self.path.startswith((f"{EVIDENCE}/", f"{DOCUMENTS}/"))

    @property
    def has_right_name(self) -> bool:
        """Whether a file of the stores is called by its hash; others are called as they are."""
        name = self.path.rsplit("/", 1)[-1].removesuffix(".pdf")
        return not self.is_stored or name == self.sha256


@dataclass(frozen=True)
class MissingFile:
    """A file that a row named when the backup was made and that was not there, or not what it was."""

    path: str
    named_by: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A backup's table of contents.

    ``schema`` is the PostgreSQL schema that was dumped, ``secret_key`` a name of the installation's
    key (not the key), ``left_out`` what an operator keeps apart.
    """

    backup: str
    made_at: dt.datetime
    program: str
    kind: str
    revision: str
    schema: str | None
    ledger_rows: int
    ledger_hash: str
    numbers: tuple[Reached, ...]
    secret_key: str
    left_out: tuple[str, ...]
    missing: tuple[MissingFile, ...]
    files: tuple[FileEntry, ...]

    @property
    def database_file(self) -> str:
        return DATABASE_FILES[self.kind]

    def paths(self) -> frozenset[str]:
        return frozenset(entry.path for entry in self.files)


def path_in_store(store: str, sha256: str) -> str:
    """Where a content lies, relative to an instance or a backup."""
    suffix = ".pdf" if store == DOCUMENTS else ""
    return f"{store}/{sha256[:2]}/{sha256}{suffix}"


def write_manifest(manifest: Manifest) -> bytes:
    """The file in the one writing that ``read_manifest`` takes."""
    content = asdict(manifest) | {"format": FORMAT, "made_at": manifest.made_at.isoformat()}
    return _file_of(content)


def _file_of(content: dict[str, Any]) -> bytes:
    sealed = {"manifest": content, "sha256": hashlib.sha256(_writing(content)).hexdigest()}
    return _writing(sealed)


def _writing(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_manifest(file: bytes) -> Manifest:
    """Read a manifest; raises ``BadBackup`` unless every byte of it is as it was written."""
    try:
        content = json.loads(file)["manifest"]
        if _file_of(content) != file:
            raise BadBackup(N_("MANIFEST.json was changed or cut off after it was written."))
        if content["format"] != FORMAT:
            raise BadBackup(
                N_("MANIFEST.json is of form %(form)s, which this program does not know."),
                form=content["format"],
            )
        return _manifest_of(content)
    except (ValueError, KeyError, TypeError):
        raise BadBackup(N_("MANIFEST.json cannot be read: it is cut off or damaged.")) from None


def _manifest_of(content: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        backup=content["backup"],
        made_at=dt.datetime.fromisoformat(content["made_at"]),
        program=content["program"],
        kind=content["kind"],
        revision=content["revision"],
        schema=content["schema"],
        ledger_rows=content["ledger_rows"],
        ledger_hash=content["ledger_hash"],
        numbers=tuple(Reached(**row) for row in content["numbers"]),
        secret_key=content["secret_key"],
        left_out=tuple(content["left_out"]),
        missing=tuple(MissingFile(**row) for row in content["missing"]),
        files=tuple(FileEntry(**row) for row in content["files"]),
    )
    strange = [entry.path for entry in manifest.files if not _PATH.fullmatch(entry.path)]
    if strange or manifest.kind not in DATABASE_FILES:
        raise BadBackup(
            N_("MANIFEST.json names what no backup holds: %(what)s"),
            what=", ".join(strange) or manifest.kind,
        )
    if not {manifest.database_file, SETTINGS} <= manifest.paths():
        raise BadBackup(N_("MANIFEST.json names no database or no settings."))
    return manifest
