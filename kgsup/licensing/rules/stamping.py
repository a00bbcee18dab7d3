"""Stamps of the annual check on the copy of a licence: one a year, with its conclusion."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.law import Article

FIRST_YEAR = 2004  # 民办教育促进法实施条例 of 2004 knew the annual check first


class Conclusion(StrEnum):
    """What the annual check came to; the words are local (provisional)."""

    QUALIFIED = "qualified"  # 合格
    BASICALLY_QUALIFIED = "basically_qualified"  # 基本合格
    UNQUALIFIED = "unqualified"  # 不合格


@dataclass(frozen=True, kw_only=True)
class NewStamp:
    """A stamp for a year's check, put on the copy on a day."""

    year: int
    conclusion: Conclusion
    stamped_on: dt.date


def check_stamp(stamp: NewStamp, today: dt.date) -> None:
    """Refuse a stamp of the future, or one that lies before the year that it is for."""
    if not FIRST_YEAR <= stamp.year <= today.year:
        raise RuleViolation(N_("There was no annual check in that year."), Article.ANNUAL_CHECK)
    if stamp.stamped_on > today or stamp.stamped_on.year < stamp.year:
        raise RuleViolation(N_("The stamp lies before its year or in the future."))


ACTS = register_acts({"licensing.stamp.record": N_("Annual check stamped on the licence")})
register_fields({"stamp_year": N_("Year of the check"), "stamp_conclusion": N_("Conclusion")})
register_labels(
    {
        Conclusion.QUALIFIED: N_("Qualified (合格)"),
        Conclusion.BASICALLY_QUALIFIED: N_("Basically qualified (基本合格)"),
        Conclusion.UNQUALIFIED: N_("Not qualified (不合格)"),
    }
)
register_ledger_enums("licence_stamp", Conclusion)
