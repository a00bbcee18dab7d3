"""Proposals: one, lists, those of a case, and what waits for whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.access.scope import get_scoped, scoped
from kgsup.audit.rules import Subject
from kgsup.casework.models import AfterReview, Discussion, GivenOpinion, Proposal
from kgsup.casework.queries.levels import hand_of
from kgsup.casework.rules import (
    OPEN_STATES,
    Case,
    Departure,
    Given,
    Hand,
    Person,
    ProposalState,
)
from kgsup.casework.rules.steps import may_take, people_of
from kgsup.configuration import queries as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db

Rows = sa.Select[*tuple[Any, ...]]
_LOOKED_AT = 500  # open proposals among which those that wait for somebody are sought


@dataclass(frozen=True, kw_only=True)
class ProposalFilter:
    """What a list of proposals is limited to; ``text`` is sought in titles and words."""

    states: Collection[ProposalState] = ()
    act: str | None = None
    text: str | None = None


def get_proposal(public_id: str, actor: Actor, *, for_update: bool = False) -> Proposal:
    """Load a proposal; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Proposal, public_id, actor, for_update=for_update)


def list_of(subject: Subject, actor: Actor) -> Sequence[Proposal]:
    """The proposals of a case, the latest first."""
    statement = scoped(sa.select(Proposal), Proposal, actor).where(*_of(subject))
    return db.session.execute(statement.order_by(Proposal.id.desc())).scalars().all()


def find_open(subject: Subject, act: str) -> Proposal | None:
    """The running proposal for an act in a case that the caller has loaded in scope."""
    statement = sa.select(Proposal).where(
        *_of(subject), Proposal.act == act, Proposal.state.in_(OPEN_STATES)
    )
    return db.session.execute(statement).scalar_one_or_none()


def _of(subject: Subject) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Proposal.county_code == subject.county_code,
        Proposal.subject_kind == subject.kind,
        Proposal.subject_id == subject.public_id,
    )


def list_proposals(
    wanted: ProposalFilter, actor: Actor, after: list[Any] | None, limit: int
) -> Sequence[Proposal]:
    """Proposals, newest first, after a sort key (key)."""
    statement = _filtered(sa.select(Proposal), wanted, actor)
    if after and isinstance(after[0], int):
        statement = statement.where(Proposal.id < after[0])
    statement = statement.order_by(Proposal.id.desc()).limit(limit)
    return db.session.execute(statement).scalars().all()


