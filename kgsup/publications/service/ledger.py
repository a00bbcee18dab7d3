"""Recording acts on publications, and their clocks."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.queries import find_running
from kgsup.deadlines.rules import DeadlineKind
from kgsup.publications import rules
from kgsup.publications.models import Publication


def subject_of(publication: Publication) -> Subject:
    """A publication as ledger and clocks name it."""
    return Subject(rules.KIND, publication.public_id, publication.county_code, publication.concerns)


def record_on(
    publication: Publication,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Record an act ("publish") with the publication's article."""
    record(
        actor,
        f"publications.publication.{act}",
        subject_of(publication),
        changes,
        at,
        article=publication.article,
    )


def stop_clock(publication: Publication, outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Stop the clock of a publication that was waited for."""
    subject = subject_of(publication)
    if find_running(DeadlineKind.PUBLICATION, subject):
        deadlines.stop(
            DeadlineKind.PUBLICATION, subject, local_date(at), actor, at, outcome=outcome
        )
