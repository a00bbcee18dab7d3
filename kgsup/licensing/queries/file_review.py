"""What the review of a file (案卷评查) sees of an application, read from its rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework
from kgsup.casework.models import GivenOpinion, Proposal
from kgsup.casework.rules import Level, Person, ProposalState
from kgsup.core.clocks import ClockEventKind
from kgsup.core.db import db
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.queries import list_of_subject, list_services
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import DocumentState
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.applications import (
    kindergarten_of,
    papers_of,
    requests_of,
    verifications_of,
)
from kgsup.licensing.queries.kinds import rule_of
from kgsup.licensing.queries.lists import SUBJECT_KIND
from kgsup.licensing.rules.deciding import ACT_OF, Outcome
from kgsup.licensing.rules.file_review import VERIFIED_KINDS, CaseSeen, ClockSeen
from kgsup.publications import queries as publications
from kgsup.publications.rules import State as PublicationState

_DECISIONS = frozenset({DeadlineKind.DECISION, DeadlineKind.FILING})
_TURNED_DOWN = frozenset({Outcome.REFUSE, Outcome.OBJECT})


@dataclass(frozen=True, kw_only=True)
class _Case:
    """The rows of a case, each kind read once."""

    application: PermitApplication
    subject: Subject
    papers: list[Document]
    clocks: list[Deadline]
    proposal: Proposal | None
    opinions: list[GivenOpinion]
    publications: list[publications.QueueRow]

    def numbers(self, kind: DocumentKind) -> list[str]:
        return [paper.number for paper in self.papers if paper.kind is kind]

    @property
    def outcome(self) -> Outcome | None:
        return Outcome(self.proposal.payload["outcome"]) if self.proposal else None


def seen_of(application: PermitApplication, actor: Actor, today: dt.date) -> CaseSeen:
    """An application that was loaded in scope, as the review sees it on a day."""
    case, requests = _load(application, actor), requests_of(application)
    decision = next((row for row in case.clocks if row.kind in _DECISIONS), None)
    levels = _extension_levels(decision)
    return CaseSeen(
        is_decided=application.decided_at is not None,
        is_refused=case.outcome in _TURNED_DOWN,
        has_licence=application.licence_number is not None,
        receipt_number=application.number or "",
        received_at=application.received_at,
        corrections=len(requests),
        overridden=any(row.overridden_by for row in requests),
        correction_clocks=_seen_all(case.clocks, DeadlineKind.CORRECTION_NOTICE),
        acceptance_number="、".join(case.numbers(DocumentKind.ACCEPTANCE_NOTICE)),
        is_accepted=application.accepted_on is not None,
        missing_papers=_missing_papers(application, today),
        needs_verification=application.kind in VERIFIED_KINDS,
        verifiers=tuple(
            (row.first_verifier, row.second_verifier) for row in verifications_of(application)
        ),
        opinions=tuple(row.text for row in case.opinions),
        decided_by=application.decided_by,
        has_legal_opinion=any(row.step is ProposalState.LEGAL_REVIEW for row in case.opinions),
        **_signing(case.proposal),
        decision_clock=_seen(decision) if decision else None,
        extension_numbers=tuple(case.numbers(DocumentKind.EXTENSION_NOTICE)),
        is_extended=bool(levels),
        extension_levels=levels,
        basis=tuple(case.proposal.basis) if case.proposal else _basis_of_silence(application),
        reasons=application.decision_reason or "",
        gaps=_gaps(case.papers),
        unsealed=tuple(paper.number for paper in case.papers if paper.awaits_seal),
        decision_served=application.served_on is not None,
        has_service_proof=_is_proved(case),
        certificate_on=application.certificate_on,
        publication_clock=_publication_clock(case),
        is_publication_settled=_is_settled(case),
        today=today,
    )


class _Signing(TypedDict):
    preparers: frozenset[int]
    least_level: Level | None
    signer_level: Level | None
    needed_legal_review: bool


def _signing(proposal: Proposal | None) -> _Signing:
    """Who prepared and at which level it was signed; nobody for what silence decided."""
    return _Signing(
        preparers=frozenset(person.id for person in _preparers(proposal) if person.id),
        least_level=proposal.level if proposal else None,
        signer_level=proposal.signer_level if proposal else None,
        needed_legal_review=bool(proposal and proposal.needs_legal_review),
    )


def _missing_papers(application: PermitApplication, today: dt.date) -> tuple[str, ...]:
    handed_in = {row.code for row in papers_of(application)}
    return tuple(
        paper.name
        for paper in rule_of(application, today).papers
        if paper.required and paper.code not in handed_in
    )


def _load(application: PermitApplication, actor: Actor) -> _Case:
    kindergarten = kindergarten_of(application)
    subject = Subject(
        SUBJECT_KIND,
        application.public_id,
        application.county_code,
        kindergarten.public_id if kindergarten else None,
    )
    found = list_of_subject(subject.kind, subject.public_id, actor)
    proposal = _signed_decision(subject, actor)
    return _Case(
        application=application,
        subject=subject,
        papers=[paper for paper in found if paper.state is not DocumentState.VOIDED],
        clocks=clocks.list_of(subject),
        proposal=proposal,
        opinions=casework.list_opinions(proposal.id) if proposal else [],
        publications=publications.list_of(subject, actor),
    )


def _signed_decision(subject: Subject, actor: Actor) -> Proposal | None:
    acts = set(ACT_OF.values())
    signed = (
        row
        for row in casework.list_of(subject, actor)
        if row.act in acts and row.state is ProposalState.SIGNED_OFF
    )
    return next(signed, None)


def _preparers(proposal: Proposal | None) -> Iterable[Person]:
    return casework.preparers_of(proposal) if proposal else ()


def _basis_of_silence(application: PermitApplication) -> tuple[str, ...]:
    """A renewal that silence granted has no proposal: the law itself decided."""
    return ("行政许可法 50",) if application.decided_at is not None else ()


def _seen(clock: Deadline) -> ClockSeen:
    return ClockSeen(due_on=clock.due_on, promised_on=clock.promised_on, ended_on=clock.stopped_on)


def _seen_all(rows: Iterable[Deadline], kind: DeadlineKind) -> tuple[ClockSeen, ...]:
    return tuple(_seen(row) for row in rows if row.kind is kind)


def _extension_levels(clock: Deadline | None) -> tuple[str, ...]:
    """At which level each extension of the decision was approved."""
    if clock is None:
        return ()
    statement = sa.select(DeadlineEvent.level).where(
        DeadlineEvent.deadline_id == clock.id, DeadlineEvent.kind == ClockEventKind.EXTENDED
    )
    return tuple(level or "" for level in db.session.execute(statement).scalars())


def _gaps(papers: list[Document]) -> tuple[str, ...]:
    """The papers of the case before whose number another of the same series and year is missing.

    Only series that the program numbers itself: the office's register numbers papers of others too.
    """
    found = []
    for paper in papers:
        number = db.session.get_one(DocumentNumber, paper.number_id)
        if number.series != paper.kind.value:
            continue
        statement = sa.select(sa.func.count(DocumentNumber.id)).where(
            DocumentNumber.county_code == number.county_code,
            DocumentNumber.series == number.series,
            DocumentNumber.year == number.year,
            DocumentNumber.n <= number.n,
        )
        if db.session.execute(statement).scalar_one() != number.n:
            found.append(paper.number)
    return tuple(found)


def _is_proved(case: _Case) -> bool:
    """A signed receipt, or another proof of service, was kept for the decision."""
    decision = case.application.document
    papers = [paper for paper in case.papers if paper.public_id == decision]
    return any(row.proof for paper in papers for row in list_services(paper))


def _publication_clock(case: _Case) -> ClockSeen | None:
    """The clock of the publication that stands; what the county withholds has none."""
    for row in reversed(case.publications):
        if row.due_on is not None and row.publication.state is not PublicationState.WITHHELD:
            published = row.publication.published_on
            return ClockSeen(due_on=row.due_on, promised_on=None, ended_on=published)
    return None


def _is_settled(case: _Case) -> bool:
    return bool(case.publications) and all(
        row.publication.state is not PublicationState.PLANNED for row in case.publications
    )
