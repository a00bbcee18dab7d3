"""Entering holidays and school terms.  Each change of the shared calendar raises its revision."""

import datetime as dt
from importlib import resources

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.clocks import Term
from kgsup.core.db import db
from kgsup.core.errors import N_, Conflict, RuleViolation
from kgsup.workcalendar import queries, rules
from kgsup.workcalendar.models import CalendarDay, CalendarYear, SchoolTerm

_NO_COUNTY = "000000"  # the calendar is shared by all counties


def enter_shipped_years(actor: Actor, at: dt.datetime) -> list[int]:
    """Enter the years that come with the program and are not there yet; returns them."""
    text = resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
    known = queries.known_years()
    new = [table for table in rules.parse_years(text) if table.year not in known]
    if new:
        _raise_revision(at)
    for table in new:
        _enter(plan_year(table), None, actor, at)
    return [table.year for table in new]


def plan_year(table: rules.YearTable) -> rules.YearPlan:
    """What entering a table would change now."""
    return rules.plan_year(table, queries.days_around(table.year), queries.known_years())


def enter_year(
    table: rules.YearTable,
    actor: Actor,
    at: dt.datetime,
    *,
    reason: str | None = None,
    revision: int | None = None,
) -> rules.YearPlan:
    """Replace a year's table in one act; returns what changed.

    ``revision`` is that of the calendar on which the dry run was made.  Raises ``Conflict`` when it
    was changed since, ``RuleViolation`` when nothing changes or a day in the past does without reason.
    """
    present = _raise_revision(at)
    if revision is not None and present != revision:
        raise Conflict(N_("The calendar was changed in the meantime: look at the days once more."))
    plan = plan_year(table)
    if not plan.changes and queries.find_year(table.year) is not None:
        raise RuleViolation(N_("The calendar says all this already: nothing changes."))
    rules.check_reason([change.day for change in plan.changes], local_date(at), reason)
    _enter(plan, reason, actor, at)
    return plan


def _enter(plan: rules.YearPlan, reason: str | None, actor: Actor, at: dt.datetime) -> None:
    table, changed = plan.table, plan.changes
    days = [change.day for change in changed]
    db.session.execute(sa.delete(CalendarDay).where(CalendarDay.day.in_(days)))
    db.session.add_all(
        CalendarDay(day=change.day, is_working=change.after.is_working, name=change.after.name)
        for change in changed
        if change.after is not None
    )
    year = queries.find_year(table.year)
    changes: dict[str, object] = {
        "source": [year.source if year else None, table.source],
        "days": [
            {change.day.isoformat(): change.before_in_words for change in changed},
            {change.day.isoformat(): change.after_in_words for change in changed},
        ],
    }
    if reason:
        changes["reason"] = [None, reason]
    db.session.merge(CalendarYear(year=table.year, source=table.source))
    subject = Subject("calendar_year", str(table.year), _NO_COUNTY)
    record(actor, "workcalendar.year.enter", subject, changes, at)


def _raise_revision(at: dt.datetime) -> int:
    """Lock the calendar and raise its revision; returns the one before."""
    state = queries.lock_state()
    state.revision, state.changed_at = state.revision + 1, at
    return state.revision - 1


def set_day(
    day: dt.date,
    is_working: bool | None,
    name: str,
    actor: Actor,
    at: dt.datetime,
    *,
    reason: str | None = None,
) -> None:
    """Say that a day is off or worked against its weekday; ``None`` takes the exception back.

    Raises ``RuleViolation`` when that says nothing, or when the day lies in the past and no reason is
    given.
    """
    rules.check_day(day, is_working)
    rules.check_reason([day], local_date(at), reason)
    _raise_revision(at)
    before = queries.find_day(day)
    was_working = before.is_working if before else None
    if before is not None:
        db.session.delete(before)
        db.session.flush()  # the day is unique
    if is_working is not None:
        db.session.add(CalendarDay(day=day, is_working=is_working, name=name))
    changes: dict[str, object] = {"is_working": [was_working, is_working]}
    if reason:
        changes["reason"] = [None, reason]
    subject = Subject("calendar_day", day.isoformat(), _NO_COUNTY)
    record(actor, "workcalendar.day.change", subject, changes, at)


def enter_term(county_code: str, term: Term, actor: Actor, at: dt.datetime) -> SchoolTerm:
    """Enter a school term; raises ``RuleViolation`` when it overlaps another."""
    rules.check_term(term, queries.terms(county_code))
    row = SchoolTerm(
        county_code=county_code, name=term.name, first_day=term.first_day, last_day=term.last_day
    )
    db.session.add(row)
    db.session.flush()  # its public id
    subject = Subject("school_term", row.public_id, county_code)
    days = [term.first_day.isoformat(), term.last_day.isoformat()]
    record(actor, "workcalendar.term.enter", subject, {"days": [None, " – ".join(days)]}, at)
    return row
