"""Filed fees and what parents pay in the free last year.

Money is counted in fen.  国办发〔2025〕27号: in the last year public kindergartens charge no care fee;
private ones charge what they filed less the reduction of the public level of the same kind; meals are
not included.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.counts import AgeGroup
from kgsup.kindergartens.rules.identity import Ownership

FEN = 100
LARGEST_FEN = 10_000_000  # 100,000 yuan


class FeeKind(StrEnum):
    """What is charged for."""

    CARE = "care"
    MEALS = "meals"
    BEDDING = "bedding"
    BUS = "bus"
    OTHER = "other"


class FeeUnit(StrEnum):
    """For how long an amount is."""

    MONTH = "month"
    DAY = "day"
    TERM = "term"
    ONCE = "once"


@dataclass(frozen=True, kw_only=True)
class NewFee:
    """A filed fee; ``age_group`` ``None`` = all.  Holds from ``from_on``, before ``until_on`` (exclusive)."""

    kind: FeeKind
    amount_fen: int
    unit: FeeUnit
    from_on: dt.date
    age_group: AgeGroup | None = None
    until_on: dt.date | None = None
    name: str | None = None


def to_fen(amount: Decimal) -> int:
    """Yuan to fen; refuses fractions of a fen and negative money."""
    fen = amount * FEN
    if fen != fen.to_integral_value():
        raise RuleViolation(N_("An amount of money has at most two decimals."))
    if fen < 0:
        raise RuleViolation(N_("An amount of money cannot be negative."))
    return int(fen)


def to_yuan(fen: int) -> Decimal:
    """Fen to yuan."""
    return Decimal(fen) / FEN


def check_fee(fee: NewFee) -> None:
    """Refuse an impossible amount and a fee that ends before it begins."""
    if not 0 <= fee.amount_fen <= LARGEST_FEN:
        raise RuleViolation(N_("This cannot be a fee."))
    if fee.until_on is not None and fee.until_on <= fee.from_on:
        raise RuleViolation(N_("A fee cannot end before it begins."))


def to_pay_fen(
    filed_fen: int, age_group: AgeGroup, ownership: Ownership, reduction_fen: int | None
) -> int | None:
    """The care fee that parents pay: filed − reduction in the last year, never below 0.

    A public kindergarten's last year costs nothing.  ``None`` when the county has not configured the
    reduction of this kind: nothing is guessed.
    """
    if age_group is not AgeGroup.SENIOR:
        return filed_fen
    if ownership is Ownership.PUBLIC:
        return 0
    return None if reduction_fen is None else max(0, filed_fen - reduction_fen)


def monthly_fen(care_fen: int, meals_per_day_fen: int, days: int) -> int:
    """Care and meals of a month with that many days of attendance."""
    return care_fen + meals_per_day_fen * days


def holds_on(from_on: dt.date, until_on: dt.date | None, day: dt.date) -> bool:
    """Whether a half-open interval contains a day."""
    return from_on <= day and (until_on is None or day < until_on)


def over_cap(care_fen: Iterable[int], cap_fen: int | None) -> bool:
    """Whether any filed care fee is above the cap of the inclusive recognition."""
    return cap_fen is not None and any(fen > cap_fen for fen in care_fen)


register_labels(
    {
        FeeKind.CARE: N_("Care and education"),
        FeeKind.MEALS: N_("Meals"),
        FeeKind.BEDDING: N_("Bedding, at cost"),
        FeeKind.BUS: N_("Bus"),
        FeeKind.OTHER: N_("Other fee"),
    }
)
register_labels(
    {
        FeeUnit.MONTH: N_("per month"),
        FeeUnit.DAY: N_("per day"),
        FeeUnit.TERM: N_("per term"),
        FeeUnit.ONCE: N_("once"),
    }
)
