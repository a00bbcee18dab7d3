"""Storing evidence: file before row."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject, register_acts
from kgsup.audit.service import record
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import register_fields
from kgsup.files.adapters import image, store
from kgsup.files.models import Evidence

ACTS = register_acts({"files.evidence.store": N_("Photo stored")})
register_fields({"evidence": N_("Photograph")})


def prepare_photo(content: bytes) -> image.Picture:
    """Re-encode a photo and put its content into the store.

    Runs *before* the transaction that makes the row: decoding takes time and holds no lock.
    Raises ``RuleViolation`` for anything that is not a decent photograph.
    """
    picture = image.reencode(content)
    store.write(picture.content)
    return picture


def store_photo(
    picture: image.Picture | bytes, county_code: str, actor: Actor, at: dt.datetime
) -> Evidence:
    """Make the row of a photo; raw bytes are prepared first (for commands and tests)."""
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    if isinstance(picture, bytes):
        picture = prepare_photo(picture)
    row = Evidence(
        county_code=county_code,
        sha256=store.write(picture.content),
        media_type="image/jpeg",
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        stored_at=at,
        stored_by=actor.name,
    )
    db.session.add(row)
    db.session.flush()  # its public id
    record(
        actor,
        "files.evidence.store",
        Subject("evidence", row.public_id, county_code),
        {"sha256": [None, row.sha256]},
        at,
    )
    return row
