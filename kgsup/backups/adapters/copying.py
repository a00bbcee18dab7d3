"""Copying files and looking at them again: every byte is hashed on its way."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kgsup.backups.rules.manifest import DOCUMENTS, EVIDENCE, FileEntry, path_in_store

CHUNK = 1 << 20  # bytes


def write_chunk(file: BinaryIO, chunk: bytes) -> None:
    """The one place where copies are written."""
    file.write(chunk)


def entry_of(folder: Path, path: str) -> FileEntry:
    """Size and SHA-256 of a file below a folder as it lies there now."""
    digest, size = hashlib.sha256(), 0
    with (folder / path).open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileEntry(path, size, digest.hexdigest())


def copy(source: Path, target: Path, path: str) -> FileEntry:
    """Copy a file to the same place below another folder; size and SHA-256 are those of what was read."""
    place = target / path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with (source / path).open("rb") as given, place.open("xb") as made:
        while chunk := given.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            write_chunk(made, chunk)
        made.flush()
    return FileEntry(path, size, digest.hexdigest())


def list_stored(instance: Path) -> Iterator[str]:
    """The contents of both stores, relative to the instance; half-written and other files are none."""
    for store in (EVIDENCE, DOCUMENTS):
        for path in sorted((instance / store).glob("[0-9a-f][0-9a-f]/[0-9a-f]*")):
            relative = path.relative_to(instance).as_posix()
            if relative == path_in_store(store, path.stem) and len(path.stem) == 64:
                yield relative


def list_all(folder: Path) -> Iterator[tuple[str, bool]]:
    """Everything below a folder that is not a folder, and whether it is a plain file."""
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if not stat.S_ISDIR(mode):
            yield path.relative_to(folder).as_posix(), stat.S_ISREG(mode)


def sync(folder: Path) -> None:
    """Have everything below a folder, and the folder itself, on the disk.  Raises ``OSError``."""
    folders = [folder]
    for path in folder.rglob("*"):
        if path.is_dir():
            folders.append(path)
        else:
            sync_one(path)
    for path in reversed(folders):
        sync_one(path)
    sync_one(folder.parent)


def sync_one(path: Path) -> None:
    """Have one file, or what a folder lists, on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def move_in(staged: Path, instance: Path, aside: Path) -> None:
    """Rename staged files of the stores into the instance.

    A file that lies there under the same name was damaged, or it would not have been staged: it is
    moved aside.  Files that are there already stay.
    """
    touched = set()
    for path in list_stored(staged):
        place = instance / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.exists():
            kept = aside / path
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(place, kept)
        os.replace(staged / path, place)
        touched |= {place.parent, place.parent.parent, instance}
    for folder in touched:
        sync_one(folder)
