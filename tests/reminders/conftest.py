"""A folder for the outbox, and a program with a database of its own for workers that run at once."""

import dataclasses
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from kgsup.app import create_app
from kgsup.core import migrate
from kgsup.core.db import db
from kgsup.core.settings import load_settings
from kgsup.files.adapters import store
from kgsup.reminders.adapters import mail
from tests.conftest import AT


@pytest.fixture
def outbox(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """The folder that messages go to in this test alone."""
    settings = app.config["KGSUP_SETTINGS"]
    mail.use_settings(dataclasses.replace(settings, instance=tmp_path))
    yield tmp_path / "outbox"
    mail.use_settings(settings)


@pytest.fixture
def own_environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Settings of a program with an empty database of its own, whose commits are real."""
    if database_url.startswith("sqlite"):
        own_url = f"sqlite:///{tmp_path / 'own.db'}"
    else:
        name = f"own_{secrets.token_hex(4)}"
        engine = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name}"))
        engine.dispose()
        own_url = str(sa.make_url(database_url).set(database=name))
    return {
        "KGSUP_INSTANCE": str(tmp_path / "own"),
        "KGSUP_DATABASE_URL": own_url,
        "KGSUP_MODE": "test",
        "KGSUP_TEST_CLOCK": AT.isoformat(),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(["."]),
    }


@pytest.fixture
def own_app(app: Flask, own_environment: dict[str, str]) -> Iterator[Flask]:
    """The program on that database; the settings of the common one come back after the test."""
    own = create_app(load_settings(own_environment))
    with own.app_context():
        migrate.upgrade(db.engine)
    yield own
    with own.app_context():
        db.session.remove()
        db.engine.dispose()
    settings = app.config["KGSUP_SETTINGS"]
    store.use_root(settings.instance)
    mail.use_settings(settings)
