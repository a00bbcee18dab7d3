"""What the review of an application finds: papers, people, figures, ownership, each with its article."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.reviewing import missing_papers


def findings_of(application: PermitApplication, actor: Actor, at: dt.datetime) -> list[Finding]:
    """Everything that whoever decides must answer, and what no reason can answer (hard)."""
    rule = queries.rule_of(application, local_date(at))
    codes = [paper.code for paper in queries.papers_of(application)]
    return missing_papers(rule, codes)
