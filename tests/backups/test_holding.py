"""Who uses the instance: commands share it, what the server becomes keeps it, a restore has it alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgsup.core import holding
from kgsup.core.errors import Busy
from kgsup.core.settings import PROJECT
from tests.backups.place import Place, Places

SERVING = (
    "import os, sys; from pathlib import Path; from kgsup.core.holding import share_for_good;"
    "share_for_good(Path(sys.argv[1])); print('held', flush=True); os.execvp('cat', ['cat'])"
)


def test_many_share_and_one_has_it_alone(tmp_path):
    with (
        holding.shared(tmp_path),
        holding.shared(tmp_path),
        pytest.raises(Busy, match="using this instance"),
        holding.alone(tmp_path),
    ):
        pass
    with holding.alone(tmp_path):
        with pytest.raises(Busy, match="restore is at work"), holding.shared(tmp_path):
            pass
        with pytest.raises(Busy), holding.alone(tmp_path):
            pass
    with holding.shared(tmp_path):
        pass


@contextmanager
def serving(instance: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that took the instance and then became another program, as the server does."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVING, str(instance)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        try:
            yield process
        finally:
            process.kill()


def test_what_the_server_became_holds_the_instance_until_it_is_killed(tmp_path):
    with serving(tmp_path) as process:
        with pytest.raises(Busy), holding.alone(tmp_path):
            pass
        process.kill()
        process.wait()
        with holding.alone(tmp_path):
            pass


def run(place: Place, *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("KGSUP_")}
    return subprocess.run(
        [sys.executable, "-c", "from kgsup.cli import main; main()", *arguments],
        cwd=PROJECT,
        env=clean | place.environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_no_command_starts_during_a_restore(place: Place):
    with holding.alone(place.folder):
        for command in (("ledger", "verify"), ("worker", "--once"), ("serve",), ("db", "upgrade")):
            done = run(place, *command)
            assert done.returncode == 2, command
            assert "A restore is at work" in done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_commands_say_what_they_did(places: Places, place: Place, tmp_path):
    made = run(place, "backup", str(tmp_path / "backup"))
    assert made.returncode == 0, made.stderr
    assert "not in it: INSTANCE/secret-key" in made.stdout
    refused = run(place, "restore", str(tmp_path / "backup"))
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)
    assert "--replace" in refused.stderr
    with serving(place.folder):
        busy = run(place, "restore", str(tmp_path / "backup"), "--replace")
        assert busy.returncode == 2
        assert "stop them" in busy.stderr
    done = run(place, "restore", str(tmp_path / "backup"), "--replace")
    assert done.returncode == 0, done.stderr
    assert "numbers void: none" in done.stdout
    assert run(place, "ledger", "verify").returncode == 0
    changed = run(place, "backup", str(tmp_path / "backup"))
    assert changed.returncode == 2
    elsewhere = run(places.empty(), "restore", str(tmp_path / "backup"))
    assert elsewhere.returncode == 1, elsewhere.stderr
    assert "SECRET KEY" in elsewhere.stdout
