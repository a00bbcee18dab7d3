"""The file of a case: what is bound, in which order, with which numbers, and what it says of itself."""

import dataclasses
import hashlib
import io
import re

import page
import pikepdf
import pypdfium2
import pytest

from kgsup.access.actor import Role
from kgsup.audit.rules import Subject
from kgsup.core.db import db, transaction
from kgsup.documents import jobs, queries, service
from kgsup.documents.adapters import archive, installation, scans
from kgsup.documents.adapters.renderer import Rendered, RenderFailed
from kgsup.documents.rules.facts import FiledPaper, Retention
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Rendering
from kgsup.files import service as files
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import certificate_samples as certificates
from tests.documents import samples
from tests.documents.drawn import check_archival, text_of
from tests.files import papers

CLERK = make_actor(Role.CLERK)
CASE = Subject("permit_application", "A000000000000001", COUNTY, "KG00000000000001")
FRONT = 2  # cover and list of contents


@pytest.fixture(scope="module")
def record(renderer) -> Rendered:
    kind = DocumentKind.INSPECTION_RECORD
    return renderer.render(kind.value, samples.frozen(kind, samples.visit()), {})


@pytest.fixture(scope="module")
def letter(renderer) -> Rendered:
    kind = DocumentKind.TRANSFER_LETTER
    return renderer.render(kind.value, samples.frozen(kind, samples.letter()), {})


def bind(renderer, contents: list[tuple[str, bytes, bool]], **changed: object) -> Rendered:
    """A file of (title, bytes, whether it is a scan)."""
    parts = [certificates.filed(title, body, is_scan=scan) for title, body, scan in contents]
    frozen = samples.frozen(DocumentKind.CASE_FILE, certificates.case_file(*parts, **changed))
    enclosed = {hashlib.sha256(body).hexdigest(): body for _, body, _ in contents}
    return renderer.render("case_file", frozen, enclosed)


def is_archival(pdf: bytes) -> bool:
    return page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B).is_compliant


def texts_by_page(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s", "", one.get_textpage().get_text_bounded()) for one in document]
    finally:
        document.close()


def test_cover_contents_papers_and_end_note_in_order_with_page_numbers(renderer, record, letter):
    picture = samples.photo_bytes(3)
    made = bind(
        renderer,
        [
            ("现场检查笔录", record.pdf, False),
            ("身份证复印件", picture, True),
            ("抄告函", letter.pdf, False),
            ("租赁合同", papers.scan(3), True),
        ],
    )
    first_letter = record.page_count + 2
    first_scan = first_letter + letter.page_count
    last = first_scan + 2
    pages = texts_by_page(made.pdf)
    assert made.page_count == len(pages) == FRONT + last + 1
    cover, contents, end = pages[0], pages[1], pages[-1]
    for expected in ("案卷", "2026-XZXK-012", "青教许受〔2026〕8号", "永久", f"4件，{last}页"):
        assert expected in cover
    for expected in (
        f"现场检查笔录—1—{record.page_count}",
        f"身份证复印件—{record.page_count + 1}",
        f"抄告函—{first_letter}—{first_scan - 1}",
        f"租赁合同—{first_scan}—{last}",
    ):
        assert expected in contents
    assert "立卷人：田小禾" in end
    assert "其中扫描件2件" in end
    assert "PDF/A" not in end
    for number, text in enumerate(pages[FRONT:-1], 1):
        assert text.startswith(str(number)) or text.endswith(str(number))
    check_archival(made.pdf)


def test_the_papers_are_bound_whole(renderer, record, letter):
    made = bind(renderer, [("一", record.pdf, False), ("二", letter.pdf, False)])
    text = text_of(made.pdf)
    for part in (record, letter):
        for own in texts_by_page(part.pdf):
            assert own in text


def test_bookmarks_and_page_labels_say_what_is_stamped(renderer, record):
    made = bind(renderer, [("笔录", record.pdf, False), ("合同", papers.scan(2), True)])
    with pikepdf.open(io.BytesIO(made.pdf)) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "封面", "卷内目录", "1. 笔录", "2. 合同", "备考表",
        ]  # fmt: skip
        at = [file.pages.index(pikepdf.Page(item.destination[0])) for item in outline.root]
        assert at == [0, 1, 2, 2 + record.page_count, made.page_count - 1]
        labels = [file.pages[n].label for n in range(len(file.pages))]
    assert labels == ["i", "ii", *map(str, range(1, made.page_count - FRONT)), "备考表"]


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("size", [(595, 842), (842, 595), (1191, 842)])
def test_the_number_stands_upright_in_the_upper_right_corner_however_a_scan_lies(
    renderer, turned, size
):
    made = bind(renderer, [("图", papers.scan(size=size, turned=turned), True)])
    document = pypdfium2.PdfDocument(made.pdf)
    sheet = document[FRONT]
    picture = sheet.render(scale=1).to_pil().convert("L")
    document.close()
    width, height = picture.size
    corner = (width * 0.86, 0, width, height * 0.06) if width < height else None
    corner = corner or (width * 0.9, 0, width, height * 0.09)
    inked = picture.crop(tuple(map(round, corner))).point(lambda grey: 255 * (grey < 140))
    box = inked.getbbox()
    assert box is not None
    assert box[3] - box[1] > box[2] - box[0]  # a 1 is higher than it is wide


