"""Signatures: papers are signed when a certificate is there, and every changed byte is found."""

import asyncio
import dataclasses
import datetime as dt
import io
import random
from pathlib import Path

import page
import pikepdf
import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from kgsup import doctor
from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.configuration.rules import Key as Rule
from kgsup.configuration.service import set_value
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.settings import load_settings
from kgsup.documents import jobs, queries, service
from kgsup.documents.adapters import archive, installation, signing
from kgsup.documents.adapters.renderer import Key, Rendered, Renderer, RenderFailed
from kgsup.documents.models import Document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Rendering
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import certificate_samples as certificates
from tests.documents import samples
from tests.documents.drawn import render, text_of
from tests.test_cli import Instance

CLERK = make_actor(Role.CLERK)
EDITION = Subject("licence_edition", "E000000000000001", COUNTY, "KG00000000000001")


@pytest.fixture(scope="module")
def pkcs12() -> bytes:
    return certificates.make_pkcs12()


@pytest.fixture(scope="module")
def plain(renderer) -> Rendered:
    return render(renderer, DocumentKind.LICENCE_SHEET, certificates.sheet())


@pytest.fixture(scope="module")
def signed(plain, pkcs12, tmp_path_factory) -> Rendered:
    with Renderer(None, tmp_path_factory.mktemp("fonts")) as signer:
        return signer.sign(plain, Key(pkcs12, certificates.PASSPHRASE))


def is_whole(pdf: bytes) -> bool:
    try:
        signing.verify(pdf)
    except signing.NotWhole:
        return False
    return True


def test_a_signed_paper_says_who_signed_it_and_keeps_its_text_and_its_form(plain, signed, pkcs12):
    found = signing.verify(signed.pdf)
    own = signing.read_certificate(pkcs12, certificates.PASSPHRASE)
    assert found.certificate == own
    assert found.certificate.fingerprint == signed.signed_with
    assert "青禾县教育局" in own.subject
    assert found.signed_at is not None
    assert signed.page_count == plain.page_count
    assert text_of(signed.pdf) == text_of(plain.pdf)
    report = page.validate_pdf_bytes(signed.pdf, profile=page.ValidationProfile.PDF_A_2B)
    assert report.is_compliant, [(one.rule_id, one.message) for one in report.failures]


def test_an_rsa_key_signs_as_well(plain):
    loop = asyncio.new_event_loop()
    try:
        made = signing.sign(
            plain.pdf, certificates.make_pkcs12(is_rsa=True), certificates.PASSPHRASE, loop
        )
    finally:
        loop.close()
    assert is_whole(made)
    assert not is_whole(made[:-1] + b"x")


def test_an_unsigned_paper_is_not_taken_for_a_signed_one(plain):
    with pytest.raises(signing.NotWhole, match="no signature"):
        signing.verify(plain.pdf)


def test_any_changed_byte_of_the_paper_is_found(signed):
    """A byte here and there in the paper, close by the signature every few bytes."""
    start = signed.pdf.index(b"/Contents <308")
    end = signed.pdf.index(b">", start)
    places = [
        *range(0, start - 600, 4999),
        *range(start - 600, start, 7),
        *range(end, len(signed.pdf), 7),
    ]
    missed = [at for at in places if is_whole(flipped(signed.pdf, at, 1))]
    assert len(places) > 200
    assert missed == []


@pytest.mark.parametrize("bit", [1, 0x20])
def test_any_changed_byte_inside_the_signature_is_found(signed, bit):
    """Its own bytes are covered by no digest: also the letter case of its digits, and its padding."""
    start = signed.pdf.index(b"/Contents <308")
    end = signed.pdf.index(b">", start)
    places = range(start, end + 1, 4)
    assert len(places) > 500
    assert [at for at in places if is_whole(flipped(signed.pdf, at, bit))] == []


