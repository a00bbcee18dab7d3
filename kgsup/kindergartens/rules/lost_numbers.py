"""Licence numbers that are known from elsewhere after a restore: what a pattern says of a number."""

import re
from collections.abc import Mapping

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.kindergartens.rules.codes import compact
from kgsup.kindergartens.rules.licence_numbers import LicencePattern

NUMBER_VOID = "kindergartens.licence_number.void"
ACTS = register_acts({NUMBER_VOID: N_("Licence number void after a restore")})

_RUNNING = re.compile(r"\{n:0([1-9])d\}")


def place_in(pattern: LicencePattern, area: str, number: str) -> int | None:
    """The running number in a licence number of this pattern; ``None`` when it follows another.

    A number may be written without the words around its digits.
    """
    parts = _RUNNING.split(pattern.text.replace("{area}", area), maxsplit=1)
    if len(parts) != 3:
        return None
    head, width, tail = parts
    shape = rf"{re.escape(head)}([0-9]{{{width}}}){re.escape(tail)}"
    written = compact(number)
    for text in (written, f"教民{written}", f"教民{written}号"):
        if found := re.fullmatch(shape, text):
            return int(found[1])
    return None


def find_place(
    patterns: Mapping[str, str], area: str, number: str
) -> tuple[LicencePattern, int] | None:
    """The pattern that a number follows, and its place in that series."""
    for series, text in patterns.items():
        pattern = LicencePattern(series, text)
        n = place_in(pattern, area, number)
        if n:
            return pattern, n
    return None
