"""A PostgreSQL of our own in a temporary folder, for tests and the bench."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SYSTEM_USER = "postgres"


def server_programs() -> Path:
    """The folder of initdb and pg_ctl; raises ``FileNotFoundError`` when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    if program is None:
        raise FileNotFoundError("PostgreSQL server: apt-get install postgresql")
    return Path(program).parent


@contextmanager
def temporary_postgresql() -> Iterator[str]:
    """Start a server on a free port of the loopback and yield its address for SQLAlchemy."""
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="kgsup-postgresql-"))
    as_user = _as_other_user(folder)
    port = _free_port()
    data = folder / "data"
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=120"
    )
    try:
        _run([*as_user, programs / "initdb", "-D", data, "-U", "kgsup", "-A", "trust", "--no-sync",
              "--locale=C.UTF-8", "-E", "UTF8"])  # fmt: skip
        _run(
            [
                *as_user,
                programs / "pg_ctl",
                "-D",
                data,
                "-w",
                "-l",
                folder / "log",
                "-o",
                options,
                "start",
            ]
        )
        try:
            yield f"postgresql+psycopg://kgsup@127.0.0.1:{port}/postgres"
        finally:
            _run([*as_user, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_other_user(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made."""
    if os.geteuid() != 0:
        return []
    account = pwd.getpwnam(SYSTEM_USER)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return ["setpriv", f"--reuid={SYSTEM_USER}", f"--regid={account.pw_gid}", "--clear-groups"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[object]) -> None:
    result = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/"
    )
    if result.returncode != 0:
        raise RuntimeError(f"{command[-1]}: {result.stdout}{result.stderr}")
