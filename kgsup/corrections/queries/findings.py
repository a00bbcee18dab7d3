"""Findings: one, lists by filter, those of a kindergarten."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.corrections.models import Extension, Finding, FollowUp
from kgsup.corrections.rules import Authority, FindingState, Kind, Severity, State
from kgsup.kindergartens.models import Kindergarten

Rows = sa.Select[*tuple[Any, ...]]

OPEN = Finding.state == FindingState.OPEN


@dataclass(frozen=True, kw_only=True)
class FindingFilter:
    """What a list of findings is limited to; ``kindergarten`` is a public id."""

    state: FindingState | None = None
    overdue_on: dt.date | None = None  # open, with a printed date before this day
    kindergarten: str | None = None
    severity: Severity | None = None
    authority: Authority | None = None
    town_code: str | None = None
    found_from: dt.date | None = None  # inclusive
    found_until: dt.date | None = None  # inclusive
    without_follow_up: bool = False


@dataclass(frozen=True, kw_only=True)
class FindingRow:
    """A line of a list: the finding, where it was found and what follows it."""

    finding: Finding
    kindergarten: str
    kindergarten_name: str
    town_code: str | None
    follow_up: str | None
    follow_up_kind: Kind | None
    follow_up_state: State | None


def get_finding(public_id: str, actor: Actor, *, for_update: bool = False) -> Finding:
    """Load a finding; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Finding, public_id, actor, for_update=for_update)


def list_findings(
    wanted: FindingFilter, actor: Actor, after: list[Any] | None, limit: int
) -> Sequence[FindingRow]:
    """Findings by printed date and key, after a sort key (ISO date, key)."""
    statement = _filtered(_rows(), wanted, actor).order_by(Finding.due_on, Finding.id).limit(limit)
    key = _key(after)
    if key:
        statement = statement.where(sa.tuple_(Finding.due_on, Finding.id) > sa.tuple_(*key))
    return [_row(*row) for row in db.session.execute(statement)]


def _key(after: list[Any] | None) -> tuple[Any, Any] | None:
    """The sort key of an address; nonsense means the first page."""
    try:
        day, key = after or []
        return sa.literal(dt.date.fromisoformat(day), sa.Date()), sa.literal(int(key))
    except (TypeError, ValueError):
        return None


def count_findings(wanted: FindingFilter, actor: Actor) -> int:
    """How many rows the same filter lists."""
    statement = sa.select(sa.func.count(Finding.id)).join(
        Kindergarten, Kindergarten.id == Finding.kindergarten_id
    )
    return int(db.session.execute(_filtered(statement, wanted, actor)).scalar_one())


def overdue_findings(actor: Actor, today: dt.date, limit: int = 50) -> Sequence[FindingRow]:
    """Open findings whose printed date has passed, longest first: for My day."""
    return list_findings(FindingFilter(overdue_on=today), actor, None, limit)


def count_open_findings(
    kindergarten_id: int, actor: Actor, severity: Severity | None = None
) -> int:
    """How many findings are open at a kindergarten, all or of one weight."""
    statement = scoped(sa.select(sa.func.count(Finding.id)), Finding, actor)
    statement = statement.where(Finding.kindergarten_id == kindergarten_id, OPEN)
    if severity:
        statement = statement.where(Finding.severity == severity)
    return db.session.execute(statement).scalar_one()


def open_findings_of(kindergarten_id: int) -> Sequence[FindingRow]:
    """What is open at a kindergarten that the caller has loaded in scope, by printed date."""
    statement = _rows().where(Finding.kindergarten_id == kindergarten_id, OPEN)
    return [
        _row(*row) for row in db.session.execute(statement.order_by(Finding.due_on, Finding.id))
    ]


def findings_of_origin(kind: str, public_id: str) -> Sequence[FindingRow]:
    """All findings of a visit that the caller has loaded in scope, in the order of finding."""
    statement = _rows().where(Finding.origin_kind == kind, Finding.origin_id == public_id)
    return [_row(*row) for row in db.session.execute(statement.order_by(Finding.id))]


def findings_of_follow_up(follow_up_id: int, *, for_update: bool = False) -> list[Finding]:
    """The findings of a follow-up that the caller has loaded in scope, in the order of finding."""
    statement = sa.select(Finding).where(Finding.follow_up_id == follow_up_id).order_by(Finding.id)
    if for_update:
        statement = statement.with_for_update()
    return list(db.session.execute(statement).scalars())


def list_extensions(finding_id: int) -> list[Extension]:
    """The extensions of a finding, first one first."""
    statement = sa.select(Extension).where(Extension.finding_id == finding_id)
    return list(db.session.execute(statement.order_by(Extension.id)).scalars())


def earlier_extensions(finding_id: int) -> int:
    """How often the date of a finding was extended."""
    statement = sa.select(sa.func.count(Extension.id)).where(Extension.finding_id == finding_id)
    return db.session.execute(statement).scalar_one()


def _rows() -> Rows:
    return (
        sa.select(
            Finding,
            Kindergarten.public_id,
            Kindergarten.name,
            Kindergarten.town_code,
            FollowUp.public_id,
            FollowUp.kind,
            FollowUp.state,
        )
        .join(Kindergarten, Kindergarten.id == Finding.kindergarten_id)
        .outerjoin(FollowUp, FollowUp.id == Finding.follow_up_id)
    )


def _row(finding: Finding, *others: Any) -> FindingRow:
    kindergarten, name, town_code, follow_up, kind, state = others
    return FindingRow(
        finding=finding,
        kindergarten=kindergarten,
        kindergarten_name=name,
        town_code=town_code,
        follow_up=follow_up,
        follow_up_kind=kind,
        follow_up_state=state,
    )


def _filtered(statement: Rows, wanted: FindingFilter, actor: Actor) -> Rows:
    conditions = {
        Finding.state: wanted.state,
        Finding.severity: wanted.severity,
        Finding.authority: wanted.authority,
        Kindergarten.public_id: wanted.kindergarten,
        Kindergarten.town_code: wanted.town_code,
    }
    statement = scoped(statement, Finding, actor).where(
        *(column == value for column, value in conditions.items() if value)
    )
    if wanted.overdue_on:
        statement = statement.where(OPEN, Finding.due_on < wanted.overdue_on)
    if wanted.found_from:
        statement = statement.where(Finding.found_on >= wanted.found_from)
    if wanted.found_until:
        statement = statement.where(Finding.found_on <= wanted.found_until)
    if wanted.without_follow_up:
        statement = statement.where(OPEN, Finding.follow_up_id.is_(None))
    return statement
