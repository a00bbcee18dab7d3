"""Who has a case, and the numbers under which other systems know it; cases are named softly."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.audit.rules import Subject
from kgsup.casework.rules import System
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, text_enum

_PUBLIC_ID = sa.String(PUBLIC_ID_LENGTH)
_NAME = sa.String(120)


class OfCase:
    """The columns that name a case softly: kind, public id, and the kindergarten that it concerns."""

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    concerns: Mapped[str | None] = mapped_column(_PUBLIC_ID)


class Assignment(OfCase, CountyRow, Base):
    """A case in a person's hands until it is released or handed over; one current row per case."""

    __tablename__ = "assignment"
    __table_args__ = (
        *CountyRow.keys(),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_reason IS NULL)", name="release_has_reason"
        ),
        sa.Index("ix_assignment_user", "county_code", "user_public_id", "released_at"),
        sa.Index(
            "uq_assignment_current",
            "county_code",
            "subject_kind",
            "subject_id",
            unique=True,
            sqlite_where=sa.text("released_at IS NULL"),
            postgresql_where=sa.text("released_at IS NULL"),
        ),
    )

    title: Mapped[str] = mapped_column(sa.String(200), default="")  # as lists show the case
    user_public_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    user_name: Mapped[str] = mapped_column(_NAME)
    assigned_at: Mapped[dt.datetime]
    assigned_by_name: Mapped[str] = mapped_column(_NAME)
    released_at: Mapped[dt.datetime | None]
    released_reason: Mapped[str | None]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.county_code, self.concerns)


class CaseNumber(OfCase, CountyRow, Base):
    """A number that another system gave to a case; a mistaken one is struck out, its row stays."""

    __tablename__ = "case_number"
    __table_args__ = (
        *CountyRow.keys(),
        sa.CheckConstraint(
            "(finished_on IS NULL) = (finished_by_name IS NULL)", name="finish_has_person"
        ),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_reason IS NULL)", name="strike_has_reason"
        ),
        sa.Index("ix_case_number_subject", "subject_kind", "subject_id", "id"),
        sa.Index(
            "uq_case_number_living",
            "county_code",
            "system",
            "number",
            unique=True,
            sqlite_where=sa.text("struck_at IS NULL"),
            postgresql_where=sa.text("struck_at IS NULL"),
        ),
    )

    system: Mapped[System] = mapped_column(text_enum(System))
    number: Mapped[str] = mapped_column(sa.String(80))
    recorded_at: Mapped[dt.datetime]
    recorded_by_name: Mapped[str] = mapped_column(_NAME)
    finished_on: Mapped[dt.date | None]
    finished_by_name: Mapped[str | None] = mapped_column(_NAME)
    struck_at: Mapped[dt.datetime | None]
    struck_reason: Mapped[str | None]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id, self.county_code, self.concerns)
