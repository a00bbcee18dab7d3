"""Reading a county's rules as they stand on a day."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import RULES, Key
from kgsup.core.db import db


def value(county_code: str, key: Key, *, on: dt.date) -> Any:
    """The value of a rule on a day, or the default that the program ships."""
    row = find_row(county_code, key, on)
    return RULES[key].default if row is None else row.value


def find_row(county_code: str, key: Key, on: dt.date) -> ConfigurationValue | None:
    """The row in force on a day: of the latest effective day, the one that was recorded last."""
    statement = (
        sa.select(ConfigurationValue)
        .where(
            ConfigurationValue.county_code == county_code,
            ConfigurationValue.key == key,
            ConfigurationValue.effective_from <= on,
        )
        .order_by(ConfigurationValue.effective_from.desc(), ConfigurationValue.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def list_rows(county_code: str, key: Key) -> list[ConfigurationValue]:
    """All versions of a rule, newest first."""
    statement = (
        sa.select(ConfigurationValue)
        .where(ConfigurationValue.county_code == county_code, ConfigurationValue.key == key)
        .order_by(ConfigurationValue.id.desc())
    )
    return list(db.session.execute(statement).scalars())
