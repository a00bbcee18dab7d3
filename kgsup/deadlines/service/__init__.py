"""Starting, pausing, extending and stopping clocks; marking what has passed; recomputing.

The caller has loaded the case in scope and opens the transaction.
"""

from kgsup.deadlines.service.changing import extend, pause, resume
from kgsup.deadlines.service.ledger import Known, present_calendar
from kgsup.deadlines.service.marking import mark_breached
from kgsup.deadlines.service.recomputing import Batch, recompute_batch
from kgsup.deadlines.service.starting import start
from kgsup.deadlines.service.stopping import stop, stop_all

__all__ = [
    "Batch",
    "Known",
    "extend",
    "mark_breached",
    "pause",
    "present_calendar",
    "recompute_batch",
    "resume",
    "start",
    "stop",
    "stop_all",
]
