"""Drafts of a record: saved whole, never over somebody else's work, set aside when they do not fit."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import Json, db, require_version
from kgsup.core.errors import N_, Conflict, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.corrections.rules import Severity
from kgsup.inspections import queries
from kgsup.inspections.models import Visit, VisitOfficer, VisitSetAside
from kgsup.inspections.queries.around import officer_facts
from kgsup.inspections.queries.single import find_set_aside
from kgsup.inspections.rules.checklists import find_checklist
from kgsup.inspections.rules.conflicts import NotApplied
from kgsup.inspections.rules.differences import differences
from kgsup.inspections.rules.document import VisitDocument, read_document
from kgsup.inspections.rules.judgement import acted_at, judge
from kgsup.inspections.rules.people import certificate_shown
from kgsup.inspections.rules.problems import Problem
from kgsup.inspections.rules.regimes import REGIMES
from kgsup.inspections.rules.visits import TRANSITIONS, SetAside, VisitAction, VisitState
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id, get_kindergarten


def subject_of(visit: Visit, kindergarten: str) -> Subject:
    """The visit as the ledger and the papers name it; ``kindergarten`` is a public id."""
    return Subject("visit", visit.public_id, visit.county_code, concerns=kindergarten)


def save_draft(content: Json, version: int | None, actor: Actor, at: dt.datetime) -> Visit:
    """Save a document of the published shape as a draft; an unknown id begins a visit.

    Saving by another person than the one who began it (a record handed over) is an act of its own.
    Raises ``Missing`` for a kindergarten or a visit outside the actor's counties, ``NotApplied`` when
    ``version`` is not the present one or the record is signed.
    """
    document = read_document(content)
    kindergarten = get_kindergarten(document.kindergarten, actor)
    if not actor.reaches_county(kindergarten.county_code):
        raise Missing(N_("There is no such page or record."))
    visit = queries.find_visit(document.id, actor)
    if visit is None:
        return _begin(content, document, kindergarten, actor, at)
    _require_applicable(visit, content, version)
    if visit.document != content:
        _write(visit, content, document, kindergarten)
        if visit.entered_by != actor.id:
            changes = {"saved_by": [visit.entered_by_name, actor.name]}
            record(
                actor,
                "inspections.visit.save",
                subject_of(visit, kindergarten.public_id),
                changes,
                at,
            )
        db.session.flush()  # the version that the sender gets to know
    return visit


def _begin(
    content: Json,
    document: VisitDocument,
    kindergarten: Kindergarten,
    actor: Actor,
    at: dt.datetime,
) -> Visit:
    if queries.is_taken(document.id):  # in a county that the actor does not reach
        raise Missing(N_("There is no such page or record."))
    if kindergarten.merged_into_id is not None:
        raise RuleViolation(N_("This entry was merged into another kindergarten: choose that one."))
    visit = Visit(
        public_id=document.id,
        county_code=kindergarten.county_code,
        recorded_at=at,
        entered_by=actor.id,
        entered_by_name=actor.name,
    )
    db.session.add(visit)
    _write(visit, content, document, kindergarten)
    changes = {
        "regime": [None, document.regime.value],
        "kind": [None, document.kind.value],
        "source": [None, document.source.value],
    }
    subject = subject_of(visit, kindergarten.public_id)
    record(
        actor, "inspections.visit.begin", subject, changes, at, acted_on=_day(visit.acted_on, at)
    )
    return visit


def _day(acted_on: dt.date, at: dt.datetime) -> dt.date | None:
    """The day of the act where it differs from the day of recording."""
    return acted_on if acted_on != local_date(at) else None


def _require_applicable(visit: Visit, content: Json, version: int | None) -> None:
    if visit.state is VisitState.SIGNED:
        reason = SetAside.ALREADY_SIGNED
    elif visit.document != content and visit.version != version:
        reason = SetAside.OTHER_VERSION
    else:
        advance(TRANSITIONS, visit.state, VisitAction.SAVE)
        return
    raise NotApplied(reason, visit.version, differences(visit.document, content))


def _write(
    visit: Visit, content: Json, document: VisitDocument, kindergarten: Kindergarten
) -> None:
    if kindergarten.county_code != visit.county_code:
        raise Conflict(N_("A visit cannot move to another county: begin a new one."))
    checklist = find_checklist(*document.checklist) if document.checklist else None
    visit.document = content
    visit.kindergarten_id = kindergarten.id
    visit.regime, visit.kind, visit.source = document.regime, document.kind, document.source
    visit.joint = document.joint
    visit.checklist_code, visit.checklist_version = document.checklist or (None, None)
    visit.started_at, visit.ended_at = document.started_at, document.ended_at
    visit.acted_on = local_date(acted_at(document))
    visit.item_count = len(checklist.items) if checklist else 0
    visit.answered_count = sum(1 for row in document.answers if row.answer)
    visit.finding_count = len(document.findings)
    visit.grave_count = sum(1 for row in document.findings if row.severity is Severity.GRAVE)
    visit.photo_count = len(document.all_photos)
    db.session.flush()  # the officers refer to its key
    _write_officers(visit, document)


def _write_officers(visit: Visit, document: VisitDocument) -> None:
    """Replace the officers by those of the document, with names and certificates of their accounts."""
    known = officer_facts(visit.county_code)
    certificate = REGIMES[document.regime].certificate
    present = queries.officers_of([visit])[visit.id]
    wanted = [public_id for public_id in document.officers if public_id in known]
    if [row.officer for row in present] == wanted and visit.state is VisitState.DRAFT:
        return
    for row in present:
        db.session.delete(row)
    db.session.flush()  # the same officer may come again at another place
    for place, public_id in enumerate(wanted):
        db.session.add(
            VisitOfficer(
                county_code=visit.county_code,
                visit_id=visit.id,
                officer=public_id,
                name=known[public_id].name,
                certificate=certificate_shown(known[public_id], certificate),
                place=place,
            )
        )


def judge_visit(visit: Visit, actor: Actor, at: dt.datetime) -> list[Problem]:
    """All problems of a saved document as it stands, refusals and warnings."""
    document = read_document(visit.document)
    kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
    return judge(document, queries.circumstances(document, kindergarten, actor, at).facts)


def discard_visit(
    public_id: str, version: int | None, reason: str, actor: Actor, at: dt.datetime
) -> Visit:
    """Put away a draft that was begun by mistake; it stays readable with its reason."""
    visit = queries.get_visit(public_id, actor, for_update=True)
    after = advance(TRANSITIONS, visit.state, VisitAction.DISCARD)
    require_version(visit, version)
    if not reason.strip():
        raise RuleViolation(N_("Say why the draft is discarded."))
    before, visit.state = visit.state, after
    visit.discarded_reason = reason.strip()
    kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
    record(
        actor,
        "inspections.visit.discard",
        subject_of(visit, kindergarten.public_id),
        {"state": [before.value, after.value], "reason": [None, visit.discarded_reason]},
        at,
    )
    return visit


def set_aside(
    refusal: NotApplied,
    sent: VisitSetAside,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Keep a document that was not applied, whole and once, beside the visit that it names."""
    if find_set_aside(sent.user_id, sent.operation_id, sent.body_sha256):
        return
    sent.reason = refusal.reason
    sent.differences = [place.pointer for place in refusal.differences]
    sent.kept_at, sent.kept_by = at, actor.name
    db.session.add(sent)
    visit = queries.find_visit(sent.visit, actor)
    if visit is not None:
        kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
        changes = {"reason": [None, refusal.reason.value], "places": [None, len(sent.differences)]}
        record(
            actor,
            "inspections.visit.set_aside",
            subject_of(visit, kindergarten.public_id),
            changes,
            at,
        )
