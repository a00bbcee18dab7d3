"""Recording acts on findings and follow-ups; each concerns its kindergarten."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.corrections import queries
from kgsup.corrections.models import Finding, FollowUp


def subject_of(row: Finding | FollowUp) -> Subject:
    """A finding or follow-up as the ledger names it.  Asks the database, so rows are flushed."""
    kind = "finding" if isinstance(row, Finding) else "follow_up"
    kindergarten = queries.kindergarten_of(row).public_id
    return Subject(kind, row.public_id, row.county_code, kindergarten)


def record_on(
    row: Finding | FollowUp,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
    article: str | None = None,
) -> None:
    """Record an act ("close", "sign_off") on a row whose columns have all been set.

    ``acted_on`` is recorded when it is another day than that of ``at``.
    """
    subject = subject_of(row)
    acted_on = None if acted_on == local_date(at) else acted_on
    name = f"corrections.{subject.kind}.{act}"
    record(actor, name, subject, changes, at, acted_on=acted_on, article=article)
