"""Dated facts: which fields are dated, how a value is written down, and how a change cuts the past.

An interval is half-open: ``from_on`` is the first day on which a fact holds, ``until_on`` the first day
on which it no longer does (exclusive; ``None`` = it still holds).  A fact corrected on its own first
day keeps its row with an empty interval, so nothing that was ever recorded is lost.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.codes import compact
from kgsup.kindergartens.rules.counts import LARGEST_COUNT
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State

FactValue = str | int | bool | StrEnum | dt.date | frozenset[AssetKind] | None


class Field(StrEnum):
    """The dated facts of a kindergarten; each is also a column with the present value."""

    NAME = "name"
    TOWN_CODE = "town_code"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    HEAD = "head"
    SPONSOR_NAME = "sponsor_name"
    SPONSOR_KIND = "sponsor_kind"
    OWNERSHIP = "ownership"
    STATE = "state"
    RESIDENTIAL_AREA = "residential_area"
    ASSET_KINDS = "asset_kinds"
    CREDIT_CODE = "credit_code"
    INSTITUTION_CODE = "institution_code"
    GRADE = "grade"
    MAIL = "mail"
    CAPACITY = "capacity"
    MANAGING_DEPARTMENT = "managing_department"
    HANDED_OVER_ON = "handed_over_on"
    PLACE_GRADE = "place_grade"


class SourceKind(StrEnum):
    """Where a fact comes from."""

    PAGE = "page"
    IMPORT = "import"
    VISIT = "visit"
    CASE = "case"
    MERGE = "merge"
    DEMO = "demo"


@dataclass(frozen=True, kw_only=True)
class Source:
    """The origin of a fact: an import batch, visit or case by its public id, or a person at a page."""

    kind: SourceKind
    reference: str | None = None

    @property
    def mark(self) -> str:
        """The source in one string, as a replaced row names what replaced it."""
        return f"{self.kind}:{self.reference or ''}"


PAGE = Source(kind=SourceKind.PAGE)

_ENUMS: Mapping[Field, type[StrEnum]] = {
    Field.SPONSOR_KIND: SponsorKind,
    Field.OWNERSHIP: Ownership,
    Field.STATE: State,
}


def to_text(value: FactValue) -> str | None:
    """Write a value down as text; asset kinds are sorted and joined by commas, none is ''."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return join_assets(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value.value if isinstance(value, StrEnum) else value)


def from_text(field: Field, text: str | None) -> FactValue:
    """Read a value back that ``to_text`` has written; raises ``ValueError`` for what it never writes."""
    if text is None:
        return None
    if field in _ENUMS:
        return _ENUMS[field](text)
    match field:
        case Field.RESIDENTIAL_AREA:
            return text == "true"
        case Field.ASSET_KINDS:
            return split_assets(text)
        case Field.CAPACITY:
            return int(text)
        case Field.HANDED_OVER_ON:
            return dt.date.fromisoformat(text)
        case _:
            return text


def join_assets(kinds: Iterable[AssetKind]) -> str:
    """The stored form of a set of asset kinds."""
    return ",".join(sorted(kind.value for kind in kinds))


def split_assets(text: str) -> frozenset[AssetKind]:
    """Read the stored form of a set of asset kinds."""
    return frozenset(AssetKind(part) for part in text.split(",") if part)


@dataclass(frozen=True)
class Span:
    """The half-open interval of one recorded fact."""

    from_on: dt.date
    until_on: dt.date | None


@dataclass(frozen=True)
class Cut:
    """What a new fact does to those of the same field: which ends when, and until when it holds."""

    ended_index: int | None  # the fact that ends where the new one begins
    new_until_on: dt.date | None  # exclusive; set when a later fact is already recorded

    @property
    def is_current(self) -> bool:
        """Whether the new fact is the present value."""
        return self.new_until_on is None


def cut(spans: Sequence[Span], from_on: dt.date) -> Cut:
    """Place a fact that begins on ``from_on`` among the recorded ones of its field."""
    ended = [
        index
        for index, span in enumerate(spans)
        if span.from_on <= from_on and (span.until_on is None or span.until_on > from_on)
    ]
    later = [
        span.from_on for span in spans if span.from_on > from_on and span.until_on != span.from_on
    ]
    return Cut(ended[0] if ended else None, min(later, default=None))


DEFAULTS: Mapping[Field, FactValue] = {
    Field.OWNERSHIP: Ownership.UNKNOWN,
    Field.STATE: State.OPERATING,
    Field.RESIDENTIAL_AREA: False,
    Field.ASSET_KINDS: frozenset(),
}
"""What holds of a field that nothing is recorded of; all others are ``None``."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CODES = {Field.CREDIT_CODE, Field.INSTITUTION_CODE}


def clean(values: Mapping[Field, FactValue]) -> dict[Field, FactValue]:
    """Values as they are kept: no blanks around, empty is ``None``, codes without blanks and widths.

    Raises ``RuleViolation`` for an empty name and for an impossible number of places.
    """
    cleaned = {field: _clean(field, value) for field, value in values.items()}
    if Field.NAME in cleaned and cleaned[Field.NAME] is None:
        raise RuleViolation(N_("A kindergarten has a name."))
    capacity = cleaned.get(Field.CAPACITY)
    if isinstance(capacity, int) and not 0 <= capacity <= LARGEST_COUNT:
        raise RuleViolation(N_("This cannot be a number of places."))
    return cleaned


def _clean(field: Field, value: FactValue) -> FactValue:
    if field in DEFAULTS:
        return DEFAULTS[field] if value is None else value
    if not isinstance(value, str) or isinstance(value, StrEnum):
        return value
    text = compact(value) if field in _CODES else value
    return " ".join(_CONTROL.sub(" ", text).split()) or None


def require_effective(effective_on: dt.date, today: dt.date) -> None:
    """Refuse a change for a day that has not come: the present value is what is shown and searched."""
    if effective_on > today:
        raise RuleViolation(
            N_("A change counts from today or an earlier day. Record it when its day has come.")
        )


register_labels(
    {
        Field.NAME: N_("Name"),
        Field.TOWN_CODE: N_("Town"),
        Field.ADDRESS: N_("Address"),
        Field.TELEPHONE: N_("Telephone"),
        Field.HEAD: N_("Head"),
        Field.SPONSOR_NAME: N_("Sponsor"),
        Field.SPONSOR_KIND: N_("Kind of sponsor"),
        Field.OWNERSHIP: N_("Ownership"),
        Field.STATE: N_("State"),
        Field.RESIDENTIAL_AREA: N_("Residential-area kindergarten"),
        Field.ASSET_KINDS: N_("Public, collective or donated assets"),
        Field.CREDIT_CODE: N_("Unified social credit code"),
        Field.INSTITUTION_CODE: N_("Institution code"),
        Field.GRADE: N_("Grade"),
        Field.MAIL: N_("Mail address"),
        Field.CAPACITY: N_("Places"),
        Field.MANAGING_DEPARTMENT: N_("Managing department"),
        Field.HANDED_OVER_ON: N_("Handed over to the government on"),
        Field.PLACE_GRADE: N_("Grade of place (urban or rural)"),
    }
)
register_labels(
    {
        SourceKind.PAGE: N_("Entered by hand"),
        SourceKind.IMPORT: N_("Import"),
        SourceKind.VISIT: N_("Visit"),
        SourceKind.CASE: N_("Case"),
        SourceKind.MERGE: N_("Merger of two entries"),
        SourceKind.DEMO: N_("Demo county"),
    }
)
