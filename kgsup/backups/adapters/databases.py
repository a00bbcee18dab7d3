"""What a backup and a restore ask of a database, whichever of the two it is."""

import datetime as dt
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy import Connection

from kgsup.backups.adapters.postgresql import PostgreSQLDatabase
from kgsup.backups.adapters.sqlite import SQLiteDatabase


class Database(Protocol):
    """A database by its address.  ``stamp`` names what a restore makes and moves aside."""

    kind: str

    @property
    def schema(self) -> str | None:
        """The schema that is dumped, where the database has such."""

    def snapshot(self, target: Path) -> AbstractContextManager[Connection]:
        """Write a snapshot into a file; the connection reads what is in it."""

    def is_empty(self) -> bool:
        """Whether there is nothing that a restore would put aside."""

    def clear_leftovers(self) -> None:
        """Remove what a killed restore left half made."""

    def load(self, source: Path, schema: str | None) -> str:
        """Load a snapshot beside the present database and return its address."""

    def model(self) -> AbstractContextManager[str]:
        """The address of an empty database of this kind, for as long as it takes."""

    def discard(self) -> None:
        """Remove what ``load`` made."""

    def switch(self) -> str | None:
        """Put what was loaded into its place at one stroke; returns where the one before lies now."""

    def require_alone(self) -> None:
        """Raise ``Busy`` while others are connected."""


def database_at(url: str, stamp: str) -> Database:
    """The database at an address; none need be there yet."""
    return (SQLiteDatabase if url.startswith("sqlite") else PostgreSQLDatabase)(url, stamp)


def stamp_of(at: dt.datetime) -> str:
    """An instant as it stands in names of files and schemas."""
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """A connection of its own that leaves nothing open."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection
