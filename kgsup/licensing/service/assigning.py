"""Who has an application: the first of the office who works on it, until it is handed over."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.service.ledger import SUBJECT, remember_preparer, subject_of


def take_on(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """Note who works on the case, and give it to that person while nobody has it."""
    remember_preparer(application, actor)
    subject = subject_of(application)
    if actor.public_id and casework_queries.assignee_of(subject) is None:
        casework.assign(subject, actor.public_id, actor, at, title=application.applicant)


def _load(public_id: str, actor: Actor) -> Subject:
    return subject_of(queries.get_application(public_id, actor))


casework_queries.register_case_loader(SUBJECT, _load)
