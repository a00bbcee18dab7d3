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
class Group:
    """Several items under one marked label, which opens them."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Item:
    """An entry as the layout shows it."""

    url: str
    label: str
    is_current: bool


@dataclass(frozen=True)
class Part:
    """A place of the menu: a single item, or several under a label."""

    label: str | None
    links: tuple[Item, ...]

    @property
    def is_current(self) -> bool:
        return any(item.is_current for item in self.links)


def install(app: Flask, entries: Sequence[Entry | Group], search_endpoint: str) -> None:
    """Make ``navigation()`` and ``search_url()`` known to templates."""

    def navigation() -> list[Part]:
        allowed = [(entry, _allowed(entry)) for entry in entries]
        urls = [url_for(item.endpoint) for _entry, items in allowed for item in items]
        current = _nearest(urls)
        return [_part(entry, items, current) for entry, items in allowed if items]

    def search_url() -> str | None:
        return url_for(search_endpoint) if _is_allowed(search_endpoint) else None

    app.jinja_env.globals.update(navigation=navigation, search_url=search_url)


def _allowed(entry: Entry | Group) -> list[Entry]:
    entries = entry.entries if isinstance(entry, Group) else (entry,)
    return [item for item in entries if _is_allowed(item.endpoint)]


def _part(entry: Entry | Group, items: Sequence[Entry], current: str | None) -> Part:
    """A group of which one item is left needs no label to open it."""
    links = tuple(_item(item, current) for item in items)
    label = gettext(entry.label) if isinstance(entry, Group) and len(links) > 1 else None
    return Part(label, links)


def _item(entry: Entry, current: str | None) -> Item:
    url = url_for(entry.endpoint)
    return Item(url, gettext(entry.label), url == current)


def _nearest(urls: Sequence[str]) -> str | None:
    """The longest address under which the page lies: one of two lists, not the one above it too."""
    above = [url for url in urls if request.path == url or request.path.startswith(f"{url}/")]
    return max(above, key=len, default=None)


def _is_allowed(endpoint: str) -> bool:
    permission = permission_of(current_app, endpoint)
    return permission is not None and may(permission)
