"""Versions of a county's rules."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.configuration.rules import Key
from kgsup.core.db import Base, CountyRow, text_enum


class ConfigurationValue(CountyRow, Base):
    """A rule's value from a day on; rows are added, never changed."""

    __tablename__ = "configuration_value"
    __table_args__ = (
        *CountyRow.keys(
            sa.Index("ix_configuration_value_key", "county_code", "key", "effective_from")
        ),
    )

    key: Mapped[Key] = mapped_column(text_enum(Key))
    value: Mapped[Any] = mapped_column(sa.JSON)
    article: Mapped[str | None] = mapped_column(sa.String(80))
    effective_from: Mapped[dt.date]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))
