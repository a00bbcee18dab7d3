"""The lines of a notice: rows of days, meaning and name, from cells or from TOML."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kgsup.core.errors import N_
from kgsup.core.workdays import ONE_DAY

LONGEST_SPAN = 31  # days

_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?:\s*日)?(?:\s+00:00(?::00)?)?"
)
_BETWEEN_DAYS = re.compile(r"\s*(?:/|~|—+|–|-|至|到)\s*")
_BETWEEN_CELLS = re.compile(r"\s*[\t,;、|]\s*")
_SECTION = re.compile(r"\s*\[\s*\d{4}\s*[.\]]")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Row:
    """One row with its line from 1, as it was written."""

    line: int
    days: str
    meaning: str
    name: str


class FaultError(Exception):
    """A fault of one row, with its message and parameters."""

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message)
        self.message, self.parameters = message, parameters


def rows_of(lines: list[str], year: int) -> Iterator[Row]:
    """The rows of a text in either way of writing; raises ``FaultError`` when it cannot be read."""
    is_toml = any(_SECTION.match(line) for line in lines)
    return _toml_rows(lines, year) if is_toml else _rows(lines)


def _rows(lines: list[str]) -> Iterator[Row]:
    """Lines of date, meaning, name; blank lines, comments and a head without digits are passed over."""
    for number, line in enumerate(lines, start=1):
        line = line.strip()
        is_head = number == 1 and not any(c.isdigit() for c in line)
        if not line or line.startswith("#") or is_head:
            continue
        cells = _BETWEEN_CELLS.split(line)
        if len(cells) == 1:  # parted by blanks alone
            cells = line.split()
        days, meaning, name = [*(cell.strip(' "') for cell in cells), "", ""][:3]
        yield Row(number, days, meaning, name)


def _toml_rows(lines: list[str], year: int) -> Iterator[Row]:
    """The rows of the year's section; a line number is where the span is written."""
    try:
        section = tomllib.loads("\n".join(lines)).get(str(year))
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        raise FaultError(
            N_("The table cannot be read: %(fault)s"),
            fault=str(error),
            line=int(at[1]) if at else len(lines),
        ) from None
    if not isinstance(section, dict):
        raise FaultError(N_("There is no section [%(year)d]."), year=year)
    for part in ("off", "working"):
        for name, spans in _part(section, part).items():
            for span in spans if isinstance(spans, list) else [spans]:
                yield Row(_line_with(lines, str(span)), str(span), part, name)


def _part(section: dict[str, Any], part: str) -> dict[str, Any]:
    rows = section.get(part, {})
    if not isinstance(rows, dict):
        raise FaultError(N_("“%(part)s” is no list of names with their days."), part=part)
    return rows


def _line_with(lines: list[str], text: str) -> int:
    return next((n for n, line in enumerate(lines, start=1) if text in line), 1)


def days_of(text: str) -> list[dt.date]:
    """The days of "2027-01-01" or "2027-01-01/2027-01-03", both inclusive."""
    found = list(_DATE.finditer(text))
    if len(found) not in {1, 2} or not _is_nothing_else(text, found):
        raise FaultError(N_("“%(text)s” is no day such as 2027-01-31."), text=text)
    days = [_day(match) for match in found]
    first, last = days[0], days[-1]
    if not first <= last or (last - first).days >= LONGEST_SPAN:
        raise FaultError(
            N_("“%(text)s” does not end after it begins and within a month."), text=text
        )
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def _is_nothing_else(text: str, found: list[re.Match[str]]) -> bool:
    around = text[: found[0].start()] + text[found[-1].end() :]
    between = text[found[0].end() : found[1].start()] if len(found) > 1 else "-"
    return not around.strip() and _BETWEEN_DAYS.fullmatch(between) is not None


def _day(match: re.Match[str]) -> dt.date:
    try:
        return dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise FaultError(N_("There is no day “%(text)s”."), text=match[0]) from None
