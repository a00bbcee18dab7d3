"""Recording acts on applications, and how papers and clocks name them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication

SUBJECT = "permit_application"


def subject_of(application: PermitApplication) -> Subject:
    """An application as ledger, clocks and papers name it; concerns its kindergarten if it has one."""
    kindergarten = queries.kindergarten_of(application)
    concerns = kindergarten.public_id if kindergarten else None
    return Subject(SUBJECT, application.public_id, application.county_code, concerns)


def record_on(
    application: PermitApplication,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
    article: str | None = None,
) -> None:
    """Record an act ("receive", "grant") on an application whose columns have all been set."""
    acted_on = None if acted_on == local_date(at) else acted_on
    name = f"licensing.application.{act}"
    record(actor, name, subject_of(application), changes, at, acted_on=acted_on, article=article)


def remember_preparer(application: PermitApplication, actor: Actor) -> None:
    """Note who worked on the case: none of them decides it (domain rule 2)."""
    person = {"id": actor.id, "name": actor.name}
    if actor.id is not None and person not in application.preparers:
        application.preparers = [*application.preparers, person]
