"""The worker's part: queued papers and prints become PDFs, and disk and rows are compared."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor, system_actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.documents import queries, service
from kgsup.documents.adapters import archive
from kgsup.documents.adapters.installation import installation
from kgsup.documents.adapters.keys import read_key
from kgsup.documents.adapters.renderer import Rendered, Renderer, RenderFailed
from kgsup.documents.models import Document, PrintJob
from kgsup.documents.rules.facts import hashes_of_parts, printed_photos
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.texts import printable
from kgsup.files.adapters import store

log = logging.getLogger(__name__)

WORKER = system_actor("worker")
BATCH = 50


@dataclass(frozen=True)
class Makers:
    """The process that makes PDFs, and the one that signs them and sees no text of anybody."""

    renderer: Renderer
    signer: Renderer


@scheduled("documents-render", cron="* * * * *")
def render_queued(_at: dt.datetime) -> int:
    """Make the PDF of every queued paper once; counts those that were stored.

    File first, then row; no transaction is open while a PDF is made.  Two workers do not harm each
    other: each paper is claimed, and only the first bytes are entered.  A paper that fails, in whatever
    way, is noted and the next one is made.
    """
    return _make_queued(Document, _render_one, service.note_failure)


@scheduled("documents-print", cron="* * * * *")
def make_queued_prints(_at: dt.datetime) -> int:
    """Make every queued print into a form once, in the same way; counts those that were stored."""
    return _make_queued(PrintJob, _print_one, service.note_print_failure)


Note = Callable[[str, str, Actor], None]


def _make_queued(
    of: type[Document | PrintJob], make: Callable[[str, Makers], bool], note: Note
) -> int:
    here = installation()
    stored = 0
    with (
        Renderer(here.font_dir, here.fonts) as renderer,
        Renderer(here.font_dir, here.fonts) as signer,
    ):
        for public_id in _queued(of):
            with archive.claim(public_id) as is_ours:
                if is_ours and _attempt(public_id, Makers(renderer, signer), make, note):
                    stored += 1
    return stored


def _queued(of: type[Document | PrintJob]) -> Iterator[str]:
    """Queued rows in order; each is seen once, so one that fails does not hold up the others."""
    last = 0
    while True:
        found = queries.list_queued(last, BATCH, of)
        db.session.rollback()  # not even a reading transaction while PDFs are made
        if not found:
            return
        yield from (public_id for _, public_id in found)
        last = found[-1][0]


def _attempt(
    public_id: str, makers: Makers, make: Callable[[str, Makers], bool], note: Note
) -> bool:
    try:
        return make(public_id, makers)
    except (RenderFailed, OSError, ValueError) as error:  # also: a photo is gone or was changed
        log.warning("%s could not be made: %s", public_id, error)
        _note(public_id, error, note)
    except Exception as error:  # a fault of one paper, wherever it lies, is not one of the queue
        log.exception("%s could not be stored", public_id)
        _note(public_id, error, note)
    return False


def _note(public_id: str, error: Exception, note: Note) -> None:
    text = printable(f"{type(error).__name__}: {error}")[:2000]  # a database refuses NUL
    with transaction():
        note(public_id, text, WORKER)


def _render_one(public_id: str, makers: Makers) -> bool:
    with transaction():
        document = service.begin_attempt(public_id, WORKER)
        frozen = document.frozen if document else None
        is_signed = document is not None and _is_signed(document)
    if frozen is None:
        return False
    rendered = makers.renderer.render(frozen["kind"], frozen, _enclosed(frozen))
    if is_signed and (key := read_key()):
        rendered = makers.signer.sign(rendered, key)
    stored = _archived(rendered)
    with transaction():
        return service.store_rendering(public_id, stored, WORKER, clock.now())


def _is_signed(document: Document) -> bool:
    """Whether the county has papers of this kind signed today."""
    kinds = value(document.county_code, Key.SIGNED_KINDS, on=clock.today())
    return document.kind.value in kinds


def _enclosed(frozen: Mapping[str, Any]) -> dict[str, bytes]:
    """What a paper shows or binds: photographs, or the parts of a file; each must be there, whole."""
    if frozen["kind"] == DocumentKind.CASE_FILE:
        return {
            sha256: archive.read(sha256) if is_document else store.read(sha256)
            for sha256, is_document in hashes_of_parts(frozen["facts"])
        }
    return {photo.sha256: store.read(photo.sha256) for photo in printed_photos(frozen["facts"])}


def _print_one(public_id: str, makers: Makers) -> bool:
    with transaction():
        job = service.begin_print(public_id, WORKER)
        frozen = job.frozen if job else None
    if frozen is None:
        return False
    stored = _archived(makers.renderer.overprint(frozen))
    with transaction():
        return service.store_print(public_id, stored, WORKER, clock.now())


def _archived(rendered: Rendered) -> service.Stored:
    return service.Stored(
        sha256=archive.write(rendered.pdf),
        size=len(rendered.pdf),
        page_count=rendered.page_count,
        signed_with=rendered.signed_with,
    )


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Where disk and rows differ: ``missing`` and ``changed`` are public ids of papers."""

    missing: list[str]
    changed: list[str]
    orphans: list[str]  # hashes of files without a row: a worker was killed between file and row


def compare_archive() -> Differences:
    """Read every stored PDF again and compare it with its row; changes nothing."""
    expected = queries.list_stored_hashes()
    db.session.rollback()
    on_disk = archive.list_hashes()
    changed = []
    for sha256 in expected.keys() & on_disk:
        try:
            archive.read(sha256)
        except archive.Damaged:
            changed.append(expected[sha256])
    return Differences(
        missing=sorted(expected[sha256] for sha256 in expected.keys() - on_disk),
        changed=sorted(changed),
        orphans=sorted(on_disk - expected.keys()),
    )


@scheduled("documents-compare", cron="40 3 * * *")
def report_differences(_at: dt.datetime) -> int:
    """Compare archive and rows every night; counts papers whose bytes are gone or changed."""
    found = compare_archive()
    for public_id in found.missing:
        log.error("the PDF of paper %s is missing from the archive", public_id)
    for public_id in found.changed:
        log.error("the PDF of paper %s was changed in the archive", public_id)
    for sha256 in found.orphans:
        log.info("archive file %s belongs to no paper", sha256)
    return len(found.missing) + len(found.changed)
