"""Nothing in the repository names where a package came from or a path of one machine."""

import re
import subprocess
from pathlib import Path

from kgsup.core.settings import PROJECT

TEXT = {".py", ".html", ".js", ".css", ".toml", ".md", ".sh", ".lock", ".json", ".txt", ".po", ""}


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


def test_locks_name_no_host():
    for path in tracked_files():
        if path.name.endswith((".lock", "package-lock.json")):
            assert "://" not in path.read_text(), path


def test_locks_hold_hashes():
    for name in ("requirements.lock", "requirements-development.lock", "requirements-node.lock"):
        lines = (PROJECT / name).read_text().splitlines()
        packages = [line for line in lines if re.match(r"\S+==", line)]
        assert packages
        assert all(line.endswith("\\") for line in packages), "a package without a hash"


def test_no_path_of_one_machine():
    pattern = re.compile(r"(?<![\w.])/(?:work|farm|root)/")
    for path in tracked_files():
        if path.suffix in TEXT and path != Path(__file__):
            assert not pattern.search(path.read_text(errors="replace")), path
