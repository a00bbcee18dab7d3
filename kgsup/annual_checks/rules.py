"""Who is asked for the annual check, by when, and what may be recorded about a place in it.

No Flask, no database, no clock.  ``year`` is always the year that is checked: the check of 2025 is due
in 2026 (民办非企业单位年度检查办法 3, 4).
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import add_months, date_in_year, days_after, ladder
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.workflow import advance
from kgsup.kindergartens.rules.identity import WITH_CHILDREN, Ownership
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.reminders.rules import CallState

SUBJECT_KIND = "annual_check"


class State(StrEnum):
    """Where a kindergarten's place in a year's check stands."""

    EXPECTED = "expected"
    FILED = "filed"
    EXEMPT = "exempt"
    CONCLUDED = "concluded"


class Action(StrEnum):
    FILE = "file"
    EXEMPT = "exempt"
    REOPEN = "reopen"
    CONCLUDE = "conclude"


TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.EXPECTED, Action.FILE): State.FILED,
    (State.EXPECTED, Action.EXEMPT): State.EXEMPT,
    (State.FILED, Action.REOPEN): State.EXPECTED,
    (State.EXEMPT, Action.REOPEN): State.EXPECTED,
    (State.FILED, Action.CONCLUDE): State.CONCLUDED,
}


class FilingWay(StrEnum):
    """How the papers came in."""

    WINDOW = "window"
    POST = "post"
    PLATFORM = "platform"


class Hindrance(StrEnum):
    """Why a kindergarten is not asked."""

    OWNERSHIP = "ownership"
    NOT_LICENSED = "not_licensed"
    NOT_OPERATING = "not_operating"
    MERGED = "merged"
    UNDER_SIX_MONTHS = "under_six_months"


class Filter(StrEnum):
    """Which places a list shows."""

    NOT_FILED = "not_filed"
    LATE = "late"
    FILED = "filed"
    EXEMPT = "exempt"
    NOT_ASKED = "not_asked"


ACTS = register_acts(
    {
        "annual_checks.places.make": N_("Places in the annual check made"),
        "annual_checks.places.drop": N_("Untouched places in the annual check removed"),
        "annual_checks.place.file": N_("Annual return recorded"),
        "annual_checks.place.exempt": N_("Exempted from the annual check"),
        "annual_checks.place.reopen": N_("Record of the annual check taken back"),
    }
)

register_fields(
    {
        "annual_check": N_("Annual check"),
        "state": N_("State"),
        "reason": N_("Reason"),
        "note": N_("Note"),
        "check_year": N_("Annual check of"),
        "papers_due_on": N_("Papers due on"),
        "places_made": N_("Places made"),
        "places_removed": N_("Places removed"),
        "filed_on": N_("Came in on"),
        "filed_way": N_("How it came in"),
        "filed_by": N_("Handed in by"),
        "exempt_reason": N_("Exempt because"),
    }
)
register_ledger_enums("annual_check", State, FilingWay, CallState)

# One call an enum: equal texts of two enums would be one key of a dictionary.
register_labels(
    {
        State.EXPECTED: N_("Not filed"),
        State.FILED: N_("Filed"),
        State.EXEMPT: N_("Exempt"),
        State.CONCLUDED: N_("Concluded"),
    }
)
register_labels(
    {
        Action.FILE: N_("Record the return"),
        Action.EXEMPT: N_("Exempt"),
        Action.REOPEN: N_("Take the record back"),
        Action.CONCLUDE: N_("Conclude"),
    }
)
register_labels(
    {
        FilingWay.WINDOW: N_("Papers at the window"),
        FilingWay.POST: N_("Papers by post"),
        FilingWay.PLATFORM: N_("On another platform"),
    }
)
register_labels(
    {
        Hindrance.OWNERSHIP: N_("Its ownership is not asked in this county"),
        Hindrance.NOT_LICENSED: N_("It has no licence"),
        Hindrance.NOT_OPERATING: N_("It is not operating"),
        Hindrance.MERGED: N_("The entry was merged into another one"),
        Hindrance.UNDER_SIX_MONTHS: N_(
            "Registered for less than six months at the end of the year"
        ),
    }
)
register_labels(
    {
        Filter.NOT_FILED: N_("Not filed"),
        Filter.LATE: N_("Late"),
        Filter.FILED: N_("Filed"),
        Filter.EXEMPT: N_("Exempt"),
        Filter.NOT_ASKED: N_("Closing or closed"),
    }
)

MONTHS_REGISTERED = 6  # 民办非企业单位年度检查办法 3: less than that at 31 December is not checked
PLACES_OPEN_DAYS = 90  # after the due date: a county that begins later begins with the next check

# Whose closing was announced files no return any more; it is wound up (民办教育促进法 57–60).
ASKED_STATES = WITH_CHILDREN - {KindergartenState.CLOSING}

_KNOWN_OWNERSHIPS = frozenset(Ownership) - {Ownership.UNKNOWN}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What of a kindergarten decides whether it is asked."""

    ownership: Ownership
    state: KindergartenState
    is_licensed: bool
    is_merged: bool = False
    registered_on: dt.date | None = None  # only when it is certain


