"""The way of a paper's bytes: queued, attempted, stored once and for ever, or given up visibly."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents import queries
from kgsup.documents.models import Document, PrintJob
from kgsup.documents.rules.states import MOST_ATTEMPTS, Rendering
from kgsup.documents.service.life import load, subject_of


def begin_attempt(public_id: str, actor: Actor) -> Document | None:
    """Count an attempt to make the PDF of a queued paper; ``None`` when there is nothing to make.

    Counted before the attempt, so that a paper that kills its worker does not do so for ever: one whose
    attempts are used up, wherever they failed, is given up here and waits for a person.
    """
    document = queries.get_document(public_id, actor, for_update=True)
    return document if begin(document) else None


def begin(row: Document | PrintJob) -> bool:
    """Count an attempt; ``False`` when a row is not queued, or is given up by this."""
    if row.rendering is not Rendering.QUEUED:
        return False
    if row.attempts >= MOST_ATTEMPTS:
        row.rendering = Rendering.FAILED
        row.error = row.error or "every attempt ended without a result"
        return False
    row.attempts += 1
    return True


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A PDF that lies in the archive; ``signed_with`` is the fingerprint of the certificate, if any."""

    sha256: str
    size: int
    page_count: int
    signed_with: str | None = None


def store_rendering(public_id: str, stored: Stored, actor: Actor, at: dt.datetime) -> bool:
    """Enter the bytes of a paper, once and for ever; ``False`` when another worker did so first."""
    document = queries.get_document(public_id, actor, for_update=True)
    if not enter(document, stored, at):
        return False
    changes = changes_of(stored)
    record(actor, "documents.document.render", subject_of(document), changes, at)
    return True


def enter(row: Document | PrintJob, stored: Stored, at: dt.datetime) -> bool:
    """Enter the bytes of a queued row."""
    if row.rendering is not Rendering.QUEUED:
        return False
    row.rendering, row.error, row.rendered_at = Rendering.RENDERED, None, at
    row.sha256, row.size, row.page_count = stored.sha256, stored.size, stored.page_count
    return True


def changes_of(stored: Stored) -> dict[str, list[Any]]:
    """What the ledger says of stored bytes."""
    changes: dict[str, list[Any]] = {
        "sha256": [None, stored.sha256],
        "page_count": [None, stored.page_count],
    }
    if stored.signed_with:
        changes["signed_with"] = [None, stored.signed_with]
    return changes


def note_failure(public_id: str, error: str, actor: Actor) -> None:
    """Note why an attempt failed; after ``MOST_ATTEMPTS`` the paper waits for a person."""
    note(queries.get_document(public_id, actor, for_update=True), error)


def note(row: Document | PrintJob, error: str) -> None:
    """Note a failure on a queued row."""
    if row.rendering is not Rendering.QUEUED:
        return
    row.error = error
    if row.attempts >= MOST_ATTEMPTS:
        row.rendering = Rendering.FAILED


def queue_again(
    public_id: str, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Document:
    """Put a paper whose PDF could not be made back into the queue, when its cause is mended."""
    document = load(public_id, actor, version)
    if document.rendering is not Rendering.FAILED:
        raise RuleViolation(N_("Only a PDF that could not be prepared is asked for again."))
    document.rendering, document.attempts = Rendering.QUEUED, 0
    changes = {"rendering": [Rendering.FAILED.value, Rendering.QUEUED.value]}
    record(actor, "documents.document.queue_again", subject_of(document), changes, at)
    return document
