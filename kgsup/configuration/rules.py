"""Which rules a county sets itself, with defaults, bases and checks of what is typed."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from stdnum.cn import uscc

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import Unit
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
    SMALL_BUREAU = "small_bureau"
    LICENCE_NUMBER_PATTERN = "licence_number_pattern"
    RENUMBER_AT_RENEWAL = "renumber_at_renewal"
    FOR_PROFIT_HELD = "for_profit_held"
    PERMIT_KINDS = "permit_kinds"
    LICENCE_TERM_YEARS = "licence_term_years"
    DECISION_LEVELS = "decision_levels"
    PROMISED_LIMITS = "promised_limits"
    REFERRAL_REPLY = "referral_reply"
    CORRECTION_ANSWER = "correction_answer"
    FILING_TERM = "filing_term"
    AFTER_REVIEW = "after_review"
    PUBLICATION_SWITCHES = "publication_switches"
    PUBLICATION_SECOND_EYES = "publication_second_eyes"
    BUREAU_CREDIT_CODE = "bureau_credit_code"
    DATA_SOURCE_CODE = "data_source_code"


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


_LICENCE_NUMBER = re.compile(r"[^{}]*(\{area\})?[^{}]*\{n:0[1-9]d\}[^{}]*")


def _licence_numbers(value: Any) -> None:
    is_table = isinstance(value, dict) and "all" in value and set(value) <= {"all", *OWNERSHIPS}
    if not is_table or not all(_LICENCE_NUMBER.fullmatch(str(text)) for text in value.values()):
        raise ValueError(N_("all or an ownership → a pattern such as 教民1{area}6{n:06d}0号"))


def _yes_or_no(value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(N_("true or false"))


def _percent(value: Any) -> None:
    if type(value) not in {int, float} or not 0 <= value <= 100:
        raise ValueError(N_("a number from 0 to 100"))


def _amounts(value: Any) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(amount, int | float) and amount >= 0 for amount in value.values()
    ):
        raise ValueError(N_("name → yuan a month"))


def _period(value: Any) -> None:
    if not _is_period(value):
        raise ValueError(N_('a period such as {"count": 10, "unit": "working_days"}'))


def _periods(value: Any) -> None:
    if not isinstance(value, dict) or not all(_is_period(period) for period in value.values()):
        raise ValueError(N_('kind → a period such as {"count": 10, "unit": "working_days"}'))


LONGEST_PERIOD = 400


def _is_period(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"count", "unit"}
        and type(value["count"]) is int
        and 0 < value["count"] <= LONGEST_PERIOD
        and value["unit"] in list(Unit)
    )


PERMIT_KIND_PARTS = {"enabled": bool, "papers": list, "conditions": list}


def _permit_kinds(value: Any) -> None:
    is_table = isinstance(value, dict) and all(isinstance(part, dict) for part in value.values())
    if not is_table or not all(
        name in PERMIT_KIND_PARTS and isinstance(part, PERMIT_KIND_PARTS[name])
        for parts in value.values()
        for name, part in parts.items()
    ):
        raise ValueError(N_("kind → enabled, papers or conditions"))
    for parts in value.values():
        for row in (*parts.get("papers", ()), *parts.get("conditions", ())):
            if not isinstance(row, dict) or not {"code"} <= row.keys():
                raise ValueError(N_("each paper and condition with its code"))


LONGEST_TERM_YEARS = 10


def _term_years(value: Any) -> None:
    if type(value) is not int or not 1 <= value <= LONGEST_TERM_YEARS:
        raise ValueError(N_("a number of years from 1 to 10"))


LEVELS = ("officer", "section", "deputy_head", "head", "collective", "government")


def _levels(value: Any) -> None:
    if not isinstance(value, dict) or not set(value.values()) <= set(LEVELS):
        raise ValueError(N_("act → section, deputy_head, head, collective or government"))


def _switches(value: Any) -> None:
    if not isinstance(value, dict) or not all(type(is_on) is bool for is_on in value.values()):
        raise ValueError(N_("kind of publication → true or false"))


def _names(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(N_("a list of kinds of publications"))


def _credit_code(value: Any) -> None:
    if value != "" and not uscc.is_valid(value):
        raise ValueError(N_("a credit code of 18 characters, or empty"))


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
        default={
            "transfer_letter": "office_register",
            "opinion_letter": "office_register",
            "establishment_reply": "office_register",
            "termination_reply": "office_register",
            "permit_announcement": "office_register",
            "cancellation_announcement": "office_register",
            "batch_decision": "office_register",
        },
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
    Key.PERMIT_KINDS: Rule(
        label=N_("Kinds of application: offered, papers, conditions"),
        default={},
        article="行政许可法 30",
        check=_permit_kinds,
    ),
    Key.LICENCE_TERM_YEARS: Rule(
        label=N_("Years for which a licence is granted"),
        default=3,
        article="民办教育促进法实施条例 22",
        check=_term_years,
    ),
    Key.DECISION_LEVELS: Rule(
        label=N_("Least level that decides, by act"),
        default={},
        article="行政许可法 42",
        check=_levels,
    ),
    Key.INCLUSIVE_CAPS: Rule(
        label=N_("Highest care fee of inclusive kindergartens, by grade of place"),
        default={},
        article="学前教育法 24",
        check=_amounts,
    ),
    Key.LICENCE_NUMBER_PATTERN: Rule(  # provisional: what the last digit says is not known
        label=N_("Pattern of licence numbers, by ownership"),
        default={"all": "教民1{area}6{n:06d}0号"},
        article="教发厅〔2008〕2号",
        check=_licence_numbers,
    ),
    Key.RENUMBER_AT_RENEWAL: Rule(
        label=N_("A renewed licence gets a new number"),
        default=False,
        article=None,
        check=_yes_or_no,
    ),
    Key.FOR_PROFIT_HELD: Rule(
        label=N_("Inclusive share (%) below which for-profit approvals are held; 0 = never"),
        default=0,
        article=None,
        check=_percent,
    ),
    Key.SMALL_BUREAU: Rule(
        label=N_("Small bureau: one person may take several steps, reviewed afterwards"),
        default=False,
        article=None,
        check=_yes_or_no,
    ),
    Key.PROMISED_LIMITS: Rule(
        label=N_("Promised periods, by clock or kind of permit"),
        default={},
        article=None,
        check=_periods,
    ),
    Key.REFERRAL_REPLY: Rule(
        label=N_("Time for the opinion of another department"),
        default={"count": 10, "unit": "working_days"},
        article=None,
        check=_period,
    ),
    Key.CORRECTION_ANSWER: Rule(
        label=N_("Time for the answer to a correction request"),
        default={"count": 30, "unit": "calendar_days"},
        article=None,
        check=_period,
    ),
    Key.FILING_TERM: Rule(
        label=N_("Time for examining a filing"),
        default={"count": 20, "unit": "working_days"},
        article=None,
        check=_period,
    ),
    Key.AFTER_REVIEW: Rule(
        label=N_("Time for the review afterwards in a small bureau"),
        default={"count": 10, "unit": "working_days"},
        article=None,
        check=_period,
    ),
    Key.PUBLICATION_SWITCHES: Rule(
        label=N_("What is published, where it differs from the program's table"),
        default={},
        article="行政许可法 40",
        check=_switches,
    ),
    Key.PUBLICATION_SECOND_EYES: Rule(
        label=N_("Publications that a second person must check as well"),
        default=[],
        article=None,
        check=_names,
    ),
    Key.BUREAU_CREDIT_CODE: Rule(
        label=N_("Unified social credit code of the bureau"),
        default="",
        article="GB 32100",
        check=_credit_code,
    ),
    Key.DATA_SOURCE_CODE: Rule(
        label=N_("Unified social credit code of the unit that gives the data"),
        default="",
        article="GB 32100",
        check=_credit_code,
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
