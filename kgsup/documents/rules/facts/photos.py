"""Which photographs a paper shows, and under which numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PrintedPhoto:
    """A photograph with the number under which the paper refers to it."""

    number: int
    sha256: str
    caption: str


def printed_photos(facts: Mapping[str, Any]) -> list[PrintedPhoto]:
    """List every photo in frozen facts, each once, numbered in the order of the paper."""
    found: dict[str, str] = {}

    def walk(value: object) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                if name == "photos":
                    for photo in part:
                        found[photo["sha256"]] = found.get(photo["sha256"]) or photo["caption"]
                else:
                    walk(part)
        elif isinstance(value, list):
            for part in value:
                walk(part)

    walk(facts)
    return [
        PrintedPhoto(number, sha256, caption)
        for number, (sha256, caption) in enumerate(found.items(), 1)
    ]
