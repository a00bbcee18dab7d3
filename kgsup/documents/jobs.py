"""The worker's part: queued papers become PDFs, and disk and rows are compared."""

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import system_actor
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.schedule import scheduled
from kgsup.documents import queries, service
from kgsup.documents.adapters import archive
from kgsup.documents.adapters.installation import installation
from kgsup.documents.adapters.renderer import Rendered, Renderer, RenderFailed
from kgsup.documents.rules.facts import printed_photos
from kgsup.documents.rules.texts import printable
from kgsup.files.adapters import store

log = logging.getLogger(__name__)

WORKER = system_actor("worker")
BATCH = 50


@scheduled("documents-render", cron="* * * * *")
def render_queued(_at: dt.datetime) -> int:
    """Make the PDF of every queued paper once; counts those that were stored.

    File first, then row; no transaction is open while a PDF is made.  Two workers do not harm each
    other: each paper is claimed, and only the first bytes are entered.  A paper that fails, in whatever
    way, is noted and the next one is made.
    """
    here = installation()
    stored = 0
    with Renderer(here.font_dir, here.fonts) as renderer:
        for public_id in _queued():
            with archive.claim(public_id) as is_ours:
                if is_ours and _attempt(public_id, renderer):
                    stored += 1
    return stored


def _queued() -> Iterator[str]:
    """Queued papers in order; each is seen once, so one that fails does not hold up the others."""
    last = 0
    while True:
        found = queries.list_queued(last, BATCH)
        db.session.rollback()  # not even a reading transaction while PDFs are made
        if not found:
            return
        yield from (public_id for _, public_id in found)
        last = found[-1][0]


def _attempt(public_id: str, renderer: Renderer) -> bool:
    try:
        return _render_one(public_id, renderer)
    except Exception as error:  # a fault of one paper, wherever it lies, is not one of the queue
        log.exception("paper %s could not be stored", public_id)
        _note(public_id, error)
        return False


def _render_one(public_id: str, renderer: Renderer) -> bool:
    with transaction():
        document = service.begin_attempt(public_id, WORKER)
        frozen = document.frozen if document else None
    if frozen is None:
        return False
    try:
        rendered = renderer.render(frozen["kind"], frozen, _pictures(frozen))
    except (RenderFailed, OSError, ValueError) as error:  # also: a photo is gone or was changed
        log.warning("paper %s could not be made: %s", public_id, error)
        _note(public_id, error)
        return False
    return _store(public_id, rendered)


def _note(public_id: str, error: Exception) -> None:
    text = printable(f"{type(error).__name__}: {error}")[:2000]  # a database refuses NUL
    with transaction():
        service.note_failure(public_id, text, WORKER)


def _pictures(frozen: Mapping[str, Any]) -> dict[str, bytes]:
    return {photo.sha256: store.read(photo.sha256) for photo in printed_photos(frozen["facts"])}


def _store(public_id: str, rendered: Rendered) -> bool:
    sha256 = archive.write(rendered.pdf)
    stored = service.Stored(sha256=sha256, size=len(rendered.pdf), page_count=rendered.page_count)
    with transaction():
        return service.store_rendering(public_id, stored, WORKER, clock.now())


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
