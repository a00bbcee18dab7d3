"""The demo county, seeded once for all tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from kgsup.core import clock
from kgsup.core.db import db
from kgsup.core.settings import Settings
from kgsup.demo.service import seed_demo
from tests.conftest import AT


@pytest.fixture(scope="module")
def rolled_back(app: Flask) -> Iterator[None]:
    """An app context for a whole module, whose writes are undone after it."""
    clock.use_test_clock(AT.isoformat())
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        db._app_engines[app][None] = connection  # type: ignore[assignment]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db._app_engines[app][None] = engine


@pytest.fixture(scope="module")
def settings(app: Flask) -> Settings:
    settings: Settings = app.config["KGSUP_SETTINGS"]
    return settings


@pytest.fixture(scope="module")
def demo(rolled_back: None, settings: Settings) -> str:
    """What seeding said."""
    return seed_demo(settings, AT)


@pytest.fixture(scope="module")
def accounts_file(demo: str, settings: Settings) -> Path:
    return settings.instance / "demo-accounts.json"
