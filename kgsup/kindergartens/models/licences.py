"""The licence as recorded, its editions, and recognition as inclusive."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, Json, belongs_to, text_enum
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.licence_acts import EditionReason
from kgsup.kindergartens.rules.licences import LicenceState

_CURRENT = sa.text("is_current")


class Licence(CountyRow, Base):
    """A licence: one number; one current licence at most per kindergarten.

    Numbers are not unique: imported history holds true duplicates, which are alarmed until resolved.
    """

    __tablename__ = "licence"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index(
            "uq_licence_current",
            "county_code",
            "kindergarten_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        sa.Index("ix_licence_digits", "county_code", "digits"),
        sa.CheckConstraint("number <> ''", name="has_number"),
        sa.CheckConstraint("state NOT IN ('expired', 'replaced')", name="state_is_recorded"),
    )

    kindergarten_id: Mapped[int]
    number: Mapped[str]  # as printed
    digits: Mapped[str]  # what two numbers are compared by
    state: Mapped[LicenceState] = mapped_column(text_enum(LicenceState))
    stopped_until: Mapped[dt.date | None]  # inclusive; enrolment
    is_current: Mapped[bool] = mapped_column(default=True)
    number_settled_on: Mapped[dt.date | None]  # a NumberRuling: no longer compared with others
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))


class LicenceEdition(CountyRow, Base):
    """An edition of the certificate; both days are days of validity (inclusive)."""

    __tablename__ = "licence_edition"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("licence"),
        sa.UniqueConstraint("county_code", "licence_id", "edition"),
        sa.Index(
            "uq_licence_edition_current",
            "county_code",
            "licence_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        sa.CheckConstraint("edition >= 1", name="counted_from_one"),
        sa.CheckConstraint(
            "valid_from IS NULL OR valid_until IS NULL OR valid_until >= valid_from",
            name="ends_after_it_begins",
        ),
    )

    licence_id: Mapped[int]
    edition: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    issued_on: Mapped[dt.date | None]
    reason: Mapped[EditionReason | None] = mapped_column(text_enum(EditionReason))
    printed: Mapped[Json]  # the fields on the paper, see rules.licences.PRINTED_FIELDS
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))


class InclusiveRecognition(CountyRow, Base):
    """Recognition as inclusive private from ``valid_from`` to ``valid_until``, both inclusive.

    ``ended_on`` is the first day after an exit or withdrawal (exclusive).  The cap is per month.
    """

    __tablename__ = "inclusive_recognition"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index("ix_inclusive_recognition_kindergarten", "county_code", "kindergarten_id"),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= valid_from", name="ends_after_it_begins"
        ),
        sa.CheckConstraint("cap_fen IS NULL OR cap_fen >= 0", name="cap_not_negative"),
    )

    kindergarten_id: Mapped[int]
    valid_from: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    cap_fen: Mapped[int | None]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))
