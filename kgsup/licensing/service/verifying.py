"""Verification on site: the notice with two staff, and the record with what they measured."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workflow import advance
from kgsup.corrections.rules import Regime
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import Officer, VerificationNoticeFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.inspections.queries import get_visit
from kgsup.licensing.models import PermitApplication, Verification
from kgsup.licensing.rules.states import TRANSITIONS, Action
from kgsup.licensing.rules.verifying import (
    Notice,
    Record,
    check_notice,
    check_record,
    figures_of,
)
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common


def notify_verification(
    public_id: str, notice: Notice, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Tell the applicant who comes when and where to look at what (行政许可法 34).

    No clock stops for it.  Raises ``RuleViolation`` for fewer than two people or a day that is past.
    """
    application = load(public_id, version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.VERIFY)
    check_notice(notice, at)
    remember_preparer(application, actor)
    facts = VerificationNoticeFacts(
        **common(application, local_date(at)),
        visit_at=notice.visit_at,
        place=notice.place.strip(),
        officers=tuple(Officer(name=name.strip()) for name in notice.officers if name.strip()),
        items=tuple(item.strip() for item in notice.items if item.strip()),
        to_prepare=tuple(item.strip() for item in notice.to_prepare if item.strip()),
    )
    kind = DocumentKind.VERIFICATION_NOTICE
    document = documents.issue(kind, subject_of(application), facts, actor, at)
    changes = {
        "visit_at": [None, notice.visit_at.astimezone(dt.UTC).isoformat()],
        "verifiers": [None, "、".join(officer.name for officer in facts.officers)],
        "number": [None, document.number],
    }
    record_on(application, "notify_verification", changes, actor, at, article=Article.TWO_VERIFIERS)
    return document


def record_verification(
    public_id: str, record: Record, version: int | None, actor: Actor, at: dt.datetime
) -> Verification:
    """Enter what two different staff saw and measured, beside what was declared.

    Raises ``RuleViolation`` for one person, no opinion, neither scan nor visit, or a visit of another
    regime or kindergarten; ``Missing`` for a visit out of reach.
    """
    application, today = load(public_id, version, actor), local_date(at)
    advance(TRANSITIONS[application.nature], application.state, Action.VERIFY)
    assert application.received_on is not None  # noqa: S101 - a CHECK holds it
    check_record(record, received_on=application.received_on, today=today)
    _require_visit(application, record.visit, actor)
    remember_preparer(application, actor)
    row = _row_of(record, application, actor, at)
    db.session.add(row)
    db.session.flush()
    changes = {
        "verified_on": [None, record.done_on.isoformat()],
        "verifiers": [None, f"{row.first_verifier}、{row.second_verifier}"],
        "is_passed": [None, record.is_passed],
    }
    record_on(
        application,
        "verify",
        changes,
        actor,
        at,
        acted_on=record.done_on,
        article=Article.TWO_VERIFIERS,
    )
    return row


def _row_of(
    record: Record, application: PermitApplication, actor: Actor, at: dt.datetime
) -> Verification:
    return Verification(
        county_code=application.county_code,
        permit_application_id=application.id,
        done_on=record.done_on,
        first_verifier=record.first_verifier.strip(),
        second_verifier=record.second_verifier.strip(),
        figures=figures_of(record, application.values),
        opinion=record.opinion.strip(),
        is_passed=record.is_passed,
        visit=record.visit.strip() or None,
        evidence=list(record.evidence),
        recorded_at=at,
        recorded_by=actor.name,
    )


def _require_visit(application: PermitApplication, visit_id: str, actor: Actor) -> None:
    if not visit_id.strip():
        return
    visit = get_visit(visit_id.strip(), actor)
    is_same = visit.county_code == application.county_code and (
        application.kindergarten_id is None or visit.kindergarten_id == application.kindergarten_id
    )
    if visit.regime is not Regime.VERIFICATION or not is_same:
        raise RuleViolation(N_("That visit is no verification of this kindergarten."))
