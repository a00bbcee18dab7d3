"""The triggers that keep rows final: compared with those of a database made anew.

Neither Alembic's comparison nor a ledger that verifies would notice that they are gone.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

_GUARDS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
    # Without the conditions: PostgreSQL writes casts in them anew when a dump is loaded.
    "postgresql": (
        "SELECT tgname, concat_ws(' ', relname, tgtype, tgenabled, proname, prosrc)"
        " FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid"
        " WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal"
    ),
}


def guards_of(connection: Connection) -> dict[str, str]:
    """Each trigger by its name, with what it does."""
    rows = connection.execute(sa.text(_GUARDS[connection.dialect.name]))
    return {name: " ".join(definition.split()) for name, definition in rows}


def missing_guards(found: dict[str, str], model: dict[str, str]) -> tuple[str, ...]:
    """The triggers of the model that are not there, or do something else."""
    return tuple(sorted(name for name, text in model.items() if found.get(name) != text))
