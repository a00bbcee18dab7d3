"""The migrated database is the one that the models describe, on whichever database the run uses."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from kgsup.core import migrate
from kgsup.core.db import Base, db
from kgsup.core.settings import PROJECT


@pytest.fixture
def engine(database_url: str, tmp_path: Path):
    """A migrated database of its own, of the kind that the run uses."""
    if database_url.startswith("sqlite"):
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'own.db'}")
    else:
        name = f"migrations_{secrets.token_hex(4)}"
        server = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        server.dispose()
        engine = sa.create_engine(sa.make_url(database_url).set(database=name))
    migrate.upgrade(engine)
    yield engine
    engine.dispose()


def test_models_and_database_agree(app: Flask):
    with app.app_context():
        assert migrate.differences(db.engine) == []
        assert migrate.current(db.engine) == migrate.head()


def test_every_check_of_the_models_is_in_the_database(app: Flask):
    with app.app_context():
        inspector = sa.inspect(db.engine)
        for table in Base.metadata.sorted_tables:
            wanted = {
                str(c.name)
                for c in table.constraints
                if isinstance(c, sa.CheckConstraint) and c.name
            }
            found = {row["name"] for row in inspector.get_check_constraints(table.name)}
            assert wanted - found == set(), table.name


SCHEMA = {
    "sqlite": "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT table_name || ' ' || column_name, data_type || is_nullable
        FROM information_schema.columns WHERE table_schema = 'public'""",
}


def schema_of(engine: sa.Engine) -> list[tuple[str, str]]:
    """Tables, columns, constraints, indexes and triggers, each by its name."""
    with engine.connect() as connection:
        rows = connection.execute(sa.text(SCHEMA[engine.dialect.name]))
        return sorted((name, sql) for name, sql in rows if "alembic_version" not in name)


def test_down_and_up_again_leaves_the_same_schema(engine: sa.Engine):
    before = schema_of(engine)
    migrate.downgrade(engine, "base")
    assert schema_of(engine) == []
    migrate.upgrade(engine)
    assert schema_of(engine) == before


def test_two_migrators_at_once_end_well(tmp_path: Path):
    """One works, the others wait; all find the schema whole."""
    script = (
        "import sqlalchemy as sa, sys; from kgsup.core import migrate; "
        "import kgsup.core.db; migrate.upgrade(sa.create_engine(sys.argv[1]))"
    )
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    processes = [
        subprocess.Popen([sys.executable, "-c", script, url], cwd=PROJECT, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for process in processes:
        _, errors = process.communicate()
        assert process.returncode == 0, errors.decode()
    assert migrate.current(sa.create_engine(url)) == migrate.head()


def test_migrations_do_not_import_the_program():
    for path in (PROJECT / "migrations" / "versions").glob("*.py"):
        assert "kgsup" not in path.read_text().replace("kgsup_", ""), path.name