def count_proposals(wanted: ProposalFilter, actor: Actor) -> int:
    """How many proposals a filter leaves."""
    statement = _filtered(sa.select(sa.func.count(Proposal.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def _filtered(statement: Rows, wanted: ProposalFilter, actor: Actor) -> Rows:
    statement = scoped(statement, Proposal, actor)
    if wanted.states:
        statement = statement.where(Proposal.state.in_(list(wanted.states)))
    if wanted.act:
        statement = statement.where(Proposal.act == wanted.act)
    if wanted.text:
        statement = statement.where(
            Proposal.title.contains(wanted.text, autoescape=True)
            | Proposal.text.contains(wanted.text, autoescape=True)
        )
    return statement


def list_opinions(proposal_id: int) -> list[GivenOpinion]:
    """The opinions on a proposal that the caller has loaded in scope, first one first."""
    statement = sa.select(GivenOpinion).where(GivenOpinion.proposal_id == proposal_id)
    return list(db.session.execute(statement.order_by(GivenOpinion.id)).scalars())


def list_discussions(proposal_id: int) -> list[Discussion]:
    """The minutes on a proposal that the caller has loaded in scope, first ones first."""
    statement = sa.select(Discussion).where(Discussion.proposal_id == proposal_id)
    return list(db.session.execute(statement.order_by(Discussion.id)).scalars())


@dataclass(frozen=True, kw_only=True)
class Said:
    """An opinion or minutes in the course of a proposal; one of the two is there."""

    opinion: GivenOpinion | None
    minutes: Discussion | None
    is_earlier: bool  # on an earlier edition than the present one


def list_said(proposal: Proposal) -> list[Said]:
    """What was said on a proposal in scope, by edition and step, first words first."""
    rows: list[GivenOpinion | Discussion] = [
        *list_opinions(proposal.id),
        *list_discussions(proposal.id),
    ]
    rows.sort(key=_place)
    return [
        Said(
            opinion=row if isinstance(row, GivenOpinion) else None,
            minutes=row if isinstance(row, Discussion) else None,
            is_earlier=row.edition < proposal.edition,
        )
        for row in rows
    ]


def _place(row: GivenOpinion | Discussion) -> tuple[int, int, dt.datetime, int]:
    step = ProposalState.DISCUSSION if isinstance(row, Discussion) else row.step
    return row.edition, OPEN_STATES.index(step), row.recorded_at, row.id


def find_after_review(proposal_id: int) -> AfterReview | None:
    """The review afterwards of a proposal that the caller has loaded in scope."""
    statement = sa.select(AfterReview).where(AfterReview.proposal_id == proposal_id)
    return db.session.execute(statement).scalar_one_or_none()


def is_small_bureau(county_code: str, on: dt.date) -> bool:
    """Tell whether a county works in the small-bureau mode on a day."""
    return bool(configuration.value(county_code, Key.SMALL_BUREAU, on=on))


def cases_of(proposals: Sequence[Proposal], on: dt.date) -> list[Case]:
    """What the rules must know of proposals on a day, read at once."""
    keys = [proposal.id for proposal in proposals]
    given: dict[int, list[GivenOpinion]] = defaultdict(list)
    for opinion in db.session.execute(
        sa.select(GivenOpinion).where(GivenOpinion.proposal_id.in_(keys)).order_by(GivenOpinion.id)
    ).scalars():
        given[opinion.proposal_id].append(opinion)
    agreeing = {
        (key, edition)
        for key, edition in db.session.execute(
            sa.select(Discussion.proposal_id, Discussion.edition).where(
                Discussion.proposal_id.in_(keys), Discussion.agreed
            )
        )
    }
    small = {code: is_small_bureau(code, on) for code in {row.county_code for row in proposals}}
    return [
        _case(row, given[row.id], (row.id, row.edition) in agreeing, small[row.county_code])
        for row in proposals
    ]


def case_of(proposal: Proposal, on: dt.date) -> Case:
    """What the rules must know of one proposal on a day."""
    return cases_of([proposal], on)[0]


def _case(
    proposal: Proposal, opinions: Sequence[GivenOpinion], has_minutes: bool, small_bureau: bool
) -> Case:
    return Case(
        state=proposal.state,
        least=proposal.level,
        needs=proposal.needs,
        preparers=preparers_of(proposal),
        given=tuple(_given(row) for row in opinions if counts_now(row, proposal)),
        has_agreeing_minutes=has_minutes,
        small_bureau=small_bureau,
    )


def counts_now(opinion: GivenOpinion, proposal: Proposal) -> bool:
    """Tell whether an opinion agrees with the present edition; others were given on an earlier one."""
    return opinion.agreed and opinion.edition == proposal.edition


def _given(opinion: GivenOpinion) -> Given:
    behalf = opinion.on_behalf_of
    represented = Person(opinion.on_behalf_of_id, behalf) if behalf else None
    people = people_of(Person(opinion.person_id, opinion.person), represented)
    return Given(
        step=opinion.step,
        people=frozenset() if opinion.skipped else people,
        departures=frozenset(Departure(name) for name in opinion.departures),
    )


def preparers_of(proposal: Proposal) -> tuple[Person, ...]:
    """Everybody who prepared or changed a proposal or its case, each once."""
    others = (Person(row["id"], row["name"]) for row in proposal.also_prepared_by)
    first = Person(proposal.prepared_by, proposal.prepared_by_name)
    return tuple(dict.fromkeys((first, *others)))


def list_waiting_for(actor: Actor, on: dt.date) -> list[Proposal]:
    """What waits for somebody's step, the longest waiting first.

    For reviewers and approvers what they could agree with or sign on this day, by the same rules that
    check the act; for who prepared it, a draft that is not submitted or was sent back, and minutes that
    are missing.
    """
    statement = scoped(sa.select(Proposal), Proposal, actor).where(Proposal.state.in_(OPEN_STATES))
    rows = db.session.execute(statement.order_by(Proposal.id).limit(_LOOKED_AT)).scalars().all()
    hands = {code: hand_of(actor, code, on) for code in {row.county_code for row in rows}}
    cases = cases_of(rows, on)
    return [
        row
        for row, case in zip(rows, cases, strict=True)
        if _waits_for(row, case, hands[row.county_code], actor)
    ]


def _waits_for(proposal: Proposal, case: Case, hand: Hand, actor: Actor) -> bool:
    if proposal.state in {ProposalState.DRAFTED, ProposalState.DISCUSSION}:
        return actor.id is not None and actor.id in {person.id for person in case.preparers}
    is_decider = actor.has_role(Role.APPROVER, Role.LEGAL_REVIEWER)
    return is_decider and may_take(case, hand)


@dataclass(frozen=True, kw_only=True)
class ReviewRow:
    """A line of the list of reviews afterwards."""

    review: AfterReview
    proposal: Proposal


def list_reviews(
    actor: Actor, after: list[Any] | None, limit: int, *, is_open: bool = True
) -> Sequence[ReviewRow]:
    """Reviews afterwards, open ones by their last day, done ones newest first; after a key."""
    statement = scoped(
        sa.select(AfterReview, Proposal).join(Proposal, Proposal.id == AfterReview.proposal_id),
        AfterReview,
        actor,
    ).where(AfterReview.reviewed_at.is_(None) == sa.literal(is_open))
    statement = statement.order_by(AfterReview.id if is_open else AfterReview.id.desc())
    if after and isinstance(after[0], int):
        key = AfterReview.id > after[0] if is_open else AfterReview.id < after[0]
        statement = statement.where(key)
    rows = db.session.execute(statement.limit(limit))
    return [ReviewRow(review=review, proposal=proposal) for review, proposal in rows]


def get_review(public_id: str, actor: Actor, *, for_update: bool = False) -> AfterReview:
    """Load a review afterwards; raises ``Missing`` outside the actor's counties."""
    return get_scoped(AfterReview, public_id, actor, for_update=for_update)


def get_reviewed(review: AfterReview) -> Proposal:
    """The proposal that a review in scope is about."""
    statement = sa.select(Proposal).where(Proposal.id == review.proposal_id)
    return db.session.execute(statement).scalar_one()
