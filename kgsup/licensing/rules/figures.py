"""The year's figures of applications, from what happened and when.  Pure.

Each figure counts cases by the day of its own event: what was received in a year by the day of receipt,
what was decided by the date of the decision.  A case is counted under every figure that it meets.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import Action


class Measure(StrEnum):
    """A figure of the year."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DEEMED_ACCEPTED = "deemed_accepted"
    CORRECTED = "corrected"
    GRANTED = "granted"
    REFUSED = "refused"
    FILED = "filed"
    OBJECTED = "objected"
    NOT_NEEDED = "not_needed"
    DECLINED = "declined"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    BEYOND_PROMISE = "beyond_promise"
    BREACHED = "breached"


Key = TypeVar("Key")
_OUTCOMES: Mapping[Measure, Action] = {
    Measure.GRANTED: Action.GRANT,
    Measure.REFUSED: Action.REFUSE,
    Measure.FILED: Action.FILE,
    Measure.OBJECTED: Action.OBJECT,
    Measure.NOT_NEEDED: Action.FIND_NOT_NEEDED,
    Measure.DECLINED: Action.DECLINE,
    Measure.ENDED: Action.END,
    Measure.WITHDRAWN: Action.WITHDRAW,
}
OUTCOMES = frozenset(_OUTCOMES.values())
DECISIONS = frozenset({Action.GRANT, Action.REFUSE, Action.FILE, Action.OBJECT})


@dataclass(frozen=True, kw_only=True)
class ClockFacts:
    """How the clock of the decision ran up to the day of the figures.

    ``working_days`` that passed, with ``legal`` the last day by law and ``promised`` the county's.
    ``reasons`` are what was written on the clock: of pauses and extensions, and of the delay.
    """

    working_days: int
    legal: dt.date
    promised: dt.date | None
    is_late: bool
    late_days: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """What had happened to an application by the day of the figures."""

    public_id: str
    name: str
    number: str | None
    kind: PermitKind
    received_on: dt.date
    accepted_on: dt.date | None = None
    is_deemed_accepted: bool = False
    was_asked_to_correct: bool = False
    outcome: Action | None = None
    outcome_on: dt.date | None = None
    clock: ClockFacts | None = None

    @property
    def decided_in_days(self) -> int | None:
        """Working days from acceptance to the decision, pauses left out."""
        return self.clock.working_days if self.clock and self.outcome in DECISIONS else None


def day_of(case: CaseFacts, measure: Measure) -> dt.date | None:
    """The day by which a case counts under a figure; ``None`` when it does not count at all."""
    if measure in _OUTCOMES:
        return case.outcome_on if case.outcome is _OUTCOMES[measure] else None
    if measure is Measure.RECEIVED:
        return case.received_on
    if measure is Measure.CORRECTED:
        return case.received_on if case.was_asked_to_correct else None
    if measure in {Measure.ACCEPTED, Measure.DEEMED_ACCEPTED}:
        counts = measure is Measure.ACCEPTED or case.is_deemed_accepted
        return case.accepted_on if counts else None
    return _day_of_lateness(case, measure)


def _day_of_lateness(case: CaseFacts, measure: Measure) -> dt.date | None:
    """The last day that was passed over: a delay counts in the year in which it came about."""
    clock = case.clock
    if clock is None:
        return None
    if measure is Measure.BREACHED:
        return clock.legal if clock.is_late else None
    promised, decided = clock.promised, case.outcome_on
    is_beyond = promised is not None and decided is not None and decided > promised
    return promised if is_beyond and case.outcome in DECISIONS else None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases a figure is made of."""

    year: int
    measure: Measure
    kind: PermitKind | None = None
    month: int | None = None


def cases_of(cases: Iterable[CaseFacts], wanted: Wanted) -> list[CaseFacts]:
    """The cases behind a figure, by their day."""
    found = [
        (day, case)
        for case in cases
        if wanted.kind in {None, case.kind}
        and (day := day_of(case, wanted.measure)) is not None
        and day.year == wanted.year
        and wanted.month in {None, day.month}
    ]
    return [case for _day, case in sorted(found, key=lambda pair: (pair[0], pair[1].public_id))]


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """The figures of a year: counts in all, by kind and by month; days from acceptance to decision."""

    counts: Mapping[Measure, int]
    by_kind: Mapping[tuple[PermitKind, Measure], int]
    by_month: Mapping[tuple[int, Measure], int]
    corrected_percent: int | None  # of those received
    median_days: float | None  # working days of those decided
    longest_days: int | None
    late: Sequence[CaseFacts]


def figures_of(cases: Collection[CaseFacts], year: int) -> YearFigures:
    """Count a year; an empty year has no shares and no days."""
    counted = {measure: cases_of(cases, Wanted(year=year, measure=measure)) for measure in Measure}
    days = [
        case.decided_in_days
        for action in DECISIONS
        for case in counted[_MEASURE_OF[action]]
        if case.decided_in_days is not None
    ]
    received = len(counted[Measure.RECEIVED])
    return YearFigures(
        counts={measure: len(found) for measure, found in counted.items()},
        by_kind=_tally((case.kind, m) for m, found in counted.items() for case in found),
        by_month=_tally(
            (day.month, m)
            for m, found in counted.items()
            for case in found
            if (day := day_of(case, m)) is not None
        ),
        corrected_percent=(
            round(100 * len(counted[Measure.CORRECTED]) / received) if received else None
        ),
        median_days=median(days) if days else None,
        longest_days=max(days, default=None),
        late=counted[Measure.BREACHED],
    )


_MEASURE_OF = {action: measure for measure, action in _OUTCOMES.items()}


def _tally(keys: Iterable[Key]) -> dict[Key, int]:
    counts: dict[Key, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    return counts


ACTS = register_acts({"licensing.application.explain_delay": N_("Delay explained")})
register_fields({"delay_reason": N_("Reason of the delay")})
register_labels(
    {
        Measure.RECEIVED: N_("Received"),
        Measure.ACCEPTED: N_("Accepted"),
        Measure.DEEMED_ACCEPTED: N_("Deemed accepted"),
        Measure.CORRECTED: N_("Asked for corrections"),
        Measure.GRANTED: N_("Granted"),
        Measure.REFUSED: N_("Refused"),
        Measure.FILED: N_("Filed"),
        Measure.OBJECTED: N_("Objected to"),
        Measure.NOT_NEEDED: N_("No permit needed"),
        Measure.DECLINED: N_("Not accepted: not our power"),
        Measure.ENDED: N_("Ended, not corrected"),
        Measure.WITHDRAWN: N_("Withdrawn by the applicant"),
        Measure.BEYOND_PROMISE: N_("Beyond the promise"),
        Measure.BREACHED: N_("Beyond the legal limit"),
    }
)
