"""When it happened: order of the times, nothing in the future, late entries with their reason."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from kgsup.core.errors import N_
from kgsup.core.workdays import WorkCalendar
from kgsup.inspections.rules.document import VisitDocument
from kgsup.inspections.rules.problems import Circumstances, Problem
from kgsup.inspections.rules.visits import Source

CLOCK_TOLERANCE = dt.timedelta(minutes=5)  # phones' clocks differ a little from the server's
LONGEST_HOURS = 16  # over midnight, as after an accident; longer than that is a mistake
LATE_ENTRY_WORKING_DAYS = 5  # later than that: a reason and a second person as well
SHANGHAI = ZoneInfo("Asia/Shanghai")


def times(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    """Judge begin, end and the days between the visit and its entry."""
    latest = facts.now + CLOCK_TOLERANCE
    if document.started_at > latest:
        yield Problem(pointer="/started_at", message=N_("The visit begins in the future."))
    if document.ended_at is None:
        yield Problem(pointer="/ended_at", message=N_("Say when the visit ended."))
        return
    if document.ended_at < document.started_at:
        yield Problem(pointer="/ended_at", message=N_("The visit ended before it began."))
    if _is_too_long(document.started_at, document.ended_at):
        yield Problem(
            pointer="/ended_at",
            message=N_(
                "A visit begins and ends on one day or lasts %(hours)d hours at most: correct the times."
            ),
            parameters={"hours": LONGEST_HOURS},
        )
    if document.ended_at > latest:
        yield Problem(pointer="/ended_at", message=N_("The end of the visit lies in the future."))
    yield from _late_entry(document, facts)


def _is_too_long(started_at: dt.datetime, ended_at: dt.datetime) -> bool:
    """Tell whether the times lie on two days in China and more than ``LONGEST_HOURS`` apart."""
    days = {instant.astimezone(SHANGHAI).date() for instant in (started_at, ended_at)}
    return len(days) > 1 and ended_at - started_at > dt.timedelta(hours=LONGEST_HOURS)


def is_late_entry(acted_on: dt.date, today: dt.date, calendar: WorkCalendar) -> bool:
    """Tell whether more than five working days lie between the visit and its entry."""
    return calendar.working_days_between(acted_on, today) > LATE_ENTRY_WORKING_DAYS


def _late_entry(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    if document.source is Source.PAPER and not (document.paper and document.paper.scans):
        yield Problem(
            pointer="/paper/scans",
            message=N_("A record that was written on paper is entered with its scan."),
        )
    if not is_late_entry(facts.acted_on, facts.today, facts.calendar):
        return
    late = document.late_entry
    if late is None or not late.reason:
        yield Problem(
            pointer="/late_entry",
            message=N_("More than five working days have passed: say why it is entered only now."),
        )
    elif late.second_person not in facts.officers or late.second_person == facts.signer:
        yield Problem(
            pointer="/late_entry/second_person",
            message=N_("After five working days a second person must answer for the entry."),
        )
