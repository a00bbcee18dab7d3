"""The dated facts behind the present values."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import COUNTY_CODE_LENGTH, Base, IntPK, belongs_to, text_enum
from kgsup.kindergartens.rules.facts import Field, SourceKind


class RegisterFact(Base):
    """One value of one field: holds from ``from_on`` on and before ``until_on`` (exclusive).

    ``until_on == from_on`` marks a value that was corrected for its own first day: recorded, never
    shown.  Values are written by ``rules.facts.to_text``.  It is reached through its kindergarten only,
    which is loaded in scope, so it needs no public id.
    """

    __tablename__ = "register_fact"
    __table_args__ = (
        belongs_to("kindergarten"),
        sa.Index("ix_register_fact_of", "county_code", "kindergarten_id", "field", "from_on"),
        sa.Index("ix_register_fact_source", "county_code", "source_kind", "source_reference"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_it_begins"),
    )

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    kindergarten_id: Mapped[int]
    field: Mapped[Field] = mapped_column(text_enum(Field))
    value: Mapped[str | None]
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date | None]
    recorded_at: Mapped[dt.datetime]
    source_kind: Mapped[SourceKind] = mapped_column(text_enum(SourceKind))
    source_reference: Mapped[str | None] = mapped_column(sa.String(40))
