"""What the worker does for the register."""

import datetime as dt

from kgsup.core.clock import local_date
from kgsup.core.db import transaction
from kgsup.core.schedule import scheduled
from kgsup.kindergartens import service


@scheduled("register-alarms", "10 1 * * *")
def refresh_alarms(at: dt.datetime) -> int:
    """Recognitions begin and end by themselves: bring the alarms of every county up to the day."""
    with transaction():
        return service.refresh_everywhere(local_date(at))
