"""Reading clocks: of a case, in lists, by what is due."""

from kgsup.deadlines.queries.cases import (
    find_running,
    get_running,
    list_of,
    list_running_of,
    next_of,
)
from kgsup.deadlines.queries.due import list_due, list_passed
from kgsup.deadlines.queries.lists import (
    ClockFilter,
    count_for_my_day,
    count_running,
    list_for_my_day,
    list_running,
    shown_on,
    sort_key,
)
from kgsup.deadlines.queries.recomputing import Behind, has_behind, list_behind, raise_revision
from kgsup.deadlines.queries.settings import rule_of
from kgsup.deadlines.queries.states import ClockLine, events_of, lines, lines_of, state_of

__all__ = [
    "Behind",
    "ClockFilter",
    "ClockLine",
    "count_for_my_day",
    "count_running",
    "events_of",
    "find_running",
    "get_running",
    "has_behind",
    "lines",
    "lines_of",
    "list_behind",
    "list_due",
    "list_for_my_day",
    "list_of",
    "list_passed",
    "list_running",
    "list_running_of",
    "next_of",
    "raise_revision",
    "rule_of",
    "shown_on",
    "sort_key",
    "state_of",
]
