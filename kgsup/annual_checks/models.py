"""The table of places in the annual check."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.annual_checks.rules import FilingWay, State
from kgsup.core.db import Base, CountyRow, belongs_to, text_enum


class AnnualCheck(CountyRow, Base):
    """A kindergarten's place in the check of one year; the due date is frozen when it is made."""

    __tablename__ = "annual_check"
    __table_args__ = CountyRow.keys(
        belongs_to("kindergarten"),
        sa.UniqueConstraint("county_code", "kindergarten_id", "year"),
        sa.Index("ix_annual_check_list", "county_code", "year", "state"),
        sa.Index("ix_annual_check_due", "state", "due_on"),
        sa.CheckConstraint(
            "(filed_on IS NOT NULL) = (state IN ('filed', 'concluded'))", name="filed_on_iff_filed"
        ),
        sa.CheckConstraint(
            "(filed_way IS NOT NULL) = (filed_on IS NOT NULL)", name="filed_way_iff_filed"
        ),
        sa.CheckConstraint(
            "filed_on IS NOT NULL OR (filed_by IS NULL AND filed_note IS NULL)",
            name="filed_words_iff_filed",
        ),
        sa.CheckConstraint(
            "(exempt_reason IS NOT NULL) = (state = 'exempt')", name="reason_iff_exempt"
        ),
    )

    kindergarten_id: Mapped[int]
    year: Mapped[int]  # the year that is checked
    due_on: Mapped[dt.date]  # inclusive, in the year after
    state: Mapped[State] = mapped_column(text_enum(State), default=State.EXPECTED)
    made_at: Mapped[dt.datetime]
    filed_on: Mapped[dt.date | None]  # the day on the receipt
    filed_way: Mapped[FilingWay | None] = mapped_column(text_enum(FilingWay))
    filed_by: Mapped[str | None]  # who handed the papers in
    filed_note: Mapped[str | None]
    exempt_reason: Mapped[str | None]
