"""Making the year's places and sending the due steps: planned set-based, done one by one."""

import datetime as dt
import logging

from kgsup.access.actor import system_actor
from kgsup.annual_checks import queries, rules, service
from kgsup.areas.queries import list_counties
from kgsup.configuration.queries import value as county_rule
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import days_after
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.reminders import queries as reminder_queries
from kgsup.reminders.rules import ReminderKind, next_step

log = logging.getLogger(__name__)
WORKER = system_actor("worker")


@scheduled("annual-check-places", "30 6 * * *")
def make_annual_check_places(at: dt.datetime) -> int:
    """Give every kindergarten in scope its place in the running checks; counts the new ones."""
    today = local_date(at)
    made = 0
    for county_code, year in _plan_places(today):
        try:
            with transaction():
                made += service.make_places(county_code, year, WORKER, at)
        except Exception:
            log.exception("places of %s in the check of %s could not be made", county_code, year)
    return made


def _plan_places(today: dt.date) -> list[tuple[str, int]]:
    plan = []
    for county in list_counties():
        due = county_rule(county.code, Key.ANNUAL_CHECK_DUE, on=today)
        offsets = county_rule(county.code, Key.REMINDER_LADDER, on=today)
        plan += [
            (county.code, year)
            for year in rules.open_years(today, due, offsets)
            if service.list_missing(county.code, year, today)
        ]
    db.session.rollback()  # ends the reading transaction of the plan
    return plan


@scheduled("annual-check-reminders", "0 7 * * *")
def send_annual_check_reminders(at: dt.datetime) -> int:
    """Send each place's due step, one transaction a kindergarten; counts the steps that were sent."""
    # A place that was missed at half past six, say by an outage, is made up for here.
    make_annual_check_places(at)
    sent = 0
    for public_id in plan_reminders(local_date(at)):
        try:
            with transaction():
                sent += service.remind(public_id, WORKER, at)
        except Exception:
            log.exception("the reminder of place %s could not be sent", public_id)
    return sent


def plan_reminders(today: dt.date) -> list[str]:
    """The places with something to do today: a step to send or record, or one to take back."""
    plan: list[str] = []
    for county in list_counties():
        plan += _plan_county(county.code, today)
    db.session.rollback()  # ends the reading transaction of the plan
    return plan


def _plan_county(county_code: str, today: dt.date) -> list[str]:
    offsets: list[int] = county_rule(county_code, Key.REMINDER_LADDER, on=today)
    scope: list[str] = county_rule(county_code, Key.ANNUAL_CHECK_SCOPE, on=today)
    first_due = days_after(today, -min(offsets))
    expected = list(queries.iterate_expected(county_code, first_due))
    recorded = reminder_queries.recorded_offsets(
        ReminderKind.ANNUAL_CHECK, county_code, [place.public_id for place in expected]
    )
    outstanding = reminder_queries.subjects_with_outstanding(ReminderKind.ANNUAL_CHECK, county_code)
    plan = []
    for place in expected:
        if rules.hindrance(place.asked.standing, scope, place.year) is not None:
            is_needed = place.public_id in outstanding
        else:
            done = recorded.get((place.public_id, place.due_on), set())
            is_needed = not next_step(place.due_on, offsets, done, today).is_nothing
        if is_needed:
            plan.append(place.public_id)
    return plan
