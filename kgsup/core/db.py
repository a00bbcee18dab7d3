"""Base, column types, the session and ``transaction()``: the only place that commits."""

import datetime as dt
import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.orm.exc import StaleDataError

from kgsup.core.errors import N_, Conflict

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PUBLIC_ID_LENGTH = 16
COUNTY_CODE_LENGTH = 6
WRITE = "kgsup_write"  # the execution option that marks a writer's transaction

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware instant, stored in UTC; SQLite gives naive values back, so UTC is put back here."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant was given to the database")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class _TextEnum(sa.types.TypeDecorator[StrEnum]):
    """A ``StrEnum`` stored by its value; a value outside the enum is an error, not a surprise."""

    impl = sa.String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        if isinstance(value, self.kind):
            return value.value
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


def text_enum(kind: type[StrEnum]) -> _TextEnum:
    """The column type of an enum."""
    return _TextEnum(kind)


Json = dict[str, Any]
JsonList = list[Any]
IntPK = Annotated[int, mapped_column(primary_key=True)]

mapper_registry = registry(
    metadata=sa.MetaData(naming_convention=NAMING),
    type_annotation_map={
        dt.datetime: UTCDateTime(),
        dt.date: sa.Date(),
        Json: sa.JSON(),
        JsonList: sa.JSON(),
        str: sa.Text(),
    },
)


class Base(DeclarativeBase):
    """What every model inherits."""

    registry = mapper_registry
    metadata = mapper_registry.metadata


def new_public_id() -> str:
    """A random name of 80 bits under which a row is known outside the program."""
    # Five bits of each byte: one call to the system, for an import makes a hundred thousand.
    return "".join(CROCKFORD[byte & 31] for byte in secrets.token_bytes(PUBLIC_ID_LENGTH))


class CountyRow:
    """A business row: it belongs to a county, is known by a random name and guarded by a version.

    ``keys(*others)`` gives its table arguments; ``belongs_to`` makes references to it.
    """

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.String(COUNTY_CODE_LENGTH))
    public_id: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH), default=new_public_id)
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared on the mapped class
        return {"version_id_col": cast(Any, cls).version}

    @staticmethod
    def keys(*others: sa.schema.SchemaItem) -> tuple[sa.schema.SchemaItem, ...]:
        """UNIQUE (county_code, id) for composite references, UNIQUE public_id, then the rest."""
        return (sa.UniqueConstraint("county_code", "id"), sa.UniqueConstraint("public_id"), *others)


def belongs_to(table: str, column: str | None = None) -> sa.ForeignKeyConstraint:
    """A reference that cannot cross a county: (county_code, <table>_id) → table (county_code, id)."""
    return sa.ForeignKeyConstraint(
        ["county_code", column or f"{table}_id"], [f"{table}.county_code", f"{table}.id"]
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})

_before_commit: list[Callable[[], None]] = []


def before_commit(function: Callable[[], None]) -> Callable[[], None]:
    """Register what runs last inside each transaction (the ledger chains its rows there)."""
    _before_commit.append(function)
    return function


@contextmanager
def transaction() -> Iterator[None]:
    """One act, one transaction: begun as a writer, committed at the end, rolled back on any error.

    Ends the reading transaction before it, so nothing that was read earlier can decide.
    Raises ``Conflict`` when another writer changed a row in between.
    """
    session = db.session
    if session.info.get("in_transaction"):
        raise RuntimeError("transaction() does not nest: one act, one transaction")
    session.rollback()
    session.info["in_transaction"] = True
    with _turn_to_write():
        try:
            session.connection(execution_options={WRITE: True})
            yield
            for function in _before_commit:
                function()
            session.commit()
        except StaleDataError:
            session.rollback()
            raise Conflict(
                N_("Somebody else changed this in the meantime. Nothing of yours was saved.")
            ) from None
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.clear()


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """On SQLite, wait in line for the one writer's place."""
    database = db.engine.engine.url.database
    if dialect_name() != "sqlite" or not database or database == ":memory:":
        yield
        return
    with writers_line(database):
        yield


@contextmanager
def writers_line(database: str) -> Iterator[None]:
    """Stand at the head of the line of writers before an SQLite database (its path).

    SQLite's own waiting asks again after a pause and starves the unlucky; the kernel's lock on a file
    beside the database wakes whoever waited longest.  A killed process gives it up.
    """
    descriptor = os.open(f"{database}-writer", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def require_version(row: CountyRow, version: int | None) -> None:
    """Refuse a form that was filled in on an older version of the row than the present one."""
    if version is not None and row.version != version:
        raise Conflict(
            N_("Somebody else changed this in the meantime. Compare before you save again.")
        )


# Fixed in 3.51.3, 3.50.7 and 3.44.6; every other build since 3.7.0 may lose writes in WAL mode.
_WAL_FIXED = {(3, 44): 6, (3, 50): 7, (3, 51): 3}


def safe_journal_mode(version: tuple[int, int, int]) -> str:
    """WAL only on SQLite builds without the WAL-reset fault, TRUNCATE on all others."""
    fixed_in = _WAL_FIXED.get(version[:2])
    is_fixed = version >= (3, 52, 0) or (fixed_in is not None and version[2] >= fixed_in)
    return "wal" if is_fixed else "truncate"


BUSY_TIMEOUT_MS = 60_000  # for readers, migrations and other programs; our writers stand in line


@event.listens_for(Engine, "connect")
def _prepare_connection(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # transactions are begun by us, see _begin
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        f"journal_mode={safe_journal_mode(sqlite3.sqlite_version_info)}",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "trusted_schema=OFF",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        is_writer = connection.get_execution_options().get(WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def dialect_name() -> str:
    """``sqlite`` or ``postgresql``."""
    return db.engine.dialect.name
