"""Legal dates, computed in one place: due days, correction dates, terms, ladders and legal clocks.

Pure.  The day of the event is never counted and the due date is the last day (民法典 201).
"""

from kgsup.core.clocks.acts import with_event
from kgsup.core.clocks.days import (
    add_months,
    add_years,
    date_in_year,
    days_after,
    days_late,
    days_left,
)
from kgsup.core.clocks.events import ClockEvent, ClockEventKind
from kgsup.core.clocks.ladders import LadderStep, due_steps, ladder
from kgsup.core.clocks.periods import LONGEST_COUNT, ClockRule, Period, Unit
from kgsup.core.clocks.receipt import received_on
from kgsup.core.clocks.states import ClockState, ClockStatus, clock_state
from kgsup.core.clocks.terms import (
    CORRECTION_DAYS,
    CorrectionStep,
    Term,
    correction_due_on,
    falls_in_holidays,
)

__all__ = [
    "CORRECTION_DAYS",
    "LONGEST_COUNT",
    "ClockEvent",
    "ClockEventKind",
    "ClockRule",
    "ClockState",
    "ClockStatus",
    "CorrectionStep",
    "LadderStep",
    "Period",
    "Term",
    "Unit",
    "add_months",
    "add_years",
    "clock_state",
    "correction_due_on",
    "date_in_year",
    "days_after",
    "days_late",
    "days_left",
    "due_steps",
    "falls_in_holidays",
    "ladder",
    "received_on",
    "with_event",
]
