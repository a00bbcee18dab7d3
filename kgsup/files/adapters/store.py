"""Content-addressed files under INSTANCE/files: write, fsync, rename, fsync the folder; then the row."""

import hashlib
import os
from pathlib import Path

_root: Path | None = None


def use_root(instance: Path) -> None:
    """Set where files live; called once when the program starts."""
    global _root
    _root = instance / "files"


def path_of(sha256: str) -> Path:
    """Where a content lies."""
    if _root is None:
        raise RuntimeError("the file store has no root yet")
    return _root / sha256[:2] / sha256


def write(content: bytes) -> str:
    """Store a content durably and return its SHA-256; the same content is stored once."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        write_durably(path, content)
    return sha256


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def read(sha256: str) -> bytes:
    """Read a content; raises ``FileNotFoundError``, or ``ValueError`` when it is not what it was."""
    content = path_of(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"stored content {sha256} was changed")
    return content
