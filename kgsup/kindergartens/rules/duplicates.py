"""Whether two entries may be one kindergarten: a score with reasons, never a decision.

Pairs are looked for among entries that share a key, so a county of 20,000 entries stays quick.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.names import fold, without_place


class Decision(StrEnum):
    """What a person said about a pair."""

    OPEN = "open"
    DIFFERENT = "different"
    MERGED = "merged"


class Reason(StrEnum):
    """What two entries have in common."""

    INSTITUTION_CODE = "institution_code"
    CREDIT_CODE = "credit_code"
    NAME = "name"
    NAME_WITHOUT_PLACE = "name_without_place"
    MISSPELT_NAME = "misspelt_name"
    TELEPHONE = "telephone"
    ADDRESS = "address"
    NEAR_ADDRESS = "near_address"


POINTS: dict[Reason, int] = {
    Reason.INSTITUTION_CODE: 100,
    Reason.CREDIT_CODE: 80,
    Reason.NAME: 60,
    Reason.NAME_WITHOUT_PLACE: 30,
    Reason.MISSPELT_NAME: 60,
    Reason.TELEPHONE: 40,
    Reason.ADDRESS: 40,
    Reason.NEAR_ADDRESS: 25,
}
THRESHOLD = 60  # from here on a pair is shown to a person
LARGEST_GROUP = (
    60  # more entries than this share a key: a switchboard or a placeholder, no evidence
)
_NEAR = 0.6  # share of the pairs of characters that two near addresses have in common
_EVIDENCE = re.compile(r"[^0-9a-z\u3400-\u9fff]")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is compared of an entry; ``key`` is the caller's own."""

    key: int
    name: str
    telephone: str | None = None
    address: str | None = None
    credit_code: str | None = None
    institution_code: str | None = None
    town_code: str | None = None
    head: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two entries that may be one, with what they have in common."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class _Folded:
    entry: Entry
    name: str
    bare_name: str
    telephones: frozenset[str]
    address: str
    credit_code: str
    institution_code: str
    led: str  # town and head; empty unless both are known

    def keys(self) -> Iterator[tuple[str, str]]:
        yield "name", self.name
        yield "bare", self.bare_name
        yield "credit", self.credit_code
        yield "institution", self.institution_code
        yield "address", self.address
        yield "led", self.led
        for telephone in self.telephones:
            yield "telephone", telephone


def find_pairs(entries: Sequence[Entry], among: Iterable[int] | None = None) -> list[Pair]:
    """The pairs whose score reaches ``THRESHOLD``, each once, first key < second key.

    With ``among`` only pairs with at least one of these keys.
    """
    wanted = None if among is None else frozenset(among)
    groups: dict[tuple[str, str], list[_Folded]] = defaultdict(list)
    for entry in entries:
        folded = _fold(entry)
        for key in folded.keys():  # noqa: SIM118 - not a mapping
            if key[1]:
                groups[key].append(folded)
    found: dict[tuple[int, int], Pair] = {}
    for group in groups.values():
        if 1 < len(group) <= LARGEST_GROUP:
            _compare_all(group, wanted, found)
    return sorted(found.values(), key=lambda pair: (-pair.score, pair.first, pair.second))


def _compare_all(
    group: Sequence[_Folded], wanted: frozenset[int] | None, found: dict[tuple[int, int], Pair]
) -> None:
    for one, other in combinations(group, 2):
        if wanted is not None and not {one.entry.key, other.entry.key} & wanted:
            continue
        first, second = sorted((one, other), key=lambda folded: folded.entry.key)
        keys = first.entry.key, second.entry.key
        if keys[0] == keys[1] or keys in found:
            continue
        pair = _pair(first, second)
        if pair.score >= THRESHOLD:
            found[keys] = pair


def compare(one: Entry, other: Entry) -> Pair:
    """Score two entries whatever comes out."""
    first, second = sorted((one, other), key=lambda entry: entry.key)
    return _pair(_fold(first), _fold(second))


def _pair(first: _Folded, second: _Folded) -> Pair:
    reasons = tuple(_reasons(first, second))
    score = sum(POINTS[reason] for reason in reasons)
    return Pair(first=first.entry.key, second=second.entry.key, score=score, reasons=reasons)


