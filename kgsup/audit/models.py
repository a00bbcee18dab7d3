"""The ledger's table and its head.  Triggers in the migration refuse every change of a row."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, Json

HASH_LENGTH = 64


class LedgerEntry(Base):
    """One act: who, what, on which thing, old → new, recorded when and acted on which day."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.UniqueConstraint("previous_hash"),
        sa.Index("ix_ledger_entry_subject", "subject_kind", "subject_id", "sequence"),
        sa.Index("ix_ledger_entry_concerns", "concerns", "sequence"),
        sa.Index("ix_ledger_entry_county", "county_code", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[dt.datetime]
    acted_on: Mapped[dt.date | None]
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(sa.String(120))
    act: Mapped[str] = mapped_column(sa.String(80))
    county_code: Mapped[str] = mapped_column(sa.String(6))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    concerns: Mapped[str | None] = mapped_column(sa.String(16))
    changes: Mapped[Json]
    article: Mapped[str | None] = mapped_column(sa.String(80))
    previous_hash: Mapped[str] = mapped_column(sa.String(HASH_LENGTH))
    hash: Mapped[str] = mapped_column(sa.String(HASH_LENGTH))


class LedgerHead(Base):
    """The one row that says where the chain ends; locked while rows are appended."""

    __tablename__ = "ledger_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(HASH_LENGTH))
    recorded_at: Mapped[dt.datetime | None]
