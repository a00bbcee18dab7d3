"""PDFs as they come out: text, size, archive format; and what the maker refuses to do."""

import hashlib
import io
import re
import subprocess
import sys

import pikepdf
import pypdfium2
import pytest

from kgsup.core.settings import PROJECT
from kgsup.documents.adapters import fonts
from kgsup.documents.adapters.drawing import signature
from kgsup.documents.adapters.pdf import article_in_words
from kgsup.documents.adapters.renderer import Renderer, RenderFailed
from kgsup.documents.rules.facts import Photo, Refusal, Signature
from kgsup.documents.rules.kinds import KINDS, DocumentKind
from kgsup.documents.rules.texts import characters_of, texts_of, to_json
from tests.documents import samples
from tests.documents.drawn import check_archival, render, text_of


@pytest.fixture(scope="module")
def pictures():
    contents = [samples.photo_bytes(number) for number in range(40)]
    return {hashlib.sha256(content).hexdigest(): content for content in contents}


def photos_of(pictures):
    return tuple(Photo(sha256=sha256, caption=f"第{n}张") for n, sha256 in enumerate(pictures, 1))


@pytest.mark.parametrize("kind", samples.VISIT_PAPERS)
def test_a_plain_paper_says_all_it_must(renderer, kind):
    rendered = render(renderer, kind, samples.plain_facts(kind))
    check_archival(rendered.pdf)
    text = text_of(rendered.pdf)
    for expected in (
        KINDS[kind].title,
        "青教检录〔2026〕12号",
        "青禾县童心幼儿园",
        "7KQ2-M4ZD-9XWB-3T5H",
    ):
        assert expected in text
    assert "2026年11月19日" in text
    assert rendered.page_count <= 2


@pytest.mark.parametrize("kind", samples.VISIT_PAPERS)
def test_nothing_is_lost_from_the_longest_paper(renderer, pictures, kind):
    facts = samples.longest_facts(kind, photos_of(pictures))
    rendered = render(renderer, kind, facts, pictures)
    check_archival(rendered.pdf)
    text = text_of(rendered.pdf)
    # Once in each sentence; a sentence may be cut by the foot of a page, a character cannot.
    given = sum(value.count("账") for value in texts_of(to_json(facts)))
    assert given > 40
    assert text.count("账") == given
    if kind is not DocumentKind.SERVICE_RECEIPT:
        assert all(f"图{number}" in text for number in (1, 40))
        with pikepdf.open(io.BytesIO(rendered.pdf)) as opened:
            assert len(embedded_pictures(opened)) == 40


def embedded_pictures(pdf: pikepdf.Pdf) -> list[object]:
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
    ]


def test_page_one_shows_officers_and_certificate_numbers(renderer):
    for kind in (DocumentKind.INSPECTION_RECORD, DocumentKind.RECTIFICATION_NOTICE):
        rendered = render(renderer, kind, samples.plain_facts(kind))
        document = pypdfium2.PdfDocument(rendered.pdf)
        first = re.sub(r"\s", "", document[0].get_textpage().get_text_bounded())
        document.close()
        for officer in samples.OFFICERS:
            assert officer.certificate in first
            assert officer.name in first


def test_a_record_bears_the_signatures_on_each_page(renderer):
    facts = samples.longest_facts(DocumentKind.INSPECTION_RECORD, ())
    rendered = render(renderer, DocumentKind.INSPECTION_RECORD, facts)
    document = pypdfium2.PdfDocument(rendered.pdf)
    assert len(document) == rendered.page_count > 5
    for number, sheet in enumerate(document, 1):
        text = re.sub(r"\s", "", sheet.get_textpage().get_text_bounded())
        assert "执法人员：" in text
        assert "拒签" in text
        assert f"第{number}页共{rendered.page_count}页" in text
    document.close()


def test_a_notice_names_demand_article_date_and_remedies_where_a_right_is_touched(renderer):
    kind = DocumentKind.RECTIFICATION_NOTICE
    text = text_of(render(renderer, kind, samples.notice(remedies=True)).pdf)
    assert "《中华人民共和国学前教育法》第六十九条" in text
    assert "2026年11月26日" in text
    assert "按备案标准更新公示内容" in text
    assert "青禾县人民政府申请行政复议" in text
    assert "青禾县人民法院提起行政诉讼" in text
    assert "行政复议" not in text_of(render(renderer, kind, samples.notice()).pdf)


