"""The fields of applications: what each holds, how it is read, and where it stands on the task list.

A value is kept as the text that was typed and read here, so that nonsense is answered beside its field
and never lost.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind


class Section(StrEnum):
    """A part of the application that is filled in on its own."""

    KINDERGARTEN = "kindergarten"
    PREMISES = "premises"
    SPONSOR = "sponsor"
    PEOPLE = "people"
    CONTENT = "content"
    ENDING = "ending"


class Shape(StrEnum):
    """How a value is written."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    COUNT = "count"
    AREA = "area"  # m², one decimal place
    MONEY = "money"  # yuan
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    TOWN = "town"


class ApplicationField(StrEnum):
    NAME = "name"
    SHORT_NAME = "short_name"
    NAME_CHECK_NUMBER = "name_check_number"
    NAME_CHECK_UNTIL = "name_check_until"
    TOWN = "town"
    ADDRESS = "address"
    ADDRESS_CHANGE = "address_change"
    SITE_NAME = "site_name"
    OWNERSHIP = "ownership"
    INCLUSIVE_INTENDED = "inclusive_intended"
    RESIDENTIAL_AREA = "residential_area"
    HANDED_OVER_ON = "handed_over_on"
    ASSET_KINDS = "asset_kinds"
    CAPACITY = "capacity"
    CLASSES = "classes"
    TODDLER_CLASSES = "toddler_classes"
    LAND_M2 = "land_m2"
    BUILDING_M2 = "building_m2"
    ACTIVITY_M2 = "activity_m2"
    OUTDOOR_M2 = "outdoor_m2"
    FLOORS = "floors"
    HEALTH_EVALUATION = "health_evaluation"
    FIRE_SAFETY = "fire_safety"
    SPONSOR_NAME = "sponsor_name"
    SPONSOR_KIND = "sponsor_kind"
    SPONSOR_CODE = "sponsor_code"
    CONTROLLER_NAME = "controller_name"
    CONTROLLER_CODE = "controller_code"
    LISTED_COMPANY = "listed_company"
    OPENING_CAPITAL = "opening_capital"
    OPENS_ON = "opens_on"
    HEAD_NAME = "head_name"
    HEAD_CERTIFICATE = "head_certificate"
    HEAD_EDUCATION = "head_education"
    HEAD_EXPERIENCE_YEARS = "head_experience_years"
    HEAD_TRAINING = "head_training"
    TEACHERS = "teachers"
    CARERS = "carers"
    HEALTH_STAFF = "health_staff"
    GUARDS = "guards"
    BOARD_MEMBERS = "board_members"
    BOARD_EXPERIENCED = "board_experienced"
    NEW_NAMES = "new_names"
    MERGES_WITH = "merges_with"
    RENEWAL_YEARS = "renewal_years"
    UNCHANGED = "unchanged"
    LOST_PART = "lost_part"
    LOST_ON = "lost_on"
    ANNOUNCED_IN = "announced_in"
    ANNOUNCED_ON = "announced_on"
    TERMINATION_CASE = "termination_case"
    ENDS_ON = "ends_on"
    CHILDREN = "children"
    PLACEMENT_PLAN = "placement_plan"
    STAFF_COUNT = "staff_count"
    WAGES_SETTLED = "wages_settled"
    FEES_REFUNDED = "fees_refunded"
    LIQUIDATED_BY = "liquidated_by"
    LIQUIDATED_ON = "liquidated_on"
    FILES_TO = "files_to"
    CARE_FEE = "care_fee"
    MEALS_FEE = "meals_fee"
    OTHER_FEES = "other_fees"
    CONTRACTS = "contracts"
    FILED_CONTENT = "filed_content"
    EFFECTIVE_ON = "effective_on"
    REASON = "reason"


class AddressChange(StrEnum):
    """民办教育促进法实施条例 23: a new campus is a change of address, a branch is a licence of its own."""

    MOVE = "move"
    NEW_CAMPUS = "new_campus"


class CertificatePart(StrEnum):
    """正本 and 副本 have equal force."""

    ORIGINAL = "original"
    COPY = "copy"


class TerminationCase(StrEnum):
    """民办教育促进法 56: by the charter and with approval, licence revoked, insolvent."""

    OWN_REQUEST = "own_request"
    LICENCE_REVOKED = "licence_revoked"
    INSOLVENT = "insolvent"


class Education(StrEnum):
    """学前教育法 38 asks a head for junior college or above."""

    SECONDARY = "secondary"
    JUNIOR_COLLEGE = "junior_college"
    BACHELOR = "bachelor"
    MASTER = "master"


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """How a field is read; ``required`` may be left to the kind of application."""

    shape: Shape
    section: Section
    required: bool = True
    longest: int = 200  # characters
    most: float = 100_000  # figures
    choices: type[StrEnum] | None = None


LONGEST_NAME = 50  # characters of a kindergarten's or a person's name, "·" included
EARLIEST_DAY = dt.date(1949, 10, 1)  # before it there was no office that could have acted

