"""What became of each finding by the demo's day: open, late, closed in time, extended or late.  Pure."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from kgsup.core.clocks import CorrectionStep, correction_due_on
from kgsup.core.workdays import WorkCalendar
from kgsup.corrections.rules import Kind, Severity
from kgsup.demo.rules.county import County
from kgsup.demo.rules.year import Fate, Finding, Found

# Sums of the year, practice 5.2: 751 opened, 688 closed, 63 open of which 11 late; of the closed ones
# 79 % in time, 15 % after one extension, 6 % late.
OPEN, LATE_OPEN = 63, 11
CLOSED_AFTER_EXTENSION, CLOSED_LATE = 103, 41

REPLY_DAYS = 15  # within which letters ask the other authority to deal with the matter
EXTENSION = dt.timedelta(days=30)
MARGIN = dt.timedelta(days=4)  # nobody's date passes in the first days after the demo's day
LATE_WINDOW = dt.timedelta(days=35)


@dataclass(frozen=True, kw_only=True)
class _Dated:
    found: Found
    due_on: dt.date

    @property
    def can_be_extended(self) -> bool:
        return (
            self.found.severity is not Severity.GRAVE
            and self.found.follow_up is not Kind.ORDER_TO_CORRECT
            and self.due_on > self.found.visit.on
        )


@dataclass(frozen=True, kw_only=True)
class _Deciding:
    county: County
    calendar: WorkCalendar
    random: Random

    @property
    def last_day(self) -> dt.date:
        """The last working day before the demo's day; nothing is closed later."""
        return self.county.today - dt.timedelta(days=1)


def decide_fates(
    county: County, found: Sequence[Found], calendar: WorkCalendar, random: Random
) -> list[Finding]:
    """Give every finding its date and its end; the sums of open and closed ones are exact."""
    deciding = _Deciding(county=county, calendar=calendar, random=random)
    on_the_spot = [f for f in found if f.follow_up is Kind.ADVICE]
    dated = [
        _Dated(found=f, due_on=_due_on(f, county)) for f in found if f.follow_up is not Kind.ADVICE
    ]
    planned = [_closed_on_the_spot(f, county) for f in on_the_spot]
    planned += _open_ones(dated, deciding)
    taken = {(p.found.visit.serial, p.found.item.number) for p in planned}
    rest = [d for d in dated if (d.found.visit.serial, d.found.item.number) not in taken]
    planned += _closed_ones(rest, deciding)
    return sorted(planned, key=lambda p: (p.found.visit.serial, p.found.item.number))


def step_of(found: Found) -> CorrectionStep:
    """The step that is printed; a matter of others has at least the days in which they answer."""
    short = {CorrectionStep.AT_ONCE, CorrectionStep.DAYS_3, CorrectionStep.DAYS_7}
    if found.follow_up is Kind.TRANSFER_LETTER and found.item.step in short:
        return CorrectionStep.DAYS_15
    return found.item.step


def _due_on(found: Found, county: County) -> dt.date:
    if found.story:
        return found.story.due_on
    return correction_due_on(step_of(found), found.visit.on, county.terms)


def _closed_on_the_spot(found: Found, county: County) -> Finding:
    return Finding(
        found=found, due_on=_due_on(found, county), extended_to=None, closed_on=found.visit.on
    )


def _open_ones(dated: Sequence[_Dated], deciding: _Deciding) -> list[Finding]:
    today = deciding.county.today
    told = [d for d in dated if d.found.story and d.found.story.fate is not Fate.CLOSED]
    told_open = [d for d in told if d.found.story and d.found.story.fate is Fate.OPEN]
    told_late = [d for d in told if d not in told_open]
    free = [d for d in dated if d.found.story is None]
    running = _latest(
        [d for d in free if d.due_on >= today + MARGIN], OPEN - LATE_OPEN - len(told_open)
    )
    lacking = OPEN - LATE_OPEN - len(told_open) - len(running)
    recent = [d for d in free if today - LATE_WINDOW <= d.due_on < today]
    extendable = [d for d in recent if d.can_be_extended and d.due_on + EXTENSION >= today + MARGIN]
    extended = _latest(extendable, lacking)
    late = _latest([d for d in recent if d not in extended], LATE_OPEN - len(told_late))
    return [
        *(_still_open(d) for d in [*told, *running, *late]),
        *(_still_open(d, EXTENSION) for d in extended),
    ]


def _latest(dated: Sequence[_Dated], count: int) -> list[_Dated]:
    ordered = sorted(dated, key=lambda d: (d.found.visit.on, d.found.visit.serial), reverse=True)
    return ordered[: max(0, count)]


def _still_open(dated: _Dated, extended_by: dt.timedelta | None = None) -> Finding:
    """A story's date is the one after its extension, so the first date lies before it."""
    due_on, extended_to = dated.due_on, None
    if extended_by:
        extended_to = due_on + extended_by
    elif dated.found.story and dated.found.story.extended:
        first = dated.found.visit.on + dt.timedelta(days=REPLY_DAYS)
        due_on, extended_to = first, dated.due_on
    return Finding(found=dated.found, due_on=due_on, extended_to=extended_to, closed_on=None)


def _closed_ones(dated: list[_Dated], deciding: _Deciding) -> list[Finding]:
    limit = deciding.last_day
    free = [d for d in dated if d.found.story is None and d.can_be_extended]
    deciding.random.shuffle(free)
    room = dt.timedelta(days=REPLY_DAYS)
    extended = [d for d in free if d.due_on + room <= limit][:CLOSED_AFTER_EXTENSION]
    late = [d for d in free if d not in extended and d.due_on + room <= limit][:CLOSED_LATE]
    in_time = [d for d in dated if d not in extended and d not in late]
    return [
        *(_closed(d, deciding, _in_time) for d in in_time),
        *(_closed(d, deciding, _after_date, REPLY_DAYS) for d in extended),
        *(_closed(d, deciding, _after_date) for d in late),
    ]


Span = tuple[dt.date, dt.date]


def _in_time(dated: _Dated, limit: dt.date) -> Span:
    first = min(dated.found.visit.on + dt.timedelta(days=1), dated.due_on)
    return first, min(dated.due_on, limit)


def _after_date(dated: _Dated, limit: dt.date) -> Span:
    first = dated.due_on + dt.timedelta(days=1)
    return first, min(dated.due_on + dt.timedelta(days=REPLY_DAYS), limit)


def _closed(
    dated: _Dated,
    deciding: _Deciding,
    span_of: Callable[[_Dated, dt.date], Span],
    extended_by: int | None = None,
) -> Finding:
    first, last = span_of(dated, deciding.last_day)
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    working = [day for day in days if deciding.calendar.is_working_day(day)]
    return Finding(
        found=dated.found,
        due_on=dated.due_on,
        extended_to=dated.due_on + dt.timedelta(days=extended_by) if extended_by else None,
        closed_on=deciding.random.choice(working or days),
    )
