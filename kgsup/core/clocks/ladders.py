"""Reminder ladders: days before and after a due date."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


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
