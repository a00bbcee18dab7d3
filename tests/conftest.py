"""Fixtures: one app and one migrated database a run; every test is rolled back."""

import datetime as dt
import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import html5lib
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kgsup.access.actor import Actor, Grant, Role
from kgsup.accounts.models import User, UserGrant, UserSession
from kgsup.accounts.queries import token_hash
from kgsup.app import create_app
from kgsup.areas.models import County, Town
from kgsup.core import clock, migrate
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db
from kgsup.core.settings import load_settings
from tests.postgresql import temporary_postgresql

AT = dt.datetime(2026, 11, 21, 10, 0, tzinfo=SHANGHAI).astimezone(dt.UTC)
COUNTY = "990126"
OTHER_COUNTY = "990127"
TOWNS = {"990126001": "青阳街道", "990126002": "河东街道", "990126100": "白石镇"}


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database: SQLite, or PostgreSQL with KGSUP_TEST_DATABASE=postgresql."""
    if os.environ.get("KGSUP_TEST_DATABASE") == "postgresql":
        with temporary_postgresql() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'kgsup.db'}"


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def app(database_url: str, instance: Path) -> Iterator[Flask]:
    settings = load_settings(
        {
            "KGSUP_INSTANCE": str(instance),
            "KGSUP_DATABASE_URL": database_url,
            "KGSUP_MODE": "test",
            "KGSUP_TEST_CLOCK": AT.isoformat(),
        }
    )
    app = create_app(settings)
    app.test_client_class = StrictClient
    with app.app_context():
        migrate.upgrade(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[None]:
    """An app context whose writes, commits included, are undone after the test."""
    clock.use_test_clock(AT.isoformat())
    with app.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        # Flask-SQLAlchemy ignores a bind of the session: the engine itself is replaced by the connection.
        db._app_engines[app][None] = connection  # type: ignore[assignment]
        db.session.remove()
        db.session.configure(join_transaction_mode="create_savepoint")
        try:
            yield db.session
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db._app_engines[app][None] = engine


class StrictClient(FlaskClient):
    """Each request in an app context of its own; pages must be strict HTML, sessions left clean."""

    def open(self, *args: object, **kwargs: object) -> TestResponse:
        if db.session.registry.has():
            db.session.commit()  # what the test made is there for the request
        with self.application.app_context():
            response = super().open(*args, **kwargs)  # type: ignore[arg-type]
            left = [*db.session.new, *db.session.dirty, *db.session.deleted]
            assert not left, f"the request left uncommitted changes: {left}"
        if db.session.registry.has():
            db.session.expire_all()
        if response.mimetype == "text/html" and response.status_code not in {301, 302, 303, 308}:
            check_page(response.get_data(as_text=True))
        return response


def check_page(html: str) -> None:
    """A page parses strictly and has a title."""
    parser = html5lib.HTMLParser(strict=True)
    document = parser.parse(html)
    title = document.find(".//{http://www.w3.org/1999/xhtml}title")
    assert title is not None, "the page has no title"
    assert (title.text or "").strip(), "the page has an empty title"


def without_token(page: TestResponse) -> str:
    """A page's text without its CSRF tokens, which tell the second at which they were made."""
    return re.sub(r'(name="csrf_token"[^>]* value=")[^"]*', r"\1", page.get_data(as_text=True))


@pytest.fixture
def client(app: Flask, session: object) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def county(session: object) -> County:
    """County 990126 with three towns, and its neighbour 990127."""
    county = County(code=COUNTY, name="青禾县")
    db.session.add_all([county, County(code=OTHER_COUNTY, name="云川县")])
    db.session.flush()
    db.session.add_all(
        Town(county_code=COUNTY, code=code, name=name) for code, name in TOWNS.items()
    )
    db.session.commit()
    return county


def make_actor(role: Role, county: str = COUNTY, kindergarten: str | None = None) -> Actor:
    """An actor without a user's row."""
    grant = Grant(role=role, county_prefix=county, kindergarten=kindergarten)
    return Actor(id=None, name=f"test {role}", grants=(grant,))


@pytest.fixture
def actor_of() -> Callable[..., Actor]:
    return make_actor


def make_user(
    role: Role, county: str = COUNTY, kindergarten: str | None = None, **values: object
) -> User:
    """A user's row with one grant; the password matches nothing."""
    defaults: dict[str, object] = {
        "username": f"{role}-{secrets.token_hex(3)}",
        "name": "田小禾",
        "password_hash": "!",
        "created_at": AT,
    }
    user = User(**(defaults | values))
    db.session.add(user)
    db.session.flush()
    db.session.add(
        UserGrant(user_id=user.id, role=role, county_prefix=county, kindergarten=kindergarten)
    )
    db.session.commit()
    return user


@pytest.fixture
def sign_in(session: object) -> Callable[..., User]:
    """``sign_in(client, Role.CLERK)``: signs a new user of that role in and returns the user."""

    def sign_in(
        client: FlaskClient,
        role: Role,
        county: str = COUNTY,
        kindergarten: str | None = None,
        user: User | None = None,
    ) -> User:
        user = user or make_user(role, county, kindergarten)
        token = secrets.token_urlsafe(32)
        db.session.add(
            UserSession(
                user_id=user.id,
                token_sha256=token_hash(token),
                created_at=clock.now(),
                last_seen_at=clock.now(),
            )
        )
        db.session.commit()
        with client.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return user

    return sign_in


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], list[str]]:
    """Collects the statements from now on; call it to read them."""
    statements: list[str] = []

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield lambda: statements  # type: ignore[misc]
    sa.event.remove(sa.Engine, "before_cursor_execute", note)
