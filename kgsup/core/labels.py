"""How values of enums are called on screen; each slice registers its own."""

from collections.abc import Mapping
from enum import StrEnum

_BY_KEY: dict[tuple[type[StrEnum], str], str] = {}


def register_labels(labels: Mapping[StrEnum, str]) -> None:
    """Register the marked English label of each value; a value registered twice is an error."""
    for value, label in labels.items():
        key = _key(value)
        if key in _BY_KEY:
            raise ValueError(f"{key} has two labels")
        _BY_KEY[key] = label


def _key(value: StrEnum) -> tuple[type[StrEnum], str]:
    return type(value), value.value


def label_of(value: StrEnum) -> str:
    """The marked English label; raises ``KeyError`` when a slice forgot one."""
    return _BY_KEY[_key(value)]


def labelled_enums() -> frozenset[type[StrEnum]]:
    """The enums that have labels: a test asks that every value of them has one."""
    return frozenset(kind for kind, _ in _BY_KEY)


_FIELDS: dict[str, str] = {}


def register_fields(names: Mapping[str, str]) -> None:
    """Register what fields are called where their changes are shown; the same name once is enough."""
    for field, label in names.items():
        if _FIELDS.setdefault(field, label) != label:
            raise ValueError(f"{field} has two names")


def field_name(field: str) -> str:
    """The marked English name of a field; raises ``KeyError`` when a slice forgot one."""
    return _FIELDS[field]


def has_field_name(field: str) -> bool:
    """Tell whether a field can be named on a timeline."""
    return field in _FIELDS


_OF_SUBJECT: dict[str, tuple[type[StrEnum], ...]] = {}


def register_ledger_enums(subject_kind: str, *kinds: type[StrEnum]) -> None:
    """Register whose values the ledger rows about a thing hold: "open" is said of many things."""
    _OF_SUBJECT[subject_kind] = kinds


def find_label(text: str, subject_kind: str = "") -> str | None:
    """The label of a value that the ledger holds as text; the subject's own enums answer first."""
    for kind in _OF_SUBJECT.get(subject_kind, ()):
        if (kind, text) in _BY_KEY:
            return _BY_KEY[kind, text]
    return next((label for (_kind, value), label in _BY_KEY.items() if value == text), None)
