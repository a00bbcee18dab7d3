"""One decision about many kindergartens, each with its own ground, basis, day, placements and heir.

Only cancelling is decided so: a withdrawal or annulment hears each holder first, and a revocation rests
on its own penalty decision.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.casework.rules import Level
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_ledger_enums
from kgsup.core.law import Article
from kgsup.licensing.rules.acts import GROUNDS, ActKind, ActState, ActStep, Ground
from kgsup.licensing.rules.terminating import MOST_CHILDREN

BATCHED = ActKind.CANCEL
DECIDE = "licensing.batch.decide"
LEVEL = Level.COLLECTIVE  # unless the county sets the head: many closures at once are discussed
MOST_ITEMS = 100

TRANSITIONS: Mapping[tuple[ActState, ActStep], ActState] = {
    (ActState.DRAFTED, ActStep.DECIDE): ActState.DECIDED,
    (ActState.DRAFTED, ActStep.DROP): ActState.DROPPED,
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A kindergarten of a batch as it was pasted; ``children`` are those that need a place."""

    name: str
    ground: Ground
    basis: str
    effective_on: dt.date
    children: int = 0
    placements: tuple[tuple[str, int], ...] = ()  # (where to, how many)
    assets: str = ""


@dataclass(frozen=True, kw_only=True)
class NewBatch:
    """A batch as it is prepared."""

    title: str
    reason: str
    lines: tuple[Line, ...]


def check_batch(batch: NewBatch) -> None:
    """Refuse a batch without words or kindergartens, one named twice, a child without a place.

    Raises ``RuleViolation`` that names the kindergarten that stands in the way.
    """
    if not batch.title.strip() or not batch.reason.strip():
        raise RuleViolation(N_("Write what is decided and why."))
    if not batch.lines:
        raise RuleViolation(N_("Name the kindergartens, one in each line."))
    if len(batch.lines) > MOST_ITEMS:
        raise RuleViolation(
            N_("At most %(count)d kindergartens in one decision."), count=MOST_ITEMS
        )
    seen: set[str] = set()
    for line in batch.lines:
        if line.name in seen:
            raise RuleViolation(N_("%(name)s is named twice."), name=line.name)
        seen.add(line.name)
        _check_line(line)


def _check_line(line: Line) -> None:
    if line.ground not in GROUNDS[BATCHED]:
        raise RuleViolation(
            N_("%(name)s: this ground belongs to another of the four acts."), name=line.name
        )
    if not line.basis.strip():
        raise RuleViolation(N_("%(name)s: write its own basis."), name=line.name)
    placed = sum(count for _to, count in line.placements)
    if placed != line.children:
        raise RuleViolation(
            N_("%(name)s: %(placed)d of %(children)d children have a place."),
            Article.ENDING_OF_A_SCHOOL,
            name=line.name,
            placed=placed,
            children=line.children,
        )


def check_effective(names_and_days: Iterable[tuple[str, dt.date]], on: dt.date) -> None:
    """Refuse a decision on a day before one of its kindergartens ends; names the one."""
    for name, day in names_and_days:
        if day > on:
            raise RuleViolation(
                N_("%(name)s ends on %(day)s only: decide on that day, or leave it out."),
                name=name,
                day=day.isoformat(),
            )


# Columns as they are pasted from a sheet, in this order.
COLUMNS = ("name", "basis", "effective_on", "children", "placements", "assets", "ground")
_CELLS = re.compile(r"\t|[|｜]")
_PLACES = re.compile(r"[;；]")
_PLACE = re.compile(r"(.+?)[:：](\d{1,4})")
_HEAD = frozenset({"name", "幼儿园", "幼儿园名称", "名称"})


def read_lines(text: str, ground: Ground, titles: Mapping[str, Ground]) -> tuple[Line, ...]:
    """Read pasted lines (cells apart by tab or |); ``titles`` are the grounds' names in the sheet.

    A cell of the ground may be empty: then ``ground``.  Raises ``RuleViolation`` that names the line.
    """
    rows = [row for row in text.splitlines() if row.strip()]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in _CELLS.split(row)]
        if number == 1 and cells[0].lower() in _HEAD:
            continue
        lines.append(_line(number, cells, ground, titles))
    return tuple(lines)


def _line(number: int, cells: list[str], ground: Ground, titles: Mapping[str, Ground]) -> Line:
    padded = [*cells, *[""] * (len(COLUMNS) - len(cells))]
    name, basis, day, children, placements, assets, own_ground = padded[: len(COLUMNS)]
    if own_ground and own_ground not in titles:
        raise _unreadable(number, own_ground)
    return Line(
        name=name,
        ground=titles[own_ground] if own_ground else ground,
        basis=basis,
        effective_on=_day(number, day),
        children=_count(number, children),
        placements=tuple(
            _place(number, part) for part in _PLACES.split(placements) if part.strip()
        ),
        assets=assets,
    )


def _unreadable(number: int, text: str) -> RuleViolation:
    return RuleViolation(
        N_("Line %(number)d cannot be read: %(text)s"), number=number, text=text or "—"
    )


def _day(number: int, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _unreadable(number, text) from None


def _count(number: int, text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()) or len(text) > 4 or int(text) > MOST_CHILDREN:
        raise _unreadable(number, text)
    return int(text)


def _place(number: int, text: str) -> tuple[str, int]:
    found = _PLACE.fullmatch(text.strip())
    if found is None:
        raise _unreadable(number, text)
    return found[1].strip(), _count(number, found[2])


ACTS = register_acts(
    {
        "licensing.batch.draft": N_("Decision on many kindergartens prepared"),
        "licensing.batch.propose": N_("Decision proposed"),
        "licensing.batch.decide": N_("Decision on many kindergartens carried out"),
        "licensing.batch.drop": N_("Batch dropped"),
        "licensing.batch.serve": N_("Decision served"),
    }
)
register_fields(
    {"batch_act": N_("Decision on many kindergartens"), "kindergartens": N_("Kindergartens")}
)
register_ledger_enums("batch_act", ActState, ActKind, Ground)
