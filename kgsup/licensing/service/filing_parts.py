"""What is bound into the file of a case, in its order: our papers, and the scans that belong to each."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework
from kgsup.core.clock import local_date
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject, list_prints_of, list_services
from kgsup.documents.rules.facts import FiledPaper
from kgsup.documents.rules.kinds import KINDS, DocumentKind
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import DocumentState, Rendering
from kgsup.files.queries import find_evidence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.filing import position_of
from kgsup.licensing.service.ledger import subject_of
from kgsup.publications import queries as publications
from kgsup.publications.rules import State as PublicationState
from kgsup.referrals import queries as referrals

VISIT = "visit"
_PRINTS = {
    PrintKind.CERTIFICATE_ORIGINAL: "办学许可证正本（套打页）",
    PrintKind.CERTIFICATE_COPY: "办学许可证副本（套打页）",
}


@dataclass(frozen=True, kw_only=True)
class _Scans:
    """Scans that are one paper of the file: what it is called, whose it is, of which day."""

    evidence: Sequence[str]
    title: str
    responsible: str
    dated_on: dt.date
    remark: str = ""


def papers_of_case(subject: Subject, actor: Actor) -> list[Document]:
    """The papers of a case that stand, in the order of the file; an earlier file is none of them."""
    found = list_of_subject(subject.kind, subject.public_id, actor)
    standing = [
        paper
        for paper in found
        if paper.state is not DocumentState.VOIDED and paper.kind is not DocumentKind.CASE_FILE
    ]
    return sorted(standing, key=lambda paper: (position_of(paper.kind), paper.acted_on, paper.id))


def parts_of_application(
    application: PermitApplication, papers: Iterable[Document], actor: Actor
) -> tuple[FiledPaper, ...]:
    """The whole contents of an application's file."""
    subject = subject_of(application)
    behind = {
        DocumentKind.PERMIT_RECEIPT: _handed_in(application, actor),
        DocumentKind.ACCEPTANCE_NOTICE: _verified(application, actor),
        DocumentKind.APPROVAL_SHEET: _signed(subject, actor),
    }
    answers = _answers(subject, actor)
    parts: list[FiledPaper] = []
    for paper in papers:
        parts += [_own(paper), *_proofs(paper, actor), *answers.pop(paper.public_id, [])]
        parts += behind.pop(paper.kind, [])  # behind the first paper of the kind
    left = [*behind.values(), *answers.values()]
    return (*parts, *(part for some in left for part in some), *_prints(subject, actor))


def parts_of_act(
    subject: Subject, papers: Iterable[Document], actor: Actor
) -> tuple[FiledPaper, ...]:
    """The contents of the file of an act on a licence."""
    parts: list[FiledPaper] = []
    for paper in papers:
        parts += [_own(paper), *_proofs(paper, actor)]
    return (*parts, *_signed(subject, actor))


def _own(paper: Document) -> FiledPaper:
    return FiledPaper(
        title=str(paper.frozen["title"]) or KINDS[paper.kind].title,
        number=paper.number,
        dated_on=paper.acted_on,
        responsible=str(paper.frozen["organ"]["name"]),
        document_sha256=paper.sha256,
    )


def _filed(scans: Iterable[_Scans], county_code: str, actor: Actor) -> list[FiledPaper]:
    """The scans that the store has, each as a paper; many are looked up at once."""
    wanted = list(scans)
    ids = [public_id for one in wanted for public_id in one.evidence]
    known = find_evidence(ids, county_code, actor) if ids else {}
    return [
        FiledPaper(
            title=one.title,
            dated_on=one.dated_on,
            responsible=one.responsible,
            evidence_sha256=known[public_id].sha256,
            remark=one.remark,
        )
        for one in wanted
        for public_id in one.evidence
        if public_id in known
    ]


def _handed_in(application: PermitApplication, actor: Actor) -> list[FiledPaper]:
    """What the applicant handed in, replaced papers among them and marked."""
    scans = (
        _Scans(
            evidence=row.evidence,
            title=row.name,
            responsible=application.applicant,
            dated_on=local_date(row.provided_at),
            remark="已由后来的材料替换" if row.is_replaced else "",
        )
        for row in queries.papers_of(application, all_of_them=True)
    )
    return _filed(scans, application.county_code, actor)


