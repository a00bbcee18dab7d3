"""No room on the disk, said plainly, whoever found it out."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from kgsup.backups.rules.refusals import DiskFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
SQLITE_FULL = 13


@contextmanager
def room(message: str, folder: Path) -> Iterator[None]:
    """Turn what the system or SQLite says of a full disk into ``DiskFull``; other faults pass."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise DiskFull(message, folder=folder) from None
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) != SQLITE_FULL:
            raise
        raise DiskFull(message, folder=folder) from None
