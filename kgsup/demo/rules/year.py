"""A year of visits and findings as values: what is given (tables) and what is planned.  Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks import CorrectionStep
from kgsup.corrections.rules import Authority, Kind, Regime, Severity


class Fate(StrEnum):
    """What became of a finding by the demo's day."""

    CLOSED = "closed"
    OPEN = "open"
    LATE = "late"  # open, and its date has passed


@dataclass(frozen=True, kw_only=True)
class Month:
    """The sums of one month; ``inspections`` include the joint ones, days are inclusive."""

    month: int
    supervision: int
    inspections: int
    joint: int
    findings: int
    first_day: dt.date
    last_day: dt.date


@dataclass(frozen=True, kw_only=True)
class LibraryFinding:
    """A finding of the library and how often the year saw it, by severity and follow-up."""

    number: int
    text: str
    severity: Severity  # the usual one
    step: CorrectionStep
    article: str
    only: str | None  # "bus", "private": kindergartens where it can occur
    found: int
    grave: int
    serious: int
    notice: int
    order: int
    transferred: int
    transferred_to: Authority | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """A finding that must occur at one kindergarten in one month."""

    kindergarten: int
    month: int
    regime: Regime
    finding: int
    severity: Severity
    follow_up: Kind
    fate: Fate
    extended: bool
    due_on: dt.date
    text: str


@dataclass(frozen=True, kw_only=True)
class Year:
    months: tuple[Month, ...]
    library: tuple[LibraryFinding, ...]
    stories: tuple[Story, ...]


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A planned visit; ``officers`` are user names, the first one writes the record."""

    serial: int  # in order of time, from 1
    kindergarten: int
    on: dt.date
    begins: dt.time
    regime: Regime
    joint: bool
    officers: tuple[str, ...]
    refused_to_sign: bool = False
    stepped_back: str | None = None  # who was asked to, and did （回避）


@dataclass(frozen=True, kw_only=True)
class Found:
    """A finding placed in a visit, before its dates are known."""

    visit: Visit
    item: LibraryFinding
    severity: Severity
    follow_up: Kind
    story: Story | None

    @property
    def text(self) -> str:
        return self.story.text if self.story and self.story.text else self.item.text

    @property
    def authority(self) -> Authority:
        """Whose matter it is: letters go to others, everything else is ours."""
        if self.follow_up is Kind.TRANSFER_LETTER and self.item.transferred_to:
            return self.item.transferred_to
        return Authority.EDUCATION


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A planned finding with its dates, all inclusive; ``due_on`` is the one first printed."""

    found: Found
    due_on: dt.date
    extended_to: dt.date | None
    closed_on: dt.date | None

    @property
    def last_due_on(self) -> dt.date:
        return self.extended_to or self.due_on

    @property
    def is_open(self) -> bool:
        return self.closed_on is None

    @property
    def closed_late(self) -> bool:
        return self.closed_on is not None and self.closed_on > self.last_due_on


@dataclass(frozen=True, kw_only=True)
class PlannedYear:
    visits: tuple[Visit, ...]
    findings: tuple[Finding, ...]

    def findings_of(self, visit: Visit) -> list[Finding]:
        return [finding for finding in self.findings if finding.found.visit == visit]
