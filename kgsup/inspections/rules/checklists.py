"""Checklists as versioned data: parsing, validation, which version counts on a day.

A visit refers to (code, version); a version that was used is never edited, a new one is a new file.
"""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kgsup.core.clocks import CorrectionStep
from kgsup.core.law import instrument_of
from kgsup.corrections.rules import Authority, Severity

_PACKAGE = "kgsup.inspections"
_NEEDED = ("code", "text", "look_at", "article", "weight", "severity", "authority", "step")


class BadChecklist(ValueError):
    """A data file has mistakes; the message names all of them."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question of a checklist.  ``weight`` 1 (light) to 5; ``demand`` is what is usually asked for."""

    code: str
    text: str
    look_at: str
    article: str
    weight: int
    severity: Severity
    authority: Authority
    step: CorrectionStep
    demand: str = ""
    also_tell: tuple[Authority, ...] = ()
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class Theme:
    code: str
    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """One version of a list.  ``own_answer``: the kindergarten's own answers stand beside."""

    code: str
    version: int
    title: str
    effective_from: dt.date
    own_answer: bool
    themes: tuple[Theme, ...]

    @property
    def items(self) -> dict[str, Item]:
        """Item code → item, in the order of the list."""
        return {item.code: item for theme in self.themes for item in theme.items}


def parse_checklist(text: str) -> Checklist:
    """Read a checklist from TOML; raises ``BadChecklist`` that lists every mistake."""
    table = tomllib.loads(text)
    mistakes: list[str] = []
    themes = tuple(
        Theme(
            code=theme["code"],
            title=theme["title"],
            items=tuple(_item(row, mistakes) for row in theme["items"] if _whole(row, mistakes)),
        )
        for theme in table["themes"]
    )
    codes = [item.code for theme in themes for item in theme.items]
    mistakes += [f"{code}: twice" for code in sorted({c for c in codes if codes.count(c) > 1})]
    if mistakes:
        raise BadChecklist("; ".join(mistakes))
    return Checklist(
        code=table["code"],
        version=table["version"],
        title=table["title"],
        effective_from=table["effective_from"],
        own_answer=table["own_answer"],
        themes=themes,
    )


def _whole(row: Mapping[str, Any], mistakes: list[str]) -> bool:
    missing = [field for field in _NEEDED if not row.get(field)]
    mistakes += [f"{row.get('code', '?')}: no {field}" for field in missing]
    return not missing


def _item(row: Mapping[str, Any], mistakes: list[str]) -> Item:
    check_citation(row["code"], row["article"], mistakes)
    if not 1 <= row["weight"] <= 5:
        mistakes.append(f"{row['code']}: weight {row['weight']}")
    return Item(
        code=row["code"],
        text=row["text"],
        look_at=row["look_at"],
        article=row["article"],
        weight=row["weight"],
        severity=Severity(row["severity"]),
        authority=Authority(row["authority"]),
        step=CorrectionStep(row["step"]),
        demand=row.get("demand", ""),
        also_tell=tuple(Authority(value) for value in row.get("also_tell", ())),
        provisional=row.get("provisional", False),
    )


def check_citation(owner: str, citation: str, mistakes: list[str]) -> None:
    """Note a citation of an instrument that is not in the list of legal sources."""
    try:
        instrument_of(citation)
    except KeyError:
        mistakes.append(f"{owner}: unknown instrument {citation}")


def versions_by_key(checklists: Iterable[Checklist]) -> dict[tuple[str, int], Checklist]:
    """(code, version) → checklist; raises ``BadChecklist`` when one version exists twice."""
    found: dict[tuple[str, int], Checklist] = {}
    for checklist in checklists:
        key = (checklist.code, checklist.version)
        if key in found:
            raise BadChecklist(f"{checklist.code} {checklist.version}: twice")
        found[key] = checklist
    return found


@cache
def all_checklists() -> Mapping[tuple[str, int], Checklist]:
    """Every version that the program brings along."""
    folder = files(_PACKAGE) / "data" / "checklists"
    sources = sorted((path for path in folder.iterdir()), key=lambda path: path.name)
    return versions_by_key(
        parse_checklist(path.read_text(encoding="utf-8"))
        for path in sources
        if path.name.endswith(".toml")
    )


def find_checklist(code: str, version: int) -> Checklist | None:
    """The version of a checklist that a visit refers to."""
    return all_checklists().get((code, version))


def offered_on(day: dt.date, checklists: Iterable[Checklist] | None = None) -> list[Checklist]:
    """The newest version of each checklist that is in force on a day, by code."""
    newest: dict[str, Checklist] = {}
    for checklist in all_checklists().values() if checklists is None else checklists:
        if checklist.effective_from > day:
            continue
        known = newest.get(checklist.code)
        if known is None or checklist.version > known.version:
            newest[checklist.code] = checklist
    return [newest[code] for code in sorted(newest)]
