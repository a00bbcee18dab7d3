"""README is true: settings, jobs, commands and packages are those of the program."""

import re

from flask import Flask

from kgsup.cli import main
from kgsup.core.law import INSTRUMENTS, Article, instrument_of
from kgsup.core.schedule import JOBS
from kgsup.core.settings import DESCRIPTIONS, PROJECT

README = (PROJECT / "README.md").read_text()


def test_every_setting_is_described_as_the_program_does():
    described = dict(re.findall(r"^\| `KGSUP_([A-Z_]+)` \| (.+?) \|$", README, re.MULTILINE))
    assert described == DESCRIPTIONS


def test_every_job_is_named(app: Flask):
    assert set(
        re.findall(r"^\| `([a-z-]+)` \| (?:always|\d\d:\d\d) \|", README, re.MULTILINE)
    ) == set(JOBS)


def test_every_command_is_named():
    for name, command in main.commands.items():
        for part in getattr(command, "commands", {"": None}):
            assert f"`{name} {part}".strip() in README, (name, part)


def test_every_package_is_on_the_map():
    packages = {p.name for p in (PROJECT / "kgsup").iterdir() if (p / "__init__.py").exists()}
    for package in packages:
        assert f"`{package}`" in README, package


def test_readme_names_the_two_commands_and_no_third_to_set_up():
    assert "script/server" in README
    assert "script/test" in README
    assert "pip install" not in README
    assert "bootstrap" not in README


def test_every_picture_is_there():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (PROJECT / path).is_file(), path


def test_every_article_that_the_program_names_is_cited_somewhere():
    source = "\n".join(
        p.read_text() for p in (PROJECT / "kgsup").rglob("*.py") if p.name != "law.py"
    )
    data = "\n".join(p.read_text() for p in (PROJECT / "kgsup").rglob("*.toml"))
    for article in Article:
        assert f"Article.{article.name}" in source or article.value in source + data, article
        assert instrument_of(article.value)
    assert all(INSTRUMENTS.values())
