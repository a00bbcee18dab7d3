"""Applications in lists: by filters, counted for the pipeline, and what one page needs beside them."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework
from kgsup.casework.models import Assignment, Proposal
from kgsup.casework.rules import OPEN_STATES, ProposalState
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db
from kgsup.deadlines import queries as deadlines
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries import ClockLine
from kgsup.deadlines.rules import Shown
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import holding_text
from kgsup.kindergartens.rules.names import fold, read_names
from kgsup.licensing.models import CorrectionRequest, PermitApplication
from kgsup.licensing.queries.applications import OF_THE_OFFICE, in_reach
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.overview import NextStep, Standing, Waiting, next_step
from kgsup.licensing.rules.states import DECIDED, State

SUBJECT_KIND = PermitApplication.__tablename__
NOBODY = "-"  # the filter of cases that nobody has
_FOUNDERS_LOOKED_AT = 2000  # applicants without an entry in the register whose names are spelt
Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class ListFilter:
    """What a list of applications is limited to; empty means everything.

    ``clock`` asks for any clock of the case that stands there; ``holder`` is a user's public id, or
    ``NOBODY``.  The days of receipt are inclusive.
    """

    states: Collection[State] = ()
    kind: PermitKind | None = None
    county_code: str | None = None
    town_code: str | None = None
    clock: Shown | None = None
    waits: Waiting | None = None
    holder: str | None = None
    received_from: dt.date | None = None
    received_until: dt.date | None = None
    text: str = ""
    kindergarten: str | None = None  # public id


@dataclass(frozen=True, kw_only=True)
class ApplicationRow:
    """A line of a list: the application, what its kindergarten is called and where it lies."""

    application: PermitApplication
    kindergarten: str | None  # public id
    name: str
    town_code: str | None

    @property
    def sort_key(self) -> list[int]:
        return [self.application.id]

    @property
    def subject(self) -> Subject:
        row = self.application
        return Subject(SUBJECT_KIND, row.public_id, row.county_code, self.kindergarten)


@dataclass(frozen=True, kw_only=True)
class WorkRow:
    """A line with its clock, who has it and what comes next."""

    row: ApplicationRow
    clock: ClockLine | None
    with_whom: str | None
    next_step: NextStep | None


_TOWN = sa.func.coalesce(
    Kindergarten.town_code, PermitApplication.values[ApplicationField.TOWN.value].as_string()
)
_NAME_TYPED = PermitApplication.values[ApplicationField.NAME.value].as_string()


def list_applications(
    wanted: ListFilter,
    actor: Actor,
    today: dt.date,
    after: Sequence[Any] | None = None,
    limit: int | None = 50,
) -> list[ApplicationRow]:
    """Applications, the last begun first, after a sort key; nonsense there means the beginning."""
    columns = (PermitApplication, Kindergarten.public_id, Kindergarten.name, _TOWN)
    statement = _filtered(sa.select(*columns), wanted, actor, today)
    if after and type(after[0]) is int:
        statement = statement.where(PermitApplication.id < after[0])
    statement = statement.order_by(PermitApplication.id.desc()).limit(limit)
    return [_row(*found) for found in db.session.execute(statement)]


def _row(
    application: PermitApplication, kindergarten: str | None, name: str | None, town: str | None
) -> ApplicationRow:
    typed = str(application.values.get(ApplicationField.NAME.value, ""))
    return ApplicationRow(
        application=application,
        kindergarten=kindergarten,
        name=name or typed or application.applicant,
        town_code=town or None,
    )


def count_applications(wanted: ListFilter, actor: Actor, today: dt.date) -> int:
    """How many rows the same filter lists."""
    counting = sa.select(sa.func.count(PermitApplication.id))
    return int(db.session.execute(_filtered(counting, wanted, actor, today)).scalar_one())


def count_by_state(
    wanted: ListFilter, actor: Actor, today: dt.date
) -> dict[tuple[State, PermitKind], int]:
    """How many applications stand in each state, by kind."""
    columns = (PermitApplication.state, PermitApplication.kind, sa.func.count())
    statement = _filtered(sa.select(*columns), wanted, actor, today)
    statement = statement.group_by(PermitApplication.state, PermitApplication.kind)
    return {(state, kind): count for state, kind, count in db.session.execute(statement)}


def count_by_clock(wanted: ListFilter, actor: Actor, today: dt.date) -> dict[Shown, int]:
    """How many applications have a clock that stands there; one with two clocks may count twice."""
    counting = sa.select(sa.func.count(PermitApplication.id))
    chosen = _filtered(counting, wanted, actor, today)
    return {
        shown: int(db.session.execute(chosen.where(_has_clock(shown, today))).scalar_one())
        for shown in Shown
    }


def count_by_holder(wanted: ListFilter, actor: Actor, today: dt.date) -> list[tuple[str, str, int]]:
    """Who has how many: (user's public id, name, count), most first; ``NOBODY`` without a name."""
    columns = (Assignment.user_public_id, sa.func.max(Assignment.user_name), sa.func.count())
    statement = _filtered(sa.select(*columns), wanted, actor, today)
    statement = statement.outerjoin(Assignment, sa.and_(*_held())).group_by(
        Assignment.user_public_id
    )
    found = [
        (user or NOBODY, name or "", count) for user, name, count in db.session.execute(statement)
    ]
    return sorted(found, key=lambda entry: (-entry[2], entry[1]))


def with_work(rows: Sequence[ApplicationRow], today: dt.date) -> list[WorkRow]:
    """What one page needs beside its rows, in a fixed number of statements."""
    if not rows:
        return []
    clocks = deadlines.next_of([row.subject for row in rows])
    lines = {line.deadline.subject_id: line for line in deadlines.lines([*clocks.values()], today)}
    holders = casework.assignees_of(row.subject for row in rows)
    proposals = _running_proposals(rows)
    return [
        WorkRow(
            row=row,
            clock=lines.get(row.application.public_id),
            with_whom=_name_of(holders.get((SUBJECT_KIND, row.application.public_id))),
            next_step=next_step(standing_of(row.application, proposals)),
        )
        for row in rows
    ]


def _name_of(assignment: Assignment | None) -> str | None:
    return assignment.user_name if assignment else None


def standing_of(application: PermitApplication, proposals: Mapping[str, ProposalState]) -> Standing:
    """What decides the next step of an application; ``proposals`` by the case's public id."""
    is_printed = application.state is State.GRANTED and application.valid_until is not None
    return Standing(
        state=application.state,
        proposal=proposals.get(application.public_id),
        is_served=application.served_on is not None,
        awaits_certificate=is_printed and application.certificate_on is None,
    )


def _running_proposals(rows: Sequence[ApplicationRow]) -> dict[str, ProposalState]:
    statement = sa.select(Proposal.subject_id, Proposal.state).where(
        Proposal.subject_kind == SUBJECT_KIND,
        Proposal.subject_id.in_([row.application.public_id for row in rows]),
        Proposal.state.in_(OPEN_STATES),
    )
    return {subject: state for subject, state in db.session.execute(statement)}


def _held() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Assignment.county_code == PermitApplication.county_code,
        Assignment.subject_kind == SUBJECT_KIND,
        Assignment.subject_id == PermitApplication.public_id,
        Assignment.released_at.is_(None),
    )


