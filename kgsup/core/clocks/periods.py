"""Periods with their unit, and the rule of a legal clock."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.core.errors import N_, RuleViolation

LONGEST_COUNT = 9999  # a guard against typing errors; no law knows such a period


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, kw_only=True)
class Period:
    """So many working days, calendar days, months or years; 0 means the day of the event itself.

    Raises ``RuleViolation`` for a count below 0 or above ``LONGEST_COUNT``.
    """

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.count <= LONGEST_COUNT:
            raise RuleViolation(
                N_("A period is a number from 0 to %(longest)d."), longest=LONGEST_COUNT
            )

    def to_json(self) -> dict[str, Any]:
        """The period as ``from_json`` reads it."""
        return {"count": self.count, "unit": self.unit.value}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Period":
        """Read what ``to_json`` wrote; raises ``KeyError`` or ``ValueError`` for anything else."""
        return cls(count=int(value["count"]), unit=Unit(value["unit"]))


@dataclass(frozen=True, kw_only=True)
class ClockRule:
    """How one legal clock runs.

    ``legal``      the limit of the law, or a fixed date
    ``promised``   the county's own shorter limit; it moves with pauses, never with an extension
    ``rolls``      the last day rolls to the next working day (民法典 203): a citizen's periods
    ``pausable``   only the periods from which 行政许可法 45 takes hearings and the like out
    ``extension``  the longest extension, granted once; ``None`` where the law knows none

    Raises ``RuleViolation`` when an extension has another unit than the limit (only a fixed date
    takes any unit), or a fixed date is to pause.
    """

    legal: Period | dt.date
    promised: Period | None = None
    rolls: bool = False
    pausable: bool = False
    extension: Period | None = None

    def __post_init__(self) -> None:
        if isinstance(self.legal, dt.date):
            if self.pausable:
                raise RuleViolation(N_("A fixed date cannot pause."))
        elif self.extension is not None and self.extension.unit is not self.legal.unit:
            raise RuleViolation(N_("An extension is counted in the unit of the period it extends."))

    @property
    def unit(self) -> Unit:
        """What the legal limit is counted in; a fixed date in calendar days."""
        return Unit.CALENDAR_DAYS if isinstance(self.legal, dt.date) else self.legal.unit

    def to_json(self) -> dict[str, Any]:
        """The rule as ``from_json`` reads it; a fixed date as ISO text."""
        legal = self.legal
        return {
            "legal": legal.isoformat() if isinstance(legal, dt.date) else legal.to_json(),
            "promised": self.promised and self.promised.to_json(),
            "rolls": self.rolls,
            "pausable": self.pausable,
            "extension": self.extension and self.extension.to_json(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ClockRule":
        """Read what ``to_json`` wrote; what is missing but the limit has its default."""
        legal, promised, extension = (value.get(n) for n in ("legal", "promised", "extension"))
        if legal is None:
            raise KeyError("legal")
        return cls(
            legal=dt.date.fromisoformat(legal)
            if isinstance(legal, str)
            else Period.from_json(legal),
            promised=Period.from_json(promised) if promised else None,
            rolls=bool(value.get("rolls", False)),
            pausable=bool(value.get("pausable", False)),
            extension=Period.from_json(extension) if extension else None,
        )
