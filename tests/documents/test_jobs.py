"""The worker's part: queue to archive, failures, kills between the steps, disk against rows."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.access.actor import Role
from kgsup.audit.rules import Subject
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.documents import jobs, queries, service
from kgsup.documents.adapters import archive, installation
from kgsup.documents.adapters.renderer import Rendered, RenderFailed
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import Photo
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import MOST_ATTEMPTS, Rendering
from kgsup.files.adapters import store
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import samples
from tests.documents.drawn import text_of

pytestmark = pytest.mark.usefixtures("county")

CLERK = make_actor(Role.CLERK)
SUBJECT = Subject("visit", "V000000000000001", COUNTY, "KG00000000000001")
KIND = DocumentKind.INSPECTION_RECORD


@pytest.fixture(autouse=True)
def own_archive(app, tmp_path, monkeypatch):
    """An empty archive for each test: bytes, unlike rows, are not rolled back."""
    here = replace(installation.installation(), documents=tmp_path / "documents")
    monkeypatch.setattr(installation, "_installation", here)


def issue(**changed) -> Document:
    with transaction():
        return service.issue(KIND, SUBJECT, samples.visit(**changed), CLERK, AT)


def reload(document: Document) -> Document:
    db.session.expire_all()
    return queries.get_document(document.public_id, CLERK)


class FakeRenderer:
    """Stands for the PDF process: ``make`` gives the bytes or fails."""

    made = 0

    def __init__(self, *_arguments: object) -> None: ...

    def __enter__(self):
        return self

    def __exit__(self, *_error: object) -> None: ...

    def render(self, kind, frozen, pictures) -> Rendered:
        type(self).made += 1
        return Rendered(f"%PDF {frozen['number']}".encode(), 1)


@pytest.fixture
def fake(monkeypatch):
    FakeRenderer.made = 0
    monkeypatch.setattr(jobs, "Renderer", FakeRenderer)
    return FakeRenderer


def test_a_queued_paper_with_photos_becomes_stored_bytes():
    sha256 = store.write(samples.photo_bytes(3))
    document = issue(photos=(Photo(sha256=sha256, caption="大门"),))
    assert jobs.render_queued(AT) == 1
    stored = reload(document)
    assert stored.rendering is Rendering.RENDERED
    pdf = archive.read(stored.sha256)
    assert pdf.startswith(b"%PDF-1.7")
    assert (len(pdf), stored.page_count > 0) == (stored.size, True)
    assert jobs.render_queued(AT) == 0


def test_a_corrected_record_prints_what_it_corrects_and_the_old_one_stays_as_it_was():
    old = issue()
    jobs.render_queued(AT)
    before = reload(old).sha256
    approver = replace(make_actor(Role.APPROVER), id=1_000_009, name="何青山")
    asked = service.CorrectionAsked(note="留样称重应为69克，系笔误。")
    with transaction():
        new = service.correct_record(old.public_id, asked, approver, AT)
    assert jobs.render_queued(AT) == 1
    text = text_of(archive.read(reload(new).sha256))
    assert f"本记录更正{old.number}：留样称重应为69克，系笔误。" in "".join(text.split())
    assert reload(old).sha256 == before


def test_a_paper_is_never_rendered_again_whatever_happens_to_templates(fake, monkeypatch):
    document = issue()
    jobs.render_queued(AT)
    before = archive.read(reload(document).sha256)
    monkeypatch.setattr(
        FakeRenderer, "render", lambda *_: Rendered(b"%PDF from another template", 9)
    )
    assert jobs.render_queued(AT) == 0
    assert archive.read(reload(document).sha256) == before


def test_one_bad_paper_does_not_hold_up_the_others_and_is_given_up_visibly(fake, monkeypatch):
    bad, good = issue(), issue()

    def render(_self, kind, frozen, pictures) -> Rendered:
        if frozen["number"] == bad.number:
            raise RenderFailed("no glyph")
        return Rendered(b"%PDF good", 1)

    monkeypatch.setattr(FakeRenderer, "render", render)
    assert jobs.render_queued(AT) == 1
    assert reload(good).rendering is Rendering.RENDERED
    assert reload(bad).rendering is Rendering.QUEUED
    for _ in range(MOST_ATTEMPTS):
        jobs.render_queued(AT)
    failed = reload(bad)
    assert (failed.rendering, failed.attempts) == (Rendering.FAILED, MOST_ATTEMPTS)
    assert "no glyph" in failed.error
    assert queries.list_documents(queries.Wanted(shown=queries.Shown.FAILED), CLERK) == [failed]


def test_a_paper_that_cannot_be_stored_does_not_hold_up_the_others_and_is_given_up(
    fake, monkeypatch
):
    bad, good = issue(), issue()
    store_rendering = service.store_rendering

    def store_or_fail(public_id: str, *rest: object) -> bool:
        if public_id == bad.public_id:
            raise RuleViolation("not \0 now")
        return store_rendering(public_id, *rest)

    monkeypatch.setattr(service, "store_rendering", store_or_fail)
    assert jobs.render_queued(AT) == 1
    assert reload(good).rendering is Rendering.RENDERED
    assert reload(bad).error == "RuleViolation: not  now"
    for _ in range(MOST_ATTEMPTS):
        jobs.render_queued(AT)
    assert (reload(bad).rendering, reload(bad).attempts) == (Rendering.FAILED, MOST_ATTEMPTS)


def test_a_paper_whose_workers_were_all_killed_is_given_up_visibly(fake, monkeypatch):
    document = issue()

    def killed(*_arguments: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(service, "store_rendering", killed)
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            jobs.render_queued(AT)
    assert jobs.render_queued(AT) == 0
    failed = reload(document)
    assert (failed.rendering, failed.attempts) == (Rendering.FAILED, MOST_ATTEMPTS)
    assert failed.error


def test_a_paper_bears_the_instant_at_which_it_was_stored_not_that_of_the_batch(fake, monkeypatch):
    first, second = issue(), issue()
    minutes = iter(range(1, 9))
    monkeypatch.setattr(clock, "now", lambda: AT + dt.timedelta(minutes=next(minutes)))
    jobs.render_queued(AT)
    assert AT < reload(first).rendered_at < reload(second).rendered_at


def test_a_photo_that_is_gone_is_a_failure_with_a_reason(fake):
    document = issue(photos=(Photo(sha256="e" * 64),))
    assert jobs.render_queued(AT) == 0
    assert "FileNotFoundError" in reload(document).error


def test_a_worker_killed_between_file_and_row_leaves_an_orphan_and_no_half_paper(fake, monkeypatch):
    document = issue()

    def killed(*_arguments: object) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as context:
        context.setattr(service, "store_rendering", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.render_queued(AT)
    assert reload(document).rendering is Rendering.QUEUED
    assert reload(document).sha256 is None
    [orphan] = jobs.compare_archive().orphans
    assert archive.read(orphan).startswith(b"%PDF")
    assert jobs.render_queued(AT) == 1
    assert reload(document).sha256 == orphan
    assert jobs.compare_archive().orphans == []


def test_a_paper_that_another_worker_is_making_is_left_to_it(fake):
    document = issue()
    with archive.claim(document.public_id) as is_ours:
        assert is_ours
        assert jobs.render_queued(AT) == 0
    assert fake.made == 0
    assert jobs.render_queued(AT) == 1


def test_only_the_first_bytes_are_entered(fake):
    document = issue()
    jobs.render_queued(AT)
    first = reload(document).sha256
    late = service.Stored(sha256="f" * 64, size=1, page_count=1)
    with transaction():
        assert not service.store_rendering(document.public_id, late, CLERK, AT)
        service.note_failure(document.public_id, "too late", CLERK)
    assert reload(document).sha256 == first


def test_missing_and_changed_files_are_found(fake):
    gone, forged, whole = issue(), issue(), issue()
    jobs.render_queued(AT)
    archive.path_of(reload(gone).sha256).unlink()
    archive.path_of(reload(forged).sha256).write_bytes(b"%PDF forged")
    found = jobs.compare_archive()
    assert found.missing == [gone.public_id]
    assert found.changed == [forged.public_id]
    assert reload(whole).sha256 in archive.list_hashes()
    assert jobs.report_differences(AT) == 2


def test_no_transaction_is_open_while_a_paper_is_made(fake, monkeypatch):
    issue()
    seen = []

    def render(_self, kind, frozen, pictures) -> Rendered:
        seen.append(db.session().in_transaction())
        return Rendered(b"%PDF", 1)

    monkeypatch.setattr(FakeRenderer, "render", render)
    jobs.render_queued(AT)
    assert seen == [False]
