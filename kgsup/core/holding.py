"""Who uses the instance: running programs share it, a restore has it alone.

The kernel's lock on a file of the instance tells it: a killed process gives the lock up, nothing is left
to clean, and no clock is asked.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgsup.core.errors import N_, Busy

FILE = "in-use"


@contextmanager
def shared(instance: Path) -> Iterator[None]:
    """Use the instance beside others; raises ``Busy`` while a restore has it alone."""
    descriptor = _locked(instance, fcntl.LOCK_SH)
    try:
        yield
    finally:
        os.close(descriptor)


def share_for_good(instance: Path) -> None:
    """Use the instance beside others until this process and what it becomes or forks have ended."""
    os.set_inheritable(_locked(instance, fcntl.LOCK_SH), True)


@contextmanager
def alone(instance: Path) -> Iterator[None]:
    """Have the instance alone; raises ``Busy`` while a server, the worker or a command uses it."""
    descriptor = _locked(instance, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(descriptor)


_IN_USE = {
    fcntl.LOCK_SH: N_("A restore is at work on this instance. Try again when it has ended."),
    fcntl.LOCK_EX: N_(
        "The server, the worker or a command is using this instance: stop them before a restore."
    ),
}


def _locked(instance: Path, mode: int) -> int:
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(instance / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise Busy(_IN_USE[mode]) from None
    return descriptor
