"""The lasting thing, with the present value of each of its dated facts, and its sites."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.areas.models import Town
from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.kindergartens.rules.facts import SourceKind, split_assets
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State

# Compared by bytes on both databases: pages are cut by this order, and LIKE may use the index.
_BY_BYTES = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


_TOWN = Town.__table__  # the referred tables must be known before ours are made


class Kindergarten(CountyRow, Base):
    """A kindergarten.  Renamed, merged or closed, it keeps its public id and goes on answering.

    The columns of facts hold the present values; ``RegisterFact`` holds every value with its days.
    """

    __tablename__ = "kindergarten"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten", "merged_into_id"),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"]),
        sa.ForeignKeyConstraint(["county_code", "town_code"], ["town.county_code", "town.code"]),
        sa.Index("ix_kindergarten_by_pinyin", "county_code", "pinyin", "id"),
        sa.Index("ix_kindergarten_by_town", "county_code", "town_code"),
        sa.Index("ix_kindergarten_by_credit_code", "county_code", "credit_code"),
        sa.Index("ix_kindergarten_by_source", "county_code", "entered_by_kind", "entered_by"),
        sa.CheckConstraint("name <> ''", name="has_name"),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name="not_into_itself"
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity_not_negative"),
        # domain.md, always true 8: an unlawful combination never without its alarm.
        sa.CheckConstraint(
            "alarmed OR state = 'closed' OR merged_into_id IS NOT NULL"
            " OR ownership <> 'private_for_profit'"
            " OR (NOT residential_area AND asset_kinds = '')",
            name="unlawful_is_alarmed",
        ),
    )

    name: Mapped[str]
    pinyin: Mapped[str] = mapped_column(_BY_BYTES)  # syllables with blanks, lower case
    initials: Mapped[str]
    search_text: Mapped[str]  # see rules.names.read_names
    town_code: Mapped[str | None] = mapped_column(sa.String(9))
    address: Mapped[str | None]
    telephone: Mapped[str | None]
    mail: Mapped[str | None]
    head: Mapped[str | None]
    sponsor_name: Mapped[str | None]
    sponsor_kind: Mapped[SponsorKind | None] = mapped_column(text_enum(SponsorKind))
    ownership: Mapped[Ownership] = mapped_column(text_enum(Ownership), default=Ownership.UNKNOWN)
    state: Mapped[State] = mapped_column(text_enum(State), default=State.OPERATING)
    residential_area: Mapped[bool] = mapped_column(default=False)
    asset_kinds: Mapped[str] = mapped_column(default="")  # sorted, joined by commas
    credit_code: Mapped[str | None]  # as recorded, right or wrong
    institution_code: Mapped[str | None]
    grade: Mapped[str | None]
    capacity: Mapped[int | None]  # places
    managing_department: Mapped[str | None]
    handed_over_on: Mapped[dt.date | None]  # residential-area: to the local government
    place_grade: Mapped[str | None]  # 城乡分类, as the county's rules name it
    alarmed: Mapped[bool] = mapped_column(default=False)  # an unlawful combination is open
    possible_duplicate: Mapped[bool] = mapped_column(default=False)  # an undecided pair exists
    merged_into_id: Mapped[int | None]
    entered_by_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    entered_by: Mapped[str | None] = mapped_column(sa.String(40))  # batch, visit or case
    entered_at: Mapped[dt.datetime]

    @property
    def assets(self) -> frozenset[AssetKind]:
        """The kinds of assets that exclude for-profit."""
        return split_assets(self.asset_kinds)


class Site(CountyRow, Base):
    """A campus with its areas; holds from ``from_on`` on and before ``until_on`` (exclusive)."""

    __tablename__ = "site"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.Index("ix_site_kindergarten", "county_code", "kindergarten_id"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
    )

    kindergarten_id: Mapped[int]
    name: Mapped[str | None]
    address: Mapped[str | None]
    land_m2: Mapped[float | None]
    building_m2: Mapped[float | None]
    outdoor_m2: Mapped[float | None]
    floors: Mapped[int | None]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))
