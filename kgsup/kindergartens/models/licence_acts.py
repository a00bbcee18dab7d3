"""What was done to a licence, the numbers that the program gave, and rulings on numbers used twice."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import (
    COUNTY_CODE_LENGTH,
    Base,
    CountyRow,
    IntPK,
    JsonList,
    belongs_to,
    text_enum,
)
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.licence_acts import LicenceAct
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.kindergartens.rules.number_rulings import RulingKind


class LicenceEvent(CountyRow, Base):
    """An act on a licence with the state before and after it; never changed, never removed.

    The state of a past day is the ``state_before`` of the first event after it.
    """

    __tablename__ = "licence_event"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("licence"),
        sa.Index("ix_licence_event_licence", "county_code", "licence_id", "effective_on"),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= effective_on", name="ends_after_it_begins"
        ),
    )

    licence_id: Mapped[int]
    act: Mapped[LicenceAct] = mapped_column(text_enum(LicenceAct))
    effective_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]  # inclusive: of a stop, or by which a renewal is decided
    state_before: Mapped[LicenceState] = mapped_column(text_enum(LicenceState))
    stopped_until_before: Mapped[dt.date | None]
    state: Mapped[LicenceState] = mapped_column(text_enum(LicenceState))
    reason: Mapped[str]  # "" = none was given
    recorded_at: Mapped[dt.datetime]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))


class LicenceNumberSeries(Base):
    """Where a county's own series of licence numbers stands; locked while a number is taken."""

    __tablename__ = "licence_number_series"
    __table_args__ = (
        sa.UniqueConstraint("county_code", "series"),
        sa.CheckConstraint("next_number > 0", name="next_number_positive"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    series: Mapped[str] = mapped_column(sa.String(40))  # an ownership, or "all"
    next_number: Mapped[int]


class LicenceNumber(CountyRow, Base):
    """Every number that the program gave or granted a licence under: none twice, in any state.

    ``series`` and ``n`` are empty for a number that another office gave.
    """

    __tablename__ = "licence_number"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("licence"),
        sa.UniqueConstraint("county_code", "digits"),
        sa.UniqueConstraint("county_code", "series", "n"),
        sa.UniqueConstraint("county_code", "licence_id"),
        sa.CheckConstraint("(series IS NULL) = (n IS NULL)", name="n_iff_series"),
    )

    digits: Mapped[str] = mapped_column(sa.String(60))
    number: Mapped[str] = mapped_column(sa.String(60))
    series: Mapped[str | None] = mapped_column(sa.String(40))
    n: Mapped[int | None]
    licence_id: Mapped[int | None]  # set when the licence is granted
    taken_at: Mapped[dt.datetime]


class NumberRuling(CountyRow, Base):
    """How a licence number that several entries bear was resolved; never changed, never removed."""

    __tablename__ = "licence_number_ruling"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten", "keeper_id"),
        sa.Index("ix_licence_number_ruling_digits", "county_code", "digits"),
        sa.CheckConstraint("reason <> ''", name="has_reason"),
    )

    digits: Mapped[str] = mapped_column(sa.String(60))
    number: Mapped[str] = mapped_column(sa.String(60))
    kind: Mapped[RulingKind] = mapped_column(text_enum(RulingKind))
    keeper_id: Mapped[int]
    others: Mapped[JsonList]  # public ids of the entries whose licence was settled
    reason: Mapped[str]
    ruled_by: Mapped[str]
    ruled_at: Mapped[dt.datetime]
