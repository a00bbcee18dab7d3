"""Charts as SVG, the same in page and PDF.

Pure: figures in, text out.  Nothing here is styled inline: colours are classes for the page's style
sheet, with presentation attributes behind them for paper.  Words come translated from the caller;
every text is escaped here.  Sizes are CSS pixels at 100 %.
"""

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Literal

from kgsup.core.formats import date_iso, number

COLUMN_WIDTH = 26
COLUMN_STEP = 48
PLOT_HEIGHT = 180
MARGIN_LEFT = 40  # px; wider for longer figures on the axis
MARGIN_RIGHT = 12
TITLE_HEIGHT = 34
LEGEND_HEIGHT = 24
LABEL_HEIGHT = 24
FOOT_HEIGHT = 22
EDGE = 2  # where headings and legends begin
SMALLEST_WIDTH = 320
TEXT_SIZE = 12
TITLE_SIZE = 15
CELL = 11
CELL_STEP = 13
DAYS_OF_WEEK = 7
SEGMENT_WITH_FIGURE = 14  # px; a flatter segment has no room for its figure
TICK_COUNT = 4
SMALLEST_FIGURE = 0.01  # what two decimals can say
HEAT_FROM = (0, 1, 2, 4, 7)  # the smallest figure of each shade

INK, SOFT, LINE, AXIS = "#18252a", "#4a5b61", "#d6dfdf", "#77888c"
HEAT_COLOURS = ("#e6ecec", "#b5dad7", "#6fb7b3", "#2b8a89", "#0a5256")