def flipped(pdf: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(pdf)
    changed[at] ^= bit
    return bytes(changed)


def test_bytes_added_cut_or_exchanged_are_found(signed):
    pdf = signed.pdf
    draw = random.Random(7)
    spoilt = [pdf + b"\n", pdf + b"%%EOF", pdf[:-1], pdf[1:]]
    for _ in range(20):
        at = draw.randrange(len(pdf))
        spoilt += [pdf[:at] + pdf[at + 1 :], pdf[:at] + b"0" + pdf[at:]]
    assert [len(one) for one in spoilt if is_whole(one)] == []


def test_a_paper_that_grew_after_it_was_signed_is_not_whole(signed):
    with pikepdf.open(io.BytesIO(signed.pdf)) as opened:
        opened.docinfo.Title = "另一张"
        grown = io.BytesIO()
        opened.save(grown)
    assert not is_whole(grown.getvalue())


def test_a_second_signature_on_top_is_not_taken_for_ours(signed, pkcs12):
    signer = signers.SimpleSigner.load_pkcs12_data(pkcs12, [], certificates.PASSPHRASE)
    writer = IncrementalPdfFileWriter(io.BytesIO(signed.pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name="Another", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    twice = signers.sign_pdf(writer, metadata, signer).getvalue()
    with pytest.raises(signing.NotWhole, match="more than one"):
        signing.verify(twice)


@pytest.mark.parametrize(
    ("pkcs12", "passphrase"),
    [(b"no certificate", b""), (certificates.make_pkcs12(), b"wrong"), (b"", b"")],
)
def test_a_certificate_that_cannot_be_read_fails_the_paper_with_a_reason(
    renderer, plain, pkcs12, passphrase
):
    with pytest.raises(RenderFailed, match="certificate cannot be read"):
        renderer.sign(plain, Key(pkcs12, passphrase))


def test_a_certificate_whose_term_is_over_signs_nothing(renderer, plain):
    with pytest.raises(RenderFailed, match=r"valid from .* only"):
        renderer.sign(plain, Key(certificates.make_pkcs12(days=0), certificates.PASSPHRASE))


# ── through the worker ──


@pytest.fixture
def own_archive(app, county, tmp_path, monkeypatch):
    """An empty archive for each test: bytes, unlike rows, are not rolled back."""
    here = dataclasses.replace(installation.installation(), documents=tmp_path / "documents")
    monkeypatch.setattr(installation, "_installation", here)


@pytest.fixture
def configured(own_archive, tmp_path, monkeypatch, pkcs12) -> Path:
    """A certificate in the settings."""
    certificate, passphrase = tmp_path / "bureau.p12", tmp_path / "passphrase"
    certificate.write_bytes(pkcs12)
    passphrase.write_bytes(certificates.PASSPHRASE + b"\n")
    here = dataclasses.replace(
        installation.installation(), certificate=certificate, passphrase_file=passphrase
    )
    monkeypatch.setattr(installation, "_installation", here)
    return certificate


def issue_sheet() -> Document:
    with transaction():
        return service.issue_licence_sheet(EDITION, certificates.sheet(), CLERK, AT)


def issue_record() -> Document:
    with transaction():
        kind = DocumentKind.INSPECTION_RECORD
        return service.issue(kind, EDITION, samples.visit(), CLERK, AT)


def made(document: Document) -> Document:
    jobs.render_queued(AT)
    db.session.expire_all()
    return queries.get_document(document.public_id, CLERK)


def test_without_a_certificate_nothing_is_signed(own_archive):
    stored = made(issue_sheet())
    with pytest.raises(signing.NotWhole, match="no signature"):
        signing.verify(archive.read(stored.sha256))


def test_with_a_certificate_the_sheet_is_signed_before_it_is_stored(configured):
    stored = made(issue_sheet())
    found = signing.verify(archive.read(stored.sha256))
    assert stored.size == len(archive.read(stored.sha256))
    [rendered] = [
        entry
        for entry in timeline("document", stored.public_id)
        if entry.act == "documents.document.render"
    ]
    assert ("signed_with", None, found.certificate.fingerprint) in rendered.changes


def test_other_kinds_are_signed_where_the_county_says_so(configured):
    assert not is_whole(archive.read(made(issue_record()).sha256))
    with transaction():
        kinds = [DocumentKind.INSPECTION_RECORD.value]
        set_value(COUNTY, Rule.SIGNED_KINDS, kinds, dt.date(2026, 1, 1), CLERK, AT)
    assert is_whole(archive.read(made(issue_record()).sha256))
    assert not is_whole(archive.read(made(issue_sheet()).sha256))


@pytest.mark.parametrize("content", [None, b"no certificate"])
def test_a_certificate_that_is_gone_or_spoilt_fails_the_sheet_visibly_and_no_other(
    configured, content
):
    configured.unlink() if content is None else configured.write_bytes(content)
    sheet, record = issue_sheet(), issue_record()
    assert made(record).rendering is Rendering.RENDERED
    failed = made(sheet)
    assert failed.sha256 is None
    assert failed.error


# ── the operator ──


def finding_of(tmp_path: Path, content: bytes, passphrase: bytes = certificates.PASSPHRASE):
    (tmp_path / "bureau.p12").write_bytes(content)
    (tmp_path / "passphrase").write_bytes(passphrase)
    return doctor._certificate(
        load_settings(
            {
                "KGSUP_INSTANCE": str(tmp_path),
                "KGSUP_SIGNING_CERTIFICATE": str(tmp_path / "bureau.p12"),
                "KGSUP_SIGNING_PASSPHRASE_FILE": str(tmp_path / "passphrase"),
            }
        )
    )


@pytest.mark.parametrize(("days_passed", "ok"), [(0, True), (60, True), (71, False), (101, False)])
def test_doctor_says_when_the_certificate_ends_within_30_days(
    monkeypatch, tmp_path, days_passed, ok
):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=days_passed)
    monkeypatch.setattr(clock, "now", lambda: later)
    finding = finding_of(tmp_path, certificates.make_pkcs12(days=100))
    assert finding.ok is ok
    assert "青禾县教育局, valid until " in finding.found


def test_doctor_says_when_the_certificate_cannot_be_read(tmp_path):
    finding = finding_of(tmp_path, b"no certificate")
    assert not finding.ok
    assert "cannot be read" in finding.found
    assert not finding_of(tmp_path, certificates.make_pkcs12(), b"wrong").ok


def test_doctor_is_content_without_a_certificate(tmp_path):
    finding = doctor._certificate(load_settings({"KGSUP_INSTANCE": str(tmp_path)}))
    assert (finding.ok, finding.found) == (True, "none: PDFs are not signed")


def test_whole_papers_are_told_from_changed_and_unsigned_ones(configured, plain):
    stored = made(issue_sheet())
    pdf = archive.read(stored.sha256)
    whole = service.verify_pdf(pdf)
    assert whole.is_good
    assert whole.lines[0].startswith("whole, signed ")
    assert whole.lines[-1] == f"stored as {stored.number} of {COUNTY} (issued)"
    for other in (flipped(pdf, 900, 1), plain.pdf):
        refused = service.verify_pdf(other)
        assert not refused.is_good
        assert refused.lines[0].startswith("not whole: ")
        assert refused.lines[-1] == "no stored paper has these bytes"


def test_a_paper_signed_with_another_certificate_is_not_the_bureaus(configured, tmp_path, plain):
    key = Key(certificates.make_pkcs12(), certificates.PASSPHRASE)
    with Renderer(None, tmp_path) as signer:
        strange = signer.sign(plain, key)
    refused = service.verify_pdf(strange.pdf)
    assert not refused.is_good
    assert "not the certificate configured here" in refused.lines[1]


@pytest.mark.slow
def test_the_command_ends_with_0_for_the_bureaus_own_paper_and_with_1_for_any_other(
    tmp_path, signed, plain, pkcs12
):
    (tmp_path / "bureau.p12").write_bytes(pkcs12)
    (tmp_path / "passphrase").write_bytes(certificates.PASSPHRASE)
    instance = Instance(
        tmp_path / "instance",
        KGSUP_SIGNING_CERTIFICATE=str(tmp_path / "bureau.p12"),
        KGSUP_SIGNING_PASSPHRASE_FILE=str(tmp_path / "passphrase"),
    )
    assert instance.run("db", "upgrade").returncode == 0
    for pdf, code, words in (
        (signed.pdf, 0, "the one configured here"),
        (flipped(signed.pdf, 900, 1), 1, "not whole"),
        (plain.pdf, 1, "there is no signature"),
    ):
        (tmp_path / "given.pdf").write_bytes(pdf)
        answer = instance.run("documents", "verify", str(tmp_path / "given.pdf"))
        assert (answer.returncode, words in answer.stdout) == (code, True), answer
        assert "Traceback" not in answer.stderr
    assert instance.run("documents", "verify", str(tmp_path / "none.pdf")).returncode == 2
