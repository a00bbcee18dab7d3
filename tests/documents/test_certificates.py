"""Prints into the state form, test sheets and the licence information sheet."""

import io
import re

import page
import pikepdf
import pypdfium2
import pytest

from kgsup.access.actor import Role
from kgsup.audit.rules import Subject
from kgsup.configuration.rules import Key, check_value
from kgsup.core.errors import RuleViolation
from kgsup.documents.adapters.renderer import RenderFailed
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.overprint import (
    BadLayout,
    PrintKind,
    layouts,
    moved,
    outside,
    parse_layouts,
    unplaced,
    words_of,
)
from kgsup.documents.rules.texts import to_json
from tests.conftest import COUNTY, make_actor
from tests.documents import certificate_samples as certificates
from tests.documents.drawn import check_archival, render, text_of

CLERK = make_actor(Role.CLERK)
EDITION = Subject("licence_edition", "E000000000000001", COUNTY, "KG00000000000001")
ORIGINAL, COPY = PrintKind.CERTIFICATE_ORIGINAL, PrintKind.CERTIFICATE_COPY
MM = 72 / 25.4
RARE = "\U0001f984"  # stands for a character that no font has


# ── rules ──


def test_the_shipped_layouts_have_a_place_for_every_word():
    facts = to_json(
        certificates.certificate(annual_checks=tuple(map(certificates.check, range(1, 7))))
    )
    for kind in (ORIGINAL, COPY, PrintKind.ANNUAL_CHECK):
        assert unplaced(words_of(facts, kind), layouts()[kind.side], kind) == []


def test_a_seventh_annual_check_has_no_place():
    facts = to_json(certificates.certificate(annual_checks=(certificates.check(7),)))
    assert unplaced(words_of(facts, COPY), layouts()["copy"], COPY) == [
        "annual_check.7.day", "annual_check.7.result", "annual_check.7.year",
    ]  # fmt: skip


def test_a_print_of_annual_checks_has_no_word_that_is_on_the_form_already():
    facts = to_json(certificates.certificate(annual_checks=(certificates.check(2),)))
    assert words_of(facts, PrintKind.ANNUAL_CHECK) == {
        "annual_check.2.year": "2027",
        "annual_check.2.result": "合格",
        "annual_check.2.day": "2028.04.12",
    }


LAYOUT = """
[copy]
title = "副本"
width = 100
height = 50
provisional = true
[copy.fields]
name = {{ of = "name", label = "名", x = 10, y = 9, width = 50, height = 9, size = 9, least_size = 8 {more} }}
"""


@pytest.mark.parametrize(
    ("more", "mistake"),
    [
        ("", None),
        (', align = "middle"', "align"),
        (", lines = 0", "sizes or lines"),
    ],
)
def test_a_layout_with_a_mistake_is_refused_by_the_name_of_the_field(more, mistake):
    text = LAYOUT.format(more=more)
    if mistake is None:
        assert parse_layouts(text)["copy"].fields[0].lines == 1
    else:
        with pytest.raises(BadLayout, match=f"copy.name: .*{mistake}"):
            parse_layouts(text)


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ("x = 10", "x = 60", "beyond the form"),
        ("x = 10", "x = -1", "no room"),
        ("least_size = 8", "least_size = 13", "sizes"),
        ('of = "name"', 'of = "nmae"', "no word nmae"),
    ],
)
def test_a_layout_that_cannot_be_printed_is_refused(old, new, mistake):
    with pytest.raises(BadLayout, match=mistake):
        parse_layouts(LAYOUT.format(more="").replace(old, new))


def test_offsets_move_a_whole_side_and_single_fields_on_top():
    plain = layouts()["copy"]
    shifted = moved(plain, {"dx": 1.5, "dy": -2, "fields": {"name": {"dx": 0.5}}})
    for before, after in zip(plain.fields, shifted.fields, strict=True):
        more = 0.5 if before.name == "name" else 0
        assert (after.x, after.y) == (before.x + 1.5 + more, before.y - 2)
        assert (after.width, after.size) == (before.width, before.size)
    assert outside(shifted) == []
    assert "编号" in outside(moved(plain, {"dy": -40}))


