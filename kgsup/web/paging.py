"""Pages by key: a cursor names the last row seen, so a deep page costs what the first one does."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")
PAGE_SIZE = 50


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
    except (binascii.Error, ValueError):
        return None
    return key if isinstance(key, list) else None


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


def _address(after: str | None) -> str:
    arguments: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    arguments.pop("after", None)
    if after:
        arguments["after"] = after
    return url_for(request.endpoint or "", **arguments)
