"""The internal approval sheet (行政许可审批表, practice L14): an opinion in each box, filled in so far.

What is not there yet stays blank, to be written and signed by hand.  Pure; the words are Chinese data.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kgsup.casework.rules.levels import Level
from kgsup.casework.rules.states import Needs, ProposalState

OFFICER, SECTION, LEGAL = "经办人意见", "股室意见", "法制审核意见"
DEPUTY_HEAD, HEAD, GOVERNMENT = "分管负责人意见", "主要负责人意见", "政府负责人意见"
LEGAL_NOT_NEEDED = "本事项无需法制审核。"
LEGAL_SKIPPED = "未经法制审核，理由："

_BOX_OF_LEVEL = {
    Level.OFFICER: SECTION,
    Level.SECTION: SECTION,
    Level.DEPUTY_HEAD: DEPUTY_HEAD,
    Level.HEAD: HEAD,
    Level.GOVERNMENT: GOVERNMENT,
}


@dataclass(frozen=True, kw_only=True)
class SheetOpinion:
    """An agreeing opinion on the present edition."""

    step: ProposalState
    level: Level
    text: str
    person: str
    on_behalf_of: str | None
    acted_on: dt.date
    is_on_paper: bool = False
    skipped: bool = False


@dataclass(frozen=True, kw_only=True)
class BoxEntry:
    """One opinion in a box; the name says whom a deputy stands in for (代)."""

    text: str
    name: str
    on: dt.date
    is_on_paper: bool = False


@dataclass(frozen=True, kw_only=True)
class Box:
    """One of the boxes; without entries it is left for a hand, unless ``note`` says that none is needed."""

    name: str
    entries: tuple[BoxEntry, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class SheetMinutes:
    """The minutes of the collective discussion as the sheet shows them."""

    number: str
    held_on: dt.date
    attendance: tuple[str, ...]
    result: str


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What a sheet is about: everything but the opinions."""

    title: str  # of the sheet
    bureau: str
    matter: str
    numbers: tuple[tuple[str, str], ...]  # (system, number)
    text: str
    basis: tuple[str, ...]
    prepared_by: tuple[str, ...]
    prepared_on: dt.date
    needs: Needs
    least: Level


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The sheet as it is printed or issued; ``minutes`` is empty where none are there yet."""

    matter: Matter
    boxes: tuple[Box, ...]
    minutes: tuple[SheetMinutes, ...]
    is_complete: bool  # signed off: no box waits for a hand


def fill(
    matter: Matter,
    opinions: Sequence[SheetOpinion],
    minutes: Sequence[SheetMinutes],
    *,
    is_complete: bool,
) -> Sheet:
    """Put each opinion into its box, in the order in which they were given."""
    names = [SECTION, LEGAL, DEPUTY_HEAD, HEAD]
    if matter.least is Level.GOVERNMENT:
        names.append(GOVERNMENT)
    filled: dict[str, tuple[BoxEntry, ...]] = {name: () for name in names}
    for opinion in opinions:
        name = _box_of(opinion)
        filled[name] = (*filled.get(name, ()), _entry(opinion))
    note = "" if matter.needs.legal_review else LEGAL_NOT_NEEDED
    boxes = (
        Box(
            name=name,
            entries=entries,
            note=note if name == LEGAL and not entries else "",
        )
        for name, entries in filled.items()
    )
    return Sheet(
        matter=matter,
        boxes=(_officer(matter), *boxes),
        minutes=tuple(minutes),
        is_complete=is_complete,
    )


def _officer(matter: Matter) -> Box:
    entry = BoxEntry(text=matter.text, name="、".join(matter.prepared_by), on=matter.prepared_on)
    return Box(name=OFFICER, entries=(entry,))


def _box_of(opinion: SheetOpinion) -> str:
    if opinion.step is ProposalState.LEGAL_REVIEW:
        return LEGAL
    if opinion.step is ProposalState.SECTION_REVIEW:
        return SECTION
    return _BOX_OF_LEVEL[opinion.level]


def _entry(opinion: SheetOpinion) -> BoxEntry:
    behalf = f"（代{opinion.on_behalf_of}）" if opinion.on_behalf_of else ""
    return BoxEntry(
        text=f"{LEGAL_SKIPPED}{opinion.text}" if opinion.skipped else opinion.text,
        name=f"{opinion.person}{behalf}",
        on=opinion.acted_on,
        is_on_paper=opinion.is_on_paper,
    )
