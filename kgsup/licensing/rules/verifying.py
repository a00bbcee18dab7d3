"""Verification on site (行政许可法 34): two staff, what they measured beside what was declared.

It never stops the clock of the decision: 行政许可法 45 does not name it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.core.law import Article
from kgsup.licensing.rules.fields import (
    FIELDS,
    ApplicationField,
    BadValue,
    Shape,
    Value,
    read_value,
)
from kgsup.licensing.rules.reviewing import Check, judged

MEASURED_SHAPES = frozenset({Shape.COUNT, Shape.AREA})
_ON_PAPER = frozenset(  # figures that no visit measures
    {
        ApplicationField.HEAD_EXPERIENCE_YEARS,
        ApplicationField.RENEWAL_YEARS,
        ApplicationField.CONTRACTS,
        ApplicationField.BOARD_MEMBERS,
        ApplicationField.BOARD_EXPERIENCED,
    }
)
LONGEST_NAME = 50


def measurable(fields: Iterable[ApplicationField]) -> list[ApplicationField]:
    """The figures of a kind that can be counted or measured on site."""
    return [
        field
        for field in fields
        if FIELDS[field].shape in MEASURED_SHAPES and field not in _ON_PAPER
    ]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """When and where two or more staff will come, and what they look at (现场核查通知书)."""

    visit_at: dt.datetime
    place: str
    officers: tuple[str, ...]
    items: tuple[str, ...]
    to_prepare: tuple[str, ...] = ()


def check_notice(notice: Notice, now: dt.datetime) -> None:
    """Refuse a notice of the past, without a place or items, or with fewer than two people."""
    if notice.visit_at <= now:
        raise RuleViolation(N_("The verification lies in the past: record it instead."))
    if not notice.place.strip() or not any(item.strip() for item in notice.items):
        raise RuleViolation(N_("Say where you come to and what you look at."))
    check_verifiers(notice.officers)


def check_verifiers(names: Iterable[str]) -> None:
    """Two different people at least (行政许可法 34)."""
    given = [name.strip() for name in names if name.strip()]
    if len(set(given)) < 2 or len(set(given)) != len(given):
        raise RuleViolation(N_("Two different people verify on site."), Article.TWO_VERIFIERS)
    if any(len(name) > LONGEST_NAME for name in given):
        raise RuleViolation(N_("A name has up to 50 characters."))


@dataclass(frozen=True, kw_only=True)
class Record:
    """What was seen on site: ``measured`` are texts as typed, by field."""

    done_on: dt.date
    first_verifier: str
    second_verifier: str
    measured: Mapping[ApplicationField, str]
    opinion: str
    is_passed: bool
    evidence: tuple[str, ...] = ()
    visit: str = ""  # public id of a visit of regime VERIFICATION


def check_record(record: Record, *, received_on: dt.date, today: dt.date) -> None:
    """Refuse a record of one person, without opinion or proof, before the receipt or in the future."""
    check_verifiers((record.first_verifier, record.second_verifier))
    if not received_on <= record.done_on <= today:
        raise RuleViolation(N_("The day of the verification lies between the receipt and today."))
    if not record.opinion.strip():
        raise RuleViolation(N_("Write what the two who verified conclude."))
    if not record.evidence and not record.visit.strip():
        raise RuleViolation(N_("Put the scan of the signed record to it, or name the visit."))


def figures_of(record: Record, declared: Mapping[str, str]) -> list[dict[str, str]]:
    """Measured beside declared, as it is stored; raises ``RuleViolation`` for what is no figure."""
    rows = []
    for field, text in record.measured.items():
        if not text.strip():
            continue
        try:
            read_value(field, text)
        except BadValue as error:
            raise RuleViolation(str(error)) from None
        rows.append(
            {
                "field": field.value,
                "declared": declared.get(field.value, ""),
                "measured": text.strip(),
            }
        )
    return rows


def measured_values(figures: Iterable[Mapping[str, Any]]) -> dict[ApplicationField, Value]:
    """What was measured, by field."""
    fields = ((ApplicationField(row["field"]), row["measured"]) for row in figures)
    return {field: read_value(field, text) for field, text in fields}


_WORDS: Mapping[ApplicationField, str] = {
    ApplicationField.CAPACITY: "办园规模",
    ApplicationField.CLASSES: "班级数",
    ApplicationField.TODDLER_CLASSES: "托班数",
    ApplicationField.LAND_M2: "占地面积",
    ApplicationField.BUILDING_M2: "园舍建筑面积",
    ApplicationField.ACTIVITY_M2: "活动用房面积",
    ApplicationField.OUTDOOR_M2: "户外场地面积",
    ApplicationField.FLOORS: "园舍层数",
    ApplicationField.TEACHERS: "教师人数",
    ApplicationField.CARERS: "保育人员人数",
    ApplicationField.HEALTH_STAFF: "卫生保健人员人数",
    ApplicationField.GUARDS: "安全保卫人员人数",
    ApplicationField.CHILDREN: "幼儿人数",
    ApplicationField.STAFF_COUNT: "教职工人数",
}


def verification_checks(
    figures: Iterable[Mapping[str, Any]], *, is_passed: bool, opinion: str, done_on: dt.date
) -> list[Check]:
    """The conclusion of the last verification, and each figure that is not as it was declared."""
    verdict = Check(
        code="verified:conclusion",
        what="现场核查结论",
        result=judged(is_passed),
        text=f"{done_on.isoformat()}现场核查{'合格' if is_passed else '不合格'}：{opinion}",
        article=Article.TWO_VERIFIERS,
    )
    return [verdict, *(_compared(row) for row in figures)]


def _compared(row: Mapping[str, Any]) -> Check:
    field = ApplicationField(row["field"])
    declared, measured = _number(field, row["declared"]), _number(field, row["measured"])
    what = _WORDS.get(field, field.value)
    return Check(
        code=f"verified:{field.value}",
        what=f"{what}（核查）",
        result=judged(None if declared is None else declared == measured),
        text=f"{what}申报{row['declared'] or '未填'}，现场核查{row['measured']}",
        article=Article.TWO_VERIFIERS,
    )


def _number(field: ApplicationField, text: str) -> Value:
    try:
        return read_value(field, text)
    except BadValue:
        return None


ACTS = register_acts(
    {
        "licensing.application.notify_verification": N_("Verification on site announced"),
        "licensing.application.verify": N_("Verification on site recorded"),
    }
)
register_fields(
    {
        "verified_on": N_("Verified on"),
        "verifiers": N_("Who verified"),
        "is_passed": N_("Passed"),
        "visit_at": N_("Announced for"),
    }
)
