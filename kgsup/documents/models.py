"""Series, numbers, papers and their services.

What a paper says and what it is called never changes: triggers in the migrations hold the columns
listed in ``FROZEN``; a correction is a new paper that points to the old one.
"""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import (
    COUNTY_CODE_LENGTH,
    PUBLIC_ID_LENGTH,
    Base,
    CountyRow,
    IntPK,
    JsonList,
    belongs_to,
    text_enum,
)
from kgsup.documents.rules.facts import about
from kgsup.documents.rules.kinds import KINDS, DocumentKind, KindRule
from kgsup.documents.rules.numbers import CHECK_CODE_LENGTH
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import DocumentState, Rendering, ServiceWay

NUMBER_LENGTH = 60
SHA256_LENGTH = 64

# Columns that no statement may change once the row is there ("once": from nothing to a value, once).
FROZEN = {
    "document_number": ("county_code", "kind", "series", "year", "n", "text", "taken_at"),
    "document": (
        "county_code",
        "public_id",
        "number_id",
        "kind",
        "number",
        "subject_kind",
        "subject_id",
        "concerns",
        "facts_json",
        "facts_sha256",
        "check_code",
        "acted_on",
        "issued_at",
        "issued_by",
        "handwritten",
        "replaces",
    ),
    "print_job": (
        "county_code",
        "public_id",
        "kind",
        "subject_kind",
        "subject_id",
        "concerns",
        "facts_json",
        "facts_sha256",
        "ordered_at",
        "ordered_by",
        "handwritten",
    ),
}
FROZEN_ONCE = {
    "document_number": ("voided_at", "void_reason"),
    "document": ("sha256", "size", "page_count", "sealed_on"),
    "print_job": ("sha256", "size", "page_count"),
}


class NumberSeries(Base):
    """Where a county's own numbering of a kind stands in a year; locked while a number is taken."""

    __tablename__ = "number_series"
    __table_args__ = (
        sa.UniqueConstraint("county_code", "kind", "year"),
        sa.CheckConstraint("next_number > 0", name="next_number_positive"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind))
    year: Mapped[int]
    next_number: Mapped[int]


class DocumentNumber(CountyRow, Base):
    """Every number that was ever taken; a void one keeps its row, with the reason.

    ``series`` is the kind for the program's own numbers and the words before the year for numbers of
    the office's register, which other papers of the office share.
    """

    __tablename__ = "document_number"
    __table_args__ = (
        *CountyRow.keys(),
        sa.UniqueConstraint("county_code", "series", "year", "n"),
        sa.UniqueConstraint("county_code", "text"),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="void_has_reason"),
        sa.CheckConstraint("n > 0", name="n_positive"),
    )

    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind))
    series: Mapped[str] = mapped_column(sa.String(40))
    year: Mapped[int]
    n: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(NUMBER_LENGTH))
    taken_at: Mapped[dt.datetime]
    voided_at: Mapped[dt.datetime | None]
    void_reason: Mapped[str | None]


