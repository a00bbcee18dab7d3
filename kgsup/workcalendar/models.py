"""Rows of the calendar: they have no county, except the school terms."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, IntPK


class CalendarYear(Base):
    """A year whose table of holidays was entered from the State Council's notice."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str] = mapped_column(sa.String(120))


class CalendarDay(Base):
    """A weekday off (``is_working`` false) or a weekend day that is worked."""

    __tablename__ = "calendar_day"
    __table_args__ = (sa.UniqueConstraint("day"),)

    id: Mapped[IntPK]
    day: Mapped[dt.date]
    is_working: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(40))


class CalendarState(Base):
    """One row: how often the shared calendar was changed.  Whoever changes it locks it first."""

    __tablename__ = "calendar_state"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[dt.datetime | None]


class SchoolTerm(CountyRow, Base):
    """A term of a county's school calendar; both days are teaching days."""

    __tablename__ = "school_term"
    __table_args__ = (
        *CountyRow.keys(sa.UniqueConstraint("county_code", "first_day")),
        sa.CheckConstraint("last_day > first_day", name="ends_after_it_begins"),
    )

    name: Mapped[str] = mapped_column(sa.String(40))
    first_day: Mapped[dt.date]
    last_day: Mapped[dt.date]
