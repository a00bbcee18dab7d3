"""What happened to a clock: the events, and the spans that they leave out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks.periods import Period
from kgsup.core.errors import N_, IllegalTransition


class ClockEventKind(StrEnum):
    """What can happen to a clock; a recomputation leaves its mark and changes nothing."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    STOPPED = "stopped"
    RECOMPUTED = "recomputed"


@dataclass(frozen=True, kw_only=True)
class ClockEvent:
    """One event on its legal day; ``period`` is that of an extension."""

    kind: ClockEventKind
    on: dt.date
    period: Period | None = None


@dataclass(frozen=True, kw_only=True)
class Story:
    """What the events of a clock come to.

    ``pauses``  the finished ones as (paused on, resumed on): the days after the first up to and
                including the second are left out
    """

    started_on: dt.date
    pauses: tuple[tuple[dt.date, dt.date], ...] = ()
    paused_since: dt.date | None = None
    stopped_on: dt.date | None = None
    extension: Period | None = None


def story_of(events: Sequence[ClockEvent]) -> Story:
    """Read the events in their order; raises ``IllegalTransition`` when they begin with no start."""
    if not events or events[0].kind is not ClockEventKind.STARTED:
        raise IllegalTransition(N_("The clock has not been started."))
    pauses: list[tuple[dt.date, dt.date]] = []
    paused_since = stopped_on = extension = None
    for event in events:
        if event.kind is ClockEventKind.PAUSED:
            paused_since = event.on
        elif event.kind is ClockEventKind.RESUMED and paused_since is not None:
            pauses.append((paused_since, event.on))
            paused_since = None
        elif event.kind is ClockEventKind.EXTENDED:
            extension = event.period
        elif event.kind is ClockEventKind.STOPPED:
            stopped_on = event.on
    if paused_since is not None and stopped_on is not None:
        pauses.append((paused_since, stopped_on))  # who stops a paused clock ends the pause
        paused_since = None
    return Story(
        started_on=events[0].on,
        pauses=tuple(pauses),
        paused_since=paused_since,
        stopped_on=stopped_on,
        extension=extension,
    )
