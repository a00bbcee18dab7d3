"""Reading papers: one, those of a case or kindergarten, what waits, and what anybody may check."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.documents.models import Document, DocumentNumber, PrintJob, ServiceRecord
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.numbers import normal_check_code
from kgsup.documents.rules.states import (
    OPEN_AT_ONCE,
    OPEN_WHEN_SERVED,
    SEALED_KINDS,
    DocumentState,
    Rendering,
)


def get_document(public_id: str, actor: Actor, *, for_update: bool = False) -> Document:
    """Load a paper that the actor may see.

    The office sees all of its counties; a kindergarten sees its records, and its notices, slips and
    decisions once they are served.  Raises ``Missing`` for anything else.
    """
    office, party = _split(actor)
    if party.grants and not office.grants:
        statement = sa.select(Document).where(Document.public_id == public_id, _readable(actor))
        document = db.session.execute(statement).scalar_one_or_none()
        if document is None:
            raise Missing(N_("There is no such page or record."))
        return document
    return get_scoped(Document, public_id, office, for_update=for_update)


def _split(actor: Actor) -> tuple[Actor, Actor]:
    """The actor with the grants for whole counties, and with those for single kindergartens."""
    office = tuple(grant for grant in actor.grants if grant.kindergarten is None)
    party = tuple(grant for grant in actor.grants if grant.kindergarten is not None)
    return replace(actor, grants=office), replace(actor, grants=party)


def _readable(actor: Actor) -> sa.ColumnElement[bool]:
    office, party = _split(actor)
    own = scoped(sa.select(Document.id), Document, party, kindergarten=Document.concerns)
    open_to_party = sa.or_(
        Document.kind.in_(OPEN_AT_ONCE),
        sa.and_(Document.kind.in_(OPEN_WHEN_SERVED), Document.state == DocumentState.SERVED),
    )
    return sa.or_(
        Document.id.in_(scoped(sa.select(Document.id), Document, office)),
        sa.and_(Document.id.in_(own), open_to_party),
    )


class Shown(StrEnum):
    """What a list of papers shows."""

    ALL = "all"
    AWAITING_SEAL = "awaiting_seal"
    AWAITING_SERVICE = "awaiting_service"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The filter of a list."""

    shown: Shown = Shown.ALL
    kind: DocumentKind | None = None


def list_documents(
    wanted: Wanted, actor: Actor, after: list[object] | None = None, limit: int = 200
) -> list[Document]:
    """The papers that the actor may see, newest first; ``after`` is the key of the last one seen."""
    statement = sa.select(Document).where(_readable(actor), _CONDITIONS[wanted.shown])
    if wanted.kind:
        statement = statement.where(Document.kind == wanted.kind)
    if after and isinstance(after[0], int):
        statement = statement.where(Document.id < after[0])
    return list(db.session.execute(statement.order_by(Document.id.desc()).limit(limit)).scalars())


_CONDITIONS: dict[Shown, sa.ColumnElement[bool]] = {
    Shown.ALL: sa.true(),
    Shown.AWAITING_SEAL: sa.and_(
        Document.state == DocumentState.ISSUED, Document.kind.in_(SEALED_KINDS)
    ),
    Shown.AWAITING_SERVICE: Document.state == DocumentState.SEALED,
    Shown.FAILED: Document.rendering == Rendering.FAILED,
}


def list_of_subject(subject_kind: str, subject_id: str, actor: Actor) -> list[Document]:
    """The papers of a case, oldest first."""
    statement = sa.select(Document).where(
        Document.subject_kind == subject_kind,
        Document.subject_id == subject_id,
        _readable(actor),
    )
    return list(db.session.execute(statement.order_by(Document.id)).scalars())


def list_of_kindergarten(kindergarten: str, actor: Actor, limit: int = 100) -> list[Document]:
    """The papers that concern a kindergarten (public id), newest first."""
    statement = sa.select(Document).where(Document.concerns == kindergarten, _readable(actor))
    ordered = statement.order_by(Document.acted_on.desc(), Document.id.desc()).limit(limit)
    return list(db.session.execute(ordered).scalars())


def list_services(document: Document) -> list[ServiceRecord]:
    """The services of a paper, first one first."""
    statement = (
        sa.select(ServiceRecord)
        .where(
            ServiceRecord.county_code == document.county_code,
            ServiceRecord.document_id == document.id,
        )
        .order_by(ServiceRecord.served_on, ServiceRecord.id)
    )
    return list(db.session.execute(statement).scalars())


def first_services(public_ids: Iterable[str]) -> dict[str, dt.date]:
    """The day of the first service of each paper that was served, by public id.

    The caller has loaded the cases that name these papers in scope.
    """
    statement = (
        sa.select(Document.public_id, sa.func.min(ServiceRecord.served_on))
        .join(
            ServiceRecord,
            sa.and_(
                ServiceRecord.county_code == Document.county_code,
                ServiceRecord.document_id == Document.id,
            ),
        )
        .where(Document.public_id.in_(list(public_ids)))
        .group_by(Document.public_id)
    )
    return {public_id: day for public_id, day in db.session.execute(statement)}


