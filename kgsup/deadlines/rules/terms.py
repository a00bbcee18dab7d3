"""The periods of the law, each with its article.  What a county sets itself is configuration.

Working days are those of 行政许可法 82.  Only the periods that 行政许可法 45 names can pause: the twenty,
the forty-five and the ten days.  The periods of the 民办教育促进法 run through.
"""

import datetime as dt
from dataclasses import dataclass, replace

from kgsup.core.clocks import ClockRule, Period, Unit


@dataclass(frozen=True, kw_only=True)
class LegalTerm:
    """A period of the law with its article."""

    rule: ClockRule
    article: str


def _working_days(count: int) -> Period:
    return Period(count=count, unit=Unit.WORKING_DAYS)


def _calendar_days(count: int) -> Period:
    return Period(count=count, unit=Unit.CALENDAR_DAYS)


def _months(count: int) -> Period:
    return Period(count=count, unit=Unit.MONTHS)


# Silence means that the application counts as accepted from the day of receipt.
CORRECTION_NOTICE = LegalTerm(rule=ClockRule(legal=_working_days(5)), article="行政许可法 32")

# 20 working days and once 10 more; also every change without a period of its own.
DECISION_GENERAL = LegalTerm(
    rule=ClockRule(legal=_working_days(20), pausable=True, extension=_working_days(10)),
    article="行政许可法 42",
)
# Several departments jointly or in one place: 45 and once 15 more, by the government's head.
DECISION_JOINT = LegalTerm(
    rule=ClockRule(legal=_working_days(45), pausable=True, extension=_working_days(15)),
    article="行政许可法 42",
)
DECISION_PREPARATION = LegalTerm(
    rule=ClockRule(legal=_calendar_days(30)), article="民办教育促进法 14"
)
# The three months include the service of the decision.
DECISION_ESTABLISHMENT = LegalTerm(rule=ClockRule(legal=_months(3)), article="民办教育促进法 17")
DECISION_SPLIT_OR_MERGE = LegalTerm(rule=ClockRule(legal=_months(3)), article="民办教育促进法 53")
DECISION_CHANGE_OF_KIND = LegalTerm(rule=ClockRule(legal=_months(3)), article="民办教育促进法 55")

DELIVERY = LegalTerm(
    rule=ClockRule(legal=_working_days(10), pausable=True), article="行政许可法 44"
)
PUBLICATION = LegalTerm(rule=ClockRule(legal=_working_days(7)), article="行政许可法 40")

HEARING_REQUEST = LegalTerm(
    rule=ClockRule(legal=_working_days(5), rolls=True), article="行政许可法 47"
)
HEARING = LegalTerm(rule=ClockRule(legal=_working_days(20)), article="行政许可法 47")

REGISTRATION_NON_PROFIT = LegalTerm(
    rule=ClockRule(legal=_calendar_days(60)), article="民办非企业单位登记管理暂行条例 11"
)
REGISTRATION_INSTITUTION = LegalTerm(
    rule=ClockRule(legal=_calendar_days(30)), article="事业单位登记管理暂行条例 8"
)

SPONSOR_CHANGE = LegalTerm(
    rule=ClockRule(legal=_months(6), rolls=True), article="民办教育促进法实施条例 12"
)
# A time of waiting after the public notice, not one to act in: it does not roll.
TERMINATION = LegalTerm(rule=ClockRule(legal=_months(6)), article="民办教育促进法实施条例 50")


def renewal_by(valid_until: dt.date) -> LegalTerm:
    """Renewal is decided by the licence's last day of validity, or it counts as renewed."""
    return LegalTerm(rule=ClockRule(legal=valid_until), article="行政许可法 50")


def with_promise(rule: ClockRule, promised: Period | None) -> ClockRule:
    """The rule with the county's promised limit beside the legal one, which stays."""
    return replace(rule, promised=promised) if promised else rule
