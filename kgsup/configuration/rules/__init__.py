"""Which rules a county sets itself, with defaults, bases and checks of what is typed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.configuration.rules import checks
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
    CLASSIFICATION_WINDOW = "classification_window"
    PERMIT_KINDS = "permit_kinds"
    RETENTION_TERMS = "retention_terms"
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
    ONLINE_CLOSING_TIME = "online_closing_time"
    CERTIFICATE_OFFSETS = "certificate_offsets"
    LICENCE_SHEET_IS_CERTIFICATE = "licence_sheet_is_certificate"
    SIGNED_KINDS = "signed_kinds"
    AREA_STANDARDS = "area_standards"
    NAME_WORDS = "name_words"
    RENEWAL_PERIOD = "renewal_period"
    RENEWAL_LADDER = "renewal_ladder"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule: its label, default, base in law and the check of a new value (raises ``ValueError``)."""

    label: str
    default: Any
    article: str | None
    check: Callable[[Any], None]


RULES: dict[Key, Rule] = {
    Key.BUREAU_NAME: Rule(
        label=N_("Name of the bureau"), default="县教育局", article=None, check=checks.text
    ),
    Key.SUPERVISION_OFFICE_NAME: Rule(
        label=N_("Name of the supervision office"),
        default="县人民政府教育督导室",
        article="教育督导条例 4",
        check=checks.text,
    ),
    Key.BUREAU_WORD: Rule(
        label=N_("Word of the bureau in document numbers"),
        default="教",
        article=None,
        check=checks.text,
    ),
    Key.SUPERVISION_WORD: Rule(
        label=N_("Word of the supervision office in document numbers"),
        default="政教督",
        article=None,
        check=checks.text,
    ),
    Key.BUREAU_ADDRESS: Rule(
        label=N_("Address of the bureau"), default="—", article=None, check=checks.text
    ),
    Key.BUREAU_TELEPHONE: Rule(
        label=N_("Telephone of the bureau"), default="—", article=None, check=checks.text
    ),
    Key.REVIEW_BODY: Rule(
        label=N_("Who decides on administrative review"),
        default="本级人民政府",
        article="行政复议法 20",
        check=checks.text,
    ),
    Key.COURT: Rule(
        label=N_("Court for administrative suits"),
        default="有管辖权的人民法院",
        article="行政诉讼法 46",
        check=checks.text,
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
        check=checks.sources,
    ),
    Key.NUMBER_STARTS: Rule(
        label=N_("First number of a series that was begun on paper"),
        default={},
        article=None,
        check=checks.starts,
    ),
    Key.ANNUAL_CHECK_DUE: Rule(
        label=N_("Last day for annual-check papers"),
        default="03-31",
        article="民办教育促进法实施条例 47",
        check=checks.month_and_day,
    ),
    Key.ANNUAL_CHECK_SCOPE: Rule(
        label=N_("Who is asked for the annual check"),
        default=list(checks.OWNERSHIPS),
        article="民办教育促进法实施条例 47",
        check=checks.ownerships,
    ),
    Key.REMINDER_LADDER: Rule(
        label=N_("Reminders, in days from the due date"),
        default=[-30, -14, -7, -1, 1, 7],
        article=None,
        check=checks.ladder,
    ),
    Key.FREE_LAST_YEAR_REDUCTIONS: Rule(
        label=N_("Reduction of care fees in the last year, by grade of place"),
        default={},
        article="国办发〔2025〕27号",
        check=checks.amounts,
    ),
    Key.PERMIT_KINDS: Rule(
        label=N_("Kinds of application: offered, papers, conditions"),
        default={},
        article="行政许可法 30",
        check=checks.permit_kinds,
    ),
    Key.RETENTION_TERMS: Rule(
        label=N_("How long files are kept, by kind of application"),
        default={},
        article=None,
        check=checks.retention_terms,
    ),
    Key.LICENCE_TERM_YEARS: Rule(
        label=N_("Years for which a licence is granted"),
        default=3,
        article="民办教育促进法实施条例 22",
        check=checks.term_years,
    ),
    Key.DECISION_LEVELS: Rule(
        label=N_("Least level that decides, by act"),
        default={},
        article="行政许可法 42",
        check=checks.levels,
    ),
    Key.INCLUSIVE_CAPS: Rule(
        label=N_("Highest care fee of inclusive kindergartens, by grade of place"),
        default={},
        article="学前教育法 24",
        check=checks.amounts,
    ),
    Key.LICENCE_NUMBER_PATTERN: Rule(  # provisional: what the last digit says is not known
        label=N_("Pattern of licence numbers, by ownership"),
        default={"all": "教民1{area}6{n:06d}0号"},
        article="教发厅〔2008〕2号",
        check=checks.licence_numbers,
    ),
    Key.RENUMBER_AT_RENEWAL: Rule(
        label=N_("A renewed licence gets a new number"),
        default=False,
        article=None,
        check=checks.yes_or_no,
    ),
    Key.CLASSIFICATION_WINDOW: Rule(
        label=N_("Schools set up before a day choose their class; until when (empty: not set)"),
        default={"before": "2016-11-07", "until": ""},
        article="民办教育促进法实施条例 66",
        check=checks.window,
    ),
    Key.FOR_PROFIT_HELD: Rule(
        label=N_("Inclusive share (%) below which for-profit approvals are held; 0 = never"),
        default=0,
        article=None,
        check=checks.percent,
    ),
    Key.AREA_STANDARDS: Rule(
        label=N_(
            "Least area in m² for each place: outdoor, activity rooms, building (provisional)"
        ),
        default={"outdoor_m2": 4, "activity_m2": 8.17, "building_m2": 10.44},
        article=None,  # 建标175-2016 as one county's evaluation used it: local, not verified
        check=checks.areas,
    ),
    Key.NAME_WORDS: Rule(
        label=N_("Words that names of kindergartens may not have, beside the national ones"),
        default=[],
        article="“十四五”学前教育发展提升行动计划",
        check=checks.words,
    ),
    Key.RENEWAL_PERIOD: Rule(
        label=N_("How long before the end of validity a renewal is applied for"),
        default={"count": 30, "unit": "calendar_days"},
        article="行政许可法 50",
        check=checks.period,
    ),
    Key.RENEWAL_LADDER: Rule(
        label=N_("Reminders of renewal, in days from the last day for applying"),
        default=[-60, -30, -14, -7, -1, 7, 15],
        article="行政许可法 50",
        check=checks.ladder,
    ),
    Key.SMALL_BUREAU: Rule(
        label=N_("Small bureau: one person may take several steps, reviewed afterwards"),
        default=False,
        article=None,
        check=checks.yes_or_no,
    ),
    Key.PROMISED_LIMITS: Rule(
        label=N_("Promised periods, by clock or kind of permit"),
        default={},
        article=None,
        check=checks.periods,
    ),
    Key.REFERRAL_REPLY: Rule(
        label=N_("Time for the opinion of another department"),
        default={"count": 10, "unit": "working_days"},
        article=None,
        check=checks.period,
    ),
    Key.CORRECTION_ANSWER: Rule(
        label=N_("Time for the answer to a correction request"),
        default={"count": 30, "unit": "calendar_days"},
        article=None,
        check=checks.period,
    ),
    Key.FILING_TERM: Rule(
        label=N_("Time for examining a filing"),
        default={"count": 20, "unit": "working_days"},
        article=None,
        check=checks.period,
    ),
    Key.AFTER_REVIEW: Rule(
        label=N_("Time for the review afterwards in a small bureau"),
        default={"count": 10, "unit": "working_days"},
        article=None,
        check=checks.period,
    ),
    Key.PUBLICATION_SWITCHES: Rule(
        label=N_("What is published, where it differs from the program's table"),
        default={},
        article="行政许可法 40",
        check=checks.switches,
    ),
    Key.PUBLICATION_SECOND_EYES: Rule(
        label=N_("Publications that a second person must check as well"),
        default=[],
        article=None,
        check=checks.names,
    ),
    Key.BUREAU_CREDIT_CODE: Rule(
        label=N_("Unified social credit code of the bureau"),
        default="",
        article="GB 32100",
        check=checks.credit_code,
    ),
    Key.DATA_SOURCE_CODE: Rule(
        label=N_("Unified social credit code of the unit that gives the data"),
        default="",
        article="GB 32100",
        check=checks.credit_code,
    ),
    Key.ONLINE_CLOSING_TIME: Rule(
        label=N_("Closing time: papers sent on line later count from the next working day"),
        default="17:30",  # null switches it off
        article="民法典 203",
        check=checks.time_of_day,
    ),
    Key.CERTIFICATE_OFFSETS: Rule(
        label=N_("Offsets for printing certificates, in mm to the right and down"),
        default={},
        article="教发厅〔2008〕2号",
        check=checks.offsets,
    ),
    Key.LICENCE_SHEET_IS_CERTIFICATE: Rule(
        label=N_("The licence information sheet is a certificate here"),
        default=False,
        article=None,
        check=checks.yes_or_no,
    ),
    Key.SIGNED_KINDS: Rule(
        label=N_("Kinds of document that are signed with the bureau's certificate"),
        default=["licence_sheet"],
        article=None,
        check=checks.names,
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
