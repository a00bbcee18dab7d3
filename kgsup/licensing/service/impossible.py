"""The note of what stands in the way, printed for the leader who asks for it all the same."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import ImpossibilityFacts, Obstacle
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.impossible import Asked, check_asked, instead
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, subject_of
from kgsup.licensing.service.papers import common
from kgsup.licensing.service.reviewing import findings_of


def obstacles_of(application: PermitApplication, actor: Actor, at: dt.datetime) -> list[Finding]:
    """What no reason can answer."""
    return [finding for finding in findings_of(application, actor, at) if finding.is_hard]


def print_impossibility(
    public_id: str, asked: Asked, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Issue 不能办理情况说明 with each obstacle, its article, and what can be done instead.

    Raises ``RuleViolation`` when nothing hard stands in the way or nobody is said to have asked.
    """
    application = load(public_id, version, actor)
    obstacles = obstacles_of(application, actor, at)
    check_asked(asked, obstacles)
    facts = ImpossibilityFacts(
        **common(application, local_date(at)),
        asked=asked.what.strip(),
        asked_by=asked.by.strip(),
        obstacles=tuple(
            Obstacle(what=finding.text, article=finding.article) for finding in obstacles
        ),
        instead=tuple(instead(obstacles)),
        prepared_by=actor.name,
    )
    document = documents.issue(
        DocumentKind.IMPOSSIBILITY_NOTE, subject_of(application), facts, actor, at
    )
    changes = {
        "asked_by": [None, asked.by.strip()],
        "asked": [None, asked.what.strip()],
        "number": [None, document.number],
    }
    record_on(application, "print_impossibility", changes, actor, at)
    return document
