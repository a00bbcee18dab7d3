"""Employments and earlier experience.  Spans are half-open: ``until_on`` is no longer a day of work."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, belongs_to, text_enum
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.models.people import StaffFact
from kgsup.staff.rules.people import EndReason


class StaffEmployment(StaffFact, Base):
    """Work in a post of a kindergarten; suspended from ``suspended_on`` on and before ``resumed_on``."""

    __tablename__ = "staff_employment"
    __table_args__ = (
        *StaffFact.fact_keys(
            belongs_to("kindergarten"),
            sa.Index("ix_staff_employment_member", "county_code", "member_id"),
            sa.Index("ix_staff_employment_place", "county_code", "kindergarten_id", "until_on"),
            sa.Index(
                "ix_staff_employment_source", "county_code", "source_kind", "source_reference"
            ),
            sa.CheckConstraint(
                "until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"
            ),
            sa.CheckConstraint("(until_on IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
            sa.CheckConstraint("post <> 'total_only'", name="post_is_one"),
            sa.CheckConstraint(
                "resumed_on IS NULL OR (suspended_on IS NOT NULL AND resumed_on >= suspended_on)",
                name="resumed_after_suspended",
            ),
        ),
    )

    kindergarten_id: Mapped[int]
    post: Mapped[Post] = mapped_column(text_enum(Post))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    end_reason: Mapped[EndReason | None] = mapped_column(text_enum(EndReason))
    class_name: Mapped[str | None] = mapped_column(sa.String(40))
    contract_filed_on: Mapped[dt.date | None]
    suspended_on: Mapped[dt.date | None]
    resumed_on: Mapped[dt.date | None]


class StaffExperience(StaffFact, Base):
    """Earlier work elsewhere, declared with its proof."""

    __tablename__ = "staff_experience"
    __table_args__ = (
        *StaffFact.fact_keys(
            sa.Index("ix_staff_experience_member", "county_code", "member_id"),
            sa.CheckConstraint("until_on > from_on", name="ends_after_it_begins"),
            sa.CheckConstraint("proof <> ''", name="has_proof"),
        ),
    )

    place: Mapped[str]
    post: Mapped[Post] = mapped_column(text_enum(Post))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    proof: Mapped[str]
