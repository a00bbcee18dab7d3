"""Telephone numbers in one form: 020-12345678, 13800000000, 0912-3456789-801, joined by 、.

An area code is added only when it is certain: the city has a code that is known, or every number in
the file that bears one bears the same.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from kgsup.core.errors import N_
from kgsup.exchange.rules.notes import Note, normalised, warning

COLUMN = "telephone"
SEPARATOR = "、"
UNANIMOUS_FROM = 3  # numbers in the file that must bear the same code before it counts as certain

# The codes of three digits, by the beginning of the county code: in force for decades.
_THREE_DIGIT_CODES = {
    "11": "010",
    "31": "021",
    "12": "022",
    "50": "023",
    "4401": "020",
    "2101": "024",
    "3201": "025",
    "4201": "027",
    "5101": "028",
    "6101": "029",
}
_THREE_DIGITS = ("010", "02")  # every other code that begins with 0 has four
_DASHES = str.maketrans({mark: "-" for mark in "–—―‐‑‒−－~～"} | {"(": "", "（": ""})
_SPLIT = re.compile(r"[、,，;；/|\n]+|\s+(?=[01(])|(?<=\d{7})\s+(?=\d{7})|[或和]")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?)[:：]?", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_PLACEHOLDER = re.compile(r"(?:0\d{2,3}-)?(?:1234567|12345678|(\d)\1{6,7})")
_SERVICE = re.compile(r"[48]00\d{7}")
_SHORT = re.compile(r"(?:1\d{2}|1[0-2]\d{3}|9\d{4})")
_DECIMAL = re.compile(r"(?<=\d{7})\.0+(?!\d)")  # of a number that Excel kept as a float
_LOCAL_DIGITS = (7, 8)
_EXTENSION_DIGITS = range(1, 6)


@dataclass
class _Reading:
    """The numbers found in a cell so far, and what was done to them."""

    numbers: list[str] = field(default_factory=list)
    code_added: bool = False
    zero_restored: bool = False
    unreadable: bool = False


def is_placeholder(number: str) -> bool:
    """Tell a number that only fills the field: 12345678, 88888888."""
    return _PLACEHOLDER.fullmatch(number) is not None


def certain_area_code(county_code: str, texts: Iterable[str]) -> str | None:
    """The area code of a county's land lines, when it is certain; see the module's docstring."""
    for prefix, code in _THREE_DIGIT_CODES.items():
        if county_code.startswith(prefix):
            return code
    found = Counter(
        match[1]
        for text in texts
        for match in re.finditer(r"(?<!\d)(0\d{2,3})-\d{7,8}(?!\d)", text)
    )
    if len(found) == 1 and found.total() >= UNANIMOUS_FROM:
        return next(iter(found))
    return None


@lru_cache(maxsize=4096)
def read_telephone(text: str, area_code: str | None) -> tuple[str | None, tuple[Note, ...]]:
    """Read one or several numbers; what cannot be read is kept as it is, with a warning."""
    reading = _Reading()
    for piece in _SPLIT.split(_EXTENSION.sub("-", _DECIMAL.sub("", text).translate(_DASHES))):
        _read_piece(re.sub(r"[)）]-?", "-", piece), area_code, reading)
    if reading.unreadable:
        return text, (
            warning(COLUMN, N_("This is no complete telephone number; it was kept as it is.")),
        )
    numbers = list(dict.fromkeys(reading.numbers))
    if not numbers:
        return None, (normalised(COLUMN, N_("No number is there, taken as blank.")),)
    return _with_notes(text, SEPARATOR.join(numbers), reading, area_code)


def _with_notes(
    text: str, value: str, reading: _Reading, area_code: str | None
) -> tuple[str, tuple[Note, ...]]:
    notes = []
    if reading.zero_restored:
        notes.append(normalised(COLUMN, N_("The zero in front of the area code was put back.")))
    if reading.code_added:
        notes.append(normalised(COLUMN, N_("The area code %(code)s was added."), code=area_code))
    if value != text and not notes:
        notes.append(normalised(COLUMN, N_("The telephone number was written in the usual form.")))
    if any(is_placeholder(number) for number in value.split(SEPARATOR)):
        notes.append(warning(COLUMN, N_("This number looks like a placeholder.")))
    return value, tuple(notes)


def _read_piece(piece: str, area_code: str | None, reading: _Reading) -> None:
    """Read the numbers of a piece between separators; groups of digits stand between hyphens."""
    piece = re.sub(r"^(?:\+|00)86-?", "", re.sub(r"\s", "", piece))
    if not piece.strip("-"):
        return
    if not re.fullmatch(r"[\d-]+", piece):
        reading.unreadable = True
        return
    groups = [group for group in piece.split("-") if group]
    while groups and not reading.unreadable:
        _read_groups(groups, area_code, reading)


def _read_groups(groups: list[str], area_code: str | None, reading: _Reading) -> None:
    """Take the next number off the groups, with the extension that follows it."""
    group = groups.pop(0)
    if _is_area_code(group):
        if not groups:
            return  # an area code alone
        number = f"{group}-{groups.pop(0)}" if _fits(group, groups[0]) else None
    elif (
        area_code is not None and groups and group == area_code[1:] and _fits(area_code, groups[0])
    ):
        reading.zero_restored = True
        number = f"{area_code}-{groups.pop(0)}"
    elif len(group) == 3 and len(groups) > 1 and group[1:] == "00":
        number = "-".join((group, groups.pop(0), groups.pop(0)))  # 400-820-1234
    else:
        number = _single(group, area_code, reading)
    if number is None:
        reading.unreadable = True
        return
    if groups and len(groups[0]) in _EXTENSION_DIGITS and not _is_area_code(groups[0]):
        number = f"{number}-{groups.pop(0)}"
    reading.numbers.append(number)


def _single(group: str, area_code: str | None, reading: _Reading) -> str | None:
    """A number written in one run of digits."""
    if _MOBILE.fullmatch(group) or _SERVICE.fullmatch(group) or _SHORT.fullmatch(group):
        return group
    if group.startswith("0"):
        code = group[: 3 if group.startswith(_THREE_DIGITS) else 4]
        return f"{code}-{group[len(code) :]}" if _fits(code, group[len(code) :]) else None
    if area_code is None:
        return group if len(group) in _LOCAL_DIGITS else None
    if _fits(area_code, group):
        reading.code_added = True
        return f"{area_code}-{group}"
    bare = area_code[1:]
    if group.startswith(bare) and _fits(area_code, group[len(bare) :]):
        reading.zero_restored = True
        return f"{area_code}-{group[len(bare) :]}"
    return None


def _is_area_code(group: str) -> bool:
    return len(group) == (3 if group.startswith(_THREE_DIGITS) else 4) and group[0] == "0"


def _fits(code: str, local: str) -> bool:
    """Whether a local number has the digits of its area: eight behind a code of three."""
    if local.startswith(("0", "1")) and not is_placeholder(local):
        return False
    return len(local) == 8 or (len(code) == 4 and len(local) == 7)
