"""Nothing is open by oversight, and who may do what is what was reviewed."""

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kgsup.access import guard
from kgsup.access.actor import Role
from kgsup.access.permissions import Permission, sentence_of
from kgsup.app import create_app
from kgsup.core.settings import PROJECT
from kgsup.policy import POLICY

REVIEWED = Path(__file__).with_name("policy.txt")


def test_a_route_that_declares_nothing_stops_the_program(app: Flask, monkeypatch):
    settings = app.config["KGSUP_SETTINGS"]
    original = guard.check_declared

    def with_a_dummy_route(new: Flask) -> None:
        new.add_url_rule("/dummy", "dummy", lambda: "open")
        original(new)

    monkeypatch.setattr(guard, "check_declared", with_a_dummy_route)
    with pytest.raises(guard.UndeclaredRoute, match="dummy"):
        create_app(settings)


def test_every_permission_stands_in_the_policy_and_is_asked_for_somewhere(app: Flask):
    assert set(POLICY) == set(Permission)
    asked = {guard.permission_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert set(Permission) - asked == set()
    assert all(sentence_of(permission) for permission in Permission)


def test_no_person_holds_the_systems_role():
    assert not any(Role.SYSTEM in roles for roles in POLICY.values())


def test_the_table_of_permissions_equals_the_reviewed_one():
    """Who may do what changes only together with the reviewed copy beside this test."""
    table = "\n".join(
        f"{permission}: {' '.join(sorted(POLICY[permission]))}" for permission in sorted(Permission)
    )
    assert table == REVIEWED.read_text().strip()


def test_without_signing_in_only_public_routes_answer(app: Flask, client: FlaskClient):
    for rule in app.url_map.iter_rules():
        if guard.permission_of(app, rule.endpoint) is None:
            continue
        adapter = app.url_map.bind("localhost")
        values = {
            name: 1 if type(converter).__name__ == "IntegerConverter" else "X"
            for name, converter in rule._converters.items()
        }
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        response = client.open(adapter.build(rule.endpoint, values, method=method), method=method)
        assert response.status_code in {302, 401}, rule
        assert response.status_code == 401 or "/login" in response.headers["Location"], rule


def views_of(tree: ast.Module) -> list[tuple[ast.FunctionDef, list[str]]]:
    """The view functions of a module with their methods."""
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef):
            continue
        for decorator in node.decorator_list:
            is_call = isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)
            if is_call and decorator.func.attr == "route":
                methods = [k.value for k in decorator.keywords if k.arg == "methods"]
                found.append((node, ast.literal_eval(methods[0]) if methods else ["GET"]))
    return found


def view_files() -> list[Path]:
    package = PROJECT / "kgsup"
    return [*package.glob("*/views.py"), *package.glob("*/views/*.py")]


def test_no_page_that_only_shows_opens_a_transaction():
    for path in view_files():
        for view, methods in views_of(ast.parse(path.read_text())):
            if methods == ["GET"]:
                calls = [n for n in ast.walk(view) if isinstance(n, ast.Call)]
                names = {n.func.id for n in calls if isinstance(n.func, ast.Name)}
                assert "transaction" not in names, f"{path.name}: {view.name}"


def test_only_the_core_commits():
    for path in (PROJECT / "kgsup").rglob("*.py"):
        if path != PROJECT / "kgsup" / "core" / "db.py":
            assert ".commit()" not in path.read_text(), path
