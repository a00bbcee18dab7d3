"""Names: how they are searched (Chinese, pinyin, initials) and how surnames are read.

What is stored is what was written; folding is for comparing and searching only.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pypinyin import Style, lazy_pinyin

_DOTS = str.maketrans(dict.fromkeys("•．・･‧∙●", "·"))
_NOT_SEARCHED = re.compile(r"[\s\-—–_()\[\]{}<>《》〈〉【】「」“”‘’\"'`,，。、;:!?/\\|]+")
# A surname is meant before 家 (not 家庭, 家长, 家园) and 氏, and before a settlement's ending.
_SURNAME_PLACE = re.compile(r"家(?![庭长园教])|氏|[村庄屯寨厝坊埔湾塘坝沟坡岭]")
_SETTLED = "村庄屯寨厝坊埔湾塘坝沟坡岭"
_BLANK_INSIDE = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_BEFORE_A_NAME = "省市州县区旗镇乡街道村"


@cache
def _surnames() -> tuple[dict[str, str], dict[str, list[str]]]:
    path = Path(__file__).parents[1] / "data" / "surnames.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return tables["single"], {pair: text.split() for pair, text in tables["double"].items()}


def fold(text: str) -> str:
    """Fold for searching: widths and cases are one, dots • ． ・ are ·, blanks and punctuation go."""
    folded = unicodedata.normalize("NFKC", text.translate(_DOTS)).casefold()
    # What stood apart may compose once what was between it is gone.
    return unicodedata.normalize("NFKC", _NOT_SEARCHED.sub("", folded))


def person_syllables(name: str) -> list[str]:
    """The pinyin of a person's name, the surname read as one; ``["zeng", "li"]`` for 曾丽.

    A name with "·" has no Han surname and is read as it stands.
    """
    name = _BLANK_INSIDE.sub("", name.translate(_DOTS).strip())
    single, double = _surnames()
    if "·" in name or not name:
        return _syllables(name)
    if name[:2] in double:
        return [*double[name[:2]], *_syllables(name[2:])]
    if name[0] in single and len(name) > 1:
        return [single[name[0]], *_syllables(name[1:])]
    return _syllables(name)


def kindergarten_syllables(name: str) -> list[str]:
    """The pinyin of a kindergarten's name; 曾家村幼儿园, 单氏幼儿园 and 青禾县解庄幼儿园 hold surnames."""
    name = unicodedata.normalize("NFKC", name)
    syllables: list[str] = []
    start = 0
    for index, reading in _surnames_in(name):
        syllables += [*_syllables(name[start:index]), reading]
        start = index + 1
    return syllables + _syllables(name[start:])


def _surnames_in(name: str) -> list[tuple[int, str]]:
    single, _ = _surnames()
    return [
        (index, single[character])
        for index, character in enumerate(name[:-1])
        if character in single and _is_surname_at(name, index)
    ]


def _is_surname_at(name: str, index: int) -> bool:
    if not _SURNAME_PLACE.match(name, index + 1):
        return False
    is_settlement = name[index + 1] in _SETTLED
    return not is_settlement or index == 0 or name[index - 1] in _BEFORE_A_NAME


def _syllables(text: str) -> list[str]:
    """Syllables without tones, ü as v; anything that is not Chinese stays as it is, in lower case."""
    found = lazy_pinyin(text, style=Style.NORMAL, errors=_keep_words)
    return [word.lower() for part in found for word in part.split()]


def _keep_words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))


def spell(syllables: Iterable[str]) -> str:
    """The stored pinyin: syllables with blanks, for sorting."""
    return " ".join(syllables)


def initials(syllables: Iterable[str]) -> str:
    """First letters; a number keeps all its digits ("qhxd1yey" for 青禾县第1幼儿园)."""
    return "".join(part if part.isdigit() else part[0] for part in syllables)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a kindergarten is sorted and found."""

    pinyin: str
    initials: str
    search_text: str


def read_names(name: str, head: str | None, others: Iterable[str | None]) -> Reading:
    """What is stored for searching: name and head in Chinese, pinyin and initials, the rest folded.

    The parts of the search text are parted by "|", which no folded query contains.
    """
    syllables = kindergarten_syllables(name)
    parts = _found_by(name, syllables)
    if head:
        parts += _found_by(head, person_syllables(head))
    parts += [fold(text) for text in others if text]
    return Reading(
        pinyin=spell(syllables), initials=initials(syllables), search_text="|".join(parts)
    )


def _found_by(text: str, syllables: Sequence[str]) -> list[str]:
    return [fold(text), "".join(syllables), initials(syllables)]


_GENERIC = ("幼儿园", "幼稚园", "托幼园", "分园")
_PLACE_WORD = re.compile(r"^.{2,8}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道)")


def without_place(name: str) -> str:
    """The folded name without the province, city, county and town before it, for comparing."""
    name = fold(name)
    while (found := _PLACE_WORD.match(name)) and len(name) - found.end() > len(_GENERIC[0]):
        name = name[found.end() :]
    return name