def _has_clock(shown: Shown, today: dt.date) -> sa.ColumnElement[bool]:
    """Any clock of the application that stands there on a day."""
    running = Deadline.status == ClockStatus.RUNNING
    stands = {
        Shown.LATE: (running, Deadline.due_on < today),
        Shown.AMBER: (running, Deadline.due_on >= today, Deadline.amber_on <= today),
        Shown.CALM: (running, Deadline.due_on >= today, Deadline.amber_on > today),
        Shown.PAUSED: (Deadline.status == ClockStatus.PAUSED,),
    }[shown]
    statement = sa.select(Deadline.id).where(
        Deadline.county_code == PermitApplication.county_code,
        Deadline.subject_kind == SUBJECT_KIND,
        Deadline.subject_id == PermitApplication.public_id,
        *stands,
    )
    return sa.exists(statement)


def _filtered(statement: Rows, wanted: ListFilter, actor: Actor, today: dt.date) -> Rows:
    joined = statement.select_from(PermitApplication).outerjoin(
        Kindergarten,
        sa.and_(
            Kindergarten.county_code == PermitApplication.county_code,
            Kindergarten.id == PermitApplication.kindergarten_id,
        ),
    )
    conditions = [OF_THE_OFFICE, *_equal(wanted), *_between(wanted)]
    if wanted.clock:
        conditions.append(_has_clock(wanted.clock, today))
    if wanted.waits:
        conditions.append(_WAITS[wanted.waits])
    if wanted.holder:
        conditions.append(_with(wanted.holder))
    if wanted.text.strip():
        conditions.append(_holding(wanted.text.strip(), actor))
    return in_reach(joined, actor).where(*conditions)


