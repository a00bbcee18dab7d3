"""The schema: upgrade, head, check.  Alembic's one door."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from kgsup.core.db import Base
from kgsup.core.settings import PROJECT


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision; one migrator works at a time, others wait."""
    command.upgrade(_config(engine), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to a revision."""
    command.downgrade(_config(engine), revision)


def write_revision(engine: Engine, message: str, revision: str) -> None:
    """Write a new revision from the difference between models and database, to be read by hand."""
    command.revision(_config(engine), message=message, autogenerate=True, rev_id=revision)


def head() -> str:
    """The revision that this program needs."""
    return str(ScriptDirectory(str(PROJECT / "migrations")).get_current_head())


def revisions() -> frozenset[str]:
    """Every revision that this program knows."""
    script = ScriptDirectory(str(PROJECT / "migrations"))
    return frozenset(found.revision for found in script.walk_revisions())


def current(engine: Engine) -> str | None:
    """The revision of the database; ``None`` for an empty one."""
    with engine.connect() as connection:
        return current_on(connection)


def current_on(connection: Connection) -> str | None:
    """The revision as a connection sees it that is open already."""
    return MigrationContext.configure(connection).get_current_revision()


def differences(engine: Engine) -> list[object]:
    """What still differs between the database and the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        return list(compare_metadata(context, Base.metadata))


def _same_type(
    _context: object, _column: object, _metadata_column: object, found: object, wanted: object
) -> bool | None:
    # Our decorated types are plain texts and instants in the database.
    return False if type(wanted).__module__ == "kgsup.core.db" else None
