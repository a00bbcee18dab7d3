"""Evidence: what lies in the store, for which county."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow


class Evidence(CountyRow, Base):
    """A photograph, or a scanned paper as picture or PDF; the content is known by its SHA-256."""

    __tablename__ = "evidence"
    __table_args__ = (*CountyRow.keys(sa.Index("ix_evidence_sha256", "sha256")),)

    sha256: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str] = mapped_column(sa.String(60))
    size: Mapped[int]  # bytes
    width: Mapped[int | None]  # pixels
    height: Mapped[int | None]
    page_count: Mapped[int | None]  # of a PDF
    kindergarten: Mapped[str | None] = mapped_column(sa.String(16))  # public id, once it is known
    stored_at: Mapped[dt.datetime]
    stored_by: Mapped[str] = mapped_column(sa.String(120))
