"""Files of cases: the verdicts (案卷评查) kept at closing, and the lists of the archivist."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.documents.models import Document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import DocumentState
from kgsup.licensing.models import FilePoint
from kgsup.licensing.rules.file_review import Point, Reviewed, Verdict

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class FileFilter:
    """What the archivist's lists show; days of closing, both inclusive; ``text`` is sought in the file."""

    closed_from: dt.date | None = None
    closed_until: dt.date | None = None
    text: str = ""
    failed_only: bool = False
    point: Point | None = None


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """A file with how many points of its review failed."""

    document: Document
    failed: int


_FAILED = (
    sa.select(sa.func.count(FilePoint.id))
    .where(
        FilePoint.county_code == Document.county_code,
        FilePoint.document == Document.public_id,
        FilePoint.verdict == Verdict.FAILS,
    )
    .scalar_subquery()
)


def get_file(public_id: str, actor: Actor) -> Document:
    """The file of a case; raises ``Missing`` for any other paper and outside the actor's counties."""
    document = get_scoped(Document, public_id, actor)
    if document.kind is not DocumentKind.CASE_FILE:
        raise Missing(N_("There is no such page or record."))
    return document


def list_files(
    wanted: FileFilter, actor: Actor, after: Sequence[Any] | None = None, limit: int = 50
) -> list[FileRow]:
    """Files, the last closed first, after a sort key (key)."""
    statement = _filtered(sa.select(Document, _FAILED), wanted, actor)
    if after and type(after[0]) is int:
        statement = statement.where(Document.id < after[0])
    statement = statement.order_by(Document.id.desc()).limit(limit)
    return [FileRow(document=row[0], failed=row[1]) for row in db.session.execute(statement)]


def count_files(wanted: FileFilter, actor: Actor) -> int:
    """How many files a filter leaves."""
    statement = _filtered(sa.select(sa.func.count(Document.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def _filtered(statement: Rows, wanted: FileFilter, actor: Actor) -> Rows:
    statement = scoped(statement, Document, actor).where(*_conditions(wanted))
    return statement.where(_FAILED > 0) if wanted.failed_only else statement


def _conditions(wanted: FileFilter) -> list[sa.ColumnElement[bool]]:
    found = [
        Document.kind == DocumentKind.CASE_FILE,
        Document.state != DocumentState.VOIDED,
    ]
    if wanted.closed_from:
        found.append(Document.acted_on >= wanted.closed_from)
    if wanted.closed_until:
        found.append(Document.acted_on <= wanted.closed_until)
    if wanted.text.strip():
        found.append(Document.facts_json.contains(wanted.text.strip(), autoescape=True))
    return found


@dataclass(frozen=True, kw_only=True)
class FailedRow:
    """A point that failed, with the file."""

    point: FilePoint
    document: Document


def list_failures(
    wanted: FileFilter, actor: Actor, after: Sequence[Any] | None = None, limit: int = 50
) -> list[FailedRow]:
    """Failed points of all files, the latest first, after a sort key (key)."""
    statement = _failed(sa.select(FilePoint, Document), wanted, actor)
    if after and type(after[0]) is int:
        statement = statement.where(FilePoint.id < after[0])
    statement = statement.order_by(FilePoint.id.desc()).limit(limit)
    return [FailedRow(point=row[0], document=row[1]) for row in db.session.execute(statement)]


def count_failures(wanted: FileFilter, actor: Actor) -> int:
    """How many failed points a filter leaves."""
    statement = _failed(sa.select(sa.func.count(FilePoint.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def count_by_point(wanted: FileFilter, actor: Actor) -> dict[Point, int]:
    """How often each point failed, those that never did left out."""
    statement = _failed(sa.select(FilePoint.point, sa.func.count()), wanted, actor)
    return {row[0]: row[1] for row in db.session.execute(statement.group_by(FilePoint.point))}


def _failed(statement: Rows, wanted: FileFilter, actor: Actor) -> Rows:
    joined = sa.and_(
        Document.county_code == FilePoint.county_code, Document.public_id == FilePoint.document
    )
    statement = scoped(statement.select_from(FilePoint).join(Document, joined), FilePoint, actor)
    statement = statement.where(FilePoint.verdict == Verdict.FAILS, *_conditions(wanted))
    return statement.where(FilePoint.point == wanted.point) if wanted.point else statement


def verdicts_of(document: Document) -> tuple[Reviewed, ...]:
    """The review under which a case was closed; the caller has loaded its file in scope."""
    statement = sa.select(FilePoint).where(
        FilePoint.county_code == document.county_code, FilePoint.document == document.public_id
    )
    rows = {row.point: row for row in db.session.execute(statement).scalars()}
    return tuple(
        Reviewed(point=point, verdict=rows[point].verdict, seen=rows[point].seen)
        for point in Point
        if point in rows
    )


def find_file_of(subject_kind: str, subject_id: str, county_code: str) -> Document | None:
    """The file of a case that the caller has loaded in scope."""
    statement = sa.select(Document).where(
        Document.county_code == county_code,
        Document.subject_kind == subject_kind,
        Document.subject_id == subject_id,
        Document.kind == DocumentKind.CASE_FILE,
        Document.state != DocumentState.VOIDED,
    )
    return db.session.execute(statement.order_by(Document.id.desc())).scalars().first()
