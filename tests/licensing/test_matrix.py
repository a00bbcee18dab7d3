"""Roles × states × routes: who gets through, as it was reviewed in matrix.txt.

A line is a route with its method; behind it the roles that its guard lets in, and what they get in each
state of the thing: shown, done (something was recorded), refused (the form says why), sent on to another
page, not there.  Every other role is
denied, and whoever is not signed in is asked to; both are checked for each line.  A POST fills in the
form as the page shows it to that person and is undone afterwards.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from kgsup.access import guard
from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.audit.models import LedgerEntry
from kgsup.casework.rules import Level
from kgsup.core.db import db
from kgsup.policy import POLICY
from tests.conftest import COUNTY, OTHER_COUNTY, without_token
from tests.factories import casework as people
from tests.licensing.matrix_ground import PARTS, UNKNOWN, Ground, answers_to, make_ground

pytestmark = pytest.mark.slow
REVIEWED = Path(__file__).with_name("matrix.txt")
SLICES = {"licensing", "casework", "desk", "referrals", "publications", "staff"}
ROLES = [role for role in Role if role is not Role.SYSTEM]
SignIn = Callable[..., User]
_WORDS = {
    200: "shown",
    302: "sent on",
    303: "sent on",
    404: "not there",
    403: "denied",
    422: "refused",
}


@pytest.fixture
def ground(county: object) -> Ground:
    return make_ground()


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Whatever is done inside is rolled back; the session begins anew."""
    db.session.commit()
    connection: Any = db._app_engines[app][None]
    savepoint = connection.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def rules_of(app: Flask) -> list[tuple[Rule, str]]:
    """Every route of the slices with each of its methods, in the order of their addresses."""
    found = [
        (rule, method)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in SLICES
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    return sorted(found, key=lambda entry: (entry[0].rule, entry[1]))


def addresses_of(app: Flask, rule: Rule, ground: Ground) -> dict[str, str]:
    """The addresses of a route by the state of what they name."""
    adapter = app.url_map.bind("localhost")
    names = list(rule.arguments)
    things = [name for name in names if name not in PARTS]
    states = ground.of(rule.rule) if things else {"": ""}
    return {
        state: adapter.build(
            rule.endpoint,
            {name: PARTS.get(name, public_id) for name in names},
            method=next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"})),
        )
        for state, public_id in states.items()
    }


def sent(client: FlaskClient, app: Flask, method: str, address: str) -> str:
    """What a person gets there, in a word."""
    with undone(app):
        shown = client.get(address) if "GET" in _methods(app, address) else None
        if method == "GET":
            assert shown is not None
            return _word(shown.status_code)
        filled = answers_to(shown.get_data(as_text=True)) if _is_shown(shown) else {}
        before = _acts_recorded()
        word = _word(client.post(address, data=filled or {"version": "1"}).status_code)
        return "done" if _acts_recorded() > before else word


def _acts_recorded() -> int:
    return int(db.session.execute(sa.select(sa.func.count(LedgerEntry.sequence))).scalar_one())


def _methods(app: Flask, address: str) -> set[str]:
    adapter = app.url_map.bind("localhost")
    return set(adapter.allowed_methods(address.split("?")[0]))


def _is_shown(page: Any) -> bool:
    return page is not None and page.status_code == 200 and page.mimetype == "text/html"


def _word(status: int) -> str:
    return _WORDS.get(status, str(status))


def line_of(rule: Rule, method: str, got: dict[Role, dict[str, str]]) -> str:
    """A route as it stands in the reviewed file; roles that get the same stand together."""
    together: dict[str, list[str]] = defaultdict(list)
    for role, by_state in got.items():
        together[_in_words(by_state)].append(role.value)
    parts = [f"{' '.join(roles)}: {words}" for words, roles in together.items()]
    return f"{method} {rule.rule} | {' | '.join(parts)}"


def _in_words(by_state: dict[str, str]) -> str:
    states: dict[str, list[str]] = defaultdict(list)
    for state, word in by_state.items():
        states[word].append(state)
    return "; ".join(
        word + (f" ({' '.join(found)})" if any(found) else "") for word, found in states.items()
    )


def test_who_gets_through_where_equals_the_reviewed_table(
    app: Flask, client: FlaskClient, sign_in: SignIn, ground: Ground, tmp_path: Path
):
    got: dict[tuple[str, str], dict[Role, dict[str, str]]] = defaultdict(dict)
    wrong: list[str] = []
    for role in ROLES:
        own = ground.kindergarten if role is Role.KINDERGARTEN else None
        user = sign_in(client, role, kindergarten=own)
        if role is Role.APPROVER:
            people.appoint(actor_of(user), Level.HEAD, dt.date(2024, 1, 1))
        for rule, method in rules_of(app):
            permission = guard.permission_of(app, rule.endpoint)
            addresses = addresses_of(app, rule, ground)
            if permission is None:
                continue
            if role in POLICY[permission]:
                got[rule.rule, method][role] = {
                    state: sent(client, app, method, address)
                    for state, address in addresses.items()
                }
                continue
            with undone(app):
                # The guard looks at nothing of the thing: one state stands for all.
                status = client.open(next(iter(addresses.values())), method=method).status_code
            if status != 403:
                wrong.append(f"{role}: {method} {rule.rule} {status}")
    assert wrong == []
    lines = "\n".join(
        line_of(rule, method, got[rule.rule, method])
        for rule, method in rules_of(app)
        if (rule.rule, method) in got
    )
    (tmp_path / "matrix.txt").write_text(lines + "\n")
    reviewed = REVIEWED.read_text().splitlines()
    assert lines.splitlines() == reviewed, f"compare {tmp_path / 'matrix.txt'} with {REVIEWED}"


def test_whoever_is_not_signed_in_is_asked_to(app: Flask, client: FlaskClient, ground: Ground):
    for rule, method in rules_of(app):
        if guard.permission_of(app, rule.endpoint) is None:
            continue
        for address in addresses_of(app, rule, ground).values():
            answer = client.open(address, method=method)
            assert answer.status_code == 302, rule
            assert "/login" in answer.headers["Location"], rule


def test_what_is_another_countys_and_what_is_not_there_look_alike(
    app: Flask, client: FlaskClient, sign_in: SignIn, ground: Ground
):
    """Byte for byte, but for the address itself and the token."""
    for role in (Role.CLERK, Role.APPROVER, Role.ARCHIVIST):
        sign_in(client, role, county=OTHER_COUNTY)
        for rule, method in rules_of(app):
            permission = guard.permission_of(app, rule.endpoint)
            if permission is None or role not in POLICY[permission] or not _names(rule):
                continue
            for address in addresses_of(app, rule, ground).values():
                other = _unknown(app, rule)
                with undone(app):
                    real = client.open(address, method=method)
                with undone(app):
                    none = client.open(other, method=method)
                assert real.status_code == none.status_code == 404, (role, address)
                texts = [
                    without_token(page).replace(at, "")
                    for page, at in ((real, address), (none, other))
                ]
                assert texts[0] == texts[1], address


def _names(rule: Rule) -> bool:
    return any(name not in PARTS for name in rule.arguments)


def _unknown(app: Flask, rule: Rule) -> str:
    values = {name: PARTS.get(name, UNKNOWN) for name in rule.arguments}
    method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"}))
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=method)


def test_the_ground_is_in_the_county_that_the_roles_are_granted_for(ground: Ground):
    assert PARTS["county_code"] == COUNTY
    assert len(ground.applications) == 9
