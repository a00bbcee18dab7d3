"""Parties and their dated stakes in kindergartens and companies."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.ownership.parties import PartyKind, StakeKind


class Party(CountyRow, Base):
    """A person, company, public body or collective that holds something; no number of a person."""

    __tablename__ = "party"
    __table_args__ = (
        *CountyRow.keys(),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"]),
        sa.Index("ix_party_name", "county_code", "name"),
        sa.Index("ix_party_credit_code", "county_code", "credit_code"),
        sa.CheckConstraint("name <> ''", name="has_name"),
        sa.CheckConstraint("kind <> 'person' OR credit_code IS NULL", name="person_without_number"),
    )

    kind: Mapped[PartyKind] = mapped_column(text_enum(PartyKind))
    name: Mapped[str] = mapped_column(sa.String(100))
    credit_code: Mapped[str | None] = mapped_column(sa.String(40))
    is_listed: Mapped[bool] = mapped_column(default=False)
    is_state_owned: Mapped[bool] = mapped_column(default=False)
    entered_at: Mapped[dt.datetime]


class Stake(CountyRow, Base):
    """What a party holds from ``from_on`` on and before ``until_on`` (exclusive); never deleted.

    ``until_on == from_on`` marks an entry that was a mistake: recorded, never shown or counted.
    """

    __tablename__ = "stake"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("party", "holder_id"),
        belongs_to("kindergarten"),
        belongs_to("party", "company_id"),
        sa.Index("ix_stake_holder", "county_code", "holder_id"),
        sa.Index("ix_stake_kindergarten", "county_code", "kindergarten_id"),
        sa.Index("ix_stake_company", "county_code", "company_id"),
        sa.CheckConstraint(
            "(kindergarten_id IS NULL) <> (company_id IS NULL)", name="in_one_thing"
        ),
        sa.CheckConstraint("company_id IS NULL OR company_id <> holder_id", name="not_in_itself"),
        sa.CheckConstraint("share_bp IS NULL OR share_bp BETWEEN 1 AND 10000", name="share"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
    )

    holder_id: Mapped[int]
    kindergarten_id: Mapped[int | None]
    company_id: Mapped[int | None]
    kind: Mapped[StakeKind] = mapped_column(text_enum(StakeKind))
    share_bp: Mapped[int | None]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))

    @property
    def share_text(self) -> str | None:
        """The share as it is read: "33.33 %"."""
        return None if self.share_bp is None else f"{self.share_bp / 100:g} %"
