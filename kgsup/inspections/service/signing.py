"""Signing a visit: judged, final, its report issued and its findings opened in one transaction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.workflow import advance
from kgsup.corrections import service as corrections
from kgsup.corrections.rules import ClosedAs, Closing, NewFinding, Origin
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.inspections import queries
from kgsup.inspections.models import Visit
from kgsup.inspections.queries import Around
from kgsup.inspections.rules.document import (
    EarlierPoint,
    EarlierResult,
    FoundPoint,
    VisitDocument,
    read_document,
)
from kgsup.inspections.rules.findings import closes_earlier
from kgsup.inspections.rules.judgement import require_signable
from kgsup.inspections.rules.problems import Problem
from kgsup.inspections.rules.regimes import REGIMES
from kgsup.inspections.rules.visits import TRANSITIONS, VisitAction, VisitState
from kgsup.inspections.service.drafts import subject_of
from kgsup.inspections.service.record_facts import paper_officers, record_facts
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id

SEEN_CORRECTED = "现场复查已整改。"  # the closing note when the officer wrote none


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What signing made; ``closed`` counts the earlier findings that it closed."""

    visit: Visit
    report: Document
    findings: int
    follow_ups: int
    closed: int
    warnings: Sequence[Problem]


@dataclass(frozen=True, kw_only=True)
class _Case:
    visit: Visit
    document: VisitDocument
    kindergarten: Kindergarten
    around: Around

    @property
    def acted_on(self) -> dt.date:
        return self.around.facts.acted_on


def sign_visit(visit: Visit, actor: Actor, at: dt.datetime) -> Signed:
    """Sign a draft that was saved in this transaction.

    The record is final with the signatures on site: it is issued here with its number, and the findings
    are opened with the drafts that fit.  Raises ``VisitRefused`` with every problem, before anything is
    written.
    """
    document = read_document(visit.document)
    kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
    case = _Case(
        visit=visit,
        document=document,
        kindergarten=kindergarten,
        around=queries.circumstances(document, kindergarten, actor, at),
    )
    after = advance(TRANSITIONS, visit.state, VisitAction.SIGN)
    warnings = require_signable(document, case.around.facts)
    report = _issue(case, actor, at)
    before, visit.state = visit.state, after
    visit.signed_at, visit.signed_by = at, actor.name
    visit.record_id, visit.number = report.public_id, report.number
    db.session.flush()  # the CHECKs speak before the findings are opened
    closed = _close_earlier(case, actor, at)
    opened = _open_findings(case, actor, at)
    _record(case, before, len(opened.findings), actor, at)
    return Signed(
        visit=visit,
        report=report,
        findings=len(opened.findings),
        follow_ups=len(opened.follow_ups),
        closed=closed,
        warnings=warnings,
    )


def _record(case: _Case, before: VisitState, findings: int, actor: Actor, at: dt.datetime) -> None:
    visit = case.visit
    changes = {
        "state": [before.value, visit.state.value],
        "number": [None, visit.number],
        "findings": [None, findings],
    }
    record(
        actor,
        "inspections.visit.sign",
        subject_of(visit, case.kindergarten.public_id),
        changes,
        at,
        acted_on=case.acted_on if case.acted_on != local_date(at) else None,
        article=REGIMES[visit.regime].people_article[visit.kind],
    )


def _issue(case: _Case, actor: Actor, at: dt.datetime) -> Document:
    """Issue the regime's record; it bears the day of the visit."""
    return documents.issue(
        REGIMES[case.document.regime].document,
        subject_of(case.visit, case.kindergarten.public_id),
        record_facts(case.document, case.kindergarten, case.around),
        actor,
        at,
        acted_on=case.acted_on,
    )


def _open_findings(case: _Case, actor: Actor, at: dt.datetime) -> corrections.Opened:
    """The one place where visits hand over what they found."""
    origin = Origin(
        kind="visit",
        public_id=case.visit.public_id,
        number=case.visit.number or "",
        county_code=case.visit.county_code,
        kindergarten_id=case.kindergarten.id,
        kindergarten=case.kindergarten.public_id,
        regime=case.document.regime,
        found_on=case.acted_on,
        officers=paper_officers(case.document, case.around.facts.officers),
    )
    given = [new for point in case.document.findings if (new := _new_finding(point, case))]
    return corrections.open_findings(origin, given, actor, at)


def _new_finding(point: FoundPoint, case: _Case) -> NewFinding | None:
    """The point in the words of corrections; judged before, so nothing needed is missing."""
    if point.severity is None or point.authority is None or point.due_on is None:
        return None
    checklist = case.around.facts.checklist
    item = checklist.items.get(point.item or "") if checklist else None
    return NewFinding(
        item_code=point.item or "",
        text=point.text,
        severity=point.severity,
        authority=point.authority,
        due_on=point.due_on,
        step=point.step,
        citation=point.article,
        provisional=bool(item and item.provisional and item.article == point.article),
        photos=point.photos,
        corrected_on_the_spot=point.corrected_on_the_spot,
        demand=point.demand,
    )


def _seen(point: EarlierPoint, result: EarlierResult, case: _Case) -> corrections.Seen:
    return corrections.Seen(
        result=result.value,
        seen_on=case.acted_on,
        visit_number=case.visit.number or "",
        note=point.remark,
    )


def _close_earlier(case: _Case, actor: Actor, at: dt.datetime) -> int:
    """Close the earlier findings that were seen corrected and that this regime may close.

    What was seen of the others is noted on them, for whoever closes them.
    """
    closed = 0
    for point in case.document.earlier:
        row = case.around.open_points.get(point.finding)
        if row is None or point.result is None:
            continue
        if not closes_earlier(
            point.result, row.finding.authority, row.finding.regime, case.document.regime
        ):
            corrections.see_finding(point.finding, _seen(point, point.result, case), actor, at)
            continue
        closing = Closing(
            closed_as=ClosedAs.SEEN_ON_SITE,
            closed_on=case.acted_on,
            note=point.remark or SEEN_CORRECTED,
        )
        corrections.close_finding(point.finding, closing, None, actor, at)
        closed += 1
    return closed