def test_a_letter_keeps_the_margins_and_lines_of_official_papers(renderer):
    facts = samples.letter(asked=samples.LONG[:1500])
    rendered = render(renderer, DocumentKind.TRANSFER_LETTER, facts)
    document = pypdfium2.PdfDocument(rendered.pdf)
    second = document[1].get_textpage()
    boxes = [second.get_charbox(n) for n in range(second.count_chars())]
    # Chinese characters of the body; the dashes beside the page number are wide but flat.
    shown = [box for box in boxes if box[2] - box[0] > 10 and box[3] - box[1] > 5]
    mm = 72 / 25.4
    assert min(box[0] for box in shown) >= 28 * mm - 1
    assert max(box[2] for box in shown) <= (210 - 26) * mm + 1
    middles = sorted((box[1] + box[3]) / 2 for box in shown)
    starts = [one for last, one in zip([0, *middles], middles, strict=False) if one - last > 14]
    assert len(starts) == 22
    assert middles[-1] <= (297 - 37) * mm
    assert max(map(len, second.get_text_bounded().splitlines())) in (27, 28)
    second.close()
    document.close()


def test_one_matter_and_one_enclosure_have_no_number_and_fit_on_one_page(renderer):
    plain = samples.letter()
    one = samples.letter(points=plain.points[:1], evidence=plain.evidence[:1])
    rendered = render(renderer, DocumentKind.TRANSFER_LETTER, one)
    text = text_of(rendered.pdf)
    assert rendered.page_count == 1
    assert "附件：现场检查笔录复印件一份" in text
    assert "1.午餐" not in text
    both = text_of(render(renderer, DocumentKind.TRANSFER_LETTER, plain).pdf)
    assert "附件：1.现场检查笔录复印件一份2.现场照片两张" in both
    assert "1.午餐食品留样" in both


def test_the_contact_of_a_letter_stands_in_brackets_below_its_date(renderer):
    text = text_of(render(renderer, DocumentKind.TRANSFER_LETTER, samples.letter()).pdf)
    enclosed, dated, contact = (
        text.index(words) for words in ("附件：", "青禾县教育局2026年11月19日", "（联系方式：")
    )
    assert enclosed < dated < contact


HOSTILE = [
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:9/x.png" onerror=alert(1)>',
    '<link rel=attachment href="file:///etc/hostname">',
    '<link rel=stylesheet href="http://127.0.0.1:9/x.css">',
    "<style>@import url(http://127.0.0.1:9/x.css);</style>",
    '<style>@font-face{font-family:x;src:url("file:///etc/passwd")}</style>',
    '<object data="file:///etc/passwd"></object><embed src="http://127.0.0.1:9/">',
    '<svg><image href="http://127.0.0.1:9/x.svg"/></svg>',
    '<a href="javascript:alert(1)">x</a><base href="http://127.0.0.1:9/">',
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    'kgsup-image:0"><img src="kgsup-image:1">',
    "</table></div></body></html><body background=http://127.0.0.1:9/>",
]


def hostile(value, payload):
    """The facts with a payload appended to every free text."""
    import dataclasses

    if dataclasses.is_dataclass(value):
        changed = {
            field.name: hostile(getattr(value, field.name), payload)
            for field in dataclasses.fields(value)
            if field.name not in {"answer", "own_answer", "sha256", "strokes"}
        }
        return dataclasses.replace(value, **changed)
    if isinstance(value, tuple):
        return tuple(hostile(one, payload) for one in value)
    return value + payload if isinstance(value, str) else value


@pytest.mark.parametrize("kind", samples.VISIT_PAPERS)
def test_hostile_texts_are_printed_and_nothing_is_fetched(renderer, kind):
    payload = "".join(HOSTILE)
    rendered = render(renderer, kind, hostile(samples.plain_facts(kind), payload))
    check_archival(rendered.pdf)
    assert text_of(rendered.pdf).count("onerror=alert(1)") > 5


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.write(os.open('WRITTEN', os.O_WRONLY | os.O_CREAT), b'x')",
        "bytearray(3 * 1024**3)",
    ],
)
def test_the_pdf_process_has_no_socket_program_file_or_endless_memory(code, tmp_path):
    code = code.replace("WRITTEN", str(tmp_path / "written"))
    script = f"from kgsup.documents.adapters.render import limit_process\nlimit_process()\n{code}"
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, check=False
    )
    assert ended.returncode != 0
    assert re.search(rb"PermissionError|MemoryError|OSError", ended.stderr), ended.stderr
    assert not (tmp_path / "written").exists() or (tmp_path / "written").read_bytes() == b""


def test_an_address_in_a_template_that_was_not_handed_in_fails_the_paper(renderer):
    facts = samples.visit(photos=(Photo(sha256="0" * 64),))
    frozen = samples.frozen(DocumentKind.INSPECTION_RECORD, facts)
    with pytest.raises(RenderFailed, match="refused address"):
        renderer.render("inspection_record", frozen, {})


def test_a_picture_that_cannot_be_read_fails_the_paper_instead_of_leaving_a_gap(renderer):
    facts = samples.visit(photos=(Photo(sha256="0" * 64),))
    frozen = samples.frozen(DocumentKind.INSPECTION_RECORD, facts)
    with pytest.raises(RenderFailed):
        renderer.render("inspection_record", frozen, {"0" * 64: b"no picture"})


