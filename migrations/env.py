"""Runs migrations on both databases.

On SQLite foreign keys are off while tables are rebuilt (with them on, dropping a parent empties its
children) and are checked afterwards; everything runs in one write transaction, tables included.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context

from kgsup.core.db import WRITE, Base, UTCDateTime, _TextEnum

# PostgreSQL: the key of the advisory lock that lets one migrator in at a time.
LOCK_KEY = 7_126_001


def render_item(kind: str, item: Any, _autogenerate: Any) -> str | bool:
    """Write plain types: a migration must not import the program."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, _TextEnum):
        return f"sa.String(length={item.impl_instance.length})"
    return False


def compare_type(
    _context: Any, _inspected: Any, _column: Any, _inspected_type: Any, metadata_type: Any
) -> bool | None:
    """Compare our own types by what they are in the database."""
    return False if isinstance(metadata_type, UTCDateTime | _TextEnum) else None


def run(connection: sa.Connection) -> None:
    """Migrate on a connection whose transaction this function begins."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=compare_type,
        user_module_prefix="sa.",
        transactional_ddl=True,
    )
    with context.begin_transaction():
        if not is_sqlite:
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        context.run_migrations()
        if is_sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"rows without their parents after the migration: {broken[:5]}")
    if is_sqlite:
        raw.execute("PRAGMA foreign_keys=ON")


engine: sa.Engine = context.config.attributes["engine"]
with engine.connect().execution_options(**{WRITE: True}) as connection:
    run(connection)
