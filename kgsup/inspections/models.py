"""Visits with their documents, their officers, and the operations that phones sent."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import (
    PUBLIC_ID_LENGTH,
    Base,
    CountyRow,
    IntPK,
    Json,
    JsonList,
    belongs_to,
    text_enum,
)
from kgsup.corrections.rules import Regime
from kgsup.inspections.rules.regimes import VisitKind
from kgsup.inspections.rules.visits import SetAside, Source, VisitState

_PUBLIC_ID = sa.String(PUBLIC_ID_LENGTH)


class Visit(CountyRow, Base):
    """One time of going there.  ``document`` is everything that was written down on it.

    ``acted_on`` is the day of the visit, ``recorded_at`` the instant of the first entry.  The counts
    are taken from the document when it is saved.  Once signed, nothing of this row changes.
    """

    __tablename__ = "visit"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.CheckConstraint(
            "(state = 'signed') = (signed_at IS NOT NULL)"
            " AND (state = 'signed') = (signed_by IS NOT NULL)"
            " AND (state = 'signed') = (record_id IS NOT NULL)",
            name="signed_is_whole",
        ),
        sa.CheckConstraint("state <> 'signed' OR ended_at IS NOT NULL", name="signed_has_ended"),
        sa.CheckConstraint(
            "state <> 'signed' OR ended_at >= started_at", name="ended_after_it_began"
        ),
        sa.CheckConstraint(
            "(state = 'discarded') = (discarded_reason IS NOT NULL)", name="discarded_iff_reason"
        ),
        sa.CheckConstraint(
            "(checklist_code IS NULL) = (checklist_version IS NULL)", name="checklist_is_whole"
        ),
        sa.CheckConstraint(
            "item_count >= 0 AND answered_count >= 0 AND finding_count >= 0"
            " AND grave_count >= 0 AND grave_count <= finding_count AND photo_count >= 0",
            name="counts_fit",
        ),
        sa.Index("ix_visit_by_day", "county_code", "acted_on", "id"),
        sa.Index("ix_visit_by_kindergarten", "kindergarten_id", "acted_on", "id"),
        sa.Index("ix_visit_by_state", "county_code", "state", "acted_on", "id"),
    )

    kindergarten_id: Mapped[int]
    regime: Mapped[Regime] = mapped_column(text_enum(Regime))
    kind: Mapped[VisitKind] = mapped_column(text_enum(VisitKind))
    joint: Mapped[bool] = mapped_column(default=False)
    checklist_code: Mapped[str | None] = mapped_column(sa.String(40))
    checklist_version: Mapped[int | None]
    source: Mapped[Source] = mapped_column(text_enum(Source))
    state: Mapped[VisitState] = mapped_column(text_enum(VisitState), default=VisitState.DRAFT)
    document: Mapped[Json]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    acted_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    entered_by: Mapped[int | None]
    entered_by_name: Mapped[str] = mapped_column(sa.String(120))
    signed_at: Mapped[dt.datetime | None]
    signed_by: Mapped[str | None] = mapped_column(sa.String(120))  # who finished it, by name
    record_id: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # public id of the report
    number: Mapped[str | None] = mapped_column(sa.String(80))  # of the report
    discarded_reason: Mapped[str | None]
    item_count: Mapped[int] = mapped_column(default=0)
    answered_count: Mapped[int] = mapped_column(default=0)
    finding_count: Mapped[int] = mapped_column(default=0)
    grave_count: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)


class VisitOfficer(Base):
    """An officer of a visit, with name and certificate as they were on the day once it is signed."""

    __tablename__ = "visit_officer"
    __table_args__ = (
        belongs_to("visit"),
        sa.UniqueConstraint("visit_id", "officer"),
        sa.Index("ix_visit_officer_officer", "county_code", "officer"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(6))
    visit_id: Mapped[int]
    officer: Mapped[str] = mapped_column(_PUBLIC_ID)  # public id of the user
    name: Mapped[str] = mapped_column(sa.String(120))
    certificate: Mapped[str] = mapped_column(sa.String(60), default="")
    place: Mapped[int]  # the order in which they are printed


class VisitOperation(Base):
    """An operation that was applied: what was sent (by hash) and what was answered, for replays."""

    __tablename__ = "visit_operation"
    __table_args__ = (sa.UniqueConstraint("user_id", "operation_id"),)

    id: Mapped[IntPK]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    operation_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    visit: Mapped[str] = mapped_column(_PUBLIC_ID)  # public id
    body_sha256: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    answer: Mapped[Json]
    applied_at: Mapped[dt.datetime]


class VisitSetAside(Base):
    """A document that was sent and not applied, kept whole so that nothing typed is lost."""

    __tablename__ = "visit_set_aside"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "operation_id", "body_sha256"),
        sa.Index("ix_visit_set_aside_visit", "visit"),
    )

    id: Mapped[IntPK]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    operation_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    visit: Mapped[str] = mapped_column(_PUBLIC_ID)  # public id that the document bears
    body_sha256: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[SetAside] = mapped_column(text_enum(SetAside))
    document: Mapped[Json]
    differences: Mapped[JsonList]  # JSON pointers at which it differs from what was kept
    kept_at: Mapped[dt.datetime]
    kept_by: Mapped[str] = mapped_column(sa.String(120))
