"""The annual check of 2025 in spring 2026: 58 asked, 51 in time, six after a reminder, one after a notice."""

import datetime as dt
from functools import partial

from kgsup.access.actor import Actor, system_actor
from kgsup.annual_checks import queries
from kgsup.annual_checks import service as annual_checks
from kgsup.annual_checks.rules import FilingWay
from kgsup.core.clocks import ladder
from kgsup.demo.service.scene import Scene, moment
from kgsup.reminders import queries as reminder_queries
from kgsup.reminders import service as reminders

WORKER = system_actor("worker")
DUE_ON = dt.date(2026, 3, 31)
LADDER = (-30, -14, -7, -1, 1, 7)
OPENED_ON = dt.date(2026, 2, 2)
FIRST_FILED, LAST_FILED = dt.date(2026, 3, 2), dt.date(2026, 3, 31)
AFTER_REMINDER, AFTER_NOTICE = dt.date(2026, 4, 3), dt.date(2026, 4, 20)


def plan_annual_check(scene: Scene) -> None:
    """Put the places, the ladder's steps and the filings on the agenda."""
    year = scene.county.annual_check.year
    scene.agenda.add(moment(OPENED_ON, 6, 30), partial(_make_places, scene.code, year))
    for step in ladder(DUE_ON, LADDER):
        scene.agenda.add(moment(step.on, 7), partial(_remind, scene, year))
    clerk = scene.actors["clerk2"]
    for number, day in _filing_days(scene).items():
        scene.agenda.add(moment(day, 10, number % 60), partial(_file, scene, number, year, clerk))


def _filing_days(scene: Scene) -> dict[int, dt.date]:
    """Who files on which working day; the two that opened in autumn 2025 are not asked."""
    check = scene.county.annual_check
    late = check.after_reminder | {check.after_notice}
    numbers = [row.number for row in scene.county.kindergartens]
    in_time = [n for n in numbers if n not in late | check.not_asked]
    span = (LAST_FILED - FIRST_FILED).days + 1
    days = [FIRST_FILED + dt.timedelta(days=n) for n in range(span)]
    days = [day for day in days if scene.calendar.is_working_day(day)]
    filed = {n: days[i * len(days) // len(in_time)] for i, n in enumerate(in_time)}
    filed |= dict.fromkeys(check.after_reminder, AFTER_REMINDER)
    return filed | {check.after_notice: AFTER_NOTICE}


def _make_places(county_code: str, year: int, at: dt.datetime) -> None:
    annual_checks.make_places(county_code, year, WORKER, at)


def _remind(scene: Scene, year: int, at: dt.datetime) -> None:
    """The ladder's step for whoever has not filed, and its messages, which left that day."""
    actor = system_actor("worker", scene.code)
    for place in _places(scene, year, actor, at).values():
        annual_checks.remind(place, WORKER, at)
    for message in reminder_queries.list_due_messages(at):
        if reminders.take_message(message, WORKER, at):
            reminders.note_sent(message, WORKER, at)


def _places(scene: Scene, year: int, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """The places by the kindergarten's public id."""
    wanted = queries.Wanted(year=year)
    found = queries.list_places(actor, wanted, at.date())
    return {place.kindergarten: place.public_id for place in found}


def _file(scene: Scene, number: int, year: int, clerk: Actor, at: dt.datetime) -> None:
    place = _places(scene, year, clerk, at)[scene.kindergartens[number]]
    filing = annual_checks.Filing(filed_on=at.date(), way=FilingWay.WINDOW)
    annual_checks.record_filing(place, filing, None, clerk, at)