class Document(CountyRow, Base):
    """A paper: number and frozen facts at once, bytes soon after, seal and service as they happen.

    ``subject_kind`` and ``subject_id`` name the case softly (public id); ``concerns`` is the public id
    of the kindergarten, or empty.  ``acted_on`` is the date on the paper.
    """

    __tablename__ = "document"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("document_number", "number_id"),
            sa.UniqueConstraint("county_code", "number_id"),
            sa.UniqueConstraint("check_code"),
            sa.CheckConstraint(
                "(rendering = 'rendered') = (sha256 IS NOT NULL AND size IS NOT NULL"
                " AND page_count IS NOT NULL AND rendered_at IS NOT NULL)",
                name="rendered_iff_bytes",
            ),
            sa.CheckConstraint(
                "rendering <> 'failed' OR error IS NOT NULL", name="failed_says_why"
            ),
            sa.CheckConstraint("state <> 'sealed' OR sealed_on IS NOT NULL", name="sealed_on_day"),
            sa.Index("ix_document_subject", "subject_kind", "subject_id"),
            sa.Index("ix_document_concerns", "county_code", "concerns", "acted_on"),
            sa.Index("ix_document_state", "county_code", "state", "kind"),
            sa.Index(
                "ix_document_unfinished",
                "rendering",
                "id",
                sqlite_where=sa.text("rendering <> 'rendered'"),
                postgresql_where=sa.text("rendering <> 'rendered'"),
            ),
        ),
    )

    number_id: Mapped[int]
    kind: Mapped[DocumentKind] = mapped_column(text_enum(DocumentKind))
    number: Mapped[str] = mapped_column(sa.String(NUMBER_LENGTH))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    concerns: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    facts_json: Mapped[str]  # canonical: its SHA-256 is facts_sha256
    facts_sha256: Mapped[str] = mapped_column(sa.String(SHA256_LENGTH))
    check_code: Mapped[str] = mapped_column(sa.String(CHECK_CODE_LENGTH))
    acted_on: Mapped[dt.date]
    issued_at: Mapped[dt.datetime]
    issued_by: Mapped[str] = mapped_column(sa.String(120))
    handwritten: Mapped[JsonList]  # characters that no font has: written by hand into drawn boxes
    replaces: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))

    state: Mapped[DocumentState] = mapped_column(
        text_enum(DocumentState), default=DocumentState.ISSUED
    )
    sealed_on: Mapped[dt.date | None]

    rendering: Mapped[Rendering] = mapped_column(text_enum(Rendering), default=Rendering.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(SHA256_LENGTH))
    size: Mapped[int | None]  # bytes
    page_count: Mapped[int | None]
    rendered_at: Mapped[dt.datetime | None]

    @property
    def frozen(self) -> dict[str, Any]:
        """What the paper says, as it was frozen."""
        frozen: dict[str, Any] = json.loads(self.facts_json)
        return frozen

    @property
    def about(self) -> str:
        """Whom the paper is about, as it was printed."""
        return about(self.frozen["facts"])

    @property
    def rule(self) -> KindRule:
        return KINDS[self.kind]

    @property
    def awaits_seal(self) -> bool:
        """未用印: the paper has no effect before its seal."""
        return self.rule.is_sealed and self.state is DocumentState.ISSUED


class ServiceRecord(CountyRow, Base):
    """送达: how, when, to whom, with which proof.  Rows are added, never changed."""

    __tablename__ = "service_record"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("document"),
            sa.CheckConstraint("way <> 'left' OR witness <> ''", name="left_has_witness"),
            sa.Index("ix_service_record_document", "county_code", "document_id", "served_on"),
        ),
    )

    document_id: Mapped[int]
    way: Mapped[ServiceWay] = mapped_column(text_enum(ServiceWay))
    served_on: Mapped[dt.date]  # the receiver's time runs from this day, itself not counted
    receiver: Mapped[str]
    relation: Mapped[str]
    witness: Mapped[str]
    place: Mapped[str]
    proof: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))


class PrintJob(CountyRow, Base):
    """A page that is printed into a state form, and is no numbered paper itself.

    What was ordered never changes; the bytes are kept as evidence of what was put on which form.
    ``subject_kind`` and ``subject_id`` name the edition or the case softly; ``concerns`` is the public id
    of the kindergarten, or empty (a test sheet).
    """

    __tablename__ = "print_job"
    __table_args__ = (
        *CountyRow.keys(
            sa.CheckConstraint(
                "(rendering = 'rendered') = (sha256 IS NOT NULL AND size IS NOT NULL"
                " AND page_count IS NOT NULL AND rendered_at IS NOT NULL)",
                name="rendered_iff_bytes",
            ),
            sa.CheckConstraint(
                "rendering <> 'failed' OR error IS NOT NULL", name="failed_says_why"
            ),
            sa.Index("ix_print_job_subject", "subject_kind", "subject_id"),
            sa.Index("ix_print_job_county", "county_code", "id"),
            sa.Index(
                "ix_print_job_unfinished",
                "rendering",
                "id",
                sqlite_where=sa.text("rendering <> 'rendered'"),
                postgresql_where=sa.text("rendering <> 'rendered'"),
            ),
        ),
    )

    kind: Mapped[PrintKind] = mapped_column(text_enum(PrintKind))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    concerns: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    facts_json: Mapped[str]  # canonical: its SHA-256 is facts_sha256
    facts_sha256: Mapped[str] = mapped_column(sa.String(SHA256_LENGTH))
    ordered_at: Mapped[dt.datetime]
    ordered_by: Mapped[str] = mapped_column(sa.String(120))
    handwritten: Mapped[JsonList]  # characters that no font has: room is left for them

    rendering: Mapped[Rendering] = mapped_column(text_enum(Rendering), default=Rendering.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    sha256: Mapped[str | None] = mapped_column(sa.String(SHA256_LENGTH))
    size: Mapped[int | None]  # bytes
    page_count: Mapped[int | None]
    rendered_at: Mapped[dt.datetime | None]

    @property
    def frozen(self) -> dict[str, Any]:
        """What is to be printed where, as it was frozen."""
        frozen: dict[str, Any] = json.loads(self.facts_json)
        return frozen