class Svg(str):
    """Finished SVG: Jinja takes it as it is, because its texts were escaped here."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


class Tone(StrEnum):
    """What a colour means; signal colours only where the figure is a signal."""

    ACCENT = "accent"
    WARN = "warn"
    BAD = "bad"
    QUIET = "quiet"


_COLOURS = {
    Tone.ACCENT: "#0b6b70",
    Tone.WARN: "#c98410",
    Tone.BAD: "#b83227",
    Tone.QUIET: "#9fb0b2",
}
_ON_COLOUR = {Tone.ACCENT: "#fff", Tone.WARN: "#18252a", Tone.BAD: "#fff", Tone.QUIET: "#18252a"}


@dataclass(frozen=True, kw_only=True)
class Series:
    """One part of stacked columns; the first series stands at the foot."""

    label: str
    tone: Tone


def column_chart(
    title: str, unit: str, rows: Sequence[tuple[str, float]], source_date: dt.date
) -> Svg:
    """Draw one column a row; figures must not be negative."""
    series = [Series(label=title, tone=Tone.ACCENT)]
    return _columns(title, unit, series, [(label, [value]) for label, value in rows], source_date)


def stacked_column_chart(
    title: str,
    unit: str,
    series: Sequence[Series],
    rows: Sequence[tuple[str, Sequence[float]]],
    source_date: dt.date,
) -> Svg:
    """Draw one column a row, stacked by series; each row has one figure per series."""
    return _columns(title, unit, series, rows, source_date)


def year_calendar(
    title: str, unit: str, year: int, counts: Mapping[dt.date, int], source_date: dt.date
) -> Svg:
    """Draw the days of a year as a calendar, a column a week from Monday, darker for more."""
    first = dt.date(year, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)]
    top, left = TITLE_HEIGHT + LABEL_HEIGHT, EDGE
    width = left * 2 + CELL_STEP * (_week_column(days[-1]) + 1)
    marks = [_month_label(dt.date(year, month, 1), left, top - 8) for month in range(1, 13)]
    marks += [_day_cell(day, counts.get(day, 0), left, top) for day in days]
    foot = top + CELL_STEP * DAYS_OF_WEEK + FOOT_HEIGHT
    marks += _heat_legend(left, foot)
    total = sum(counts.get(day, 0) for day in days)
    frame = _Frame(title, unit, source_date, width, foot + LABEL_HEIGHT)
    return _svg(frame, marks, f"{year}: {number(total)}")


@dataclass(frozen=True)
class _Frame:
    title: str
    unit: str
    source_date: dt.date
    width: float
    height: float


def _columns(
    title: str,
    unit: str,
    series: Sequence[Series],
    rows: Sequence[tuple[str, Sequence[float]]],
    source_date: dt.date,
) -> Svg:
    _check(series, rows)
    has_legend = len(series) > 1
    top = TITLE_HEIGHT + (LEGEND_HEIGHT if has_legend else 0) + TEXT_SIZE
    ticks = _ticks(max((sum(values) for _, values in rows), default=0))
    left = max(MARGIN_LEFT, 16 + max(text_width(number(tick), TEXT_SIZE) for tick in ticks))
    step = max([COLUMN_STEP, *(_text_step(label, values) for label, values in rows)])
    heading = text_width(f"{title} {unit}", TITLE_SIZE) + 2 * MARGIN_RIGHT
    legend = _legend_width(series) if has_legend else 0
    plot_end = left + step * len(rows) + MARGIN_RIGHT
    width = max(SMALLEST_WIDTH, plot_end, heading, legend)
    plot = _Plot(left=left, right=width - MARGIN_RIGHT, top=top, step=step, most=ticks[-1])
    marks = _grid(plot, ticks)
    if has_legend:
        marks += _legend(series, TITLE_HEIGHT + TEXT_SIZE / 2)
    for index, (label, values) in enumerate(rows):
        marks += _column(plot, index, label, values, series)
    summary = "; ".join(_in_words(label, values, series) for label, values in rows)
    height = top + PLOT_HEIGHT + LABEL_HEIGHT + FOOT_HEIGHT
    return _svg(_Frame(title, unit, source_date, width, height), marks, summary)


def _text_step(label: str, values: Sequence[float]) -> float:
    return 10 + max(text_width(label, TEXT_SIZE), text_width(number(sum(values)), TEXT_SIZE))


def _check(series: Sequence[Series], rows: Sequence[tuple[str, Sequence[float]]]) -> None:
    for label, values in rows:
        if len(values) != len(series):
            raise ValueError(f"{label}: {len(values)} figures for {len(series)} series")
        if any(value < 0 or not math.isfinite(value) for value in values):
            raise ValueError(f"{label}: a column cannot show {list(values)}")


@dataclass(frozen=True, kw_only=True)
class _Plot:
    left: float
    right: float
    top: float
    step: float
    most: float

    @property
    def foot(self) -> float:
        return self.top + PLOT_HEIGHT

    def height_of(self, value: float) -> float:
        return PLOT_HEIGHT * value / self.most

    def middle_of(self, index: int) -> float:
        return self.left + self.step * (index + 0.5)


def _grid(plot: _Plot, ticks: Sequence[float]) -> list[str]:
    marks = []
    for tick in ticks:
        y = plot.foot - plot.height_of(tick)
        kind, colour = ("chart-axis", AXIS) if tick == 0 else ("chart-line", LINE)
        marks.append(
            f'<line class="{kind}" x1="{_n(plot.left)}" x2="{_n(plot.right)}" '
            f'y1="{_n(y)}" y2="{_n(y)}" stroke="{colour}" stroke-width="1"/>'
        )
        marks.append(_text(plot.left - 8, y + 4, number(tick), soft=True, anchor="end"))
    return marks


def _column(
    plot: _Plot, index: int, label: str, values: Sequence[float], series: Sequence[Series]
) -> list[str]:
    middle, y, marks = plot.middle_of(index), plot.foot, []
    for value, part in zip(values, series, strict=True):
        height = plot.height_of(value)
        y -= height
        if height > 0:
            marks.append(_segment(middle, y, height, part, _in_words(label, [value], [part])))
        if len(series) > 1 and height >= SEGMENT_WITH_FIGURE:
            marks.append(_on_segment(middle, y + height / 2 + 4, number(value), part.tone))
    marks.append(_text(middle, y - 5, number(sum(values)), anchor="middle"))
    marks.append(_text(middle, plot.foot + 17, label, soft=True, anchor="middle"))
    return marks


def _segment(middle: float, y: float, height: float, part: Series, words: str) -> str:
    return (
        f'<rect class="tone-{part.tone}" x="{_n(middle - COLUMN_WIDTH / 2)}" y="{_n(y)}" '
        f'width="{COLUMN_WIDTH}" height="{_n(height)}" fill="{_COLOURS[part.tone]}">'
        f"<title>{_escape(words)}</title></rect>"
    )


def _on_segment(x: float, y: float, text: str, tone: Tone) -> str:
    return (
        f'<text class="on-{tone}" x="{_n(x)}" y="{_n(y)}" font-size="11" '
        f'text-anchor="middle" fill="{_ON_COLOUR[tone]}">{_escape(text)}</text>'
    )


def _legend(series: Iterable[Series], y: float) -> list[str]:
    marks, x = [], float(EDGE)
    for part in series:
        marks.append(
            f'<rect class="tone-{part.tone}" x="{_n(x)}" y="{_n(y - 9)}" width="10" height="10" '
            f'fill="{_COLOURS[part.tone]}"/>'
        )
        marks.append(_text(x + 15, y, part.label, soft=True))
        x += _legend_step(part)
    return marks


def _legend_step(part: Series) -> float:
    return 15 + text_width(part.label, TEXT_SIZE) + 18


def _legend_width(series: Iterable[Series]) -> float:
    return 2 * MARGIN_RIGHT + sum(_legend_step(part) for part in series)


def _week_column(day: dt.date) -> int:
    first = dt.date(day.year, 1, 1)
    return ((day - first).days + first.weekday()) // DAYS_OF_WEEK


def _month_label(first: dt.date, left: float, y: float) -> str:
    return _text(left + CELL_STEP * _week_column(first), y, f"{first.month:02d}", soft=True)


def _day_cell(day: dt.date, count: int, left: float, top: float) -> str:
    x, y = left + CELL_STEP * _week_column(day), top + CELL_STEP * day.weekday()
    return _heat_cell(x, y, _shade(count), f"{date_iso(day)}: {number(count)}")


def _heat_cell(x: float, y: float, shade: int, words: str) -> str:
    return (
        f'<rect class="heat-{shade}" x="{_n(x)}" y="{_n(y)}" width="{CELL}" height="{CELL}" '
        f'rx="2" fill="{HEAT_COLOURS[shade]}"><title>{_escape(words)}</title></rect>'
    )


def _shade(count: int) -> int:
    return max(shade for shade, least in enumerate(HEAT_FROM) if count >= least)


def _heat_legend(left: float, y: float) -> list[str]:
    marks, x = [], left
    for shade, least in enumerate(HEAT_FROM):
        after = HEAT_FROM[shade + 1] - 1 if shade + 1 < len(HEAT_FROM) else None
        words = (
            f"{least}+" if after is None else str(least) if after == least else f"{least}–{after}"
        )
        marks.append(_heat_cell(x, y - 10, shade, words))
        marks.append(_text(x + CELL + 4, y, words, soft=True))
        x += CELL + 4 + text_width(words, TEXT_SIZE) + 12
    return marks


def _ticks(most: float) -> list[float]:
    """Round steps from nought to at least ``most``; whole numbers unless the figures are below one."""
    if most < SMALLEST_FIGURE:
        return [0, 1]
    rough = most / TICK_COUNT
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    step = max(step, 1 if most >= 1 else SMALLEST_FIGURE)
    return [step * n for n in range(math.ceil(round(most / step, 9)) + 1)]


def _in_words(label: str, values: Sequence[float], series: Sequence[Series]) -> str:
    if len(series) == 1 and len(values) == 1:
        return f"{label}: {number(values[0])}"
    parts = (f"{p.label} {number(v)}" for v, p in zip(values, series, strict=True))
    return f"{label}: {', '.join(parts)}"


def _svg(frame: _Frame, marks: Iterable[str], summary: str) -> Svg:
    date = date_iso(frame.source_date)
    described = f"{frame.title} ({frame.unit}, {date}). {summary}"
    unit_x = EDGE + text_width(frame.title, TITLE_SIZE) + 8
    head = (
        f'<text class="chart-text" x="{EDGE}" y="20" font-size="{TITLE_SIZE}" '
        f'font-weight="600" fill="{INK}">{_escape(frame.title)}</text>'
        + _text(unit_x, 20, frame.unit, soft=True)
        + _text(frame.width - EDGE, frame.height - 6, date, soft=True, anchor="end")
    )
    width, height = _n(frame.width), _n(frame.height)
    return Svg(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif">'
        f"<title>{_escape(frame.title)}</title><desc>{_escape(described)}</desc>"
        f"{head}{''.join(marks)}</svg>"
    )


def _text(
    x: float,
    y: float,
    text: str,
    *,
    soft: bool = False,
    anchor: Literal["start", "middle", "end"] = "start",
) -> str:
    kind, colour = ("chart-soft", SOFT) if soft else ("chart-text", INK)
    return (
        f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" font-size="{TEXT_SIZE}" '
        f'text-anchor="{anchor}" fill="{colour}">{_escape(text)}</text>'
    )


def text_width(text: str, size: float) -> float:
    """Estimate a text's width: a wide character is one em, others a little over half of one."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return size * (wide + 0.58 * (len(text) - wide))


def _escape(text: str) -> str:
    """Escape for XML; characters that XML cannot hold at all are dropped."""
    return escape("".join(char for char in text if _is_xml(ord(char))))


def _is_xml(code: int) -> bool:
    return (
        code in (0x9, 0xA, 0xD)
        or 0x20 <= code <= 0xD7FF
        or 0xE000 <= code <= 0xFFFD
        or code >= 0x10000
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
