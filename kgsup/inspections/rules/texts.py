"""What a sent body may hold at all: depth, finite numbers, characters that can be kept and shown.  Pure."""

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

MOST_DEPTH = 20  # a whole visit is 7 deep: visit, signatures, one of them, strokes, stroke, point

# They turn the direction of what follows, so that a text reads otherwise than it is kept.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NONCHARACTERS = frozenset("\ufffe\uffff")


@dataclass(frozen=True, kw_only=True)
class Unfit:
    """A value that cannot be taken: where it stands (JSON pointer) and why, in English."""

    pointer: str
    message: str


def unfit_values(body: object) -> Iterator[Unfit]:
    """Every value of JSON, in order, that no document may hold; names of members count as texts.

    Goes through the body without recursion: a body of any depth is judged, none breaks the program.
    """
    waiting: list[tuple[object, str, int]] = [(body, "", 0)]
    while waiting:
        value, pointer, depth = waiting.pop()
        why = _why_unfit(value, depth)
        if why:
            yield Unfit(pointer=pointer, message=why)
        elif isinstance(value, dict):
            members = [
                (part, f"{pointer}/{_step(name)}", depth + 1) for name, part in value.items()
            ]
            for name in value:
                if _unfit_characters(name):
                    yield Unfit(
                        pointer=pointer, message="a name holds characters that are not taken"
                    )
            waiting.extend(reversed(members))
        elif isinstance(value, list):
            parts = [(part, f"{pointer}/{n}", depth + 1) for n, part in enumerate(value)]
            waiting.extend(reversed(parts))


def _why_unfit(value: object, depth: int) -> str | None:
    if depth > MOST_DEPTH:
        return f"nested deeper than {MOST_DEPTH}"
    if isinstance(value, str):
        found = _unfit_characters(value)
        return f"characters that are not taken: {', '.join(found)}" if found else None
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number that JSON knows"
    return None


def _unfit_characters(text: str) -> list[str]:
    """The code points (U+0000) of a text that are refused; line breaks and tabs are not."""
    signs = set(text.replace("\r\n", "\n")) - {"\n", "\t"}
    return [f"U+{ord(sign):04X}" for sign in sorted(signs) if _is_unfit(sign)]


def _is_unfit(sign: str) -> bool:
    is_control = sign < " "
    is_surrogate = unicodedata.category(sign) == "Cs"
    return is_control or is_surrogate or sign in _BIDI_CONTROLS or sign in _NONCHARACTERS


def _step(name: str) -> str:
    """A member's name as a part of a JSON pointer; surrogates and controls stand escaped."""
    plain = name.encode("ascii", "backslashreplace").decode() if _unfit_characters(name) else name
    return plain.replace("~", "~0").replace("/", "~1")