@pytest.mark.parametrize("colours", ["RGB", "L"])
def test_scans_that_hold_pictures_keep_the_file_archival(renderer, colours):
    made = bind(renderer, [("合同", papers.scan(2, colours=colours), True)])
    assert is_archival(made.pdf)
    assert b'pdfaid:part="2"' in made.pdf or b"pdfaid:part>2" in made.pdf


def _with_text(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1)
    font.BaseFont = pikepdf.Name.Helvetica
    pdf.pages[0].Resources.Font = pikepdf.Dictionary(F0=pdf.make_indirect(font))
    pdf.pages[0].contents_add(b"BT /F0 20 Tf 50 400 Td (RENT) Tj ET")


FOREIGN = {
    "printers' colours": papers.scan(colours="CMYK"),
    "a font that is not inside": papers.changed(_with_text),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_pdf_is_bound_as_it_is_and_the_file_says_so(renderer, record, name):
    made = bind(renderer, [("笔录", record.pdf, False), ("图纸", FOREIGN[name], True)])
    pages = texts_by_page(made.pdf)
    assert made.page_count == FRONT + record.page_count + 1 + 1
    assert "原扫描件" in pages[1]
    assert "第2件为原样装入的扫描件" in pages[-1]
    assert "不作PDF/A标识" in pages[-1]
    assert b"pdfaid:part" not in made.pdf


def test_what_a_field_shows_is_drawn_and_links_are_gone(renderer):
    def fill(pdf: pikepdf.Pdf) -> None:
        look = pdf.make_stream(
            b"0 0 0 rg 0 0 80 20 re f",
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 80, 20],
        )  # fmt: skip
        stamp = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[50, 300, 130, 320], F=4,
            AP=pikepdf.Dictionary(N=look),
        )  # fmt: skip
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(stamp)])

    made = bind(renderer, [("表", papers.changed(fill), True)])
    with pikepdf.open(io.BytesIO(made.pdf)) as file:
        assert all("/Annots" not in sheet for sheet in file.pages)
    document = pypdfium2.PdfDocument(made.pdf)
    picture = document[FRONT].render(scale=1).to_pil().convert("L")
    document.close()
    assert picture.getpixel((90, 842 - 310)) < 40
    assert picture.getpixel((90, 842 - 350)) > 200


def test_the_same_facts_give_the_same_bytes(renderer, record):
    parts = [("笔录", record.pdf, False), ("合同", papers.scan(2), True)]
    assert bind(renderer, parts).pdf == bind(renderer, parts).pdf


def test_a_file_of_hundreds_of_pages_is_bound(renderer, record):
    parts = [(f"第{n}份笔录", record.pdf, False) for n in range(100)]
    made = bind(renderer, parts)
    pages = texts_by_page(made.pdf)
    papers_end = made.page_count - 2
    assert papers_end > 100 * record.page_count
    front = made.page_count - 1 - 100 * record.page_count
    assert pages[front].startswith("1") or pages[front].endswith("1")
    assert "第99份笔录" in "".join(pages[1:front])
    assert is_archival(made.pdf)


def test_a_part_that_is_missing_fails_the_file_by_its_title(renderer, record):
    lost = certificates.filed("租赁合同", b"%PDF-lost", is_scan=True)
    there = certificates.filed("笔录", record.pdf)
    frozen = samples.frozen(DocumentKind.CASE_FILE, certificates.case_file(there, lost))
    enclosed = {hashlib.sha256(record.pdf).hexdigest(): record.pdf}
    with pytest.raises(RenderFailed, match="bytes are missing: 租赁合同"):
        renderer.render("case_file", frozen, enclosed)


def test_a_part_that_cannot_be_read_fails_the_file_by_its_title(renderer):
    with pytest.raises(RenderFailed, match="cannot be read: 合同"):
        bind(renderer, [("合同", b"%PDF-1.7 nothing", True)])


