"""Who may decide what: the levels of a bureau, appointments to them, and deputies.  Pure.

Each act names the least level that may sign it (practice R15): extension of a licensing period the organ's
head (行政许可法 42), heavy penalties the organ's leaders together (行政处罚法 57).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.rules.texts import comparable_name


class Level(StrEnum):
    """The levels from the lowest to the highest."""

    OFFICER = "officer"  # 经办
    SECTION = "section"  # 股室
    DEPUTY_HEAD = "deputy_head"  # 分管负责人
    HEAD = "head"  # 主要负责人
    COLLECTIVE = "collective"  # 集体讨论: a body, held by nobody alone
    GOVERNMENT = "government"  # 政府负责人

    @property
    def rank(self) -> int:
        return list(Level).index(self)

    def reaches(self, least: "Level") -> bool:
        return self.rank >= least.rank


# What papers call the levels.
LEVELS_IN_PAPERS: dict[Level, str] = {
    Level.OFFICER: "经办人",
    Level.SECTION: "股室负责人",
    Level.DEPUTY_HEAD: "分管负责人",
    Level.HEAD: "主要负责人",
    Level.COLLECTIVE: "集体讨论",
    Level.GOVERNMENT: "政府负责人",
}

# Everybody who approves is at least a section's head; a body and an officer are not appointed.
APPOINTABLE = (Level.SECTION, Level.DEPUTY_HEAD, Level.HEAD, Level.GOVERNMENT)


def signing_level(least: Level) -> Level:
    """The least level of the *person* who signs: for a collective decision the head signs it."""
    return Level.HEAD if least is Level.COLLECTIVE else least


@dataclass(frozen=True)
class Person:
    """Somebody by key and name; the key is empty for commands and jobs."""

    id: int | None
    name: str

    @property
    def comparable(self) -> str:
        return comparable_name(self.name)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A level at which somebody acts: the own one, or that of a person who is stood in for (代)."""

    level: Level
    on_behalf_of: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days from–to, both inclusive; without an end it lasts.  Ended before it began it never held."""

    from_on: dt.date
    until_on: dt.date | None = None

    def includes(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def meets(self, other: "Span") -> bool:
        """Tell whether two spans share a day."""
        if self.is_empty or other.is_empty:
            return False
        starts_before_end = other.until_on is None or self.from_on <= other.until_on
        return starts_before_end and (self.until_on is None or other.from_on <= self.until_on)

    @property
    def is_empty(self) -> bool:
        return self.until_on is not None and self.until_on < self.from_on


@dataclass(frozen=True, kw_only=True)
class NewDeputation:
    """Who stands in for whom (public ids), on which days and why."""

    represented: str
    deputy: str
    span: Span
    reason: str


@dataclass(frozen=True, kw_only=True)
class KnownDeputation:
    """A deputation that is there already."""

    represented: str
    deputy: str
    span: Span


def check_span(span: Span) -> None:
    """Refuse days that end before they begin."""
    if span.is_empty:
        raise RuleViolation(N_("The last day lies before the first."))


def check_appointment(level: Level, span: Span, others: Iterable[Span]) -> None:
    """Refuse a level that nobody can hold, and a second level of one person on the same day."""
    if level not in APPOINTABLE:
        raise RuleViolation(N_("Nobody is appointed to this level."))
    check_span(span)
    if any(span.meets(other) for other in others):
        raise RuleViolation(
            N_("This person holds a level on some of these days already: end it first.")
        )


def check_deputation(new: NewDeputation, known: Sequence[KnownDeputation]) -> None:
    """Refuse standing in for oneself, two deputies at once, and chains of deputies.

    A chain is a deputy who is stood in for, or a represented person who stands in for a third, on a
    day in common: whose act it then is could not be said.
    """
    check_span(new.span)
    if new.span.until_on is None:
        raise RuleViolation(N_("Give the last day: nobody stands in for ever."))
    if new.represented == new.deputy:
        raise RuleViolation(N_("Nobody stands in for themselves."))
    if not new.reason.strip():
        raise RuleViolation(N_("Write the reason."))
    meeting = [row for row in known if row.span.meets(new.span)]
    if any(row.represented == new.represented for row in meeting):
        raise RuleViolation(N_("Somebody stands in for this person on some of these days already."))
    if any(new.deputy == row.represented or new.represented == row.deputy for row in meeting):
        raise RuleViolation(N_("A deputy of a deputy is not possible: name one who is there."))


def check_end(span: Span, last_on: dt.date, today: dt.date) -> None:
    """Refuse ending in the past, where acts already stand on it, and later than it ends anyway."""
    if last_on < today:
        raise RuleViolation(N_("It ends today at the earliest: what was done before stands on it."))
    if span.until_on is not None and last_on >= span.until_on:
        raise RuleViolation(N_("It ends by then anyway."))
