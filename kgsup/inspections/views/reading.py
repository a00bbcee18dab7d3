"""How a visit is read on screen: answers by theme, signatures as paths."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from kgsup.core.errors import N_
from kgsup.inspections.rules.checklists import Checklist, Item
from kgsup.inspections.rules.document import ItemAnswer, Signature, SignedBy, VisitDocument
from kgsup.inspections.rules.problems import Problem

_SIGNERS: Mapping[SignedBy, str] = {
    SignedBy.OFFICER: N_("Officer"),
    SignedBy.KINDERGARTEN: N_("For the kindergarten"),
    SignedBy.WITNESS: N_("Witness"),
}
_MARGIN = 8  # CSS pixels around a signature


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
    """A theme with its items and what was answered."""

    title: str
    rows: list[tuple[Item, ItemAnswer | None]]


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


def unanswered(problems: Iterable[Problem], document: VisitDocument) -> list[str]:
    """The codes of the items that nobody answered, which are many at the beginning of a draft."""
    answered = {row.item for row in document.answers if row.answer}
    return [
        problem.item
        for problem in problems
        if problem.item and problem.pointer.startswith("/answers") and problem.item not in answered
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
