"""Stopping work at once: what a ban or a hit does to every employment (学前教育法 44)."""

import datetime as dt
from collections.abc import Iterable

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.law import Article
from kgsup.staff import queries
from kgsup.staff.models import StaffEmployment, StaffMember
from kgsup.staff.rules import acts
from kgsup.staff.rules.entries import NewFacts
from kgsup.staff.rules.people import CheckResult
from kgsup.staff.rules.standing import has_hit
from kgsup.staff.service.checking import WHOLE
from kgsup.staff.service.writing import subject_of


def stop_all_work(member: StaffMember, actor: Actor, at: dt.datetime) -> int:
    """Stop every running employment of somebody from today on; counts those that were not stopped."""
    today = local_date(at)
    stopped = 0
    for employment in queries.people_of([member], WHOLE)[0].employments:
        if not employment.is_running(today) or employment.is_suspended(today):
            continue
        row: StaffEmployment = queries.get_fact(StaffEmployment, employment.public_id, member)
        row.suspended_on, row.resumed_on = today, None
        changes = {"work_stopped_on": [None, today.isoformat()]}
        subject = subject_of(member, employment.kindergarten)
        record(actor, acts.SUSPEND, subject, changes, at, article=Article.NOBODY_BARRED)
        stopped += 1
    db.session.flush()  # what is read next must see it
    return stopped


def stop_after_hit(
    given: Iterable[tuple[StaffMember, NewFacts]], actor: Actor, at: dt.datetime
) -> None:
    """Stop the work of those of whom these facts, written already, hold a hit that still counts."""
    for member, facts in given:
        if not any(check.result is CheckResult.HIT for check in facts.background_checks):
            continue
        if has_hit(queries.people_of([member], WHOLE)[0], local_date(at)):
            stop_all_work(member, actor, at)
