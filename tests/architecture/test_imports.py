"""The import contracts of pyproject.toml hold."""

import subprocess
import sys
from pathlib import Path

from kgsup.core.settings import PROJECT


def test_imports_keep_the_contracts():
    # A process of its own: import-linter sets up logging anew and would silence ours.
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [program, "--config", "pyproject.toml", "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
