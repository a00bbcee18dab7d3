"""What the parts of the seeding share: the tables, who acts, and the agenda of what happens when.

The year is acted out by the slices' own services in the order of its instants, as if the program had
been there.  The ledger's own time never goes back: it says of each act that it was entered today and
on which day it was done （补录）.
"""

import datetime as dt
import heapq
from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kgsup.access.actor import Actor
from kgsup.core.clocks import Term
from kgsup.core.workdays import WorkCalendar
from kgsup.demo.rules.county import County

SHANGHAI = ZoneInfo("Asia/Shanghai")
Act = Callable[[dt.datetime], None]


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """An instant on Chinese clocks."""
    return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI)


class Agenda:
    """Acts with their instants; acts may put further acts on it."""

    def __init__(self, until: dt.datetime) -> None:
        self.until = until
        self._acts: list[tuple[dt.datetime, int, Act]] = []
        self._added = 0

    def add(self, at: dt.datetime, act: Act) -> None:
        """Put an act on the agenda; what lies after the present instant is left out."""
        if at <= self.until:
            heapq.heappush(self._acts, (at, self._added, act))
            self._added += 1

    def run(self) -> None:
        """Do everything in the order of its instants, at the same instant in the order of adding."""
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            act(at)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The county on stage."""

    county: County
    calendar: WorkCalendar
    agenda: Agenda
    actors: dict[str, Actor]  # by user name
    kindergartens: dict[int, str]  # public ids by number in the tables

    @property
    def code(self) -> str:
        return self.county.code

    @property
    def terms(self) -> tuple[Term, ...]:
        return self.county.terms

    def public_id_of(self, username: str) -> str:
        """The public id of a user; every actor of the demo is one."""
        public_id = self.actors[username].public_id
        if public_id is None:
            raise LookupError(username)
        return public_id

    def next_working_day(self, day: dt.date) -> dt.date:
        """The first working day after a day."""
        return self.calendar.next_working_day(day + dt.timedelta(days=1))
