"""Texts on their way to paper: what can be printed, what is written by hand, and the frozen form."""

import dataclasses
import datetime as dt
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

BY_HAND = (
    "\ue000"  # stands for a blank box on its way through the templates; never in a frozen text
)
MOST_CHARACTERS = 200_000  # of all texts of one paper: beyond that it is an attack or a mistake

# Controls, formats (bidi overrides, zero-width signs), surrogates and line separators have no shape.
_SHAPELESS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_VARIATION_SELECTORS = frozenset([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def printable(text: str) -> str:
    """Return the text with LF line breaks and without what has no shape on paper."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in lines if sign == "\n" or _has_shape(sign))


def comparable_name(name: str) -> str:
    """A person's name as it is compared: no blanks, no case, full and half width alike."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _has_shape(sign: str) -> bool:
    return unicodedata.category(sign) not in _SHAPELESS and ord(sign) not in _VARIATION_SELECTORS


def to_json(facts: object) -> Any:
    """Turn facts into plain JSON values: days and instants ISO, texts printable."""
    if dataclasses.is_dataclass(facts) and not isinstance(facts, type):
        return {
            field.name: to_json(getattr(facts, field.name)) for field in dataclasses.fields(facts)
        }
    if isinstance(facts, Mapping):
        return {str(name): to_json(value) for name, value in facts.items()}
    if isinstance(facts, list | tuple):
        return [to_json(value) for value in facts]
    if isinstance(facts, dt.date | dt.datetime):
        return facts.isoformat()
    return printable(facts) if isinstance(facts, str) else facts


def canonical(facts: Mapping[str, Any]) -> str:
    """Write JSON in the one form whose SHA-256 is kept."""
    return json.dumps(
        facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def texts_of(value: object) -> Iterator[str]:
    """Every text in JSON values, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


def characters_of(facts: object) -> frozenset[str]:
    """The characters that a paper has to show, blanks and line breaks left out."""
    return frozenset(sign for text in texts_of(facts) for sign in text if not sign.isspace())


def private_characters(characters: Iterable[str]) -> list[str]:
    """The characters for private use: a font may draw them, but nobody can say as what."""
    return sorted(sign for sign in characters if unicodedata.category(sign) == "Co")


def with_boxes(facts: Any, handwritten: Iterable[str]) -> Any:
    """Return the facts with each character that is to be written by hand replaced by the box."""
    table = str.maketrans(dict.fromkeys(handwritten, BY_HAND))

    def replaced(value: Any) -> Any:
        if isinstance(value, str):
            return value.translate(table)
        if isinstance(value, Mapping):
            return {name: replaced(part) for name, part in value.items()}
        return [replaced(part) for part in value] if isinstance(value, list) else value

    return replaced(facts)
