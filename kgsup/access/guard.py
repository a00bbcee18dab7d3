"""Every route says who may use it; a route that says nothing stops the program at its start."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from kgsup.access.actor import NOBODY, Actor, Role
from kgsup.access.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])
DECLARED = "_kgsup_permission"  # the attribute of a view that holds what it declared
Policy = Mapping[Permission, frozenset[Role]]


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare the permission of a route; stands directly under the route."""

    def declare(view: View) -> View:
        setattr(view, DECLARED, permission)
        return view

    return declare


def public(view: View) -> View:
    """Declare that anybody may use a route, signed in or not."""
    setattr(view, DECLARED, None)
    return view


class UndeclaredRoute(Exception):
    """A route has neither ``@requires`` nor ``@public``."""


def install(app: Flask, policy: Policy) -> None:
    """Guard every request and make ``may`` and ``actor`` known to templates."""
    app.extensions["kgsup_policy"] = policy
    app.before_request(_check_access)
    app.jinja_env.globals.update(may=may, current_actor=current_actor)


def check_declared(app: Flask) -> None:
    """Raise ``UndeclaredRoute`` for any route that declares nothing; called when all are known."""
    app.view_functions["static"] = public(app.view_functions["static"])
    open_routes = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], DECLARED)
    ]
    if open_routes:
        raise UndeclaredRoute(", ".join(sorted(open_routes)))


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission that a route declares; ``None`` for a public one."""
    permission: Permission | None = getattr(app.view_functions[endpoint], DECLARED)
    return permission


def may_open(endpoint: str) -> bool:
    """Whether there is such a page and its guard lets the current actor in, in some county of theirs."""
    if endpoint not in current_app.view_functions:
        return False
    permission = permission_of(current_app, endpoint)
    return permission is None or may(permission)


def roles_with(app: Flask, permission: Permission) -> frozenset[Role]:
    """The roles that hold a permission."""
    policy: Policy = app.extensions["kgsup_policy"]
    return policy.get(permission, frozenset())


def signed_in_actor() -> Actor:
    """The signed-in person with all grants, or nobody."""
    return current_user.actor if current_user.is_authenticated else NOBODY


def current_actor() -> Actor:
    """The signed-in person with only those grants that this route's permission admits."""
    actor: Actor = g.get("kgsup_actor", NOBODY)
    return actor


def may(permission: Permission | str, county_code: str | None = None) -> bool:
    """Tell templates whether the signed-in person holds a permission (in a county)."""
    actor = signed_in_actor().with_roles(roles_with(current_app, Permission(permission)))
    return bool(actor.grants) and (county_code is None or actor.reaches_county(county_code))


def _check_access() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such route: the 404 page
    permission = permission_of(current_app, request.endpoint)
    if permission is None:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    g.kgsup_actor = signed_in_actor().with_roles(roles_with(current_app, permission))
    if not g.kgsup_actor.grants:
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        return {"error": "signed_out"}, 401
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))
