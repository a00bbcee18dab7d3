"""Reading a year's table that somebody pasted or uploaded, with every fault named by its line.

Two ways of writing are read: lines of date, meaning and name, as cells copied from a spreadsheet or
as CSV; and the TOML in which the tables come with the program.
"""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field

from kgsup.core.errors import N_
from kgsup.workcalendar.rules.lines import FaultError, Row, days_of, rows_of
from kgsup.workcalendar.rules.plans import NEXT_NOTICE_FROM
from kgsup.workcalendar.rules.tables import LONGEST_NAME, YearTable, is_weekend
from kgsup.workcalendar.rules.words import DayMeaning

MOST_LINES = 400

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


def read_notice(year: int, source: str, text: str) -> Reading:
    """Read the table of a year; nothing is entered while one line is wrong."""
    lines = unicodedata.normalize("NFKC", text.removeprefix("\ufeff")).splitlines()
    collected = _Collected(year)
    if len(lines) > MOST_LINES:
        collected.add_problem(
            MOST_LINES + 1, FaultError(N_("More than %(most)d lines."), most=MOST_LINES)
        )
    else:
        collected.read(lines)
    if not collected.problems and not collected.days:
        collected.add_problem(1, FaultError(N_("No day was found.")))
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

    def add_problem(self, line: int, fault: FaultError) -> None:
        self.problems.append(Problem(line=line, message=fault.message, parameters=fault.parameters))

    def read(self, lines: list[str]) -> None:
        try:
            rows = list(rows_of(lines, self.year))
        except FaultError as fault:
            self.add_problem(int(str(fault.parameters.pop("line", 1))), fault)
            return
        for row in rows:
            try:
                self._enter(row)
            except FaultError as fault:
                self.add_problem(row.line, fault)

    def _enter(self, row: Row) -> None:
        meaning = _BY_WORD.get(row.meaning.lower())
        days = days_of(row.days)
        if meaning is None:
            raise FaultError(
                N_("“%(text)s” is neither a day off (休) nor a working day (班)."), text=row.meaning
            )
        name = row.name or _DEFAULT_NAME[meaning]
        if len(name) > LONGEST_NAME:
            raise FaultError(N_("The name has more than %(most)d characters."), most=LONGEST_NAME)
        for day in days:
            self._check(day, meaning)
            self.days[day] = (row.line, meaning, name)

    def _check(self, day: dt.date, meaning: DayMeaning) -> None:
        in_december_before = (day.year, day.month) == (self.year - 1, 12)
        if day.year != self.year and not (in_december_before and day.day >= NEXT_NOTICE_FROM):
            raise FaultError(
                N_("%(day)s does not lie in %(year)d."), day=day.isoformat(), year=self.year
            )
        if day in self.days:
            raise FaultError(
                N_("%(day)s stands in line %(line)d already."),
                day=day.isoformat(),
                line=self.days[day][0],
            )
        if meaning is DayMeaning.WORKING and not is_weekend(day):
            raise FaultError(
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
