"""The worker's part: what the law says when nobody acted, and drafts that nobody came back to."""

import datetime as dt
import logging

from kgsup.access.actor import system_actor
from kgsup.areas.queries import list_counties
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date, start_of
from kgsup.core.clocks import Period, days_after
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines.queries import list_due
from kgsup.deadlines.rules import DeadlineKind
from kgsup.licensing import queries, service
from kgsup.licensing.queries import renewing
from kgsup.licensing.rules.applications import UNTOUCHED_DAYS
from kgsup.licensing.rules.renewing import apply_by
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.service.renewing import KIND as LICENCE_RENEWAL
from kgsup.licensing.service.renewing import deem_renewed as deem
from kgsup.licensing.service.renewing import remind_of_renewal
from kgsup.licensing.service.terminating import prepare_end
from kgsup.reminders import queries as reminders
from kgsup.reminders.rules import next_step
from kgsup.workcalendar.queries import work_calendar

log = logging.getLogger(__name__)
WORKER = system_actor("worker")
REACH_DAYS = 600  # a ladder begins at most 180 days before a period of at most 400 days


@scheduled("licensing-deemed-acceptance", "20 0 * * *")
def deem_accepted(at: dt.datetime) -> int:
    """Accept what nobody asked about in five working days (行政许可法 32); counts the applications.

    Each by itself: what was missed while the worker stood still is made up for, one fault stops no
    other, and a second run finds nothing.
    """
    yesterday = days_after(local_date(at), -1)
    due = list_due(DeadlineKind.CORRECTION_NOTICE, yesterday, subject_kind=SUBJECT)
    waiting = [clock.subject_id for clock in due]
    db.session.rollback()  # ends the reading transaction of the plan
    accepted = 0
    for public_id in waiting:
        try:
            with transaction():
                accepted += service.deem_accepted(public_id, WORKER, at) is not None
        except Exception:
            log.exception("application %s could not be deemed accepted", public_id)
    return accepted


@scheduled("licensing-untouched-drafts", "40 2 * * *")
def discard_untouched_drafts(at: dt.datetime) -> int:
    """Discard drafts behind a code that nobody touched for sixty days; counts them."""
    since = start_of(days_after(local_date(at), -UNTOUCHED_DAYS))
    drafts = queries.list_founder_drafts(since)
    db.session.rollback()
    discarded = 0
    for public_id in drafts:
        try:
            with transaction():
                discarded += service.discard_untouched(public_id, since, WORKER, at)
        except Exception:
            log.exception("draft %s could not be discarded", public_id)
    return discarded


@scheduled("licensing-deemed-renewal", "10 0 * * *")
def deem_renewed(at: dt.datetime) -> int:
    """Enter the renewals that silence has granted (行政许可法 50); counts them."""
    waiting = renewing.list_undecided_renewals()
    db.session.rollback()  # ends the reading transaction of the plan
    renewed = 0
    for public_id in waiting:
        try:
            with transaction():
                renewed += deem(public_id, WORKER, at) is not None
        except Exception:
            log.exception("renewal %s could not be entered as granted by law", public_id)
    return renewed


@scheduled("licensing-renewal-reminders", "10 7 * * *")
def send_renewal_reminders(at: dt.datetime) -> int:
    """Send each kindergarten its due step of renewal, one transaction each; counts what was sent."""
    sent = 0
    for public_id in plan_renewal_reminders(local_date(at)):
        try:
            with transaction():
                sent += remind_of_renewal(public_id, WORKER, at)
        except Exception:
            log.exception("the reminder of renewal for %s could not be sent", public_id)
    return sent


def plan_renewal_reminders(today: dt.date) -> list[str]:
    """The kindergartens with a step to send or record today, or one to take back."""
    calendar = work_calendar()
    plan = [one for county in list_counties() for one in _plan_county(county.code, calendar, today)]
    db.session.rollback()  # ends the reading transaction of the plan
    return plan


def _plan_county(county_code: str, calendar: WorkCalendar, today: dt.date) -> list[str]:
    period = Period.from_json(value(county_code, Key.RENEWAL_PERIOD, on=today))
    offsets: list[int] = value(county_code, Key.RENEWAL_LADDER, on=today)
    near = renewing.list_expiring(county_code, today, days_after(today, REACH_DAYS))
    recorded = reminders.recorded_offsets(
        LICENCE_RENEWAL, county_code, [one.public_id for one in near]
    )
    wanted = reminders.subjects_with_outstanding(LICENCE_RENEWAL, county_code)
    for one in near:
        due_on = apply_by(one.valid_until, period, calendar)
        done = recorded.get((one.public_id, due_on), set())
        if not next_step(due_on, offsets, done, today).is_nothing:
            wanted.add(one.public_id)
    return sorted(wanted)


@scheduled("licensing-terminations", "30 0 * * *")
def prepare_ends(at: dt.datetime) -> int:
    """Prepare the cancelling of licences on the day a kindergarten ends; counts them."""
    due = list_due(DeadlineKind.TERMINATION, local_date(at), subject_kind=SUBJECT)
    waiting = [clock.subject_id for clock in due]
    db.session.rollback()  # ends the reading transaction of the plan
    prepared = 0
    for public_id in waiting:
        try:
            with transaction():
                prepared += prepare_end(public_id, WORKER, at) is not None
        except Exception:
            log.exception("the end of termination %s could not be prepared", public_id)
    return prepared
