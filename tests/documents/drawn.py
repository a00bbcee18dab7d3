"""Papers as they come out of the renderer: made, read and checked."""

import io
import re

import page
import pikepdf
import pypdfium2
import pytest

from kgsup.documents.rules.facts import printed_photos
from tests.documents import samples

A4_POINTS = (pytest.approx(595.3, abs=0.5), pytest.approx(841.9, abs=0.5))


def render(renderer, kind, facts, pictures=None, handwritten=None):
    frozen = samples.frozen(kind, facts, handwritten)
    wanted = [photo.sha256 for photo in printed_photos(frozen["facts"])]
    given = {sha256: (pictures or {})[sha256] for sha256 in wanted}
    return renderer.render(kind.value, frozen, given)


def text_of(pdf: bytes) -> str:
    """All text of a PDF without blanks and line breaks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [sheet.get_textpage().get_text_bounded() for sheet in document]
    finally:
        document.close()
    return re.sub(r"\s|\ufffe", "", "".join(texts))


def check_archival(pdf: bytes) -> None:
    """PDF/A-2b, A4 throughout, no attachments, links or scripts, no trace of the maker."""
    report = page.validate_pdf_bytes(pdf, profile=page.ValidationProfile.PDF_A_2B)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]
    document = pypdfium2.PdfDocument(pdf)
    assert all(tuple(sheet.get_size()) == A4_POINTS for sheet in document)
    assert document.count_attachments() == 0
    document.close()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert set(opened.docinfo.keys()) <= {"/Title", "/CreationDate"}
        assert "/Names" not in opened.Root
        assert all("/Annots" not in sheet for sheet in opened.pages)
    assert b"WeasyPrint" not in pdf