def _reasons(one: _Folded, other: _Folded) -> Iterator[Reason]:
    if one.institution_code and one.institution_code == other.institution_code:
        yield Reason.INSTITUTION_CODE
    if one.credit_code and one.credit_code == other.credit_code:
        yield Reason.CREDIT_CODE
    yield from _name_reason(one, other)
    if one.telephones & other.telephones:
        yield Reason.TELEPHONE
    if one.address and one.address == other.address:
        yield Reason.ADDRESS
    elif is_near(one.address, other.address):
        yield Reason.NEAR_ADDRESS


def _name_reason(one: _Folded, other: _Folded) -> Iterator[Reason]:
    if one.name == other.name:
        yield Reason.NAME
    elif one.bare_name == other.bare_name:
        yield Reason.NAME_WITHOUT_PLACE
    elif one.led and one.led == other.led and is_misspelt(one.bare_name, other.bare_name):
        yield Reason.MISSPELT_NAME


# Characters that tell kindergartens apart: numerals, ranks, directions, sizes.
_TELLING = frozenset(
    "0123456789零〇一二三四五六七八九十百千两壹贰叁肆伍陆柒捌玖拾"
    "甲乙丙丁戊己庚辛壬癸abcdefghijklmnopqrstuvwxyz"
    "东西南北中上下左右前后内外大小新老总分城乡"
)


def is_misspelt(one: str, other: str) -> bool:
    """Whether two folded names differ in one character, and not in one that tells them apart."""
    if len(one) != len(other) or len(one) < 4:
        return False
    differing = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not _TELLING & set(differing[0])


def is_near(one: str, other: str) -> bool:
    """Whether two folded addresses share most of their pairs of characters, and a number if both have any."""
    if len(one) < 4 or len(other) < 4:
        return False
    numbers, others = (set(re.findall(r"\d+", address)) for address in (one, other))
    if numbers and others and not numbers & others:
        return False
    pairs, other_pairs = _character_pairs(one), _character_pairs(other)
    return len(pairs & other_pairs) >= _NEAR * min(len(pairs), len(other_pairs))


def _character_pairs(text: str) -> set[str]:
    return {text[index : index + 2] for index in range(len(text) - 1)}


def _fold(entry: Entry) -> _Folded:
    name = fold(entry.name)
    return _Folded(
        entry=entry,
        name=name,
        bare_name=without_place(entry.name),
        telephones=frozenset(telephones_in(entry.telephone or "")),
        address=_EVIDENCE.sub("", fold(entry.address or "")),
        credit_code=fold(entry.credit_code or ""),
        institution_code=fold(entry.institution_code or ""),
        led=f"{entry.town_code}|{fold(entry.head)}" if entry.town_code and entry.head else "",
    )


# An area code is 010, or begins with 02 and has three digits, or has four; seven or eight follow.
_TELEPHONE = re.compile(r"(1[3-9]\d{9})|(?:010|02\d|0(?!10|2)\d{3})?[-\s)]*(\d{7,8})(?!\d)")


def telephones_in(text: str) -> list[str]:
    """The telephone numbers in a cell without their area codes, which are often left out."""
    return [mobile or fixed for mobile, fixed in _TELEPHONE.findall(text)]


register_labels(
    {
        Decision.OPEN: N_("Not decided"),
        Decision.DIFFERENT: N_("Two kindergartens"),
        Decision.MERGED: N_("Merged"),
    }
)
register_labels(
    {
        Reason.INSTITUTION_CODE: N_("Same institution code"),
        Reason.CREDIT_CODE: N_("Same credit code"),
        Reason.NAME: N_("Same name"),
        Reason.NAME_WITHOUT_PLACE: N_("Same name without the place"),
        Reason.MISSPELT_NAME: N_("Name differs in one character, same town and head"),
        Reason.TELEPHONE: N_("Same telephone"),
        Reason.ADDRESS: N_("Same address"),
        Reason.NEAR_ADDRESS: N_("Nearly the same address"),
    }
)
