"""Licence numbers that the program gives: a pattern of the county and a running number.

15 digits by the form of 2008: authority, area code, level 6, sequence of six, and a last digit whose
meaning is not known (provisional; hence the pattern is configuration).
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.identity import Ownership

COMMON = "all"  # the series and pattern of every ownership that has none of its own
_AREA = "{area}"
_RUNNING = re.compile(r"\{n:0([1-9])d\}")


@dataclass(frozen=True)
class LicencePattern:
    """A pattern such as ``教民1{area}6{n:06d}0号``, and the series in which it counts."""

    series: str
    text: str

    @property
    def width(self) -> int:
        """How many digits the running number has."""
        found = _RUNNING.search(self.text)
        if found is None:
            raise RuleViolation(N_("The pattern of licence numbers has no running number."))
        return int(found[1])

    def number(self, area: str, n: int) -> str:
        """The n-th number of an area; raises ``RuleViolation`` when the series is used up."""
        if n >= 10**self.width:
            raise RuleViolation(N_("The series of licence numbers is used up."))
        running = f"{n:0{self.width}d}"
        return _RUNNING.sub(running, self.text.replace(_AREA, area))


def pattern_of(patterns: Mapping[str, str], ownership: Ownership) -> LicencePattern:
    """The pattern of an ownership, or the common one."""
    if ownership.value in patterns:
        return LicencePattern(ownership.value, patterns[ownership.value])
    return LicencePattern(COMMON, patterns[COMMON])


@dataclass(frozen=True, kw_only=True)
class Found:
    """The next free number, and those passed over because a licence bears them already."""

    n: int
    number: str
    skipped: tuple[str, ...]


def next_free(pattern: LicencePattern, area: str, first: int, borne: Collection[str]) -> Found:
    """The first number from ``first`` on whose digits no licence bears (``borne``)."""
    skipped: list[str] = []
    n = first
    while licence_digits(number := pattern.number(area, n)) in borne:
        skipped.append(number)
        n += 1
    return Found(n=n, number=number, skipped=tuple(skipped))
