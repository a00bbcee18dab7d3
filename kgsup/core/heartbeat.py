"""The row by which the worker tells that it lives."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, db


class Heartbeat(Base):
    """When a process last told that it lives."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    at: Mapped[dt.datetime]


def beat(name: str, at: dt.datetime) -> None:
    """Note that a process lives.  The caller opens the transaction."""
    db.session.merge(Heartbeat(name=name, at=at))


def age_seconds(name: str, at: dt.datetime) -> float | None:
    """Seconds since a process told that it lives; ``None`` when it never did."""
    row = db.session.get(Heartbeat, name)
    return None if row is None else (at - row.at).total_seconds()
