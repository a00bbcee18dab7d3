"""A finding: its weight, the authority it belongs to, its date, its closing.  Pure.

Opened = closed + open holds on any day because a finding is opened and closed once (domain rule 3):
there is no re-opening; what is found again at a re-visit is a new finding.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks import CorrectionStep, Term, days_late, falls_in_holidays
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import actions_from, advance
from kgsup.documents.rules.facts import Officer


class Regime(StrEnum):
    """The three ways of going there (practice 2.1); inspections use the same words."""

    SUPERVISION = "supervision"
    INSPECTION = "inspection"
    VERIFICATION = "verification"


class Severity(StrEnum):
    """How heavy a finding weighs (practice 5.3)."""

    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


class Authority(StrEnum):
    """Who is competent for a matter; only the first is ours (学前教育法 9)."""

    EDUCATION = "education"
    MARKET_SUPERVISION = "market_supervision"
    FIRE = "fire"
    HEALTH = "health"
    POLICE = "police"
    HOUSING = "housing"
    GAS = "gas"
    HUMAN_RESOURCES = "human_resources"
    PRICE = "price"
    OTHER = "other"


class FindingState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class FindingAction(StrEnum):
    CLOSE = "close"
    EXTEND = "extend"
    MOVE = "move"


FINDING_TRANSITIONS: dict[tuple[FindingState, FindingAction], FindingState] = {
    (FindingState.OPEN, FindingAction.CLOSE): FindingState.CLOSED,
    (FindingState.OPEN, FindingAction.EXTEND): FindingState.OPEN,
    (FindingState.OPEN, FindingAction.MOVE): FindingState.OPEN,
}


class ClosedAs(StrEnum):
    """How it was established that nothing is open any more."""

    ON_THE_SPOT = "on_the_spot"
    SEEN_ON_SITE = "seen_on_site"
    SHOWN_BY_PAPERS = "shown_by_papers"
    AUTHORITY_REPLIED = "authority_replied"
    NOT_SUSTAINED = "not_sustained"


# What the picker offers for each weight, first the usual one (practice R37).
OFFERED_STEPS: dict[Severity, tuple[CorrectionStep, ...]] = {
    Severity.MINOR: (
        CorrectionStep.DAYS_7,
        CorrectionStep.AT_ONCE,
        CorrectionStep.DAYS_3,
        CorrectionStep.DAYS_15,
        CorrectionStep.DAYS_30,
        CorrectionStep.THIS_TERM,
        CorrectionStep.IN_HOLIDAYS,
    ),
    Severity.SERIOUS: (
        CorrectionStep.DAYS_15,
        CorrectionStep.AT_ONCE,
        CorrectionStep.DAYS_3,
        CorrectionStep.DAYS_7,
        CorrectionStep.DAYS_30,
        CorrectionStep.THIS_TERM,
        CorrectionStep.IN_HOLIDAYS,
    ),
    Severity.GRAVE: (
        CorrectionStep.AT_ONCE,
        CorrectionStep.DAYS_3,
        CorrectionStep.DAYS_7,
        CorrectionStep.DAYS_15,
    ),
}

EXTENSIONS_AT_MOST = 1
REASON_MIN_CHARACTERS = 4


@dataclass(frozen=True, kw_only=True)
class NewFinding:
    """What an origin hands over for each finding; ``due_on`` is the printed date, inclusive."""

    item_code: str
    text: str
    severity: Severity
    authority: Authority
    due_on: dt.date
    step: CorrectionStep | None = None  # empty for a date that was typed
    citation: str | None = None
    provisional: bool = False
    photos: tuple[str, ...] = ()
    corrected_on_the_spot: bool = False
    demand: str = ""
    closing_note: str = ""  # how it was put right on the spot


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Findings of a county at the end of a day."""

    opened: int
    closed: int
    open: int

    @property
    def add_up(self) -> bool:
        return self.opened == self.closed + self.open


