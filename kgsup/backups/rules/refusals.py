"""Why a backup or a restore was not done."""

from kgsup.core.errors import DomainError


class CannotBackUp(DomainError):
    """No backup was made; what had been written of it is gone again."""


class CannotRestore(DomainError):
    """Nothing was restored; database and files are as they were."""


class BadBackup(DomainError):
    """The folder holds no whole backup; each fault is named, a line each."""


class DiskFull(DomainError):
    """There was no room; nothing half made is valid."""
