"""Follow-ups: one, lists by state, those of a visit and of a kindergarten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import Choice, FindingState, Kind, State
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class FollowUpFilter:
    """What a list of follow-ups is limited to; ``kindergarten`` is a public id."""

    states: Collection[State] = ()
    kind: Kind | None = None
    kindergarten: str | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpRow:
    """A line of a list: the follow-up, its kindergarten, how much of it is open."""

    follow_up: FollowUp
    kindergarten: str
    kindergarten_name: str
    findings: int
    open_findings: int


def get_follow_up(public_id: str, actor: Actor, *, for_update: bool = False) -> FollowUp:
    """Load a follow-up; raises ``Missing`` outside the actor's counties."""
    return get_scoped(FollowUp, public_id, actor, for_update=for_update)


def kindergarten_of(row: FollowUp | Finding) -> Kindergarten:
    """The kindergarten of a follow-up or finding that was loaded in scope."""
    return get_by_id(row.county_code, row.kindergarten_id)


def find_draft(origin_id: str, choice: Choice, *, kindergarten_id: int) -> FollowUp | None:
    """The draft of an origin that a finding with this choice joins."""
    statement = sa.select(FollowUp).where(
        FollowUp.origin_id == origin_id,
        FollowUp.kindergarten_id == kindergarten_id,
        FollowUp.state == State.DRAFTED,
        FollowUp.kind == choice.kind,
        FollowUp.body == choice.body,
        FollowUp.authority.is_not_distinct_from(choice.authority),
    )
    return db.session.execute(statement.order_by(FollowUp.id).limit(1)).scalar_one_or_none()


def list_follow_ups(
    wanted: FollowUpFilter, actor: Actor, after: list[Any] | None, limit: int
) -> Sequence[FollowUpRow]:
    """Follow-ups, newest first, after a sort key (key)."""
    statement = _filtered(_rows(), wanted, actor).order_by(FollowUp.id.desc()).limit(limit)
    if after and isinstance(after[0], int):
        statement = statement.where(FollowUp.id < after[0])
    return [_row(*row) for row in db.session.execute(statement)]


def count_follow_ups(wanted: FollowUpFilter, actor: Actor) -> int:
    """How many follow-ups a filter leaves."""
    statement = _filtered(_rows().with_only_columns(sa.func.count(FollowUp.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def _filtered(statement: Rows, wanted: FollowUpFilter, actor: Actor) -> Rows:
    statement = scoped(statement, FollowUp, actor)
    if wanted.states:
        statement = statement.where(FollowUp.state.in_(list(wanted.states)))
    if wanted.kind:
        statement = statement.where(FollowUp.kind == wanted.kind)
    if wanted.kindergarten:
        statement = statement.where(Kindergarten.public_id == wanted.kindergarten)
    return statement


def follow_ups_of_origin(kind: str, public_id: str) -> Sequence[FollowUpRow]:
    """What follows a visit that the caller has loaded in scope, in the order of drafting."""
    statement = _rows().where(FollowUp.origin_kind == kind, FollowUp.origin_id == public_id)
    return [_row(*row) for row in db.session.execute(statement.order_by(FollowUp.id))]


def follow_ups_of_kindergarten(kindergarten_id: int, limit: int = 20) -> Sequence[FollowUpRow]:
    """The latest follow-ups of a kindergarten that the caller has loaded in scope, newest first."""
    statement = _rows().where(FollowUp.kindergarten_id == kindergarten_id)
    statement = statement.order_by(FollowUp.id.desc()).limit(limit)
    return [_row(*row) for row in db.session.execute(statement)]


def find_follow_up_of(finding: Finding) -> FollowUp | None:
    """What follows a finding that was loaded in scope; ``None`` when it was withdrawn."""
    if finding.follow_up_id is None:
        return None
    return db.session.execute(
        sa.select(FollowUp).where(FollowUp.id == finding.follow_up_id)
    ).scalar_one()


def follow_ups_of_document(document_id: str) -> Sequence[FollowUp]:
    """The follow-up behind a document, if any."""
    statement = sa.select(FollowUp).where(FollowUp.document_id == document_id)
    return db.session.execute(statement).scalars().all()


def _rows() -> sa.Select[*tuple[Any, ...]]:
    own = Finding.follow_up_id == FollowUp.id
    counted = sa.select(sa.func.count(Finding.id)).where(own).correlate(FollowUp)
    findings = counted.scalar_subquery()
    open_ones = counted.where(Finding.state == FindingState.OPEN).scalar_subquery()
    return sa.select(FollowUp, Kindergarten.public_id, Kindergarten.name, findings, open_ones).join(
        Kindergarten, Kindergarten.id == FollowUp.kindergarten_id
    )


def _row(follow_up: FollowUp, *others: Any) -> FollowUpRow:
    kindergarten, name, findings, open_findings = others
    return FollowUpRow(
        follow_up=follow_up,
        kindergarten=kindergarten,
        kindergarten_name=name,
        findings=findings,
        open_findings=open_findings,
    )
