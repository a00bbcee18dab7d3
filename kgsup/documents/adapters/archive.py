"""The PDFs on disk, by the SHA-256 of their bytes: written once, never changed, never deleted here."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgsup.documents.adapters.installation import installation
from kgsup.files.adapters.store import write_durably


class Damaged(Exception):
    """The stored bytes are gone or are not what was stored."""


def path_of(sha256: str) -> Path:
    """Where the PDF with this hash lies."""
    return installation().documents / sha256[:2] / f"{sha256}.pdf"


def write(pdf: bytes) -> str:
    """Store a PDF durably and return its SHA-256; the same bytes are stored once."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        write_durably(path, pdf)
    return sha256


def read(sha256: str) -> bytes:
    """Read a PDF; raises ``Damaged`` when it is missing or was changed."""
    try:
        pdf = path_of(sha256).read_bytes()
    except FileNotFoundError:
        raise Damaged(f"{sha256}: missing") from None
    if hashlib.sha256(pdf).hexdigest() != sha256:
        raise Damaged(f"{sha256}: changed")
    return pdf


def list_hashes() -> set[str]:
    """The hashes of all stored PDFs, by their names."""
    return {path.stem for path in installation().documents.glob("[0-9a-f][0-9a-f]/*.pdf")}


@contextmanager
def claim(public_id: str) -> Iterator[bool]:
    """Claim the making of one paper among all workers of this machine; ends with the process.

    Yields ``False`` when another process is at it.
    """
    folder = installation().documents / "claims"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / public_id
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            path.unlink(missing_ok=True)