_K, _P, _S = Section.KINDERGARTEN, Section.PREMISES, Section.SPONSOR
_PEOPLE, _C, _E = Section.PEOPLE, Section.CONTENT, Section.ENDING
_F = ApplicationField


def _text(section: Section, longest: int = 200, *, required: bool = True) -> FieldRule:
    return FieldRule(shape=Shape.TEXT, section=section, longest=longest, required=required)


def _long(section: Section, *, required: bool = True) -> FieldRule:
    return FieldRule(shape=Shape.LONG_TEXT, section=section, longest=2000, required=required)


def _of(
    shape: Shape, section: Section, *, required: bool = True, most: float = 100_000
) -> FieldRule:
    return FieldRule(shape=shape, section=section, required=required, most=most)


def _choice(section: Section, choices: type[StrEnum], shape: Shape = Shape.CHOICE) -> FieldRule:
    return FieldRule(shape=shape, section=section, choices=choices, required=shape is Shape.CHOICE)


FIELDS: dict[ApplicationField, FieldRule] = {
    _F.NAME: _text(_K, LONGEST_NAME),
    _F.SHORT_NAME: _text(_K, LONGEST_NAME, required=False),
    _F.NAME_CHECK_NUMBER: _text(_K, 60, required=False),
    _F.NAME_CHECK_UNTIL: _of(Shape.DAY, _K, required=False),
    _F.TOWN: _of(Shape.TOWN, _K),
    _F.ADDRESS: _text(_K),
    _F.ADDRESS_CHANGE: _choice(_K, AddressChange),
    _F.SITE_NAME: _text(_K, LONGEST_NAME, required=False),
    _F.OWNERSHIP: _choice(_K, Ownership),
    _F.INCLUSIVE_INTENDED: _of(Shape.YES_NO, _K),
    _F.RESIDENTIAL_AREA: _of(Shape.YES_NO, _K),
    _F.HANDED_OVER_ON: _of(Shape.DAY, _K, required=False),
    _F.ASSET_KINDS: _choice(_S, AssetKind, Shape.CHOICES),
    _F.CAPACITY: _of(Shape.COUNT, _K, most=2000),
    _F.CLASSES: _of(Shape.COUNT, _K, most=99),
    _F.TODDLER_CLASSES: _of(Shape.COUNT, _K, required=False, most=99),
    _F.LAND_M2: _of(Shape.AREA, _P),
    _F.BUILDING_M2: _of(Shape.AREA, _P),
    _F.ACTIVITY_M2: _of(Shape.AREA, _P, required=False),
    _F.OUTDOOR_M2: _of(Shape.AREA, _P),
    _F.FLOORS: _of(Shape.COUNT, _P, most=30),
    _F.HEALTH_EVALUATION: _text(_P, 60),
    _F.FIRE_SAFETY: _text(_P, 60, required=False),
    _F.SPONSOR_NAME: _text(_S),
    _F.SPONSOR_KIND: _choice(_S, SponsorKind),
    _F.SPONSOR_CODE: _text(_S, 18, required=False),
    _F.CONTROLLER_NAME: _text(_S, required=False),
    _F.CONTROLLER_CODE: _text(_S, 18, required=False),
    _F.LISTED_COMPANY: _of(Shape.YES_NO, _S),
    _F.OPENING_CAPITAL: _of(Shape.MONEY, _S, most=1_000_000_000),
    _F.OPENS_ON: _of(Shape.DAY, _K, required=False),
    _F.HEAD_NAME: _text(_PEOPLE, LONGEST_NAME),
    _F.HEAD_CERTIFICATE: _text(_PEOPLE, 60),
    _F.HEAD_EDUCATION: _choice(_PEOPLE, Education),
    _F.HEAD_EXPERIENCE_YEARS: _of(Shape.COUNT, _PEOPLE, most=60),
    _F.HEAD_TRAINING: _text(_PEOPLE, required=False),
    _F.TEACHERS: _of(Shape.COUNT, _PEOPLE, most=500),
    _F.CARERS: _of(Shape.COUNT, _PEOPLE, most=500),
    _F.HEALTH_STAFF: _of(Shape.COUNT, _PEOPLE, most=100),
    _F.GUARDS: _of(Shape.COUNT, _PEOPLE, most=100),
    _F.BOARD_MEMBERS: _of(Shape.COUNT, _PEOPLE, most=99),
    _F.BOARD_EXPERIENCED: _of(Shape.COUNT, _PEOPLE, most=99),
    _F.NEW_NAMES: _long(_C),
    _F.MERGES_WITH: _text(_C),
    _F.RENEWAL_YEARS: _of(Shape.COUNT, _C, required=False, most=10),
    _F.UNCHANGED: _of(Shape.YES_NO, _C),
    _F.LOST_PART: _choice(_C, CertificatePart, Shape.CHOICES),
    _F.LOST_ON: _of(Shape.DAY, _C, required=False),
    _F.ANNOUNCED_IN: _text(_C, required=False),
    _F.ANNOUNCED_ON: _of(Shape.DAY, _C, required=False),
    _F.TERMINATION_CASE: _choice(_E, TerminationCase),
    _F.ENDS_ON: _of(Shape.DAY, _E),
    _F.CHILDREN: _of(Shape.COUNT, _E, most=2000),
    _F.PLACEMENT_PLAN: _long(_E),
    _F.STAFF_COUNT: _of(Shape.COUNT, _E, most=500),
    _F.WAGES_SETTLED: _of(Shape.YES_NO, _E),
    _F.FEES_REFUNDED: _of(Shape.YES_NO, _E),
    _F.LIQUIDATED_BY: _text(_E),
    _F.LIQUIDATED_ON: _of(Shape.DAY, _C, required=False),
    _F.FILES_TO: _text(_E),
    _F.CARE_FEE: _of(Shape.MONEY, _C),
    _F.MEALS_FEE: _of(Shape.MONEY, _C, required=False),
    _F.OTHER_FEES: _long(_C, required=False),
    _F.CONTRACTS: _of(Shape.COUNT, _C, most=500),
    _F.FILED_CONTENT: _long(_C),
    _F.EFFECTIVE_ON: _of(Shape.DAY, _C, required=False),
    _F.REASON: _long(_C, required=False),
}

