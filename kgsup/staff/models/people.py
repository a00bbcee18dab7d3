"""A person, and what all facts of a person share."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.staff.rules.identity import IdentityKind, Sex
from kgsup.staff.rules.people import Education

# Compared by bytes on both databases: pages are cut by this order, and LIKE may use the index.
_BY_BYTES = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
NOT_SET_ASIDE = sa.text("set_aside_at IS NULL")

_KINDERGARTEN = Kindergarten.__table__  # the referred table must be known before ours are made


class StaffRow(CountyRow):
    """A row that is never changed into another fact nor removed; a mistake is set aside with its reason."""

    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))
    set_aside_at: Mapped[dt.datetime | None]
    set_aside_reason: Mapped[str | None]


def set_aside_is_whole() -> sa.CheckConstraint:
    """What is set aside says why."""
    return sa.CheckConstraint(
        "(set_aside_at IS NULL) = (set_aside_reason IS NULL)", name="set_aside_has_reason"
    )


class StaffFact(StaffRow):
    """A dated fact of a person."""

    member_id: Mapped[int]

    @staticmethod
    def fact_keys(*others: sa.schema.SchemaItem) -> tuple[sa.schema.SchemaItem, ...]:
        """The keys of a county row, the reference to the person, and that setting aside is whole."""
        return CountyRow.keys(
            belongs_to("staff_member", "member_id"), set_aside_is_whole(), *others
        )


class StaffMember(StaffRow, Base):
    """Somebody who works or worked in a kindergarten of the county, or is barred from it.

    Of the identity number only a keyed hash and the last four characters are kept.
    """

    __tablename__ = "staff_member"
    __table_args__ = (
        *CountyRow.keys(),
        set_aside_is_whole(),
        sa.Index(
            "uq_staff_member_identity",
            "county_code",
            "identity_index",
            unique=True,
            sqlite_where=NOT_SET_ASIDE,
            postgresql_where=NOT_SET_ASIDE,
        ),
        sa.Index("ix_staff_member_by_pinyin", "county_code", "pinyin", "id"),
        sa.Index("ix_staff_member_index", "identity_index"),
        sa.Index("ix_staff_member_source", "county_code", "source_kind", "source_reference"),
        sa.CheckConstraint("name <> ''", name="has_name"),
        sa.CheckConstraint(
            "(identity_index IS NULL) = (identity_tail IS NULL)"
            " AND (identity_index IS NULL) = (identity_kind IS NULL)"
            " AND (identity_index IS NULL) = (identity_key IS NULL)",
            name="identity_is_whole",
        ),
        sa.CheckConstraint(
            "identity_tail IS NULL OR length(identity_tail) <= 4", name="only_the_tail"
        ),
        sa.CheckConstraint(
            "birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100", name="born_in_a_year"
        ),
    )

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(_BY_BYTES)  # syllables with blanks, lower case
    search_text: Mapped[str]  # the name folded, in pinyin and initials; never a number
    identity_kind: Mapped[IdentityKind | None] = mapped_column(text_enum(IdentityKind))
    identity_index: Mapped[str | None] = mapped_column(sa.String(64))  # HMAC-SHA256, hexadecimal
    identity_key: Mapped[str | None] = mapped_column(sa.String(8))  # which key made the index
    identity_tail: Mapped[str | None] = mapped_column(sa.String(4))
    birth_year: Mapped[int | None]
    sex: Mapped[Sex | None] = mapped_column(text_enum(Sex))
    education: Mapped[Education | None] = mapped_column(text_enum(Education))
