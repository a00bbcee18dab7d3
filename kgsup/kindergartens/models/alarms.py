"""What is wrong or doubtful: alarms until corrected, and pairs that may be one kindergarten."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, Json, JsonList, belongs_to, text_enum
from kgsup.kindergartens.rules.alarms import read_sizes
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.counts import Oversize
from kgsup.kindergartens.rules.duplicates import Decision

_OPEN = sa.text("closed_on IS NULL")


class RegisterAlarm(CountyRow, Base):
    """A kind of thing that is wrong with a kindergarten's entry; open until the facts are corrected."""

    __tablename__ = "register_alarm"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index(
            "uq_register_alarm_open",
            "county_code",
            "kindergarten_id",
            "kind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= opened_on", name="closes_after_it_opens"
        ),
    )

    kindergarten_id: Mapped[int]
    kind: Mapped[AlarmKind] = mapped_column(text_enum(AlarmKind))
    article: Mapped[str | None] = mapped_column(sa.String(80))
    opened_on: Mapped[dt.date]
    closed_on: Mapped[dt.date | None]
    details: Mapped[
        Json
    ]  # {"others": [public ids]}, {"value": "…", "warnings": […]}, {"sizes": […]}

    @property
    def oversizes(self) -> list[Oversize]:
        """The sizes that the alarm is about."""
        return read_sizes(self.details)


class PossibleDuplicate(CountyRow, Base):
    """Two entries that may be one kindergarten; the decision is remembered for the next import."""

    __tablename__ = "possible_duplicate"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten", "first_id"),
        belongs_to("kindergarten", "second_id"),
        sa.UniqueConstraint("county_code", "first_id", "second_id"),
        sa.Index("ix_possible_duplicate_second", "county_code", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="ordered"),
        sa.CheckConstraint(
            "(decision = 'open') = (decided_at IS NULL)", name="decided_at_iff_decided"
        ),
    )

    first_id: Mapped[int]
    second_id: Mapped[int]
    score: Mapped[int]
    reasons: Mapped[JsonList]
    decision: Mapped[Decision] = mapped_column(text_enum(Decision), default=Decision.OPEN)
    decided_by: Mapped[str | None]
    decided_at: Mapped[dt.datetime | None]
