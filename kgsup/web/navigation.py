"""The navigation of office pages: what the signed-in person may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext

from kgsup.access.guard import may, permission_of


@dataclass(frozen=True)
class Entry:
    """One item: the endpoint and its marked label."""

    endpoint: str
    label: str


@dataclass(frozen=True)
class Item:
    """An entry as the layout shows it."""

    url: str
    label: str
    is_current: bool


def install(app: Flask, entries: Sequence[Entry], search_endpoint: str) -> None:
    """Make ``navigation()`` and ``search_url()`` known to templates."""

    def navigation() -> list[Item]:
        allowed = [entry for entry in entries if _is_allowed(entry.endpoint)]
        return [_item(url_for(entry.endpoint), entry.label) for entry in allowed]

    def search_url() -> str | None:
        return url_for(search_endpoint) if _is_allowed(search_endpoint) else None

    app.jinja_env.globals.update(navigation=navigation, search_url=search_url)


def _item(url: str, label: str) -> Item:
    is_current = request.path == url or request.path.startswith(f"{url}/")
    return Item(url, gettext(label), is_current)


def _is_allowed(endpoint: str) -> bool:
    permission = permission_of(current_app, endpoint)
    return permission is not None and may(permission)
