"""The running clocks of cases and what happened to each.

A case is referred to softly, by kind and public id: it stands above this slice.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.clocks import ClockEventKind, ClockStatus
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, Json, belongs_to, text_enum
from kgsup.deadlines.rules import DeadlineKind, PauseGround

_PUBLIC_ID = sa.String(PUBLIC_ID_LENGTH)
_RUNNING = sa.text("status <> 'stopped'")


class Deadline(CountyRow, Base):
    """A clock of a case: its rule as of its start, and the days that follow from its events.

    ``due_on`` is the last day that counts, inclusive; ``unrolled_on`` the last day before rolling
    (民法典 203).  ``amber_on`` is the first day on which the clock is amber.  All days are those under
    the calendar of ``calendar_revision`` and are computed anew when a later one comes.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        *CountyRow.keys(),
        sa.Index(
            "uq_deadline_running",
            "county_code",
            "subject_kind",
            "subject_id",
            "kind",
            unique=True,
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        sa.Index("ix_deadline_subject", "county_code", "subject_kind", "subject_id"),
        sa.Index(
            "ix_deadline_due",
            "county_code",
            "due_on",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        sa.Index(
            "ix_deadline_behind",
            "calendar_revision",
            sqlite_where=_RUNNING,
            postgresql_where=_RUNNING,
        ),
        sa.CheckConstraint("due_on >= unrolled_on", name="rolled_never_back"),
        sa.CheckConstraint(
            "(status = 'paused') = (paused_since IS NOT NULL)"
            " AND (paused_since IS NULL) = (pause_ground IS NULL)"
            " AND (paused_since IS NULL) = (pause_basis IS NULL)",
            name="paused_iff_since_and_why",
        ),
        sa.CheckConstraint(
            "(status = 'stopped') = (stopped_on IS NOT NULL)", name="stopped_iff_day"
        ),
        sa.CheckConstraint("status = 'stopped' OR outcome = ''", name="outcome_when_stopped"),
        sa.CheckConstraint(
            "status <> 'stopped' OR (stopped_on > due_on) = (breached_at IS NOT NULL)",
            name="stopped_late_iff_breached",
        ),
        sa.CheckConstraint(
            "status <> 'paused' OR breached_at IS NULL", name="paused_is_not_breached"
        ),
    )

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    concerns: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # the kindergarten
    title: Mapped[str] = mapped_column(sa.String(200), default="")  # what lists call the case
    kind: Mapped[DeadlineKind] = mapped_column(text_enum(DeadlineKind))
    rule: Mapped[Json]
    article: Mapped[str | None] = mapped_column(sa.String(80))
    started_on: Mapped[dt.date]
    status: Mapped[ClockStatus] = mapped_column(text_enum(ClockStatus))
    due_on: Mapped[dt.date]
    unrolled_on: Mapped[dt.date]
    promised_on: Mapped[dt.date | None]
    amber_on: Mapped[dt.date]
    is_provisional: Mapped[bool]
    paused_since: Mapped[dt.date | None]
    pause_ground: Mapped[PauseGround | None] = mapped_column(text_enum(PauseGround))
    pause_basis: Mapped[str | None] = mapped_column(sa.String(120))
    stopped_on: Mapped[dt.date | None]
    outcome: Mapped[str] = mapped_column(sa.String(120), default="")
    breached_at: Mapped[dt.datetime | None]  # when it was found that the legal day had passed
    calendar_revision: Mapped[int]


class DeadlineEvent(CountyRow, Base):
    """What happened to a clock; rows are added, never changed.

    ``happened_on`` is the day of the act, ``recorded_at`` the instant of writing.  ``basis`` is the
    citation of what requires a pause; ``level`` and ``approved_by`` belong to an extension.
    """

    __tablename__ = "deadline_event"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("deadline"),
        sa.Index("ix_deadline_event_deadline", "deadline_id", "id"),
        sa.CheckConstraint(
            "(kind = 'extended') = (period IS NOT NULL)"
            " AND (period IS NULL) = (level IS NULL)"
            " AND (period IS NULL) = (approved_by IS NULL)",
            name="extension_is_whole",
        ),
        sa.CheckConstraint(
            "(kind = 'paused') = (basis IS NOT NULL) AND (basis IS NULL) = (ground IS NULL)",
            name="paused_on_a_basis",
        ),
        sa.CheckConstraint(
            "(kind = 'started') = (old_due_on IS NULL)", name="started_without_old_day"
        ),
    )

    deadline_id: Mapped[int]
    kind: Mapped[ClockEventKind] = mapped_column(text_enum(ClockEventKind))
    happened_on: Mapped[dt.date]
    period: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))
    reason: Mapped[str] = mapped_column(default="")
    ground: Mapped[PauseGround | None] = mapped_column(text_enum(PauseGround))
    basis: Mapped[str | None] = mapped_column(sa.String(120))
    level: Mapped[str | None] = mapped_column(sa.String(40))
    approved_by: Mapped[str | None] = mapped_column(sa.String(120))
    old_due_on: Mapped[dt.date | None]
    new_due_on: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))
