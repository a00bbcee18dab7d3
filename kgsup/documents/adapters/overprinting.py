"""套打: a page that bears nothing but the words of a certificate, where the state form has room for them.

Runs in the limited process of ``render`` only.  Each text is measured before it is placed: nothing is
ever cut, and what does not fit even at its least size fails the print with the name of the field.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.documents.adapters.pdf import (
    CERTIFICATES,
    CannotRender,
    Made,
    finished,
    laid_out,
    templated,
)
from kgsup.documents.rules.overprint import (
    SIZE_STEP,
    Field,
    FormLayout,
    PrintKind,
    moved,
    outside,
    words_of,
)
from kgsup.documents.rules.texts import with_boxes

MM_PER_PIXEL = 25.4 / 96
LINE_HEIGHT = 1.2  # as in certificates.css
MM_PER_POINT = 25.4 / 72
NEAR = 0.75  # of the full size: smaller than this on one line, a text reads better on more lines
HAIR = 0.01  # mm: what rounding may add


@dataclass(frozen=True)
class Probe:
    """A text at a size, to be measured at the width of its field."""

    field: Field
    text: str
    size: float

    @property
    def key(self) -> str:
        return f"{self.field.name}-{self.size}"

    @property
    def width(self) -> float:
        return self.field.width


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A text where it is printed: upper left corner in mm, size in points."""

    text: str
    x: float
    y: float
    width: float
    size: float
    align: str


def make_overprint(frozen: Mapping[str, Any]) -> Made:
    """Make what was ordered: the words of one side of a form, or its test sheet.

    Raises ``CannotRender`` when a text fits nowhere or an offset moves a field off the form.
    """
    kind = PrintKind(frozen["kind"])
    layout = moved(_layout(frozen["layout"]), frozen["offsets"])
    if off := outside(layout):
        raise CannotRender(f"moved beyond the edge of the form: {'、'.join(off)}")
    values = {"form": layout, "ordered_at": frozen["ordered_at"]}
    if kind.is_test:
        page = templated(
            "documents/certificates/test_sheet.html",
            fields=layout.fields,
            organ=frozen["organ"],
            offsets=frozen["offsets"],
            **values,
        )
    else:
        words = with_boxes(words_of(frozen["facts"], kind), frozen["handwritten"])
        page = templated(
            "documents/certificates/overprint.html", placed=_place(layout, words), **values
        )
    made = finished(laid_out(page, _style()))
    if made.page_count != 1:
        raise CannotRender(f"{made.page_count} pages instead of one")
    return made


def _layout(frozen: Mapping[str, Any]) -> FormLayout:
    fields = tuple(Field(**field) for field in frozen["fields"])
    return FormLayout(**{**frozen, "fields": fields})


def _style() -> str:
    return (CERTIFICATES / "certificates.css").read_text(encoding="utf-8")


def _place(layout: FormLayout, words: Mapping[str, str]) -> list[Placed]:
    """Choose for each text the size that reads best among those at which it fits."""
    fields = [field for field in layout.fields if field.of in words]
    heights = _measured([probe for field in fields for probe in _probes(field, words[field.of])])
    return [_placed(field, words[field.of], heights) for field in fields]


def _probes(field: Field, text: str) -> Iterator[Probe]:
    size = field.size
    while size >= field.least_size:
        yield Probe(field, text, size)
        size -= SIZE_STEP


def _measured(probes: list[Probe]) -> dict[str, float]:
    """How high each probe stands at the width of its field, in mm."""
    document = laid_out(templated("documents/certificates/measure.html", probes=probes), _style())
    if len(document.pages) != 1:
        raise CannotRender("the texts are too long to be measured")
    anchors = document.pages[0].anchors  # name → (left, top, right, bottom) in CSS pixels
    return {
        probe.key: (anchors[probe.key][3] - anchors[probe.key][1]) * MM_PER_PIXEL
        for probe in probes
    }


def _placed(field: Field, text: str, heights: Mapping[str, float]) -> Placed:
    """One line while it stays near the full size; then as large as it goes on all lines of the field."""
    fitting = [
        (probe.size, lines)
        for probe in _probes(field, text)
        if (lines := _lines(probe, heights)) <= field.lines
        and heights[probe.key] <= field.height + HAIR
    ]
    if not fitting:
        raise CannotRender(
            f"{field.label}: too long for its place on the form, even at {field.least_size} points "
            f"on {field.lines} lines"
        )
    on_one = [size for size, lines in fitting if lines == 1 and size >= NEAR * field.size]
    size = max(on_one or [size for size, _ in fitting])
    height = heights[Probe(field, text, size).key]
    return Placed(
        text=text,
        x=field.x,
        y=round(field.y + (field.height - height) / 2, 3),
        width=field.width,
        size=size,
        align=field.align,
    )


def _lines(probe: Probe, heights: Mapping[str, float]) -> int:
    return round(heights[probe.key] / (probe.size * LINE_HEIGHT * MM_PER_POINT))
