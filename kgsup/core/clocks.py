"""Legal dates, computed in one place: due days, correction dates, terms and reminder ladders.

Pure.  The day of the event is never counted and the due date is the last day (民法典 201).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
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


def date_in_year(year: int, month_and_day: str) -> dt.date:
    """Return the date of a yearly due day such as "03-31" in a year; 29 February becomes the 28th."""
    month, day = (int(part) for part in month_and_day.split("-"))
    if (month, day) == (2, 29) and not _is_leap(year):
        day = 28
    return dt.date(year, month, day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_after(day: dt.date, count: int) -> dt.date:
    """Return the day that many calendar days later; the day itself is not counted."""
    return day + dt.timedelta(days=count)


def days_late(due_on: dt.date, today: dt.date) -> int:
    """Count calendar days after the due date; 0 on the due date itself and before."""
    return max(0, (today - due_on).days)


def days_left(due_on: dt.date, today: dt.date) -> int:
    """Count calendar days until the due date; negative when late."""
    return (due_on - today).days


@dataclass(frozen=True, order=True)
class LadderStep:
    """One step of a reminder ladder: ``offset`` days from the due date, negative before it."""

    on: dt.date
    offset: int


def ladder(due_on: dt.date, offsets: Iterable[int]) -> list[LadderStep]:
    """Return the steps of a ladder in order of their days."""
    return sorted(LadderStep(due_on + dt.timedelta(days=offset), offset) for offset in set(offsets))


def due_steps(due_on: dt.date, offsets: Iterable[int], today: dt.date) -> list[LadderStep]:
    """Return the steps whose day has come by ``today`` inclusive; the last one is to be sent."""
    return [step for step in ladder(due_on, offsets) if step.on <= today]


def add_years(day: dt.date, years: int) -> dt.date:
    """Return the same day ``years`` later; 29 February becomes the 28th in a common year."""
    return date_in_year(day.year + years, day.strftime("%m-%d"))


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month ``months`` later, or that month's last day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = dt.date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)
    last_day = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month0 + 1, min(day.day, last_day))
