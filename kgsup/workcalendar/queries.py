"""Reading the calendar."""

import sqlalchemy as sa

from kgsup.core.clocks import Term
from kgsup.core.db import db
from kgsup.core.workdays import WorkCalendar
from kgsup.workcalendar.models import CalendarDay, CalendarYear, SchoolTerm


def work_calendar() -> WorkCalendar:
    """The working days of all years that were entered."""
    days = db.session.execute(sa.select(CalendarDay.day, CalendarDay.is_working)).all()
    years = db.session.execute(sa.select(CalendarYear.year)).scalars()
    return WorkCalendar(
        days_off=frozenset(day for day, is_working in days if not is_working),
        working_weekends=frozenset(day for day, is_working in days if is_working),
        known_years=frozenset(years),
    )


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


def list_days(year: int) -> list[CalendarDay]:
    """The exceptional days of a year."""
    statement = sa.select(CalendarDay).order_by(CalendarDay.day)
    return [row for row in db.session.execute(statement).scalars() if row.day.year == year]
