"""``kgsup backup`` and ``kgsup restore``."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from flask import Flask

from kgsup.app import create_app
from kgsup.backups import jobs
from kgsup.cli.running import REFUSALS, in_app, own_actor
from kgsup.core import clock
from kgsup.core.db import db
from kgsup.core.settings import Settings


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@in_app
def make_backup(app: Flask, folder: Path) -> None:
    """Write database, evidence, papers and settings into an empty FOLDER, while the program runs."""
    _finish(jobs.back_up(folder, _settings_in_use(app), clock.now()))


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Move a database that is not empty aside; keep it.")
@click.option("--into", type=click.Path(path_type=Path), help="Another instance: a trial run.")
@click.option("--into-database", help="Address of that instance's database.")
@click.option(
    "--numbers-used",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Numbers given after the backup, one a line, from the office's register.",
)
@in_app
def restore_backup(app: Flask, **wishes: Any) -> None:
    """Check a backup wholly, then put it back; numbers given since become void, none is given again."""
    wish = jobs.Wish(**wishes)
    _finish(jobs.restore(wish, _settings_in_use(app), _program, own_actor(), clock.now()))


def _settings_in_use(app: Flask) -> Settings:
    """The settings with the database's address as the program resolved it."""
    settings: Settings = app.config["KGSUP_SETTINGS"]
    return replace(settings, database_url=db.engine.url.render_as_string(hide_password=False))


@contextmanager
def _program(settings: Settings) -> Iterator[None]:
    """The program on other settings, for as long as it takes."""
    with create_app(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def _finish(done: Any) -> None:
    click.echo("\n".join(done.lines))
    if not done.is_complete:
        sys.exit(REFUSALS)
