"""Counts by term and filed fees."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.kindergartens.rules.counts import AgeGroup, Post
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit

_CURRENT = sa.text("replaced_by IS NULL")


class TermCount(CountyRow, Base):
    """Classes and children of one age group in one term.

    A later count of the same term replaces it: the row stays, marked with what replaced it.
    """

    __tablename__ = "term_count"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index(
            "uq_term_count_current",
            "county_code",
            "kindergarten_id",
            "term",
            "age_group",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        sa.CheckConstraint(
            "children >= 0 AND (classes IS NULL OR classes >= 0)", name="not_negative"
        ),
    )

    kindergarten_id: Mapped[int]
    term: Mapped[str]  # name of the term in the county's calendar
    counted_on: Mapped[dt.date]
    age_group: Mapped[AgeGroup] = mapped_column(text_enum(AgeGroup))
    classes: Mapped[int | None]
    children: Mapped[int]
    largest_class: Mapped[int | None]
    oversize_classes: Mapped[int | None]
    replaced_by: Mapped[str | None] = mapped_column(sa.String(60))  # mark of the later source
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))


class TermStaff(CountyRow, Base):
    """People in one post in one term; ``certified`` of them hold the certificate the post asks for."""

    __tablename__ = "term_staff"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index(
            "uq_term_staff_current",
            "county_code",
            "kindergarten_id",
            "term",
            "post",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        sa.CheckConstraint(
            "people >= 0 AND (certified IS NULL OR certified BETWEEN 0 AND people)", name="adds_up"
        ),
    )

    kindergarten_id: Mapped[int]
    term: Mapped[str]
    counted_on: Mapped[dt.date]
    post: Mapped[Post] = mapped_column(text_enum(Post))
    people: Mapped[int]
    certified: Mapped[int | None]
    replaced_by: Mapped[str | None] = mapped_column(sa.String(60))
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))


class FeeItem(CountyRow, Base):
    """A filed fee in fen; holds from ``from_on`` on and before ``until_on`` (exclusive)."""

    __tablename__ = "fee_item"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index("ix_fee_item_kindergarten", "county_code", "kindergarten_id"),
        sa.CheckConstraint("amount_fen >= 0", name="not_negative"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
    )

    kindergarten_id: Mapped[int]
    kind: Mapped[FeeKind] = mapped_column(text_enum(FeeKind))
    name: Mapped[str | None]  # for FeeKind.OTHER: what it is for
    age_group: Mapped[AgeGroup | None] = mapped_column(text_enum(AgeGroup))  # NULL = all
    amount_fen: Mapped[int]
    unit: Mapped[FeeUnit] = mapped_column(text_enum(FeeUnit))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))