def _verified(application: PermitApplication, actor: Actor) -> list[FiledPaper]:
    """The scans of each verification, and the record of the visit that it was."""
    rows = queries.verifications_of(application)
    scans = (
        _Scans(
            evidence=row.evidence,
            title="现场核查记录",
            responsible=f"{row.first_verifier}、{row.second_verifier}",
            dated_on=row.done_on,
        )
        for row in rows
    )
    visits = [row.visit for row in rows if row.visit]
    records = [
        paper
        for visit in dict.fromkeys(visits)
        for paper in list_of_subject(VISIT, visit, actor)
        if paper.kind is DocumentKind.VERIFICATION_RECORD
        and paper.state is not DocumentState.VOIDED
        and paper.rendering is Rendering.RENDERED
    ]
    own = [_own(paper) for paper in records]
    return [*_filed(scans, application.county_code, actor), *own]


def _signed(subject: Subject, actor: Actor) -> list[FiledPaper]:
    """Minutes, and opinions and signatures that were given on paper, of every proposal of the case."""
    scans: list[_Scans] = []
    for proposal in reversed(casework.list_of(subject, actor)):
        scans += [
            _Scans(
                evidence=(row.scan,),
                title=f"会议纪要（{row.number}）",
                responsible="、".join(str(name) for name in row.attendance),
                dated_on=row.held_on,
            )
            for row in casework.list_discussions(proposal.id)
            if row.scan
        ]
        scans += [
            _Scans(
                evidence=(row.paper_scan,),
                title="纸质审批意见",
                responsible=row.person,
                dated_on=row.acted_on,
            )
            for row in casework.list_opinions(proposal.id)
            if row.paper_scan
        ]
    return _filed(scans, subject.county_code, actor)


def _answers(subject: Subject, actor: Actor) -> dict[str, list[FiledPaper]]:
    """The scanned answers of other departments, by the letter that asked."""
    found: dict[str, list[FiledPaper]] = {}
    for row in referrals.list_of(subject, actor):
        asked = row.referral
        if asked.scan and asked.answered_on:
            scans = _Scans(
                evidence=(asked.scan,),
                title=f"{asked.department}复函",
                responsible=asked.department,
                dated_on=asked.answered_on,
            )
            found.setdefault(asked.document_id or "", []).extend(
                _filed([scans], subject.county_code, actor)
            )
    return found


def _prints(subject: Subject, actor: Actor) -> list[FiledPaper]:
    """What was printed into the state forms, first print first."""
    jobs = list_prints_of(subject.kind, subject.public_id, actor)
    return [
        FiledPaper(
            title=_PRINTS[job.kind],
            dated_on=local_date(job.ordered_at),
            responsible=job.ordered_by,
            document_sha256=job.sha256,
        )
        for job in reversed(jobs)
        if job.kind in _PRINTS and job.rendering is Rendering.RENDERED
    ]


def _proofs(paper: Document, actor: Actor) -> list[FiledPaper]:
    """The scans of signed receipts of service (送达回证)."""
    scans = (
        _Scans(
            evidence=(row.proof,),
            title=f"送达回证（{paper.number}）",
            responsible=row.receiver,
            dated_on=row.served_on,
        )
        for row in list_services(paper)
        if row.proof
    )
    return _filed(scans, paper.county_code, actor)


def without_scan(application: PermitApplication) -> list[str]:
    """Papers that were handed in and of which the store has no scan: they are kept on paper."""
    rows = queries.papers_of(application, all_of_them=True)
    return [row.name for row in rows if not row.evidence]


def end_note(application: PermitApplication, note: str, actor: Actor) -> str:
    """备考表: what the clerk writes, what is kept on paper only, how it was published and registered."""
    lines = [note.strip()] if note.strip() else []
    names = without_scan(application)
    if names:
        lines.append(f"下列材料无扫描件，纸质件另附：{'、'.join(names)}。")
    lines += _published(application, actor)
    return "\n".join(lines)


_STATES = {
    PublicationState.PUBLISHED: "已公开",
    PublicationState.WITHDRAWN: "公开后撤下",
    PublicationState.WITHHELD: "未公开",
    PublicationState.PLANNED: "待公开",
}


def _published(application: PermitApplication, actor: Actor) -> list[str]:
    """How each decision of the case was made public (行政许可法 40), or why it was not."""
    lines = []
    for row in publications.list_of(subject_of(application), actor):
        one = row.publication
        day = f"（{one.published_on:%Y-%m-%d}，{one.article}）" if one.published_on else ""
        reason = f"：{one.withheld_reason}" if one.withheld_reason else ""
        lines.append(f"公开情况：{one.title}{_STATES[one.state]}{day}{reason}")
    return lines
