"""Who has which case, and under which numbers other systems know it."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.audit.rules import Subject
from kgsup.casework.models import Assignment, CaseNumber
from kgsup.casework.rules import System
from kgsup.casework.rules.numbers import SHORTEST_SEARCH, comparable_number
from kgsup.core.db import db

_FOUND_AT_MOST = 20


def assignee_of(subject: Subject) -> Assignment | None:
    """Who has a case that the caller has loaded in scope, or ``None``."""
    statement = sa.select(Assignment).where(*_of(Assignment, subject), _current())
    return db.session.execute(statement).scalar_one_or_none()


def assignees_of(subjects: Iterable[Subject]) -> dict[tuple[str, str], Assignment]:
    """Who has each of some cases in scope, by (kind, public id), read at once."""
    keys = [(subject.county_code, subject.kind, subject.public_id) for subject in subjects]
    columns = sa.tuple_(Assignment.county_code, Assignment.subject_kind, Assignment.subject_id)
    rows = db.session.execute(sa.select(Assignment).where(columns.in_(keys), _current())).scalars()
    return {(row.subject_kind, row.subject_id): row for row in rows}


def list_cases_of(
    user_public_id: str,
    actor: Actor,
    after: list[Any] | None = None,
    limit: int | None = 500,
) -> Sequence[Assignment]:
    """The cases that a person has within the actor's counties, the longest held first."""
    statement = scoped(sa.select(Assignment), Assignment, actor).where(
        Assignment.user_public_id == user_public_id, _current()
    )
    if after and isinstance(after[0], int):
        statement = statement.where(Assignment.id > after[0])
    return db.session.execute(statement.order_by(Assignment.id).limit(limit)).scalars().all()


def count_cases_by_person(actor: Actor) -> dict[str, int]:
    """How many open cases each person (public id) has within the actor's counties."""
    statement = scoped(
        sa.select(Assignment.user_public_id, sa.func.count(Assignment.id)), Assignment, actor
    ).where(_current())
    rows = db.session.execute(statement.group_by(Assignment.user_public_id))
    return {user: count for user, count in rows}


def _current() -> sa.ColumnElement[bool]:
    return Assignment.released_at.is_(None)


def _of(
    model: type[Assignment] | type[CaseNumber], subject: Subject
) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        model.county_code == subject.county_code,
        model.subject_kind == subject.kind,
        model.subject_id == subject.public_id,
    )


def numbers_of(subject: Subject) -> Sequence[CaseNumber]:
    """The living numbers of a case that the caller has loaded in scope, in order of recording."""
    statement = sa.select(CaseNumber).where(
        *_of(CaseNumber, subject), CaseNumber.struck_at.is_(None)
    )
    return db.session.execute(statement.order_by(CaseNumber.id)).scalars().all()


def find_exact(county_code: str, system: System, number: str) -> CaseNumber | None:
    """The case of a county that a system knows under exactly this number, as it is kept."""
    statement = sa.select(CaseNumber).where(
        CaseNumber.county_code == county_code,
        CaseNumber.system == system,
        CaseNumber.number == number,
        CaseNumber.struck_at.is_(None),
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_by_number(text: str, actor: Actor) -> Sequence[CaseNumber]:
    """The cases that other systems know under a number or a part of it, exact ones first.

    Fewer than four characters find nothing.
    """
    wanted = comparable_number(text)
    if len(wanted) < SHORTEST_SEARCH:
        return []
    statement = scoped(sa.select(CaseNumber), CaseNumber, actor).where(
        CaseNumber.number.contains(wanted, autoescape=True), CaseNumber.struck_at.is_(None)
    )
    is_exact = sa.case((CaseNumber.number == wanted, 0), else_=1)
    statement = statement.order_by(is_exact, CaseNumber.id.desc()).limit(_FOUND_AT_MOST)
    return db.session.execute(statement).scalars().all()


def get_number(public_id: str, actor: Actor, *, for_update: bool = False) -> CaseNumber:
    """Load a number elsewhere; raises ``Missing`` outside the actor's counties."""
    return get_scoped(CaseNumber, public_id, actor, for_update=for_update)