def test_a_fact_that_is_missing_fails_the_paper(renderer):
    frozen = samples.frozen(DocumentKind.INSPECTION_RECORD, samples.visit())
    del frozen["facts"]["place"]
    with pytest.raises(RenderFailed, match="place"):
        renderer.render("inspection_record", frozen, {})


def test_after_a_failure_the_next_paper_is_made(renderer):
    with pytest.raises(RenderFailed):
        renderer.render(
            "no_such_kind", samples.frozen(DocumentKind.INSPECTION_RECORD, samples.visit()), {}
        )
    assert render(renderer, DocumentKind.INSPECTION_RECORD, samples.visit()).page_count > 0


def test_a_paper_that_takes_too_long_is_ended_and_the_next_one_is_made(tmp_path):
    facts = samples.visit()
    with Renderer(None, tmp_path, wall_seconds=0.01) as hasty:
        with pytest.raises(RenderFailed, match="ended"):
            render(hasty, DocumentKind.INSPECTION_RECORD, facts)
        hasty._wall_seconds = 60
        assert render(hasty, DocumentKind.INSPECTION_RECORD, facts).pdf.startswith(b"%PDF")


def test_a_missing_character_is_a_drawn_box_and_all_else_stays(renderer):
    garten = samples.KindergartenFacts(name="青禾县\U0001f984苗幼儿园")
    with_box = render(
        renderer, DocumentKind.RECTIFICATION_NOTICE, samples.notice(kindergarten=garten),
        handwritten=["\U0001f984"],
    )  # fmt: skip
    check_archival(with_box.pdf)
    assert "青禾县苗幼儿园" in text_of(with_box.pdf)


def test_a_missing_character_that_nobody_named_fails_the_paper(renderer):
    garten = samples.KindergartenFacts(name="青禾县\U0001f984苗幼儿园")
    with pytest.raises(RenderFailed, match="notdef"):
        render(renderer, DocumentKind.RECTIFICATION_NOTICE, samples.notice(kindergarten=garten))


def test_fonts_tell_what_they_cannot_show(tmp_path):
    signs = characters_of("青禾县阿依古丽·买买提䶮㛃喆堃\U0001f984\U0010fffd")
    assert fonts.missing_characters(signs, None, tmp_path) == ["\U0001f984", "\U0010fffd"]


def test_the_operators_fonts_come_into_the_configuration(tmp_path):
    folder = tmp_path / "faces & more"
    folder.mkdir()
    environment = fonts.environment(folder, tmp_path / "written")
    written = (tmp_path / "written" / "fonts.conf").read_text()
    assert str(folder).replace("&", "&amp;") in written
    assert environment["FONTCONFIG_FILE"].endswith("fonts.conf")
    assert fonts.missing_characters({"青"}, folder, tmp_path / "written") == []


def test_no_secret_of_ours_reaches_the_pdf_process(tmp_path, monkeypatch):
    monkeypatch.setenv("KGSUP_DATABASE_URL", "postgresql://secret")
    assert not any(name.startswith("KGSUP") for name in fonts.environment(None, tmp_path))


def test_the_same_facts_give_the_same_bytes(renderer):
    first, second = (
        render(renderer, DocumentKind.INSPECTION_RECORD, samples.visit()).pdf for _ in range(2)
    )
    assert first == second


def test_a_signature_of_dots_and_one_of_nothing_are_drawn():
    assert "M1.0 2.0 L1.0 2.0" in signature([[[1, 2]]])
    assert signature([]) == ""
    assert signature([[]]) == ""


def test_a_citation_of_an_unlisted_instrument_is_printed_as_given():
    assert article_in_words("学前教育法 69") == "《中华人民共和国学前教育法》第六十九条"
    assert article_in_words("某县规定 第三条") == "某县规定 第三条"
    assert article_in_words("") == ""


RECORDS = [
    DocumentKind.INSPECTION_RECORD,
    DocumentKind.SUPERVISION_RECORD,
    DocumentKind.VERIFICATION_RECORD,
]


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_whose_signature_was_refused_claims_no_agreement(renderer, kind):
    refused = Signature(role="现场负责人", name="苗圃秀", refused=Refusal(reason="有异议"))
    facts = samples.visit(signatures=(*samples.signatures(1), refused))
    text = text_of(render(renderer, kind, facts).pdf)
    assert "阅看（或向其宣读），" in text
    assert "拒绝签名，理由和见证人注明如下。" in text
    assert "相符" not in text
    assert "如实记入" not in text


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_says_what_was_shown_only_when_it_was(renderer, kind):
    sentence = ("检查前，", "督导前，", "核查前，")
    shown = text_of(render(renderer, kind, samples.visit()).pdf)
    silent = text_of(render(renderer, kind, samples.visit(certificates_shown=False)).pdf)
    assert sum(words in shown for words in sentence) == 1
    assert not any(words in silent for words in sentence)
