"""The library of findings that recur, offered beside the items in which they are usually made.  Pure."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kgsup.core.clocks import CorrectionStep
from kgsup.corrections.rules import Authority, Severity
from kgsup.inspections.rules.checklists import (
    BadChecklist,
    Checklist,
    all_checklists,
    check_citation,
)


@dataclass(frozen=True, kw_only=True)
class UsualFinding:
    """A finding in plain words with what is usually said of it."""

    number: int
    text: str
    items: tuple[str, ...]
    article: str
    severity: Severity
    authority: Authority
    step: CorrectionStep
    demand: str
    also_tell: tuple[Authority, ...] = ()


def parse_library(text: str, checklists: Iterable[Checklist]) -> tuple[UsualFinding, ...]:
    """Read the library from TOML; raises ``BadChecklist`` that lists every mistake."""
    known = {code for checklist in checklists for code in checklist.items}
    mistakes: list[str] = []
    findings = tuple(_finding(row, known, mistakes) for row in tomllib.loads(text)["findings"])
    numbers = [finding.number for finding in findings]
    if numbers != list(range(1, len(numbers) + 1)):
        mistakes.append("numbers are not 1, 2, 3 …")
    if mistakes:
        raise BadChecklist("; ".join(mistakes))
    return findings


def _finding(row: Mapping[str, Any], known: set[str], mistakes: list[str]) -> UsualFinding:
    owner = f"finding {row['number']}"
    check_citation(owner, row["article"], mistakes)
    mistakes += [f"{owner}: unknown item {code}" for code in row["items"] if code not in known]
    return UsualFinding(
        number=row["number"],
        text=row["text"],
        items=tuple(row["items"]),
        article=row["article"],
        severity=Severity(row["severity"]),
        authority=Authority(row["authority"]),
        step=CorrectionStep(row["step"]),
        demand=row["demand"],
        also_tell=tuple(Authority(value) for value in row.get("also_tell", ())),
    )


@cache
def usual_findings() -> tuple[UsualFinding, ...]:
    """The library that the program brings along."""
    path = files("kgsup.inspections") / "data" / "findings.toml"
    return parse_library(path.read_text(encoding="utf-8"), all_checklists().values())
