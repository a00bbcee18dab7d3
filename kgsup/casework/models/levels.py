"""Who holds which level of decision, and who stands in for whom: dated rows that end, never go."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.casework.rules import Level, Span
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, text_enum

_PUBLIC_ID = sa.String(PUBLIC_ID_LENGTH)
_NAME = sa.String(120)


def _last_day(until_on: dt.date | None, ended_on: dt.date | None) -> dt.date | None:
    days = [day for day in (until_on, ended_on) if day is not None]
    return min(days, default=None)


class Appointment(CountyRow, Base):
    """A person's level in a county from–to, both inclusive; ``ended_on`` is an earlier last day."""

    __tablename__ = "appointment"
    __table_args__ = (
        *CountyRow.keys(),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="from_before_until"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_reason IS NULL)", name="end_has_reason"),
        sa.CheckConstraint("level NOT IN ('officer', 'collective')", name="level_is_held"),
        sa.Index("ix_appointment_user", "county_code", "user_public_id", "from_on"),
    )

    user_public_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    user_name: Mapped[str] = mapped_column(_NAME)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    made_by_name: Mapped[str] = mapped_column(_NAME)
    made_at: Mapped[dt.datetime]
    ended_on: Mapped[dt.date | None]
    ended_reason: Mapped[str | None]

    @property
    def span(self) -> Span:
        return Span(from_on=self.from_on, until_on=_last_day(self.until_on, self.ended_on))


class Deputation(CountyRow, Base):
    """Who stands in for whom from–to, both inclusive; ``ended_on`` is an earlier last day (AB 岗)."""

    __tablename__ = "deputation"
    __table_args__ = (
        *CountyRow.keys(),
        sa.CheckConstraint("until_on >= from_on", name="from_before_until"),
        sa.CheckConstraint("represented_id <> deputy_id", name="not_for_oneself"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_reason IS NULL)", name="end_has_reason"),
        sa.Index("ix_deputation_deputy", "county_code", "deputy_id", "from_on"),
    )

    represented_id: Mapped[str] = mapped_column(_PUBLIC_ID)  # public ids of accounts
    represented_name: Mapped[str] = mapped_column(_NAME)
    deputy_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    deputy_name: Mapped[str] = mapped_column(_NAME)
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    reason: Mapped[str]
    made_by_name: Mapped[str] = mapped_column(_NAME)
    made_at: Mapped[dt.datetime]
    ended_on: Mapped[dt.date | None]
    ended_reason: Mapped[str | None]

    @property
    def span(self) -> Span:
        return Span(from_on=self.from_on, until_on=_last_day(self.until_on, self.ended_on))
