"""Entering holidays and school terms."""

import datetime as dt
from importlib import resources

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clocks import Term
from kgsup.core.db import db
from kgsup.workcalendar import queries, rules
from kgsup.workcalendar.models import CalendarDay, CalendarYear, SchoolTerm

_NO_COUNTY = "000000"  # the calendar is shared by all counties


def enter_shipped_years(actor: Actor, at: dt.datetime) -> list[int]:
    """Enter the years that come with the program and are not there yet; returns them."""
    text = resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
    known = queries.work_calendar().known_years
    new = [table for table in rules.parse_years(text) if table.year not in known]
    for table in new:
        enter_year(table, actor, at)
    return [table.year for table in new]


def enter_year(table: rules.YearTable, actor: Actor, at: dt.datetime) -> None:
    """Enter a year's table; a day that is there already takes the new meaning."""
    days = {day: (False, name) for day, name in table.days_off.items()}
    days |= {day: (True, name) for day, name in table.working_weekends.items()}
    db.session.execute(sa.delete(CalendarDay).where(CalendarDay.day.in_(days)))
    db.session.merge(CalendarYear(year=table.year, source=table.source))
    db.session.add_all(
        CalendarDay(day=day, is_working=is_working, name=name)
        for day, (is_working, name) in sorted(days.items())
    )
    subject = Subject("calendar_year", str(table.year), _NO_COUNTY)
    changes = {"source": [None, table.source], "days": [None, len(days)]}
    record(actor, "workcalendar.year.enter", subject, changes, at)


def set_day(
    day: dt.date, is_working: bool | None, name: str, actor: Actor, at: dt.datetime
) -> None:
    """Say that a day is off or worked against its weekday; ``None`` takes the exception back."""
    before = db.session.execute(
        sa.select(CalendarDay).where(CalendarDay.day == day)
    ).scalar_one_or_none()
    if before is not None:
        db.session.delete(before)
        db.session.flush()  # the day is unique
    if is_working is not None:
        db.session.add(CalendarDay(day=day, is_working=is_working, name=name))
    subject = Subject("calendar_day", day.isoformat(), _NO_COUNTY)
    changes = {"is_working": [before.is_working if before else None, is_working]}
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
