"""Pages by key: a cursor names the last row seen, so a deep page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

Row = TypeVar("Row")
PAGE_SIZE = 50
EXPORT_PAGE_SIZE = 500  # rows that an export reads at once


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page and the addresses of its neighbours."""

    rows: Sequence[Row]
    previous_url: str | None
    next_url: str | None
    total: int | None = None


def encode_cursor(key: Sequence[Any]) -> str:
    """Write the sort key of a row into an address."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def cursor_from_request() -> list[Any] | None:
    """The sort key after which this page begins; nonsense in the address means the first page."""
    text = request.args.get("after", "")
    if not text:
        return None
    try:
        key = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return key if isinstance(key, list) and all(_is_part_of_a_key(part) for part in key) else None


LARGEST_KEY = 2**63 - 1


def _is_part_of_a_key(part: object) -> bool:
    """A whole number that a database can hold, or a text that it can compare."""
    if isinstance(part, str):
        return part.isprintable() and part.encode(errors="replace").decode() == part
    return type(part) is int and abs(part) <= LARGEST_KEY


def keyset(
    load: Callable[[list[Any] | None, int], Sequence[Row]],
    key_of: Callable[[Row], Sequence[Any]],
    *,
    size: int = PAGE_SIZE,
    total: int | None = None,
) -> Page[Row]:
    """Load one page: ``load(after, limit)`` returns rows after a sort key.

    "Previous" is the browser's own way back plus a link to the first page.
    """
    after = cursor_from_request()
    rows = load(after, size + 1)
    shown = rows[:size]
    next_url = _address(encode_cursor(key_of(shown[-1]))) if len(rows) > size else None
    return Page(shown, _address(None) if after else None, next_url, total)


def every_page(
    load: Callable[[list[Any] | None, int], Sequence[Row]],
    key_of: Callable[[Row], Sequence[Any]],
) -> Iterator[Sequence[Row]]:
    """Read a list to its end, page by page, for exports; takes what ``keyset`` takes."""
    after: list[Any] | None = None
    while rows := load(after, EXPORT_PAGE_SIZE):
        yield rows
        if len(rows) < EXPORT_PAGE_SIZE:
            return
        after = list(key_of(rows[-1]))


def every_row(
    load: Callable[[list[Any] | None, int], Sequence[Row]],
    key_of: Callable[[Row], Sequence[Any]],
) -> Iterator[Row]:
    """The rows of ``every_page``, one after the other."""
    return chain.from_iterable(every_page(load, key_of))


def address_of_export(endpoint: str) -> str:
    """Where all rows of the list at this address are exported, with its filter as it stands."""
    return _with_arguments(url_for(endpoint), None)


def _address(after: str | None) -> str:
    return _with_arguments(url_for(request.endpoint or "", **(request.view_args or {})), after)


def _with_arguments(path: str, after: str | None) -> str:
    # Not through url_for: an argument of a visitor's address must not become one of its own,
    # such as _scheme or endpoint.
    arguments: dict[str, Any] = request.args.to_dict(flat=False)
    arguments.pop("after", None)
    if after:
        arguments["after"] = after
    return f"{path}?{urlencode(arguments, doseq=True)}" if arguments else path
