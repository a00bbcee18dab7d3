"""Reading the calendar."""

import datetime as dt

import sqlalchemy as sa

from kgsup.core.clocks import Term
from kgsup.core.db import db
from kgsup.core.workdays import WorkCalendar
from kgsup.workcalendar.models import CalendarDay, CalendarState, CalendarYear, SchoolTerm
from kgsup.workcalendar.rules import DayEntry


def revision() -> int:
    """How often the shared calendar was changed: a due day computed under another one is stale."""
    return db.session.execute(sa.select(CalendarState.revision)).scalar_one()


def lock_state() -> CalendarState:
    """The calendar's one row, locked: who changes the calendar waits for who does so already."""
    return db.session.execute(
        sa.select(CalendarState).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def work_calendar() -> WorkCalendar:
    """The working days of all years that were entered."""
    days = db.session.execute(sa.select(CalendarDay.day, CalendarDay.is_working)).all()
    return WorkCalendar(
        days_off=frozenset(day for day, is_working in days if not is_working),
        working_weekends=frozenset(day for day, is_working in days if is_working),
        known_years=known_years(),
    )


def known_years() -> frozenset[int]:
    """The years whose table was entered."""
    return frozenset(db.session.execute(sa.select(CalendarYear.year)).scalars())


def find_year(year: int) -> CalendarYear | None:
    """A year's row with the source of its table."""
    return db.session.get(CalendarYear, year)


def find_day(day: dt.date) -> CalendarDay | None:
    """What is said of a day against its weekday."""
    return db.session.execute(
        sa.select(CalendarDay).where(CalendarDay.day == day)
    ).scalar_one_or_none()


def days_around(year: int) -> dict[dt.date, DayEntry]:
    """The exceptional days of a year and of the December before it, by day."""
    first, last = dt.date(year - 1, 12, 1), dt.date(year, 12, 31)
    rows = db.session.execute(
        sa.select(CalendarDay.day, CalendarDay.is_working, CalendarDay.name)
        .where(CalendarDay.day.between(first, last))
        .order_by(CalendarDay.day)
    )
    return {day: DayEntry(is_working, name) for day, is_working, name in rows}


def list_days(year: int) -> list[CalendarDay]:
    """The exceptional days of a year."""
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    statement = (
        sa.select(CalendarDay).where(CalendarDay.day.between(first, last)).order_by(CalendarDay.day)
    )
    return list(db.session.execute(statement).scalars())


def list_terms(county_code: str) -> list[SchoolTerm]:
    """The rows of a county's school calendar by first day."""
    statement = (
        sa.select(SchoolTerm)
        .where(SchoolTerm.county_code == county_code)
        .order_by(SchoolTerm.first_day)
    )
    return list(db.session.execute(statement).scalars())


def terms(county_code: str) -> list[Term]:
    """The terms of a county's school calendar by first day."""
    return [
        Term(name=row.name, first_day=row.first_day, last_day=row.last_day)
        for row in list_terms(county_code)
    ]
