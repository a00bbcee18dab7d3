"""Hot pages of the measured county against a bare Flask view with the same ORM queries.

What a page asks the database is noted while it is served.  The bare view asks exactly the same and
prints every row that comes back by one flat template, without layout, access, translation or forms.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy.orm import Mapper, ORMExecuteState, Session
from sqlalchemy.orm.exc import UnmappedInstanceError

from kgsup.access.actor import Grant, Role, system_actor
from kgsup.accounts import service as accounts
from kgsup.accounts.models import User, UserSession
from kgsup.accounts.queries import token_hash
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.demo.rules.scale import MEASURED_CODE
from kgsup.demo.service import seed_scale
from kgsup.demo.service.people import make_password
from kgsup.inspections.models import Visit
from kgsup.kindergartens.models import Kindergarten
from tests.bench.measuring import Figure, interleaved

GOAL = 4.0
CELLS = 8  # of one row: about what a page shows of it
FLAT = """<!doctype html><title>{{ title }}</title><table>
{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>
{% endfor %}</table>"""


@dataclass(frozen=True, kw_only=True)
class Page:
    name: str
    role: Role
    path: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A statement as the page sent it."""

    statement: Any
    parameters: Any


def measure_pages(app: Flask, kindergartens: int, rounds: int) -> Iterator[Figure]:
    """One figure a page, in milliseconds."""
    with app.app_context():
        seed_scale(kindergartens, clock.now())
        users = {role: _add_user(role) for role in (Role.CLERK, Role.INSPECTOR)}
    with app.app_context():
        pages = _pages(app)
        db.session.remove()
    for page in pages:
        client = _signed_in(app, users[page.role])
        asked = _statements_of(app, client, page)
        plain = _bare_client(app, page, asked)

        def ours(client: FlaskClient = client, page: Page = page) -> None:
            assert client.get(page.path).status_code == 200

        def theirs(plain: FlaskClient = plain, page: Page = page) -> None:
            assert plain.get(f"/{page.name}").status_code == 200

        value, baseline = interleaved(ours, theirs, rounds, warm_up=3)
        yield Figure(
            name=f"page: {page.name}",
            value=1000 * value,
            unit="ms",
            baseline=1000 * baseline,
            goal=GOAL,
        )


def _add_user(role: Role) -> str:
    """A user of the measured county; returns the token of a session."""
    new = accounts.NewUser(
        username=f"bench-{role}",
        name="量一量",
        password=make_password(),
        grants=[Grant(role=role, county_prefix=MEASURED_CODE)],
        supervisor_certificate="量政督学1",
    )
    with transaction():
        user: User = accounts.add_user(new, system_actor("bench"), clock.now())
        token = secrets.token_urlsafe(32)
        db.session.add(
            UserSession(
                user_id=user.id,
                token_sha256=token_hash(token),
                created_at=clock.now(),
                last_seen_at=clock.now(),
            )
        )
    return token


def _pages(app: Flask) -> list[Page]:
    """The hot pages with the addresses of rows in the middle of the county."""
    kindergarten = db.session.execute(
        sa.select(Kindergarten.public_id)
        .where(Kindergarten.county_code == MEASURED_CODE)
        .order_by(Kindergarten.id)
        .limit(1)
        .offset(17)
    ).scalar_one()
    visit = db.session.execute(
        sa.select(Visit.public_id)
        .where(Visit.county_code == MEASURED_CODE, Visit.finding_count > 1)
        .order_by(Visit.id.desc())
        .limit(1)
    ).scalar_one()
    with app.test_request_context():
        return [
            Page(
                name="register",
                role=Role.CLERK,
                path=_path(app, "kindergartens.list_kindergartens"),
            ),
            Page(
                name="register search",
                role=Role.CLERK,
                path=_path(app, "kindergartens.list_kindergartens", q="lan"),
            ),
            Page(
                name="dossier",
                role=Role.CLERK,
                path=_path(app, "desk.show_kindergarten", public_id=kindergarten),
            ),
            Page(
                name="visit",
                role=Role.INSPECTOR,
                path=_path(app, "inspections.show_visit", public_id=visit),
            ),
            Page(name="my day", role=Role.INSPECTOR, path=_path(app, "desk.show_my_day")),
        ]


def _path(app: Flask, endpoint: str, **values: str) -> str:
    return app.url_for(endpoint, _external=False, **values)


def _signed_in(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def _statements_of(app: Flask, client: FlaskClient, page: Page) -> list[Asked]:
    """What the page asks when it is served the second time."""
    assert client.get(page.path).status_code == 200, page
    asked: list[Asked] = []

    def note(state: ORMExecuteState) -> None:
        if state.is_select:
            asked.append(Asked(statement=state.statement, parameters=state.parameters))

    sa.event.listen(Session, "do_orm_execute", note)
    try:
        assert client.get(page.path).status_code == 200
    finally:
        sa.event.remove(Session, "do_orm_execute", note)
    return asked


def _bare_client(app: Flask, page: Page, asked: list[Asked]) -> FlaskClient:
    """A client of a program that does nothing but ask and print."""
    bare = Flask("bare")
    bare.config["SQLALCHEMY_DATABASE_URI"] = app.config["SQLALCHEMY_DATABASE_URI"]
    db.init_app(bare)

    def view() -> str:
        rows = [
            _cells(row)
            for each in asked
            for row in db.session.execute(each.statement, each.parameters)
        ]
        return render_template_string(FLAT, title=page.name, rows=rows)

    bare.add_url_rule(f"/{page.name}", "view", view)
    return bare.test_client()


def _cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    for value in row:
        names = _shown(type(value))
        cells += [getattr(value, name) for name in names] if names else [value]
    return cells[:CELLS]


@cache
def _shown(kind: type) -> tuple[str, ...]:
    """The first columns of an entity that are no JSON; nothing for a plain value."""
    try:
        mapper = sa.inspect(kind)
    except (sa.exc.NoInspectionAvailable, UnmappedInstanceError):
        return ()
    if not isinstance(mapper, Mapper):
        return ()
    plain = [a.key for a in mapper.column_attrs if not isinstance(a.columns[0].type, sa.JSON)]
    return tuple(plain[:CELLS])