def is_overdue(state: FindingState, due_on: dt.date, today: dt.date) -> bool:
    """Tell whether the printed date has passed while the finding is open; the date itself is in time."""
    return state is FindingState.OPEN and days_late(due_on, today) > 0


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What found something: a visit, by its public id and the number of its record.

    ``kindergarten_id`` is the key and ``kindergarten`` the public id of the kindergarten visited.
    """

    kind: str
    public_id: str
    number: str
    county_code: str
    kindergarten_id: int
    kindergarten: str
    regime: Regime
    found_on: dt.date
    officers: tuple[Officer, ...] = ()


def check_new(finding: NewFinding, found_on: dt.date) -> None:
    """Refuse a finding without words or with a date before the day it was found."""
    if not finding.text.strip():
        raise RuleViolation(N_("A finding needs words that say what was found."))
    if finding.due_on < found_on:
        raise RuleViolation(N_("The date for correction lies before the day of the finding."))


@dataclass(frozen=True, kw_only=True)
class Closing:
    """How a finding is asked to be closed; ``closed_on`` is the day on which it was established."""

    closed_as: ClosedAs
    closed_on: dt.date
    note: str
    proof: tuple[str, ...] = ()


def close(
    state: FindingState, closing: Closing, *, severity: Severity, found_on: dt.date, today: dt.date
) -> FindingState:
    """Close an open finding on its proof.

    A grave one is closed by what was seen on site or by the competent authority's reply, not by papers
    of the kindergarten.  Raises ``RuleViolation`` or ``IllegalTransition``.
    """
    after = advance(FINDING_TRANSITIONS, state, FindingAction.CLOSE)
    if not closing.note.strip():
        raise RuleViolation(N_("Write what was established: the closing note is the proof."))
    if not found_on <= closing.closed_on <= today:
        raise RuleViolation(N_("The day of closing lies between the day of the finding and today."))
    if closing.closed_as is ClosedAs.SHOWN_BY_PAPERS:
        if severity is Severity.GRAVE:
            raise RuleViolation(
                N_("A grave finding is closed after it was seen on site, not on papers alone.")
            )
        if not closing.proof:
            raise RuleViolation(N_("Add the photograph or paper that shows the correction."))
    return after


@dataclass(frozen=True, kw_only=True)
class ExtensionAsked:
    """An extension that is asked for a finding: until which day (inclusive) and why."""

    new_due_on: dt.date
    reason: str


def extend(
    state: FindingState,
    asked: ExtensionAsked,
    *,
    granted_on: dt.date,
    severity: Severity,
    due_on: dt.date,
    earlier_extensions: int,
    told_on: dt.date | None,
) -> FindingState:
    """Grant a later date once, for a reason, before the present one has passed; never for grave ones.

    ``told_on`` is the day on which the notice was served.  When that was not before the printed date,
    the kindergarten could not keep it, so the date may be extended although it has passed.
    """
    after = advance(FINDING_TRANSITIONS, state, FindingAction.EXTEND)
    if severity is Severity.GRAVE:
        raise RuleViolation(N_("The date of a grave finding is not extended."))
    if earlier_extensions >= EXTENSIONS_AT_MOST:
        raise RuleViolation(
            N_("The date was extended once already; a second time is not possible.")
        )
    if len(asked.reason.strip()) < REASON_MIN_CHARACTERS:
        raise RuleViolation(N_("Write the reason, and how children are kept safe in between."))
    if asked.new_due_on <= max(due_on, granted_on):
        raise RuleViolation(N_("The new date must be later than the present one and than today."))
    served_in_time = told_on is None or told_on < due_on
    if served_in_time and days_late(due_on, granted_on):
        raise RuleViolation(N_("The date has passed: an extension is asked for before it."))
    return after


def change_date(due_on: dt.date, *, first_due_on: dt.date) -> dt.date:
    """Change the date in a draft; never to a day before the one in the signed record."""
    if due_on < first_due_on:
        raise RuleViolation(
            N_("The signed record gives time until %(date)s: the paper cannot ask for it earlier."),
            date=first_due_on.isoformat(),
        )
    return due_on


def dates_in_holidays(due_dates: Sequence[dt.date], terms: Sequence[Term]) -> list[dt.date]:
    """The dates, each once, on which nobody is there to be visited again (practice R37)."""
    return sorted({day for day in due_dates if falls_in_holidays(day, terms)})


def finding_actions(state: FindingState) -> list[FindingAction]:
    """The acts that a page offers on a finding, in order."""
    return actions_from(FINDING_TRANSITIONS, state)