def test_a_file_without_papers_is_a_cover_a_list_and_a_note(renderer):
    made = bind(renderer, [])
    assert made.page_count == 3
    assert "0件，0页" in texts_by_page(made.pdf)[0]


def test_long_titles_and_rare_names_stand_in_the_list(renderer, record):
    title = "关于申请设立" + "青禾县城关镇" * 12 + "幼儿园的请示"
    made = bind(
        renderer, [(title, record.pdf, False)],
        title=title, responsible=samples.MINORITY, retention=Retention.TEN_YEARS,
    )  # fmt: skip
    cover, contents = texts_by_page(made.pdf)[:2]
    assert title in contents
    assert title in cover
    assert "10年" in cover
    assert samples.MINORITY in cover


def test_hostile_texts_are_printed_and_nothing_is_fetched(renderer, record):
    payload = '<img src="file:///etc/passwd" onerror=alert(1)><style>*{display:none}</style>{{ 7 }}'
    made = bind(renderer, [("笔录" + payload, record.pdf, False)], title=payload, note=payload)
    check_archival(made.pdf)
    assert text_of(made.pdf).count("onerror=alert(1)") == 3


def test_a_filed_paper_is_a_document_or_a_scan_and_not_both():
    with pytest.raises(ValueError, match="either"):
        FiledPaper(title="x")
    with pytest.raises(ValueError, match="either"):
        FiledPaper(title="x", document_sha256="a" * 64, evidence_sha256="b" * 64)


@pytest.mark.parametrize(
    ("content", "is_plain"),
    [(papers.scan(), True), (papers.scan(colours="L"), True)]
    + [(content, False) for content in FOREIGN.values()],
)
def test_pages_of_pictures_are_told_from_others(content, is_plain):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        scans.quiet(pdf)
        assert scans.holds_pictures_only(pdf.pages[0]) is is_plain


# ── through the worker ──


@pytest.fixture
def own_archive(app, county, tmp_path, monkeypatch):
    """An empty archive for each test: bytes, unlike rows, are not rolled back."""
    here = dataclasses.replace(installation.installation(), documents=tmp_path / "documents")
    monkeypatch.setattr(installation, "_installation", here)


def issue_file(*parts: FiledPaper) -> str:
    with transaction():
        facts = certificates.case_file(*parts)
        return service.issue(DocumentKind.CASE_FILE, CASE, facts, CLERK, AT).public_id


def reload(public_id: str):
    db.session.expire_all()
    return queries.get_document(public_id, CLERK)


def test_the_worker_binds_stored_papers_and_scans(own_archive):
    with transaction():
        slip = service.issue(DocumentKind.INSPECTION_RECORD, CASE, samples.visit(), CLERK, AT)
        scan = files.store_paper(papers.scan(2), COUNTY, CLERK, AT)
    jobs.render_queued(AT)
    stored = reload(slip.public_id)
    public_id = issue_file(
        FiledPaper(title="笔录", number=slip.number, document_sha256=stored.sha256),
        FiledPaper(title="合同", evidence_sha256=scan.sha256),
    )
    assert jobs.render_queued(AT) == 1
    bound = reload(public_id)
    assert bound.page_count == FRONT + stored.page_count + 2 + 1
    assert slip.number in texts_by_page(archive.read(bound.sha256))[1]


@pytest.mark.parametrize("field", ["document_sha256", "evidence_sha256"])
def test_a_file_whose_part_is_gone_is_never_stored_and_says_why(own_archive, field):
    public_id = issue_file(FiledPaper(title="笔录", **{field: "f" * 64}))
    for _ in range(6):
        assert jobs.render_queued(AT) == 0
    failed = reload(public_id)
    assert (failed.rendering, failed.sha256) == (Rendering.FAILED, None)
    assert "f" * 64 in failed.error


def test_a_file_whose_stored_paper_was_changed_is_never_stored(own_archive, record):
    sha256 = archive.write(record.pdf)
    archive.path_of(sha256).write_bytes(record.pdf[:-1] + b"x")
    public_id = issue_file(FiledPaper(title="笔录", document_sha256=sha256))
    assert jobs.render_queued(AT) == 0
    assert "changed" in reload(public_id).error


def test_the_file_of_a_case_is_the_offices_alone(own_archive):
    public_id = issue_file()
    party = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000001")
    assert queries.list_of_subject(CASE.kind, CASE.public_id, party) == []
    assert [one.public_id for one in queries.list_of_subject(CASE.kind, CASE.public_id, CLERK)] == [
        public_id
    ]
