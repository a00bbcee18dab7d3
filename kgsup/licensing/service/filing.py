"""Closing a case: its papers are bound into the file, under the verdicts of the review list."""

import datetime as dt
from collections.abc import Sequence

from kgsup.access.actor import Actor
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.deadlines import service as deadlines
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import CaseFileFacts, Retention
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import DocumentState, Rendering
from kgsup.licensing import queries
from kgsup.licensing.models import FilePoint, LicenceAct, PermitApplication
from kgsup.licensing.queries.acts import kindergarten_of_act
from kgsup.licensing.queries.file_review import seen_of
from kgsup.licensing.queries.filing import find_file_of
from kgsup.licensing.rules.file_review import Reviewed, failures, review
from kgsup.licensing.rules.filing import (
    archive_number,
    check_act_filing,
    check_closing,
    retention_of,
)
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.rules.states import Action, State
from kgsup.licensing.service.acts import load_act, record_on_act, subject_of_act
from kgsup.licensing.service.ending import WORDS
from kgsup.licensing.service.filing_parts import (
    end_note,
    papers_of_case,
    parts_of_act,
    parts_of_application,
)
from kgsup.licensing.service.intake import load, move
from kgsup.licensing.service.ledger import record_on, subject_of


def close_application(
    public_id: str, note: str, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Close a case that has ended and bind its file; what must be done first is named.

    Raises ``RuleViolation`` while papers are being made, without seal, or the decision is not served.
    """
    application = load(public_id, version, actor)
    before = application.state
    changes = move(application, Action.CLOSE)
    application.state = before  # set with its instant below: no statement may see it half closed
    papers = papers_of_case(subject_of(application), actor)
    _check(application, papers)
    points = review(seen_of(application, actor, local_date(at)))
    document = documents.issue(
        DocumentKind.CASE_FILE,
        subject_of(application),
        _facts(application, papers, note, actor, at),
        actor,
        at,
    )
    _keep(document, points)
    deadlines.stop_all(subject_of(application), local_date(at), actor, at)
    _release(application, actor, at)
    application.state, application.closed_at = State.CLOSED, at
    application.file_document = document.public_id
    changes["number"] = [None, document.number]
    changes["failed_points"] = [None, str(len(failures(points)))]
    record_on(application, "close", changes, actor, at)
    return document


def _keep(document: Document, points: Sequence[Reviewed]) -> None:
    """Keep the verdicts: what happens to the rows later does not change them."""
    db.session.add_all(
        FilePoint(
            county_code=document.county_code,
            document=document.public_id,
            point=one.point,
            verdict=one.verdict,
            seen=one.seen,
            judged_on=document.acted_on,
        )
        for one in points
    )


def _release(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    subject = subject_of(application)
    if casework_queries.assignee_of(subject) is not None:
        casework.release(subject, actor, at)


def _check(application: PermitApplication, papers: list[Document]) -> None:
    """A decision must be in the party's hand; slips of intake that nobody fetched do not stop the file."""
    must_be_served = [
        paper
        for paper in papers
        if paper.public_id == application.document and paper.state is not DocumentState.SERVED
    ]
    check_closing(
        unrendered=[p.number for p in papers if p.rendering is not Rendering.RENDERED],
        unsealed=[p.number for p in papers if p.awaits_seal],
        unserved=[p.number for p in must_be_served],
    )


def in_the_way(application: PermitApplication, actor: Actor) -> None:
    """Raise what would refuse the closing now, so that a page can say it before anybody tries."""
    _check(application, papers_of_case(subject_of(application), actor))


def _facts(
    application: PermitApplication,
    papers: list[Document],
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> CaseFileFacts:
    today = local_date(at)
    kindergarten = queries.kindergarten_of(application)
    name = kindergarten.name if kindergarten else application.applicant
    terms = value(application.county_code, Key.RETENTION_TERMS, on=today)
    assert application.received_on is not None  # noqa: S101 - a CHECK holds it for what can be closed
    return CaseFileFacts(
        archive_number=archive_number(today.year, application.number or application.public_id),
        title=f"{name}{MATTERS[application.kind]}案卷",
        case_number=application.number or "",
        opened_on=application.received_on,
        closed_on=today,
        retention=retention_of(application.kind, application.state, terms),
        responsible=_responsible(application),
        parts=parts_of_application(application, papers, actor),
        compiled_by=actor.name,
        compiled_on=today,
        note=end_note(application, note, actor),
    )


def _responsible(application: PermitApplication) -> str:
    names = [str(person["name"]) for person in application.preparers]
    return "、".join(dict.fromkeys(names)) or (application.received_by or "")


def file_act(
    public_id: str, note: str, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Bind the file of an act on a licence that was closed or dropped; its last list is rendered by then.

    Raises ``IllegalTransition`` before that and for an act that has its file, ``RuleViolation`` while
    papers are being made or without seal.
    """
    act = load_act(public_id, version, actor)
    subject = subject_of_act(act)
    has_file = find_file_of(subject.kind, subject.public_id, act.county_code) is not None
    check_act_filing(act.state, has_file=has_file)
    papers = papers_of_case(subject, actor)
    check_closing(
        unrendered=[p.number for p in papers if p.rendering is not Rendering.RENDERED],
        unsealed=[p.number for p in papers if p.awaits_seal],
        unserved=[],
    )
    document = documents.issue(
        DocumentKind.CASE_FILE, subject, _act_facts(act, papers, note, actor, at), actor, at
    )
    record_on_act(act, "file", {"number": [None, document.number]}, (actor, at))
    return document


def _act_facts(
    act: LicenceAct, papers: list[Document], note: str, actor: Actor, at: dt.datetime
) -> CaseFileFacts:
    today = local_date(at)
    number = act.document_number or act.licence_number
    return CaseFileFacts(
        archive_number=archive_number(today.year, number),
        title=f"{kindergarten_of_act(act).name}办学许可证{WORDS[act.kind]}案卷",
        case_number=number,
        opened_on=local_date(act.opened_at),
        closed_on=today,
        retention=Retention.PERMANENT if act.decided_on else Retention.THIRTY_YEARS,
        responsible=act.prepared_by_name,
        parts=parts_of_act(subject_of_act(act), papers, actor),
        compiled_by=actor.name,
        compiled_on=today,
        note="\n".join(one for one in (note.strip(), act.dropped_reason or "") if one),
    )
