"""PostgreSQL: pg_dump and pg_restore, and a schema that takes the place of the present one.

A restore is loaded into a schema of its own beside the present one, within the same database, so the
role needs no more rights than it has; two renames in one transaction are the switch.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection

from kgsup.backups.rules.refusals import BadBackup, CannotBackUp, CannotRestore
from kgsup.core.errors import N_, Busy, DomainError

OURS = "kgsup backup"  # by which our own connections are told from others
ENDING_SECONDS = 5  # how long connections of programs that have just ended are waited for
_LEFT = re.compile(r"kgsup_(?:restoring|model)_[0-9]{8}t[0-9]{6}z")


def program(name: str) -> Path:
    """A client program of PostgreSQL, of the newest version installed."""
    folders = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    found = sorted(folders, key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1]
    on_path = shutil.which(name)
    if on_path is None:
        raise CannotBackUp(
            N_("%(name)s was not found: apt-get install postgresql-client"), name=name
        )
    return Path(on_path)


class PostgreSQLDatabase:
    """The schema in which a connection to ``postgresql+psycopg://…`` finds its tables."""

    kind = "postgresql"

    def __init__(self, url: str, stamp: str) -> None:
        self.url = sa.make_url(url).update_query_dict({"application_name": OURS})
        self.staged = f"kgsup_restoring_{stamp.lower()}"
        self.waiting = f"kgsup_waiting_{stamp.lower()}"
        self.aside = f"kgsup_before_{stamp.lower()}"

    @property
    def schema(self) -> str:
        with self._connection() as connection:
            return _current_schema(connection)

    @contextmanager
    def snapshot(self, target: Path) -> Iterator[Connection]:
        """Dump one moment of the schema; the connection sees the same moment."""
        with self._connection("REPEATABLE READ") as connection:
            moment = connection.execute(sa.text("SELECT pg_export_snapshot()")).scalar_one()
            schema = _current_schema(connection)
            command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-acl"]
            command += [f"--schema={_quoted(schema)}", f"--snapshot={moment}", f"--file={target}"]
            self._run([*command, f"--dbname={self._address()}"], CannotBackUp)
            yield connection

    def is_empty(self) -> bool:
        with self._connection() as connection:
            return not sa.inspect(connection).get_table_names()

    def clear_leftovers(self) -> None:
        with self._connection() as connection, connection.begin():
            for schema in sa.inspect(connection).get_schema_names():
                if _LEFT.fullmatch(schema):
                    connection.exec_driver_sql(f"DROP SCHEMA {_quoted(schema)} CASCADE")

    def load(self, source: Path, schema: str | None) -> str:
        """Load a dump in one transaction, at whose end it lies in a schema of its own."""
        if schema is None:
            raise BadBackup(N_("MANIFEST.json names no database or no settings."))
        options = ("--no-owner", "--no-acl", f"--schema={schema}", "--file=-")
        with (
            tempfile.TemporaryFile() as complaints,
            subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, no shell
                [program("pg_restore"), *options, source], stdout=subprocess.PIPE, stderr=complaints
            ) as script,
        ):
            try:
                self._play(script, schema, complaints)
            finally:
                script.kill()
        return self._within(self.staged)

    @contextmanager
    def model(self) -> Iterator[str]:
        name = self.staged.replace("restoring", "model")
        with self._connection() as connection, connection.begin():
            connection.exec_driver_sql(f"CREATE SCHEMA {_quoted(name)}")
        try:
            yield self._within(name)
        finally:
            self._drop(name)

    def discard(self) -> None:
        self._drop(self.staged)

    def _within(self, schema: str) -> str:
        """The address at which a schema of ours is the present one."""
        url = self.url.update_query_dict({"options": f"-csearch_path={schema}"})
        return url.render_as_string(hide_password=False)

    def _drop(self, schema: str) -> None:
        with self._connection() as connection, connection.begin():
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {_quoted(schema)} CASCADE")

    def switch(self) -> str | None:
        with self._connection() as connection, connection.begin():
            present = _current_schema(connection)
            is_empty = not sa.inspect(connection).get_table_names()
            connection.exec_driver_sql(
                f"DROP SCHEMA {_quoted(present)} RESTRICT"
                if is_empty
                else f"ALTER SCHEMA {_quoted(present)} RENAME TO {_quoted(self.aside)}"
            )
            connection.exec_driver_sql(
                f"ALTER SCHEMA {_quoted(self.staged)} RENAME TO {_quoted(present)}"
            )
        return None if is_empty else f"schema {self.aside}"

    def require_alone(self) -> None:
        """Refuse while others are connected to this database."""
        others = sa.text(
            "SELECT pid, coalesce(application_name, '') FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename IS NOT NULL"
            " AND pid <> pg_backend_pid() AND coalesce(application_name, '') <> :ours"
        )
        with self._connection("AUTOCOMMIT") as connection:
            for _ in range(ENDING_SECONDS * 10):
                found = connection.execute(others, {"ours": OURS}).all()
                if not found:
                    return
                connection.execute(sa.text("SELECT pg_sleep(0.1)"))
        raise Busy(
            N_("Another program is connected to the database (process %(processes)s): stop it."),
            processes=", ".join(str(pid) for pid, _ in found),
        )

    @contextmanager
    def _connection(self, isolation: str = "READ COMMITTED") -> Iterator[Connection]:
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        with engine.connect().execution_options(isolation_level=isolation) as connection:
            yield connection

    def _around(self, schema: str) -> tuple[str, str]:
        """What is said before and after a dump's own statements: it needs its schema's name for a while."""
        with self._connection() as connection:
            is_taken = schema in sa.inspect(connection).get_schema_names()
        name, waiting, staged = map(_quoted, (schema, self.waiting, self.staged))
        away = f"ALTER SCHEMA {name} RENAME TO {waiting};\n" if is_taken else ""
        back = f"ALTER SCHEMA {waiting} RENAME TO {name};\n" if is_taken else ""
        before = f"BEGIN;\n{away}CREATE SCHEMA {name};\n"
        return before, f"ALTER SCHEMA {name} RENAME TO {staged};\n{back}COMMIT;\n"

    def _play(self, script: "subprocess.Popen[bytes]", schema: str, complaints: IO[bytes]) -> None:
        """Hand a dump's statements to psql; without the last lines nothing of it is kept."""
        before, after = self._around(schema)
        command = [program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
        player = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, no shell
            [str(part) for part in (*command, f"--dbname={self._address()}")],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env=self._environment(),
        )
        try:
            is_whole = _feed(script, player, before, after)
            player.wait()
        finally:
            player.kill()
            player.wait()
        if player.returncode != 0 or not is_whole:
            raise BadBackup(
                N_("The dump in the backup could not be loaded: %(error)s"),
                error=_text_of(complaints),
            )

    def _run(self, command: list[object], refusal: type[DomainError]) -> None:
        done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
            [str(part) for part in command],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment(),
        )
        if done.returncode != 0:
            raise refusal(N_("pg_dump failed: %(error)s"), error=done.stderr.strip())

    def _address(self) -> str:
        """The address as PostgreSQL's programs take it, without the password."""
        named: dict[str, Any] = self.url.translate_connect_args(username="user", database="dbname")
        return make_conninfo(**(named | dict(self.url.query) | {"password": None}))

    def _environment(self) -> dict[str, str]:
        """The password goes where a list of processes does not show it."""
        password = self.url.password
        return dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})


def _feed(
    script: "subprocess.Popen[bytes]", player: "subprocess.Popen[bytes]", before: str, after: str
) -> bool:
    """Pass everything on; the end only when the dump was read to its own end."""
    if script.stdout is None or player.stdin is None:
        raise RuntimeError("the programs were started without pipes")
    try:
        with player.stdin as out:
            out.write(before.encode())
            shutil.copyfileobj(script.stdout, out)
            if script.wait() != 0:
                return False
            out.write(after.encode())
    except BrokenPipeError:
        return False
    return True


def _current_schema(connection: Connection) -> str:
    schema: str | None = connection.execute(sa.text("SELECT current_schema()")).scalar_one()
    if schema is None:
        raise CannotRestore(N_("The database has no schema on its search path."))
    return schema


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip()