@pytest.mark.parametrize(
    ("value", "is_good"),
    [
        ({}, True),
        ({"original": {"dx": 1.5, "dy": -0.5}}, True),
        ({"copy": {"fields": {"name": {"dy": 2}}}}, True),
        ({"copies": {}}, False),
        ({"copy": {"dx": 51}}, False),
        ({"copy": {"dx": "1"}}, False),
        ({"copy": {"dx": True}}, False),
        ({"copy": {"dz": 1}}, False),
        ({"copy": {"fields": {"name": {"size": 3}}}}, False),
        ({"copy": {"fields": [1]}}, False),
        ([], False),
    ],
)
def test_offsets_are_millimetres_by_side(value, is_good):
    if is_good:
        check_value(Key.CERTIFICATE_OFFSETS, value)
    else:
        with pytest.raises(RuleViolation):
            check_value(Key.CERTIFICATE_OFFSETS, value)


# ── pages ──


class Sheet:
    """A page of a print, looked at in millimetres from its upper left corner."""

    def __init__(self, pdf: bytes) -> None:
        self.document = pypdfium2.PdfDocument(pdf)
        self.page = self.document[0]
        self.text = self.page.get_textpage()

    def __enter__(self) -> "Sheet":
        return self

    def __exit__(self, *_error: object) -> None:
        self.text.close()
        self.document.close()

    def within(self, field) -> str:
        """The text inside a field's box, blanks left out."""
        height = self.page.get_height()
        slack = 0.3
        found = self.text.get_text_bounded(
            left=(field.x - slack) * MM,
            right=(field.x + field.width + slack) * MM,
            top=height - (field.y - slack) * MM,
            bottom=height - (field.y + field.height + slack) * MM,
        )
        return re.sub(r"\s|￾", "", found)

    def first_left_edge(self) -> float:
        return min(self.text.get_charbox(n)[0] for n in range(self.text.count_chars())) / MM


def check_words(pdf: bytes, kind: PrintKind, facts, offsets=None) -> None:
    """Every word stands whole in its own field, and nothing stands anywhere else."""
    layout = moved(layouts()[kind.side], offsets or {})
    words = words_of(to_json(facts), kind)
    with Sheet(pdf) as sheet:
        for field in layout.fields:
            assert sheet.within(field) == re.sub(r"\s", "", words.get(field.of, "")), field.name
    assert sorted(text_of(pdf)) == sorted(re.sub(r"\s", "", "".join(words.values())))


@pytest.mark.parametrize("kind", [ORIGINAL, COPY])
@pytest.mark.parametrize("offsets", [{}, {"dx": 3.5, "dy": -2.5}])
def test_every_word_stands_in_its_field_wherever_the_county_moves_it(renderer, kind, offsets):
    facts = certificates.certificate()
    made = renderer.overprint(certificates.ordered(kind, facts, offsets=offsets))
    assert made.page_count == 1
    check_words(made.pdf, kind, facts, offsets)


@pytest.mark.parametrize("kind", [ORIGINAL, COPY])
def test_long_words_shrink_or_wrap_and_nothing_is_cut(renderer, kind):
    facts = certificates.longest_certificate()
    check_words(renderer.overprint(certificates.ordered(kind, facts)).pdf, kind, facts)


def sizes_of(pdf: bytes) -> set[float]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {
            float(one.operands[1])
            for one in pikepdf.parse_content_stream(opened.pages[0])
            if str(one.operator) == "Tf"
        }


def test_a_word_that_fits_keeps_its_size_and_a_longer_one_gets_smaller_but_not_below_the_least(
    renderer,
):
    field = next(field for field in layouts()["copy"].fields if field.name == "address")
    plain = renderer.overprint(certificates.ordered(COPY, certificates.certificate())).pdf
    long = certificates.certificate(address=certificates.LONG_ADDRESS)
    shrunk = renderer.overprint(certificates.ordered(COPY, long)).pdf
    assert min(sizes_of(shrunk)) < min(sizes_of(plain))
    assert min(sizes_of(shrunk)) * 0.75 >= field.least_size - 0.01  # CSS pixels to points


def test_a_word_that_fits_nowhere_fails_the_print_with_the_name_of_the_field(renderer):
    facts = certificates.certificate(address="学府路" * 200)
    with pytest.raises(RenderFailed, match="地址: too long for its place"):
        renderer.overprint(certificates.ordered(COPY, facts))


def test_a_print_draws_nothing_but_words(renderer):
    made = renderer.overprint(certificates.ordered(ORIGINAL, certificates.certificate()))
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        drawn = {str(one.operator) for one in pikepdf.parse_content_stream(opened.pages[0])}
        assert drawn.isdisjoint({"S", "s", "f", "F", "f*", "B", "b", "Do", "sh"})
        box = [float(edge) / MM for edge in opened.pages[0].mediabox]
    assert box == pytest.approx([0, 0, 420, 297], abs=0.01)


