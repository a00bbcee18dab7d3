"""What a follow-up's paper prints: the facts that are frozen when it is signed off."""

import datetime as dt
from collections.abc import Sequence

from kgsup.access.actor import Actor
from kgsup.corrections import rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules.words import DUE_WORDS, SEVERITY_IN_PAPERS
from kgsup.documents.rules.facts import (
    DemandedPoint,
    KindergartenFacts,
    NoticeFacts,
    Officer,
    Photo,
    TransferFacts,
    TransferredPoint,
)
from kgsup.documents.rules.kinds import KINDS, DocumentKind
from kgsup.files.models import Evidence
from kgsup.files.queries import find_evidence
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence

_RECORDS = {
    rules.Regime.SUPERVISION: DocumentKind.SUPERVISION_RECORD,
    rules.Regime.INSPECTION: DocumentKind.INSPECTION_RECORD,
    rules.Regime.VERIFICATION: DocumentKind.VERIFICATION_RECORD,
}

Photos = dict[str, Evidence]


def document_kind(follow_up: FollowUp) -> DocumentKind:
    """Which paper a follow-up becomes; advice and orders become none here."""
    if follow_up.kind is rules.Kind.TRANSFER_LETTER:
        return DocumentKind.TRANSFER_LETTER
    if follow_up.body is rules.Body.SUPERVISION_OFFICE:
        return DocumentKind.SUPERVISION_RECTIFICATION_NOTICE
    return DocumentKind.RECTIFICATION_NOTICE


def facts_of(
    follow_up: FollowUp, findings: Sequence[Finding], kindergarten: Kindergarten, actor: Actor
) -> NoticeFacts | TransferFacts:
    """Gather what the paper prints about the given findings, photos by the hash of their bytes."""
    wanted = [public_id for finding in findings for public_id in finding.photos]
    photos = find_evidence(wanted, follow_up.county_code, actor) if wanted else {}
    if follow_up.kind is rules.Kind.TRANSFER_LETTER:
        return _letter(follow_up, findings, kindergarten, photos)
    return _notice(follow_up, findings, kindergarten, photos)


def _notice(
    follow_up: FollowUp,
    findings: Sequence[Finding],
    kindergarten: Kindergarten,
    photos: Photos,
) -> NoticeFacts:
    return NoticeFacts(
        kindergarten=_kindergarten(kindergarten, follow_up.opened_on),
        visited_on=follow_up.opened_on,
        record_number=follow_up.origin_number,
        officers=_officers(follow_up),
        points=tuple(
            DemandedPoint(
                text=finding.text,
                demand=finding.demand,
                article=finding.citation or "",
                severity=SEVERITY_IN_PAPERS[finding.severity],
                due_on=finding.due_on,
                due_words=DUE_WORDS.get(finding.step, "") if finding.step else "",
                photos=_photos(finding, photos),
            )
            for finding in findings
        ),
        proof=follow_up.text,
        report_by=follow_up.report_back_on,
    )


def _letter(
    follow_up: FollowUp,
    findings: Sequence[Finding],
    kindergarten: Kindergarten,
    photos: Photos,
) -> TransferFacts:
    count = sum(len(_photos(finding, photos)) for finding in findings)
    record = KINDS[_RECORDS[follow_up.regime]].title
    evidence = [f"{record}（{follow_up.origin_number}）"] if follow_up.origin_number else []
    evidence += [f"现场照片{count}张"] if count else []
    return TransferFacts(
        authority=follow_up.addressee,
        kindergarten=_kindergarten(kindergarten, follow_up.opened_on),
        visited_on=follow_up.opened_on,
        record_number=follow_up.origin_number,
        points=tuple(
            TransferredPoint(
                text=finding.text,
                article=finding.citation or "",
                photos=_photos(finding, photos),
            )
            for finding in findings
        ),
        evidence=tuple(evidence),
        asked=follow_up.text,
        reply_by=follow_up.report_back_on,
    )


def _kindergarten(row: Kindergarten, day: dt.date) -> KindergartenFacts:
    licence = current_licence(row, day)
    return KindergartenFacts(
        name=row.name,
        address=row.address or "",
        credit_code=row.credit_code or "",
        licence_number=licence.number if licence else "",
        head=row.head or "",
        telephone=row.telephone or "",
    )


def _officers(follow_up: FollowUp) -> tuple[Officer, ...]:
    return tuple(Officer(**officer) for officer in follow_up.officers)


def _photos(finding: Finding, photos: Photos) -> tuple[Photo, ...]:
    return tuple(
        Photo(sha256=photos[public_id].sha256)
        for public_id in finding.photos
        if public_id in photos
    )
