"""Which rules a county sets itself, with defaults, bases and checks of what is typed."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels

ACTS = register_acts({"configuration.value.set": N_("County rule set")})
register_fields({"configuration": N_("Rule"), "effective_from": N_("In force from")})


class Key(StrEnum):
    """A rule of the county."""

    BUREAU_NAME = "bureau_name"
    SUPERVISION_OFFICE_NAME = "supervision_office_name"
    BUREAU_WORD = "bureau_word"
    SUPERVISION_WORD = "supervision_word"
    BUREAU_ADDRESS = "bureau_address"
    BUREAU_TELEPHONE = "bureau_telephone"
    REVIEW_BODY = "review_body"
    COURT = "court"
    NUMBER_SOURCES = "number_sources"
    NUMBER_STARTS = "number_starts"
    ANNUAL_CHECK_DUE = "annual_check_due"
    ANNUAL_CHECK_SCOPE = "annual_check_scope"
    REMINDER_LADDER = "reminder_ladder"
    FREE_LAST_YEAR_REDUCTIONS = "free_last_year_reductions"
    INCLUSIVE_CAPS = "inclusive_caps"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: its label, default, base in law and the check of a new value (raises ``ValueError``)."""

    label: str
    default: Any
    article: str | None
    check: Callable[[Any], None]


def _text(value: Any) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise ValueError(N_("a text of up to 200 characters"))


def _month_and_day(value: Any) -> None:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d-\d\d", value):
        raise ValueError(N_("month and day such as 03-31"))
    month, day = value.split("-")
    try:
        dt.date(2024, int(month), int(day))  # a leap year: 02-29 is allowed
    except ValueError:
        raise ValueError(N_("month and day such as 03-31")) from None


LONGEST_LADDER = 12
LADDER_REACH_DAYS = 180


def _ladder(value: Any) -> None:
    is_list = isinstance(value, list) and 0 < len(value) <= LONGEST_LADDER
    if not is_list or not all(type(n) is int and abs(n) <= LADDER_REACH_DAYS for n in value):
        raise ValueError(N_("a list of days from the due date, negative before it, at most 12"))
    if len(set(value)) != len(value):
        raise ValueError(N_("each day once"))


OWNERSHIPS = ("public", "private_non_profit", "private_for_profit")


def _ownerships(value: Any) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(OWNERSHIPS):
        raise ValueError(N_("a list of: public, private_non_profit, private_for_profit"))


def _sources(value: Any) -> None:
    allowed = {"own", "office_register"}
    if not isinstance(value, dict) or not all(source in allowed for source in value.values()):
        raise ValueError(N_("document kind → own or office_register"))


def _starts(value: Any) -> None:
    if not isinstance(value, dict) or not all(type(n) is int and n > 0 for n in value.values()):
        raise ValueError(N_("document kind and year (kind/2026) → first number of the program"))


def _amounts(value: Any) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(amount, int | float) and amount >= 0 for amount in value.values()
    ):
        raise ValueError(N_("name → yuan a month"))


RULES: dict[Key, Rule] = {
    Key.BUREAU_NAME: Rule(
        label=N_("Name of the bureau"), default="县教育局", article=None, check=_text
    ),
    Key.SUPERVISION_OFFICE_NAME: Rule(
        label=N_("Name of the supervision office"),
        default="县人民政府教育督导室",
        article="教育督导条例 4",
        check=_text,
    ),
    Key.BUREAU_WORD: Rule(
        label=N_("Word of the bureau in document numbers"), default="教", article=None, check=_text
    ),
    Key.SUPERVISION_WORD: Rule(
        label=N_("Word of the supervision office in document numbers"),
        default="政教督",
        article=None,
        check=_text,
    ),
    Key.BUREAU_ADDRESS: Rule(
        label=N_("Address of the bureau"), default="—", article=None, check=_text
    ),
    Key.BUREAU_TELEPHONE: Rule(
        label=N_("Telephone of the bureau"), default="—", article=None, check=_text
    ),
    Key.REVIEW_BODY: Rule(
        label=N_("Who decides on administrative review"),
        default="本级人民政府",
        article="行政复议法 20",
        check=_text,
    ),
    Key.COURT: Rule(
        label=N_("Court for administrative suits"),
        default="有管辖权的人民法院",
        article="行政诉讼法 46",
        check=_text,
    ),
    Key.NUMBER_SOURCES: Rule(
        label=N_("Where document numbers come from"),
        default={"transfer_letter": "office_register"},
        article=None,
        check=_sources,
    ),
    Key.NUMBER_STARTS: Rule(
        label=N_("First number of a series that was begun on paper"),
        default={},
        article=None,
        check=_starts,
    ),
    Key.ANNUAL_CHECK_DUE: Rule(
        label=N_("Last day for annual-check papers"),
        default="03-31",
        article="民办教育促进法实施条例 47",
        check=_month_and_day,
    ),
    Key.ANNUAL_CHECK_SCOPE: Rule(
        label=N_("Who is asked for the annual check"),
        default=list(OWNERSHIPS),
        article="民办教育促进法实施条例 47",
        check=_ownerships,
    ),
    Key.REMINDER_LADDER: Rule(
        label=N_("Reminders, in days from the due date"),
        default=[-30, -14, -7, -1, 1, 7],
        article=None,
        check=_ladder,
    ),
    Key.FREE_LAST_YEAR_REDUCTIONS: Rule(
        label=N_("Reduction of care fees in the last year, by grade of place"),
        default={},
        article="国办发〔2025〕27号",
        check=_amounts,
    ),
    Key.INCLUSIVE_CAPS: Rule(
        label=N_("Highest care fee of inclusive kindergartens, by grade of place"),
        default={},
        article="学前教育法 24",
        check=_amounts,
    ),
}

register_labels({key: rule.label for key, rule in RULES.items()})
register_fields({key.value: rule.label for key, rule in RULES.items()})


def check_value(key: Key, value: Any) -> None:
    """Raise ``RuleViolation`` with what is expected when a value cannot be this rule's."""
    try:
        RULES[key].check(value)
    except ValueError as error:
        raise RuleViolation(N_("The value must be: %(expected)s"), expected=str(error)) from None