def test_a_character_that_no_font_has_leaves_room_and_draws_no_box(renderer):
    gap = certificates.certificate(head=f"周{RARE}禾")
    none = certificates.certificate(head="周禾")
    with_gap = renderer.overprint(certificates.ordered(COPY, gap, handwritten=[RARE])).pdf
    without = renderer.overprint(certificates.ordered(COPY, none)).pdf
    field = next(field for field in layouts()["copy"].fields if field.name == "head")

    def width_of(pdf: bytes) -> float:
        with Sheet(pdf) as sheet:
            assert sheet.within(field) == "周禾"
            found = [
                box
                for n in range(sheet.text.count_chars())
                if sheet.text.get_text_range(n, 1) in {"周", "禾"}
                and (box := sheet.text.get_charbox(n))
            ]
            height = sheet.page.get_height()
            own = [
                box
                for box in found
                if field.y * MM <= height - box[3] <= (field.y + field.height) * MM
            ]
            return max(box[2] for box in own) - min(box[0] for box in own)

    assert width_of(with_gap) - width_of(without) == pytest.approx(12 * 1.12, abs=1)
    with pikepdf.open(io.BytesIO(with_gap)) as opened:
        drawn = {str(one.operator) for one in pikepdf.parse_content_stream(opened.pages[0])}
    assert drawn.isdisjoint({"S", "s", "f", "B"})


def test_a_character_that_nobody_named_fails_the_print(renderer):
    facts = certificates.certificate(head=f"周{RARE}")
    with pytest.raises(RenderFailed, match="notdef"):
        renderer.overprint(certificates.ordered(COPY, facts))


def test_a_print_of_one_annual_check_fills_its_box_alone(renderer):
    facts = certificates.certificate(annual_checks=(certificates.check(3),))
    made = renderer.overprint(certificates.ordered(PrintKind.ANNUAL_CHECK, facts))
    check_words(made.pdf, PrintKind.ANNUAL_CHECK, facts)
    assert text_of(made.pdf) == "2028合格2029.04.12"


@pytest.mark.parametrize("kind", [PrintKind.TEST_ORIGINAL, PrintKind.TEST_COPY])
def test_a_test_sheet_has_two_crosses_and_a_name_for_each_field_and_says_the_offsets(
    renderer, kind
):
    offsets = {"dx": 1.5, "dy": -2}
    made = renderer.overprint(certificates.ordered(kind, offsets=offsets))
    layout = layouts()[kind.side]
    text = text_of(made.pdf)
    assert "青禾县教育局" in text
    assert "本页已用偏移：右1.5，下-2" in text
    for field in layout.fields:
        if field.width > 15:
            assert re.sub(r"\s", "", field.label) in text
    with pikepdf.open(io.BytesIO(made.pdf)) as opened:
        strokes = [
            one for one in pikepdf.parse_content_stream(opened.pages[0]) if str(one.operator) == "S"
        ]
    assert len(strokes) >= 2 * len(layout.fields)
    assert made.page_count == 1


def test_the_same_order_gives_the_same_bytes(renderer):
    order = certificates.ordered(COPY, certificates.longest_certificate())
    assert renderer.overprint(order).pdf == renderer.overprint(order).pdf


def test_a_print_is_archival_too(renderer):
    made = renderer.overprint(certificates.ordered(COPY, certificates.certificate()))
    report = page.validate_pdf_bytes(made.pdf, profile=page.ValidationProfile.PDF_A_2B)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]


def test_hostile_words_are_printed_and_nothing_is_fetched(renderer):
    payload = '<img src="file:///etc/passwd"><style>*{display:none}</style>{{ 7 }}'
    facts = certificates.certificate(remark=payload)
    check_words(renderer.overprint(certificates.ordered(COPY, facts)).pdf, COPY, facts)


def test_the_information_sheet_says_that_it_is_no_certificate(renderer):
    made = render(renderer, DocumentKind.LICENCE_SHEET, certificates.sheet())
    check_archival(made.pdf)
    text = text_of(made.pdf)
    assert made.page_count == 1
    assert "本表不作为许可证件" in text
    words = words_of(to_json(certificates.certificate()), ORIGINAL)
    for name, word in words.items():
        if "." not in name:
            assert re.sub(r"\s", "", word) in text, name
    for expected in (
        "2026年12月1日至2029年11月30日",
        "第2版",
        "青教〔2026〕57号",
        "告知承诺",
        "7KQ2-M4ZD",
    ):
        assert expected in text


def test_the_mark_goes_where_the_county_has_switched_it_off(renderer):
    sheet = certificates.sheet(is_certificate=True)
    assert "不作为许可证件" not in text_of(render(renderer, DocumentKind.LICENCE_SHEET, sheet).pdf)