def hindrance(standing: Standing, scope: Collection[str], year: int) -> Hindrance | None:
    """Return why a kindergarten is not asked for the check of ``year``, or nothing when it is.

    ``scope`` are the ownerships that the county asks (条例 47 for private ones, the province's or
    county's own rule for public ones).  A kindergarten of unknown ownership is asked only where all
    are, and one whose first day is not certain counts as long registered: who is asked in error is
    exempted by a person, who is forgotten is not noticed.
    """
    if standing.is_merged:
        return Hindrance.MERGED
    if not standing.is_licensed:
        return Hindrance.NOT_LICENSED
    if standing.state not in ASKED_STATES:
        return Hindrance.NOT_OPERATING
    if not _is_asked(standing.ownership, scope):
        return Hindrance.OWNERSHIP
    if standing.registered_on and is_too_young(standing.registered_on, year):
        return Hindrance.UNDER_SIX_MONTHS
    return None


def _is_asked(ownership: Ownership, scope: Collection[str]) -> bool:
    if ownership is Ownership.UNKNOWN:
        return set(scope) >= _KNOWN_OWNERSHIPS
    return ownership in scope


def is_too_young(registered_on: dt.date, year: int) -> bool:
    """Tell whether six months were not full on 31 December of the year that is checked."""
    return add_months(registered_on, MONTHS_REGISTERED) > dt.date(year, 12, 31)


def due_on(year: int, month_and_day: str) -> dt.date:
    """Return the last day (inclusive) for the papers of the check of ``year``."""
    return date_in_year(year + 1, month_and_day)


def open_years(today: dt.date, month_and_day: str, offsets: Iterable[int]) -> list[int]:
    """List the years whose places are made today, oldest first.

    A check opens with the calendar year after the one that is checked, or with its first reminder
    where that is earlier, and takes new places until 90 days after its due date.
    """
    steps = list(offsets)
    found = []
    for year in range(today.year - 2, today.year + 1):
        due = due_on(year, month_and_day)
        first_reminder = ladder(due, steps)[0].on if steps else due
        opens_on = min(dt.date(year + 1, 1, 1), first_reminder)
        if opens_on <= today <= days_after(due, PLACES_OPEN_DAYS):
            found.append(year)
    return found


def file_return(state: State, *, filed_on: dt.date, year: int, today: dt.date) -> State:
    """Record that the papers came in on ``filed_on``, the day on the receipt."""
    after = advance(TRANSITIONS, state, Action.FILE)
    if filed_on > today:
        raise RuleViolation(N_("The papers cannot come in on a day that has not come."))
    if filed_on.year < year:
        raise RuleViolation(
            N_("Papers for the check of %(year)d cannot be older than that year."), year=year
        )
    return after


def exempt(state: State, *, reason: str) -> State:
    """Exempt a kindergarten from one year's check; the reason is part of the record."""
    after = advance(TRANSITIONS, state, Action.EXEMPT)
    if not reason.strip():
        raise RuleViolation(N_("Say why it is exempt."))
    return after


def reopen(state: State, *, reason: str) -> State:
    """Take a filing or exemption back that was recorded in error."""
    after = advance(TRANSITIONS, state, Action.REOPEN)
    if not reason.strip():
        raise RuleViolation(N_("Say why the record is taken back."))
    return after
