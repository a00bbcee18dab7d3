"""Scanned papers: which PDFs are taken, how they are kept and handed out."""

import hashlib
import io

import pikepdf
import pytest
from werkzeug.test import TestResponse

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.core.db import transaction
from kgsup.core.errors import Missing, RuleViolation
from kgsup.files import queries, service
from kgsup.files.adapters import image, paper, store
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.documents.samples import photo_bytes
from tests.files import papers

CLERK = make_actor(Role.CLERK)


@pytest.mark.parametrize("pages", [1, 3])
def test_a_scan_is_taken_as_it_came_and_its_pages_are_counted(pages):
    content = papers.scan(pages)
    assert paper.inspect(content) == paper.Paper(content=content, page_count=pages)


def test_a_text_with_a_link_to_the_web_is_taken():
    def link(pdf: pikepdf.Pdf) -> None:
        to = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.cn"))
        pdf.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=to)]
        )

    assert paper.inspect(papers.changed(link)).page_count == 1


@pytest.mark.parametrize("name", papers.ACTING)
def test_a_pdf_that_does_more_than_show_pages_is_refused_with_the_name_of_it(name):
    with pytest.raises(RuleViolation, match=r"does more than show pages \(/\w+\)"):
        paper.inspect(papers.changed(papers.ACTING[name]))


def test_what_acts_is_found_in_packed_objects_too():
    with pikepdf.open(io.BytesIO(papers.changed(papers.ACTING["a named script"]))) as pdf:
        packed = papers.saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in packed
    with pytest.raises(RuleViolation, match="does more"):
        paper.inspect(packed)


@pytest.mark.parametrize("make", [papers.locked, papers.locked_without_password])
def test_a_locked_pdf_is_refused(make):
    with pytest.raises(RuleViolation, match="locked"):
        paper.inspect(make())


WHOLE = papers.scan()
BROKEN = {
    "nothing but the head": b"%PDF-1.7\n%%EOF\n",
    "cut in the middle": WHOLE[: len(WHOLE) // 2],
    "cut and closed": WHOLE[: len(WHOLE) // 2] + b"\n%%EOF\n",
    "its index is elsewhere": WHOLE.replace(b"startxref\n", b"startxref\n9"),
    "an archive behind it": WHOLE + b"PK\x05\x06" + bytes(18),
    "a page before it": b"<html></html>" + WHOLE,
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF",
    "empty": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pdf_is_refused(name):
    with pytest.raises(RuleViolation, match="broken or is something else"):
        paper.inspect(BROKEN[name])


def test_a_pdf_beyond_the_limits_is_refused(monkeypatch):
    with pytest.raises(RuleViolation, match=r"has 201 pages; 1 to 200"):
        paper.inspect(papers.scan(201))
    monkeypatch.setattr(paper, "MAX_UPLOAD_BYTES", 1 << 20)
    with pytest.raises(RuleViolation, match="larger than 1 MB"):
        paper.inspect(WHOLE + bytes(1 << 20))


def test_a_pdf_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(paper, "WALL_SECONDS", 0.001)
    with pytest.raises(RuleViolation, match="broken"):
        paper.inspect(WHOLE)


def test_a_pdf_without_a_page_is_refused():
    with pytest.raises(RuleViolation, match="has 0 pages"):
        paper.inspect(papers.saved(pikepdf.new()))


def test_a_picture_of_a_paper_goes_the_way_of_photographs(county):
    prepared = service.prepare_paper(photo_bytes(4))
    assert isinstance(prepared, image.Picture)
    with transaction():
        row = service.store_paper(prepared, COUNTY, CLERK, AT)
    assert (row.media_type, row.page_count) == ("image/jpeg", None)


def test_a_stored_scan_keeps_its_bytes_pages_and_type_and_is_in_the_ledger(county):
    content = papers.scan(2)
    with transaction():
        row = service.store_paper(content, COUNTY, CLERK, AT)
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    assert store.read(row.sha256) == content
    assert (row.media_type, row.page_count, row.size) == ("application/pdf", 2, len(content))
    assert queries.get_evidence(row.public_id, CLERK).page_count == 2
    assert [entry.act for entry in timeline("evidence", row.public_id)] == ["files.paper.store"]


def test_a_scan_for_another_county_is_refused(county):
    with pytest.raises(Missing), transaction():
        service.store_paper(papers.scan(), OTHER_COUNTY, CLERK, AT)


def stored_paper() -> str:
    with transaction():
        return service.store_paper(papers.scan(), COUNTY, CLERK, AT).public_id


def check_shown_safely(response: TestResponse) -> None:
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("ending", ["pdf", "jpg"])
def test_a_scan_is_shown_as_a_pdf_whatever_the_address_says(client, county, sign_in, ending):
    public_id = stored_paper()
    sign_in(client, Role.CLERK)
    response = client.get(f"/evidence/{public_id}.{ending}")
    check_shown_safely(response)
    assert response.headers["Content-Disposition"] == f"inline; filename={public_id}.pdf"
    assert response.data == papers.scan()


def test_a_scan_can_be_downloaded(client, county, sign_in):
    public_id = stored_paper()
    sign_in(client, Role.CLERK)
    response = client.get(f"/evidence/{public_id}.pdf?download")
    assert response.headers["Content-Disposition"].startswith("attachment;")


def test_a_scan_is_not_there_for_another_county_or_a_kindergarten(client, county, sign_in):
    public_id = stored_paper()
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert client.get(f"/evidence/{public_id}.pdf").status_code == 404
    sign_in(client, Role.KINDERGARTEN, kindergarten="KG00000000000001")
    assert client.get(f"/evidence/{public_id}.pdf").status_code == 403
