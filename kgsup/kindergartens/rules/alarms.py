"""Which alarms a kindergarten's entry must have on a day; the service opens and closes to match."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgsup.kindergartens.rules.classification import AlarmKind, Facts, unlawful
from kgsup.kindergartens.rules.codes import (
    check_credit_code,
    check_institution_code,
    check_licence_number,
    credit_code_fits,
)
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Oversize, OversizeKind, oversizes


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What an entry is judged by; ``others`` are public ids of entries with the same number."""

    county_code: str
    combination: Facts
    credit_code: str | None = None
    institution_code: str | None = None
    licence_number: str | None = None
    counts: Sequence[GroupCount] = ()
    others_with_licence: Sequence[str] = ()
    others_with_credit_code: Sequence[str] = ()


Details = Mapping[str, Any]


def wanted_alarms(judged: Judged) -> dict[AlarmKind, Details]:
    """Every alarm that must be open, with what it is about."""
    alarms: dict[AlarmKind, Details] = {kind: {} for kind in unlawful(judged.combination)}
    if judged.others_with_licence:
        alarms[AlarmKind.LICENCE_NUMBER_TWICE] = _others(
            judged.licence_number, judged.others_with_licence
        )
    if judged.others_with_credit_code:
        alarms[AlarmKind.CREDIT_CODE_TWICE] = _others(
            judged.credit_code, judged.others_with_credit_code
        )
    return alarms | _codes(judged) | _sizes(judged.counts)


def _others(value: str | None, others: Iterable[str]) -> Details:
    return {"value": value, "others": sorted(others)}


def _codes(judged: Judged) -> dict[AlarmKind, Details]:
    alarms: dict[AlarmKind, Details] = {}
    if judged.credit_code:
        warnings = check_credit_code(judged.credit_code).warnings
        if warnings:
            alarms[AlarmKind.CREDIT_CODE_WRONG] = _warned(judged.credit_code, warnings)
        elif not credit_code_fits(judged.credit_code, judged.combination.ownership):
            alarms[AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP] = {"value": judged.credit_code}
    if judged.institution_code:
        warnings = check_institution_code(judged.institution_code).warnings
        if warnings:
            alarms[AlarmKind.INSTITUTION_CODE_WRONG] = _warned(judged.institution_code, warnings)
    if judged.licence_number:
        warnings = check_licence_number(judged.licence_number, judged.county_code).warnings
        if warnings:
            alarms[AlarmKind.LICENCE_NUMBER_UNUSUAL] = _warned(judged.licence_number, warnings)
    return alarms


def _warned(value: str, warnings: Sequence[str]) -> Details:
    return {"value": value, "warnings": list(warnings)}


def _sizes(counts: Sequence[GroupCount]) -> dict[AlarmKind, Details]:
    found = [
        {
            "kind": size.kind.value,
            "age_group": size.age_group.value if size.age_group else None,
            "actual": size.actual,
            "limit": size.limit,
        }
        for size in oversizes(counts)
    ]
    return {AlarmKind.OVERSIZE: {"sizes": found}} if found else {}


def read_sizes(details: Details) -> list[Oversize]:
    """The sizes in the details of an ``OVERSIZE`` alarm; none in those of others."""
    return [
        Oversize(
            kind=OversizeKind(size["kind"]),
            age_group=AgeGroup(size["age_group"]) if size["age_group"] else None,
            actual=size["actual"],
            limit=size["limit"],
        )
        for size in details.get("sizes", [])
    ]