Value = str | int | float | bool | dt.date | StrEnum | frozenset[StrEnum] | None

YES, NO = "yes", "no"
SEPARATOR = ","


class BadValue(ValueError):
    """What was typed cannot be this field's; the message says what is expected (marked English)."""


def read_value(field: ApplicationField, text: str) -> Value:
    """Read what was typed into a field; nothing typed is ``None``.  Raises ``BadValue``."""
    rule, text = FIELDS[field], text.strip()
    if not text:
        return None
    if rule.shape in {Shape.TEXT, Shape.LONG_TEXT, Shape.TOWN}:
        if len(text) > rule.longest:
            raise BadValue(N_("The text is too long."))
        return text
    if rule.shape is Shape.DAY:
        return _day(text)
    if rule.shape is Shape.YES_NO:
        if text not in {YES, NO}:
            raise BadValue(N_("Choose yes or no."))
        return text == YES
    if rule.choices is not None:
        return _chosen(rule, text)
    return _figure(rule, text)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_FIGURE = re.compile(r"\d{1,12}(\.\d{1,2})?", re.ASCII)


def _day(text: str) -> dt.date:
    if not _DAY.fullmatch(text):
        raise BadValue(N_("Write a day as 2026-11-21."))
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadValue(N_("There is no such day.")) from None
    if day < EARLIEST_DAY:
        raise BadValue(N_("No act of an office is older than 1 October 1949."))
    return day


def _chosen(rule: FieldRule, text: str) -> Value:
    assert rule.choices is not None  # noqa: S101 - the caller has looked
    parts = text.split(SEPARATOR) if rule.shape is Shape.CHOICES else [text]
    try:
        chosen = frozenset(rule.choices(part) for part in parts)
    except ValueError:
        raise BadValue(N_("This is not among the choices.")) from None
    return chosen if rule.shape is Shape.CHOICES else next(iter(chosen))


def _figure(rule: FieldRule, text: str) -> int | float:
    text = unicodedata.normalize("NFKC", text)  # １８０, as Chinese keyboards write it
    if not (_COUNT if rule.shape is Shape.COUNT else _FIGURE).fullmatch(text):
        raise BadValue(N_("Write a figure, in digits only."))
    figure = int(text) if rule.shape is Shape.COUNT else float(text)
    if figure > rule.most:
        raise BadValue(N_("This figure cannot be right."))
    return figure


def read_values(
    values: Mapping[str, str], fields: Iterable[ApplicationField]
) -> dict[ApplicationField, Value]:
    """Read the fields of an application; raises ``RuleViolation`` at the first that cannot be read."""
    read: dict[ApplicationField, Value] = {}
    for field in fields:
        try:
            read[field] = read_value(field, values.get(field, ""))
        except BadValue as error:
            raise RuleViolation(str(error)) from None
    return read


def unreadable(
    values: Mapping[str, str], fields: Iterable[ApplicationField]
) -> list[ApplicationField]:
    """The fields in which something stands that cannot be theirs, in their order."""
    return [field for field in fields if _is_bad(field, values.get(field, ""))]


def _is_bad(field: ApplicationField, text: str) -> bool:
    try:
        read_value(field, text)
    except BadValue:
        return True
    return False


def unanswered(
    values: Mapping[str, str], fields: Iterable[ApplicationField]
) -> list[ApplicationField]:
    """The fields that must be there and are not, in their order."""
    return [f for f in fields if FIELDS[f].required and not values.get(f, "").strip()]
