"""Where two documents differ, so that the second of two people sees what the first changed.  Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SHOWN_AT_MOST = 200


@dataclass(frozen=True)
class Difference:
    """One place: JSON pointer, what is kept, what was sent."""

    pointer: str
    kept: Any
    sent: Any


def differences(kept: Any, sent: Any) -> list[Difference]:
    """List where two JSON values differ.

    Answers, findings, earlier points and signatures are compared by what they are about, not by their
    place in the list, so one more answer is one difference.
    """
    return list(_walk("", kept, sent))[:SHOWN_AT_MOST]


def _walk(pointer: str, kept: Any, sent: Any) -> Iterator[Difference]:
    if kept == sent:
        return
    if isinstance(kept, dict) and isinstance(sent, dict):
        for name in sorted(kept.keys() | sent.keys()):
            yield from _walk(f"{pointer}/{name}", kept.get(name), sent.get(name))
    elif isinstance(kept, list) and isinstance(sent, list) and _have_names(kept + sent):
        old, new = _by_name(kept), _by_name(sent)
        for name in sorted(old.keys() | new.keys()):
            yield from _walk(f"{pointer}/{name}", old.get(name), new.get(name))
    else:
        yield Difference(pointer, kept, sent)


def _name_of(row: Any) -> str:
    if not isinstance(row, dict):
        return ""
    if row.get("by"):
        return f"{row['by']} {row.get('officer') or ''}".strip()
    return str(row.get("key") or row.get("finding") or row.get("item") or "")


def _have_names(rows: list[Any]) -> bool:
    return all(_name_of(row) for row in rows)


def _by_name(rows: list[Any]) -> dict[str, Any]:
    return {_name_of(row): row for row in rows}