def find_number(county_code: str, text: str) -> DocumentNumber | None:
    """A number that was taken in a county."""
    statement = sa.select(DocumentNumber).where(
        DocumentNumber.county_code == county_code, DocumentNumber.text == text
    )
    return db.session.execute(statement).scalar_one_or_none()


def list_numbers(county_code: str, kind: DocumentKind, year: int) -> list[DocumentNumber]:
    """All numbers of a kind and year in their order, void ones among them."""
    statement = (
        sa.select(DocumentNumber)
        .where(
            DocumentNumber.county_code == county_code,
            DocumentNumber.kind == kind,
            DocumentNumber.year == year,
        )
        .order_by(DocumentNumber.series, DocumentNumber.n)
    )
    return list(db.session.execute(statement).scalars())


@dataclass(frozen=True, kw_only=True)
class CheckedDocument:
    """What anybody who holds a paper may learn from its check code: what stands on it, and its state.

    ``kindergarten`` is the name of the one that the paper is about, as printed.
    """

    kind: DocumentKind
    title: str
    number: str
    organ: str
    kindergarten: str
    acted_on: dt.date
    state: DocumentState
    awaits_seal: bool
    served_on: dt.date | None
    voided_at: dt.datetime | None
    replaced_by: str | None  # number of the paper that took its place
    sha256: str | None


def find_by_check_code(code: str) -> CheckedDocument | None:
    """The public facts and live state of a paper; ``None`` for a code that no paper bears."""
    document = find_bearing(code)
    return _public_facts(document) if document else None


def find_bearing(code: str) -> Document | None:
    """The paper that bears a check code, in any county: whoever has the code has the paper.

    What of it is shown to anybody is the caller's to limit to what the paper says.
    """
    normal = normal_check_code(code)
    if normal is None:
        return None
    statement = sa.select(Document).where(Document.check_code == normal)
    return db.session.execute(statement).scalar_one_or_none()


def _public_facts(document: Document) -> CheckedDocument:
    frozen = document.frozen
    number = db.session.get_one(DocumentNumber, document.number_id)
    return CheckedDocument(
        kind=document.kind,
        title=frozen["title"],
        number=document.number,
        organ=frozen["organ"]["name"],
        kindergarten=document.about,
        acted_on=document.acted_on,
        state=document.state,
        awaits_seal=document.awaits_seal,
        served_on=first_services([document.public_id]).get(document.public_id),
        voided_at=number.voided_at,
        replaced_by=successor.number if (successor := find_successor(document)) else None,
        sha256=document.sha256,
    )


def get_predecessor(document: Document) -> Document:
    """The paper whose place this one takes; the caller has loaded this one in scope."""
    statement = sa.select(Document).where(
        Document.county_code == document.county_code, Document.public_id == document.replaces
    )
    return db.session.execute(statement).scalar_one()


def find_successor(document: Document) -> Document | None:
    """The valid paper that took the place of this one; the caller has loaded this one in scope."""
    statement = (
        sa.select(Document)
        .where(
            Document.county_code == document.county_code,
            Document.replaces == document.public_id,
            Document.state != DocumentState.VOIDED,
        )
        .order_by(Document.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def get_print(public_id: str, actor: Actor, *, for_update: bool = False) -> PrintJob:
    """Load a print into a form; raises ``Missing`` outside the actor's counties."""
    return get_scoped(PrintJob, public_id, actor, for_update=for_update)


def list_prints_of(subject_kind: str, subject_id: str, actor: Actor) -> list[PrintJob]:
    """The prints ordered for a case or an edition, newest first."""
    statement = scoped(sa.select(PrintJob), PrintJob, actor).where(
        PrintJob.subject_kind == subject_kind, PrintJob.subject_id == subject_id
    )
    return list(db.session.execute(statement.order_by(PrintJob.id.desc())).scalars())


def list_queued(
    after_id: int, limit: int, of: type[Document | PrintJob] = Document
) -> list[tuple[int, str]]:
    """Papers, or prints, whose PDF is waited for: (key, public id), in order, beyond a key."""
    statement = (
        sa.select(of.id, of.public_id)
        .where(of.rendering == Rendering.QUEUED, of.id > after_id)
        .order_by(of.id)
        .limit(limit)
    )
    return [(key, public_id) for key, public_id in db.session.execute(statement)]


def list_stored_hashes() -> dict[str, str]:
    """Every stored PDF: SHA-256 → public id of its paper or print."""
    found: dict[str, str] = {}
    for of in (PrintJob, Document):
        statement = sa.select(of.sha256, of.public_id).where(of.sha256.is_not(None))
        found |= {str(sha256): public_id for sha256, public_id in db.session.execute(statement)}
    return found


def find_by_sha256(sha256: str) -> list[Document]:
    """The papers whose stored bytes have this hash, in any county: for the operator's commands."""
    statement = sa.select(Document).where(Document.sha256 == sha256).order_by(Document.id)
    return list(db.session.execute(statement).scalars())