_ANSWERED = sa.exists(
    sa.select(CorrectionRequest.id).where(
        CorrectionRequest.county_code == PermitApplication.county_code,
        CorrectionRequest.permit_application_id == PermitApplication.id,
        CorrectionRequest.answered_at.is_not(None),
    )
)
_AWAITS_CERTIFICATE = sa.and_(
    PermitApplication.state == State.GRANTED,
    PermitApplication.valid_until.is_not(None),
    PermitApplication.certificate_on.is_(None),
)
_WAITS: Mapping[Waiting, sa.ColumnElement[bool]] = {
    Waiting.INTAKE: sa.or_(
        PermitApplication.state == State.DRAFT,
        sa.and_(PermitApplication.state == State.RECEIVED, sa.not_(_ANSWERED)),
    ),
    Waiting.CORRECTED: sa.and_(PermitApplication.state == State.RECEIVED, _ANSWERED),
    Waiting.CERTIFICATE: _AWAITS_CERTIFICATE,
    Waiting.FILING_AWAY: sa.or_(
        PermitApplication.state.in_(
            [State.NOT_NEEDED, State.DECLINED, State.ENDED, State.WITHDRAWN]
        ),
        sa.and_(
            PermitApplication.state.in_(list(DECIDED)),
            PermitApplication.served_on.is_not(None),
            sa.not_(_AWAITS_CERTIFICATE),
        ),
    ),
}


def _equal(wanted: ListFilter) -> list[sa.ColumnElement[bool]]:
    equal: dict[Any, Any] = {
        PermitApplication.kind: wanted.kind,
        PermitApplication.county_code: wanted.county_code,
        _TOWN: wanted.town_code,
        Kindergarten.public_id: wanted.kindergarten,
    }
    found = [column == value for column, value in equal.items() if value]
    if wanted.states:
        found.append(PermitApplication.state.in_(list(wanted.states)))
    return found


def _between(wanted: ListFilter) -> list[sa.ColumnElement[bool]]:
    found = []
    if wanted.received_from:
        found.append(PermitApplication.received_on >= wanted.received_from)
    if wanted.received_until:
        found.append(PermitApplication.received_on <= wanted.received_until)
    return found


def _with(holder: str) -> sa.ColumnElement[bool]:
    held = sa.select(Assignment.id).where(*_held())
    if holder == NOBODY:
        return sa.not_(sa.exists(held))
    return sa.exists(held.where(Assignment.user_public_id == holder))


_NUMBERS = (
    PermitApplication.number,
    PermitApplication.document_number,
    PermitApplication.licence_number,
)


def find_by_number(text: str, actor: Actor, limit: int) -> list[ApplicationRow]:
    """Applications whose own number, decision or licence holds a text, the last begun first."""
    columns = (PermitApplication, Kindergarten.public_id, Kindergarten.name, _TOWN)
    statement = _filtered(sa.select(*columns), ListFilter(), actor, dt.date.max).where(
        sa.or_(*(column.contains(text, autoescape=True) for column in _NUMBERS))
    )
    statement = statement.order_by(PermitApplication.id.desc()).limit(limit)
    return [_row(*found) for found in db.session.execute(statement)]


def _holding(text: str, actor: Actor) -> sa.ColumnElement[bool]:
    """Names in Chinese, pinyin or initials; our numbers; numbers of other systems."""
    elsewhere = [
        found.subject_id
        for found in casework.find_by_number(text, actor)
        if found.subject_kind == SUBJECT_KIND
    ]
    columns = (PermitApplication.applicant, _NAME_TYPED, *_NUMBERS)
    return sa.or_(
        sa.and_(Kindergarten.id.is_not(None), *holding_text(text)),
        *(column.contains(text, autoescape=True) for column in columns),
        PermitApplication.public_id.in_([*elsewhere, *_founders_called(text, actor)]),
    )


def _founders_called(text: str, actor: Actor) -> list[str]:
    """Applications of people without an entry in the register whose names are spelt so."""
    word = fold(text)
    if not word or not text.isascii():
        return []  # Chinese is found in the columns themselves
    columns = (PermitApplication.public_id, PermitApplication.applicant, _NAME_TYPED)
    statement = in_reach(
        sa.select(*columns).select_from(PermitApplication).outerjoin(Kindergarten, sa.false()),
        actor,
    ).where(PermitApplication.kindergarten_id.is_(None), OF_THE_OFFICE)
    statement = statement.order_by(PermitApplication.id.desc()).limit(_FOUNDERS_LOOKED_AT)
    return [
        public_id
        for public_id, applicant, name in db.session.execute(statement)
        if word in read_names(name or applicant, applicant, ()).search_text
    ]
