"""Charts: well-formed, true to their figures, safe against any text, free of inline style."""

import datetime as dt
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.core.charts import (
    Series,
    Svg,
    Tone,
    column_chart,
    stacked_column_chart,
    text_width,
    year_calendar,
)

DAY = dt.date(2026, 11, 21)
SVG = "{http://www.w3.org/2000/svg}"
SEVERITY = [
    Series(label="一般", tone=Tone.QUIET),
    Series(label="较重", tone=Tone.WARN),
    Series(label="严重", tone=Tone.BAD),
]


def parse(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own text


def columns_of(svg: str, tone: str = "accent") -> list[ElementTree.Element]:
    return [
        rect
        for rect in parse(svg).iter(f"{SVG}rect")
        if rect.get("class") == f"tone-{tone}" and rect.find(f"{SVG}title") is not None
    ]


def texts_of(svg: str) -> list[str]:
    return [text.text or "" for text in parse(svg).iter(f"{SVG}text")]


def test_columns_are_as_high_as_their_figures():
    heights = [
        float(rect.get("height", "0"))
        for rect in columns_of(column_chart("在园人数", "人", [("春", 50), ("秋", 100)], DAY))
    ]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.1)


def test_a_chart_says_title_unit_day_and_every_figure():
    svg = column_chart("在园人数", "人", [("2025 秋", 1200)], DAY)
    assert {"在园人数", "人", "2026-11-21", "2025 秋", "1,200"} <= set(texts_of(svg))
    described = parse(svg).findtext(f"{SVG}desc")
    assert described == "在园人数 (人, 2026-11-21). 2025 秋: 1,200"
    assert parse(svg).findtext(f"{SVG}title") == "在园人数"


def test_a_chart_without_rows_still_has_its_axis():
    svg = column_chart("在园人数", "人", [], DAY)
    assert columns_of(svg) == []
    assert "0" in texts_of(svg)


def test_figures_of_nought_draw_no_column_but_are_named():
    svg = column_chart("问题", "项", [("1月", 0), ("2月", 0)], DAY)
    assert columns_of(svg) == []
    assert texts_of(svg).count("0") == 3  # the axis and two figures


@pytest.mark.parametrize("figure", [-1, math.nan, math.inf])
def test_a_figure_that_no_column_can_show_is_refused(figure):
    with pytest.raises(ValueError, match="1月"):
        column_chart("问题", "项", [("1月", figure)], DAY)


def test_stacked_columns_stand_on_each_other_and_name_their_sum():
    svg = stacked_column_chart("问题", "项", SEVERITY, [("11月", [10, 6, 4])], DAY)
    quiet, warn, bad = (columns_of(svg, tone)[0] for tone in ("quiet", "warn", "bad"))
    for lower, upper in ((quiet, warn), (warn, bad)):
        foot_of_upper = float(upper.get("y", "0")) + float(upper.get("height", "0"))
        assert foot_of_upper == pytest.approx(float(lower.get("y", "0")), abs=0.2)
    assert "20" in texts_of(svg)
    assert {"一般", "较重", "严重"} <= set(texts_of(svg))


def test_a_row_with_too_few_figures_is_refused():
    with pytest.raises(ValueError, match="2 figures for 3 series"):
        stacked_column_chart("问题", "项", SEVERITY, [("11月", [1, 2])], DAY)


@pytest.mark.parametrize(("year", "days"), [(2024, 366), (2026, 365)])
def test_the_calendar_has_a_cell_for_each_day_of_the_year(year, days):
    svg = year_calendar("检查", "次", year, {dt.date(year, 3, 5): 3}, DAY)
    titles = [title.text or "" for title in parse(svg).iter(f"{SVG}title")]
    assert sum(title.startswith(f"{year}-") for title in titles) == days
    assert f"{year}-03-05: 3" in titles


def test_days_of_the_calendar_do_not_cover_each_other():
    svg = year_calendar("检查", "次", 2026, {}, DAY)
    places = [
        (rect.get("x"), rect.get("y"))
        for rect in parse(svg).iter(f"{SVG}rect")
        if (rect.findtext(f"{SVG}title") or "").startswith("2026-")
    ]
    assert len(set(places)) == 365


@pytest.mark.parametrize(
    ("count", "shade"), [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (6, 3), (7, 4), (90, 4)]
)
def test_more_visits_make_a_darker_day(count, shade):
    svg = year_calendar("检查", "次", 2026, {dt.date(2026, 5, 6): count}, DAY)
    cell = next(
        rect
        for rect in parse(svg).iter(f"{SVG}rect")
        if (rect.findtext(f"{SVG}title") or "").startswith("2026-05-06")
    )
    assert cell.get("class") == f"heat-{shade}"


def test_days_of_other_years_do_not_count():
    svg = year_calendar("检查", "次", 2026, {dt.date(2025, 5, 6): 9}, DAY)
    assert (parse(svg).findtext(f"{SVG}desc") or "").endswith("2026: 0")


@given(title=st.text(max_size=40), label=st.text(max_size=20), figure=st.floats(0, 1e9))
def test_whatever_the_text_the_chart_is_well_formed_and_nothing_in_it_runs(title, label, figure):
    svg = column_chart(title, "<script>", [(label, figure)], DAY)
    assert {element.tag for element in parse(svg).iter()} <= {
        SVG + name for name in ("svg", "title", "desc", "text", "rect", "line")
    }


def test_no_style_is_inline_and_every_shape_has_a_colour_for_paper():
    svg = stacked_column_chart("问题", "项", SEVERITY, [("11月", [10, 6, 4])], DAY)
    assert re.search(r"\b(style|on\w+)=", svg) is None
    for element in parse(svg).iter():
        if element.tag in (f"{SVG}rect", f"{SVG}text"):
            assert (element.get("fill") or "").startswith("#")


@given(
    rows=st.lists(
        st.tuples(st.text("园所青禾镇ab", min_size=1, max_size=16), st.integers(0, 10**6)),
        max_size=20,
    )
)
def test_nothing_is_drawn_outside_the_chart(rows):
    root = parse(column_chart("一个很长很长很长很长很长很长的标题", "人", rows, DAY))
    width = float(root.get("width", "0"))
    for text in root.iter(f"{SVG}text"):
        x, length = float(text.get("x", "0")), text_width(text.text or "", 12)
        share = {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")]
        assert x - share * length >= -1
        assert x + (1 - share) * length <= width + 1


def test_a_template_takes_the_chart_as_it_is():
    svg = column_chart("在园人数", "人", [("a<b", 1)], DAY)
    assert isinstance(svg, Svg)
    assert svg.__html__() == str(svg)
    assert "a&lt;b" in svg
