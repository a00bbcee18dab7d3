"""Storing evidence: file before row."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject, register_acts
from kgsup.audit.service import record
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import register_fields
from kgsup.files.adapters import image, paper, store
from kgsup.files.models import Evidence

ACTS = register_acts(
    {"files.evidence.store": N_("Photo stored"), "files.paper.store": N_("Scanned paper stored")}
)
register_fields({"evidence": N_("Photograph")})


def prepare_photo(content: bytes) -> image.Picture:
    """Re-encode a photo and put its content into the store.

    Runs *before* the transaction that makes the row: decoding takes time and holds no lock.
    Raises ``RuleViolation`` for anything that is not a decent photograph.
    """
    picture = image.reencode(content)
    store.write(picture.content)
    return picture


def prepare_paper(content: bytes) -> paper.Paper | image.Picture:
    """Examine a scanned paper, PDF or picture, and put its content into the store.

    Runs before the transaction, as ``prepare_photo``.  A PDF stays as it came; one that is too large,
    locked, broken or does more than show pages raises ``RuleViolation``.
    """
    if not paper.is_pdf(content):
        return prepare_photo(content)
    scanned = paper.inspect(content)
    store.write(scanned.content)
    return scanned


def store_photo(
    picture: image.Picture | bytes, county_code: str, actor: Actor, at: dt.datetime
) -> Evidence:
    """Make the row of a photo; raw bytes are prepared first (for commands and tests)."""
    _check_reach(county_code, actor)
    if isinstance(picture, bytes):
        picture = prepare_photo(picture)
    row = _row_of(picture.content, "image/jpeg", county_code)
    row.width, row.height = picture.width, picture.height
    return _enter(row, "files.evidence.store", actor, at)


def store_paper(
    scanned: paper.Paper | image.Picture | bytes, county_code: str, actor: Actor, at: dt.datetime
) -> Evidence:
    """Make the row of a scanned paper; raw bytes are prepared first (for commands and tests)."""
    _check_reach(county_code, actor)
    if isinstance(scanned, bytes):
        scanned = prepare_paper(scanned)
    if isinstance(scanned, image.Picture):
        return store_photo(scanned, county_code, actor, at)
    row = _row_of(scanned.content, paper.MEDIA_TYPE, county_code)
    row.page_count = scanned.page_count
    return _enter(row, "files.paper.store", actor, at)


def _check_reach(county_code: str, actor: Actor) -> None:
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))


def _row_of(content: bytes, media_type: str, county_code: str) -> Evidence:
    return Evidence(
        county_code=county_code,
        sha256=store.write(content),
        media_type=media_type,
        size=len(content),
    )


def _enter(row: Evidence, act: str, actor: Actor, at: dt.datetime) -> Evidence:
    row.stored_at, row.stored_by = at, actor.name
    db.session.add(row)
    db.session.flush()  # its public id
    record(
        actor,
        act,
        Subject("evidence", row.public_id, row.county_code),
        {"sha256": [None, row.sha256]},
        at,
    )
    return row
