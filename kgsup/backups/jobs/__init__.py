"""The functions behind ``kgsup backup`` and ``kgsup restore``: the edges that open transactions."""

from kgsup.backups.jobs.attempt import Wish
from kgsup.backups.jobs.backing_up import back_up
from kgsup.backups.jobs.restoring import Restored, restore

__all__ = ["Restored", "Wish", "back_up", "restore"]
