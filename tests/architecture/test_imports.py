"""The import contracts of pyproject.toml hold."""

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from kgsup.core.settings import PROJECT


def test_imports_keep_the_contracts(capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.chdir(PROJECT)
    status = lint_imports(config_filename="pyproject.toml", no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
