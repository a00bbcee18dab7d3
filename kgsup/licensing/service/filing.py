"""Closing a case: its papers are bound into the file, which passes or fails the review list."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.deadlines import service as deadlines
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject, list_services
from kgsup.documents.rules.facts import CaseFileFacts, FiledPaper
from kgsup.documents.rules.kinds import KINDS, DocumentKind
from kgsup.documents.rules.states import DocumentState, Rendering
from kgsup.files.queries import find_evidence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.filing import check_closing, position_of, retention_of
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.rules.states import Action, State
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
    papers = _papers(application, actor)
    _check(application, papers)
    document = documents.issue(
        DocumentKind.CASE_FILE,
        subject_of(application),
        _facts(application, papers, note, actor, at),
        actor,
        at,
    )
    deadlines.stop_all(subject_of(application), local_date(at), actor, at)
    _release(application, actor, at)
    application.state, application.closed_at = State.CLOSED, at
    application.file_document = document.public_id
    changes["number"] = [None, document.number]
    record_on(application, "close", changes, actor, at)
    return document


def _release(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    subject = subject_of(application)
    if casework_queries.assignee_of(subject) is not None:
        casework.release(subject, actor, at)


def _papers(application: PermitApplication, actor: Actor) -> list[Document]:
    """The papers that count, in the order of the file."""
    subject = subject_of(application)
    found = list_of_subject(subject.kind, subject.public_id, actor)
    standing = [paper for paper in found if paper.state is not DocumentState.VOIDED]
    return sorted(standing, key=lambda paper: (position_of(paper.kind), paper.acted_on, paper.id))


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
        archive_number=f"许可-{today.year}-{application.number or application.public_id}",
        title=f"{name}{MATTERS[application.kind]}案卷",
        case_number=application.number or "",
        opened_on=application.received_on,
        closed_on=today,
        retention=retention_of(application.kind, application.state, terms),
        responsible=_responsible(application),
        parts=tuple(_parts(application, papers, actor)),
        compiled_by=actor.name,
        compiled_on=today,
        note=note.strip(),
    )


def _responsible(application: PermitApplication) -> str:
    names = [str(person["name"]) for person in application.preparers]
    return "、".join(dict.fromkeys(names)) or (application.received_by or "")


def _parts(
    application: PermitApplication, papers: list[Document], actor: Actor
) -> list[FiledPaper]:
    """The file's papers: ours in their order, what was handed in after the receipt, proofs of service."""
    parts: list[FiledPaper] = []
    handed_in = _handed_in(application, actor)
    verified = _verified(application, actor)
    for paper in papers:
        parts.append(_own(paper))
        parts += _proofs(paper, actor)
        if paper.kind is DocumentKind.PERMIT_RECEIPT:
            parts += handed_in
        if paper.kind is DocumentKind.ACCEPTANCE_NOTICE:
            parts += verified
    return parts


def _own(paper: Document) -> FiledPaper:
    return FiledPaper(
        title=str(paper.frozen["title"]) or KINDS[paper.kind].title,
        number=paper.number,
        dated_on=paper.acted_on,
        responsible=str(paper.frozen["organ"]["name"]),
        document_sha256=paper.sha256,
    )


def _handed_in(application: PermitApplication, actor: Actor) -> list[FiledPaper]:
    parts: list[FiledPaper] = []
    for row in queries.papers_of(application, all_of_them=True):
        scans = find_evidence(row.evidence, application.county_code, actor)
        parts += [
            FiledPaper(
                title=row.name,
                dated_on=local_date(row.provided_at),
                responsible=application.applicant,
                evidence_sha256=scans[scan].sha256,
                remark="已由后来的材料替换" if row.is_replaced else "",
            )
            for scan in row.evidence
            if scan in scans
        ]
    return parts


def _verified(application: PermitApplication, actor: Actor) -> list[FiledPaper]:
    parts: list[FiledPaper] = []
    for row in queries.verifications_of(application):
        scans = find_evidence(row.evidence, application.county_code, actor)
        parts += [
            FiledPaper(
                title="现场核查记录",
                dated_on=row.done_on,
                responsible=f"{row.first_verifier}、{row.second_verifier}",
                evidence_sha256=scan.sha256,
            )
            for scan in scans.values()
        ]
    return parts


def _proofs(paper: Document, actor: Actor) -> list[FiledPaper]:
    """The scans of signed receipts of service (送达回证)."""
    services = [row for row in list_services(paper) if row.proof]
    scans = find_evidence([row.proof or "" for row in services], paper.county_code, actor)
    return [
        FiledPaper(
            title=f"送达回证（{paper.number}）",
            dated_on=row.served_on,
            responsible=row.receiver,
            evidence_sha256=scans[row.proof or ""].sha256,
        )
        for row in services
        if (row.proof or "") in scans
    ]
