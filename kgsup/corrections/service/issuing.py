"""From draft to the receiver's hand: sign-off, seal, service, answer, withdrawal."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.corrections import queries, rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import follow_ups as life
from kgsup.corrections.service.closing import close_if_done, require_evidence
from kgsup.corrections.service.papers import document_kind, facts_of
from kgsup.documents import service as documents
from kgsup.workcalendar.queries import work_calendar


def draft_of(follow_up: FollowUp, findings: list[Finding]) -> rules.Draft:
    """What the rule of signing off must know of a draft and its open findings."""
    people = [{"id": follow_up.drafted_by, "name": follow_up.drafted_by_name}]
    people += follow_up.changed_by
    return rules.Draft(
        kind=follow_up.kind,
        state=follow_up.state,
        prepared_by=frozenset(person["id"] for person in people),
        preparers=frozenset(person["name"] for person in people),
        found_on=follow_up.opened_on,
        open_dates=tuple(
            rules.PrintedDate(step=finding.step, due_on=finding.due_on) for finding in findings
        ),
    )


def open_findings_for_paper(follow_up: FollowUp, *, for_update: bool = False) -> list[Finding]:
    """The findings that the paper would print: those that are open."""
    findings = queries.findings_of_follow_up(follow_up.id, for_update=for_update)
    return [finding for finding in findings if finding.state is rules.FindingState.OPEN]
