"""School terms, and the correction dates that lean on them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation


class CorrectionStep(StrEnum):
    """The dates for correction that practice offers (督导与检查文书: 立即、3、7、15、30 日…)."""

    AT_ONCE = "at_once"
    DAYS_3 = "days_3"
    DAYS_7 = "days_7"
    DAYS_15 = "days_15"
    DAYS_30 = "days_30"
    THIS_TERM = "this_term"
    IN_HOLIDAYS = "in_holidays"


CORRECTION_DAYS: dict[CorrectionStep, int] = {
    CorrectionStep.AT_ONCE: 0,
    CorrectionStep.DAYS_3: 3,
    CorrectionStep.DAYS_7: 7,
    CorrectionStep.DAYS_15: 15,
    CorrectionStep.DAYS_30: 30,
}


@dataclass(frozen=True, kw_only=True)
class Term:
    """A school term; both days are teaching days."""

    name: str
    first_day: dt.date
    last_day: dt.date

    def includes(self, day: dt.date) -> bool:
        return self.first_day <= day <= self.last_day


def falls_in_holidays(day: dt.date, terms: Sequence[Term]) -> bool:
    """Tell whether a day lies between the terms of the county calendar.

    Without a calendar that reaches the day nothing is claimed: the answer is ``False``.
    """
    if not any(term.includes(day) for term in terms):
        return any(term.last_day < day for term in terms) and any(
            term.first_day > day for term in terms
        )
    return False


def correction_due_on(step: CorrectionStep, acted_on: dt.date, terms: Sequence[Term]) -> dt.date:
    """Return the printed correction date of a finding made on ``acted_on``.

    "This term" is the last teaching day of the running (or else the next) term; "in the holidays" is
    the day before the next term begins.  Raises ``RuleViolation`` when the county's term calendar
    does not reach that far.
    """
    if step in CORRECTION_DAYS:
        return acted_on + dt.timedelta(days=CORRECTION_DAYS[step])
    ordered = sorted(terms, key=lambda term: term.first_day)
    if step is CorrectionStep.THIS_TERM:
        ends = [term.last_day for term in ordered if term.last_day >= acted_on]
    else:
        ends = [
            term.first_day - dt.timedelta(days=1) for term in ordered if term.first_day > acted_on
        ]
    if not ends:
        raise RuleViolation(
            N_("The county's term calendar does not reach that far: type the date.")
        )
    return ends[0]
