"""How a visit is read on screen: answers by theme, signatures as paths, the timeline in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from kgsup.audit.queries import TimelineEntry, timeline
from kgsup.audit.rules import act_label
from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.corrections.rules import Regime
from kgsup.inspections.rules.checklists import Checklist, Item
from kgsup.inspections.rules.document import ItemAnswer, Signature, SignedBy, VisitDocument
from kgsup.inspections.rules.regimes import VisitKind
from kgsup.inspections.rules.visits import SetAside, Source, VisitState

_FIELDS: Mapping[str, str] = {
    "state": N_("State"),
    "regime": N_("Regime"),
    "kind": N_("Kind of visit"),
    "source": N_("Source"),
    "number": N_("Number"),
    "findings": N_("Findings"),
    "reason": N_("Reason"),
    "saved_by": N_("Saved by"),
    "places": N_("Places that differ"),
}
_ENUMS: Mapping[str, tuple[type[StrEnum], ...]] = {
    "state": (VisitState,),
    "regime": (Regime,),
    "kind": (VisitKind,),
    "source": (Source,),
    "reason": (SetAside,),
}
_SIGNERS: Mapping[SignedBy, str] = {
    SignedBy.OFFICER: N_("Officer"),
    SignedBy.KINDERGARTEN: N_("For the kindergarten"),
    SignedBy.WITNESS: N_("Witness"),
}
_MARGIN = 8  # CSS pixels around a signature


@dataclass(frozen=True)
class Line:
    """A ledger row as a person reads it."""

    at: dt.datetime
    actor_name: str
    label: str
    acted_on: dt.date | None
    late_entry: bool
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Drawn:
    """A signature as an SVG path; without a path it stands on the paper."""

    role: str
    name: str
    view_box: str
    path: str
    signed_at: dt.datetime | None


@dataclass(frozen=True)
class ThemeRows:
    """A theme with its items and what was answered; ``failed`` counts those that do not meet."""

    title: str
    rows: list[tuple[Item, ItemAnswer | None]]


def timeline_of(public_id: str) -> list[Line]:
    """The acts on a visit in the reader's language, newest first."""
    return [_line(entry) for entry in timeline("visit", public_id)]


def _line(entry: TimelineEntry) -> Line:
    return Line(
        at=entry.at,
        actor_name=entry.actor_name,
        label=_(act_label(entry.act)),
        acted_on=entry.acted_on,
        late_entry=entry.late_entry,
        changes=[
            (_(_FIELDS[field]), _worded(field, old), _worded(field, new))
            for field, old, new in entry.changes
            if field in _FIELDS
        ],
    )


def _worded(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    for kind in _ENUMS.get(field, ()):
        if value in kind._value2member_map_:
            return str(_(label_of(kind(value))))
    return str(value)


def rows_by_theme(document: VisitDocument, checklist: Checklist | None) -> list[ThemeRows]:
    """The checklist with the answers beside it."""
    if checklist is None:
        return []
    given = {row.item: row for row in document.answers}
    return [
        ThemeRows(
            title=f"{theme.code} {theme.title}",
            rows=[(item, given.get(item.code)) for item in theme.items],
        )
        for theme in checklist.themes
    ]


def drawn(document: VisitDocument, names: Mapping[str, str]) -> list[Drawn]:
    """The signatures in the order in which they were given."""
    return [_drawn(each, names) for each in document.signatures]


def _drawn(signature: Signature, names: Mapping[str, str]) -> Drawn:
    points = [point for stroke in signature.strokes for point in stroke]
    lefts, tops = [x for x, _y in points] or [0], [y for _x, y in points] or [0]
    left, top = min(lefts) - _MARGIN, min(tops) - _MARGIN
    width, height = max(lefts) - left + _MARGIN, max(tops) - top + _MARGIN
    path = " ".join(
        "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in (stroke if len(stroke) > 1 else stroke * 2))
        for stroke in signature.strokes
    )
    return Drawn(
        role=_(_SIGNERS[signature.by]),
        name=names.get(signature.officer or "", signature.name),
        view_box=f"{left:.0f} {top:.0f} {width:.0f} {height:.0f}",
        path=path,
        signed_at=signature.signed_at,
    )
