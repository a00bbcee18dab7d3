"""Imports with their rows, how lists named what they listed, and remembered columns.

Lists of people have rows of their own: their files are not kept, and no identity number is.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import (
    COUNTY_CODE_LENGTH,
    PUBLIC_ID_LENGTH,
    Base,
    CountyRow,
    IntPK,
    Json,
    JsonList,
    belongs_to,
    text_enum,
)
from kgsup.exchange.rules.outcomes import Outcome, State


class ImportBatch(CountyRow, Base):
    """One file that was given for a county, and what became of it."""

    __tablename__ = "import_batch"
    __table_args__ = (
        *CountyRow.keys(),
        sa.Index("ix_import_batch_state", "state"),
        sa.Index("ix_import_batch_county", "county_code", "uploaded_at"),
        sa.CheckConstraint(
            "(state = 'refused') = (refusal_code IS NOT NULL)", name="refused_says_why"
        ),
        sa.CheckConstraint(
            "(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)",
            name="applied_at_iff_applied",
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name="undone_at_iff_undone"
        ),
    )

    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    file_bytes: Mapped[int]
    state: Mapped[State] = mapped_column(text_enum(State), default=State.UPLOADED)
    hold_duplicates: Mapped[bool] = mapped_column(default=False)
    mapping: Mapped[
        JsonList
    ]  # [{"sheet", "head_line", "columns", "heads"}]; empty until it is read
    counts: Mapped[Json]  # outcome → rows
    skipped: Mapped[JsonList]  # [sheet, line, reason]: totals, notes, repeated heads
    refusal_code: Mapped[str | None] = mapped_column(sa.String(40))
    refusal: Mapped[Json | None] = mapped_column(sa.JSON(none_as_null=True))  # message, parameters
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[dt.datetime]
    confirmed_by: Mapped[str | None]
    confirmed_by_id: Mapped[int | None]  # the user; none for a command
    applied_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]


class ImportRow(Base):
    """A row of the list with its outcome; reached through its batch only, which is loaded in scope."""

    __tablename__ = "import_row"
    __table_args__ = (
        belongs_to("import_batch", "batch_id"),
        sa.Index("ix_import_row_of", "county_code", "batch_id", "outcome", "id"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    batch_id: Mapped[int]
    sheet: Mapped[str]
    line: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    kindergarten: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # public id
    details: Mapped[
        Json
    ]  # raw, values, notes, changes, likenesses: see rules.planning.Decision.details


class ListedKindergarten(Base):
    """How an import's list named a kindergarten, by which a later list is recognised.

    ``kept`` are the values for which the register has no fact.  A merged kindergarten keeps its rows:
    the list that names it goes on being recognised.
    """

    __tablename__ = "listed_kindergarten"
    __table_args__ = (
        belongs_to("import_batch", "batch_id"),
        sa.Index("ix_listed_kindergarten_of", "county_code", "kindergarten"),
        sa.Index("ix_listed_kindergarten_batch", "county_code", "batch_id"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    batch_id: Mapped[int]
    kindergarten: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # public id
    name: Mapped[str]
    address: Mapped[str | None]
    telephone: Mapped[str | None]
    kept: Mapped[Json]


class ColumnMapping(CountyRow, Base):
    """The columns that a county's people gave to a table with these heads."""

    __tablename__ = "column_mapping"
    __table_args__ = (
        *CountyRow.keys(),
        sa.UniqueConstraint("county_code", "signature"),
    )

    signature: Mapped[str] = mapped_column(sa.String(64))  # SHA-256 of the heads in order
    columns: Mapped[Json]  # index → column
    decided_by: Mapped[str]
    decided_at: Mapped[dt.datetime]


class StaffImport(CountyRow, Base):
    """One list of people that was given for a county, and what became of it.

    The file itself is not kept: it holds identity numbers.
    """

    __tablename__ = "staff_import"
    __table_args__ = (
        *CountyRow.keys(),
        sa.Index("ix_staff_import_county", "county_code", "uploaded_at"),
        sa.CheckConstraint(
            "(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)",
            name="applied_at_iff_applied",
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name="undone_at_iff_undone"
        ),
    )

    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    file_bytes: Mapped[int]
    state: Mapped[State] = mapped_column(text_enum(State))
    unknown_heads: Mapped[JsonList]  # heads of columns that hold nothing the program knows
    counts: Mapped[Json]  # outcome → rows
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[dt.datetime]
    confirmed_by: Mapped[str | None]
    applied_at: Mapped[dt.datetime | None]
    undone_at: Mapped[dt.datetime | None]


class StaffImportRow(Base):
    """A row of a list of people with its outcome; reached through its import, which is loaded in scope."""

    __tablename__ = "staff_import_row"
    __table_args__ = (
        belongs_to("staff_import", "batch_id"),
        sa.Index("ix_staff_import_row_of", "county_code", "batch_id", "outcome", "id"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    batch_id: Mapped[int]
    sheet: Mapped[str]
    line: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome))
    staff_member: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # public id
    details: Mapped[Json]  # values, notes, what is entered: see rules.staff_planning


class SavedList(CountyRow, Base):
    """A list of kindergartens that somebody asks for again and again: which ones, which columns."""

    __tablename__ = "saved_list"
    __table_args__ = (
        *CountyRow.keys(),
        sa.Index("ix_saved_list_owner", "county_code", "owner"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    owner: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # user
    owner_name: Mapped[str] = mapped_column(sa.String(120))
    is_shared: Mapped[bool] = mapped_column(default=False)  # with everybody of the county
    columns: Mapped[JsonList]  # as list_columns.OFFERED names them
    wanted: Mapped[Json]  # the conditions, as the form holds them
    saved_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]


class GivenForm(CountyRow, Base):
    """A form of an upper bureau, kept as it came, and what belongs under each of its heads."""

    __tablename__ = "given_form"
    __table_args__ = (
        *CountyRow.keys(),
        sa.Index("ix_given_form_county", "county_code", "uploaded_at"),
    )

    file_name: Mapped[str] = mapped_column(sa.String(120))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sheet: Mapped[str] = mapped_column(sa.String(120))
    head_line: Mapped[int]  # from 1
    heads: Mapped[Json]  # number of the column from 1 → head
    matched: Mapped[Json]  # number of the column from 1 → column; heads left out stay empty
    uploaded_by: Mapped[str] = mapped_column(sa.String(120))
    uploaded_at: Mapped[dt.datetime]
