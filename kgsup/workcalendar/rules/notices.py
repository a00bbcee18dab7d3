"""Reading a year's table that somebody pasted or uploaded, with every fault named by its line.

Two ways of writing are read: lines of date, meaning and name, as cells copied from a spreadsheet or
as CSV; and the TOML in which the tables come with the program.
"""

import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kgsup.core.errors import N_
from kgsup.core.workdays import ONE_DAY
from kgsup.workcalendar.rules.plans import NEXT_NOTICE_FROM
from kgsup.workcalendar.rules.tables import LONGEST_NAME, YearTable, is_weekend
from kgsup.workcalendar.rules.words import DayMeaning

MOST_LINES = 400
LONGEST_SPAN = 31  # days

_MEANINGS = {
    DayMeaning.OFF: {"休", "放假", "休息", "放假日", "休息日", "off", "day off", "holiday"},
    DayMeaning.WORKING: {
        "班",
        "上班",
        "补班",
        "调休上班",
        "工作日",
        "working",
        "working day",
        "work",
    },
}
_BY_WORD = {word: meaning for meaning, words in _MEANINGS.items() for word in words}
_DEFAULT_NAME = {DayMeaning.OFF: "放假", DayMeaning.WORKING: "调休上班"}

_DATE = re.compile(
    r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})(?:\s*日)?(?:\s+00:00(?::00)?)?"
)
_BETWEEN_DAYS = re.compile(r"\s*(?:/|~|—+|–|-|至|到)\s*")
_BETWEEN_CELLS = re.compile(r"\s*[\t,;、|]\s*")
_SECTION = re.compile(r"\s*\[\s*\d{4}\s*[.\]]")
_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """A fault of the text: its line from 1, the message marked for translation, its parameters."""

    line: int
    message: str
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read: a table, or the faults that stand against it."""

    table: YearTable | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Row:
    line: int
    days: str
    meaning: str
    name: str


class _FaultError(Exception):
    """A fault of one row, with its message and parameters."""

    def __init__(self, message: str, **parameters: object) -> None:
        super().__init__(message)
        self.message, self.parameters = message, parameters


def read_notice(year: int, source: str, text: str) -> Reading:
    """Read the table of a year; nothing is entered while one line is wrong."""
    lines = unicodedata.normalize("NFKC", text.removeprefix("\ufeff")).splitlines()
    collected = _Collected(year)
    if len(lines) > MOST_LINES:
        collected.add_problem(
            MOST_LINES + 1, _FaultError(N_("More than %(most)d lines."), most=MOST_LINES)
        )
    else:
        collected.read(lines)
    if not collected.problems and not collected.days:
        collected.add_problem(1, _FaultError(N_("No day was found.")))
    if collected.problems:
        return Reading(table=None, problems=tuple(sorted(collected.problems, key=_line_of)))
    return Reading(table=collected.table(source), problems=())


def _line_of(problem: Problem) -> int:
    return problem.line


class _Collected:
    """The days read so far with their lines, and the faults."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.days: dict[dt.date, tuple[int, DayMeaning, str]] = {}
        self.problems: list[Problem] = []

    def add_problem(self, line: int, fault: _FaultError) -> None:
        self.problems.append(Problem(line=line, message=fault.message, parameters=fault.parameters))

    def read(self, lines: list[str]) -> None:
        try:
            is_toml = any(_SECTION.match(line) for line in lines)
            rows = list(_toml_rows(lines, self.year) if is_toml else _rows(lines))
        except _FaultError as fault:
            self.add_problem(int(str(fault.parameters.pop("line", 1))), fault)
            return
        for row in rows:
            try:
                self._enter(row)
            except _FaultError as fault:
                self.add_problem(row.line, fault)

    def _enter(self, row: _Row) -> None:
        meaning = _BY_WORD.get(row.meaning.lower())
        days = _span(row.days)
        if meaning is None:
            raise _FaultError(
                N_("“%(text)s” is neither a day off (休) nor a working day (班)."), text=row.meaning
            )
        name = row.name or _DEFAULT_NAME[meaning]
        if len(name) > LONGEST_NAME:
            raise _FaultError(N_("The name has more than %(most)d characters."), most=LONGEST_NAME)
        for day in days:
            self._check(day, meaning)
            self.days[day] = (row.line, meaning, name)

    def _check(self, day: dt.date, meaning: DayMeaning) -> None:
        in_december_before = (day.year, day.month) == (self.year - 1, 12)
        if day.year != self.year and not (in_december_before and day.day >= NEXT_NOTICE_FROM):
            raise _FaultError(
                N_("%(day)s does not lie in %(year)d."), day=day.isoformat(), year=self.year
            )
        if day in self.days:
            raise _FaultError(
                N_("%(day)s stands in line %(line)d already."),
                day=day.isoformat(),
                line=self.days[day][0],
            )
        if meaning is DayMeaning.WORKING and not is_weekend(day):
            raise _FaultError(
                N_("%(day)s is no weekend day: it is worked anyway."), day=day.isoformat()
            )

    def table(self, source: str) -> YearTable:
        def of(wanted: DayMeaning) -> dict[dt.date, str]:
            days = sorted(self.days.items())
            return {day: name for day, (_, meaning, name) in days if meaning is wanted}

        return YearTable(
            year=self.year,
            source=source,
            days_off=of(DayMeaning.OFF),
            working_weekends=of(DayMeaning.WORKING),
        )


def _rows(lines: list[str]) -> Iterator[_Row]:
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
        yield _Row(number, days, meaning, name)


def _toml_rows(lines: list[str], year: int) -> Iterator[_Row]:
    """The rows of the year's section; a line number is where the span is written."""
    try:
        section = tomllib.loads("\n".join(lines)).get(str(year))
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        raise _FaultError(
            N_("The table cannot be read: %(fault)s"),
            fault=str(error),
            line=int(at[1]) if at else len(lines),
        ) from None
    if not isinstance(section, dict):
        raise _FaultError(N_("There is no section [%(year)d]."), year=year)
    for part in ("off", "working"):
        for name, spans in _part(section, part).items():
            for span in spans if isinstance(spans, list) else [spans]:
                yield _Row(_line_with(lines, str(span)), str(span), part, name)


def _part(section: dict[str, Any], part: str) -> dict[str, Any]:
    rows = section.get(part, {})
    if not isinstance(rows, dict):
        raise _FaultError(N_("“%(part)s” is no list of names with their days."), part=part)
    return rows


def _line_with(lines: list[str], text: str) -> int:
    return next((n for n, line in enumerate(lines, start=1) if text in line), 1)


def _span(text: str) -> list[dt.date]:
    """The days of "2027-01-01" or "2027-01-01/2027-01-03", both inclusive."""
    found = list(_DATE.finditer(text))
    if len(found) not in {1, 2} or not _is_nothing_else(text, found):
        raise _FaultError(N_("“%(text)s” is no day such as 2027-01-31."), text=text)
    days = [_day(match) for match in found]
    first, last = days[0], days[-1]
    if not first <= last or (last - first).days >= LONGEST_SPAN:
        raise _FaultError(
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
        raise _FaultError(N_("There is no day “%(text)s”."), text=match[0]) from None
