"""SVG for papers: the QR code of the check page and signatures as they were drawn."""

from collections.abc import Sequence

import segno
from markupsafe import Markup

SIGNATURE_MARGIN = 4.0


def qr_code(address: str) -> Markup:
    """The QR code of an address, to be sized by the style sheet."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(border=2, omitsize=True))  # noqa: S704 - made by segno from modules


def signature(strokes: Sequence[Sequence[Sequence[float]]]) -> Markup:
    """A drawn signature, cut to what was drawn; nothing when no point was drawn."""
    points = [point for stroke in strokes for point in stroke]
    if not points:
        return Markup()
    left, top = (min(point[axis] for point in points) - SIGNATURE_MARGIN for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) + SIGNATURE_MARGIN for axis in (0, 1))
    path = " ".join(_path(stroke) for stroke in strokes if stroke)
    width, height = right - left, bottom - top
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="drawn" preserveAspectRatio="xMinYMid meet" '
        'viewBox="{:.1f} {:.1f} {:.1f} {:.1f}"><path d="{}" fill="none" stroke="#000" '
        'stroke-width="{:.2f}" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    ).format(left, top, width, height, path, max(height, width / 4) / 40)


def _path(stroke: Sequence[Sequence[float]]) -> str:
    first, *others = [f"{point[0]:.1f} {point[1]:.1f}" for point in stroke]
    # A dot is a line of no length: with round caps it shows.
    return f"M{first} " + " ".join(f"L{point}" for point in others or [first])
