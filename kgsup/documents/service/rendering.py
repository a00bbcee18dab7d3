"""The way of a paper's bytes: queued, attempted, stored once and for ever, or given up visibly."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents import queries
from kgsup.documents.models import Document
from kgsup.documents.rules.states import MOST_ATTEMPTS, Rendering
from kgsup.documents.service.life import load, subject_of


def begin_attempt(public_id: str, actor: Actor) -> Document | None:
    """Count an attempt to make the PDF of a queued paper; ``None`` when it is no longer queued.

    Counted before the attempt, so that a paper that kills its worker does not do so for ever: one whose
    attempts are used up, wherever they failed, is given up here and waits for a person.
    """
    document = queries.get_document(public_id, actor, for_update=True)
    if document.rendering is not Rendering.QUEUED:
        return None
    if document.attempts >= MOST_ATTEMPTS:
        document.rendering = Rendering.FAILED
        document.error = document.error or "every attempt ended without a result"
        return None
    document.attempts += 1
    return document


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A PDF that lies in the archive."""

    sha256: str
    size: int
    page_count: int


def store_rendering(public_id: str, stored: Stored, actor: Actor, at: dt.datetime) -> bool:
    """Enter the bytes of a paper, once and for ever; ``False`` when another worker did so first."""
    document = queries.get_document(public_id, actor, for_update=True)
    if document.rendering is not Rendering.QUEUED:
        return False
    document.rendering, document.error, document.rendered_at = Rendering.RENDERED, None, at
    document.sha256, document.size = stored.sha256, stored.size
    document.page_count = stored.page_count
    changes = {"sha256": [None, stored.sha256], "page_count": [None, stored.page_count]}
    record(actor, "documents.document.render", subject_of(document), changes, at)
    return True


def note_failure(public_id: str, error: str, actor: Actor) -> None:
    """Note why an attempt failed; after ``MOST_ATTEMPTS`` the paper waits for a person."""
    document = queries.get_document(public_id, actor, for_update=True)
    if document.rendering is not Rendering.QUEUED:
        return
    document.error = error
    if document.attempts >= MOST_ATTEMPTS:
        document.rendering = Rendering.FAILED


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
