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
