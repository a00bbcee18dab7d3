"""Reading publications: one, the queue, the public list, the decisions of a period."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.audit.rules import Subject
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.publications.models import Publication
from kgsup.publications.rules import CREDIT_KINDS, KIND, PublicationKind, State, credit_sheet

Rows = sa.Select[*tuple[Any, ...]]


class Shown(StrEnum):
    """What the queue shows; the planned ones come late first."""

    PLANNED = "planned"
    LATE = "late"
    WITHHELD = "withheld"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ALL = "all"


_BY_DUE = frozenset({Shown.PLANNED, Shown.LATE})


@dataclass(frozen=True, kw_only=True)
class QueueFilter:
    """What the queue is limited to; ``today`` tells what is late."""

    today: dt.date
    shown: Shown = Shown.PLANNED
    kind: PublicationKind | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class QueueRow:
    """A line of the queue: the publication and the last day of its clock, inclusive."""

    publication: Publication
    due_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class PublicFilter:
    """What the public list is limited to."""

    kind: PublicationKind | None = None
    text: str = ""


def get_publication(public_id: str, actor: Actor, *, for_update: bool = False) -> Publication:
    """Load a publication; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Publication, public_id, actor, for_update=for_update)


def due_on(publication: Publication) -> dt.date | None:
    """The last day by which a publication that the caller has loaded must be public."""
    statement = _rows().where(Publication.id == publication.id)
    return db.session.execute(statement).one()[1]  # type: ignore[no-any-return]


def list_of(subject: Subject, actor: Actor) -> list[QueueRow]:
    """All publications of a case, in the order of planning."""
    statement = scoped(_rows(), Publication, actor).where(
        Publication.subject_kind == subject.kind, Publication.subject_id == subject.public_id
    )
    return _queue_rows(statement.order_by(Publication.id))


def list_queue(
    wanted: QueueFilter, actor: Actor, after: list[Any] | None, limit: int
) -> list[QueueRow]:
    """Publications after a ``queue_key``: planned ones by their last day, others newest first."""
    statement = _filtered(_rows(), wanted, actor).limit(limit)
    if wanted.shown not in _BY_DUE:
        statement = statement.order_by(Publication.id.desc())
        if after and len(after) == 1 and isinstance(after[0], int):
            statement = statement.where(Publication.id < after[0])
        return _queue_rows(statement)
    key = _day_and_number(after)
    if key:
        statement = statement.where(sa.tuple_(Deadline.due_on, Publication.id) > sa.tuple_(*key))
    return _queue_rows(statement.order_by(Deadline.due_on, Publication.id))


def queue_key(row: QueueRow, shown: Shown) -> tuple[Any, ...]:
    """What the queue is sorted by, as an address holds it."""
    number = row.publication.id
    return (row.due_on.isoformat(), number) if shown in _BY_DUE and row.due_on else (number,)


def count_queue(wanted: QueueFilter, actor: Actor) -> int:
    """How many rows the same filter lists."""
    statement = _filtered(_rows().with_only_columns(sa.func.count(Publication.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def list_published(
    county_code: str, wanted: PublicFilter, after: list[Any] | None, limit: int
) -> Sequence[Publication]:
    """What a county has published, newest first, after a ``public_key``: for everybody."""
    statement = _public(sa.select(Publication), county_code, wanted).limit(limit)
    key = _day_and_number(after)
    if key:
        statement = statement.where(
            sa.tuple_(Publication.published_on, Publication.id) < sa.tuple_(*key)
        )
    order = Publication.published_on.desc(), Publication.id.desc()
    return db.session.execute(statement.order_by(*order)).scalars().all()


def public_key(publication: Publication) -> tuple[str, int]:
    """What the public list is sorted by, as an address holds it."""
    day = publication.published_on
    return day.isoformat() if day else "", publication.id


def count_published(county_code: str, wanted: PublicFilter) -> int:
    """How many rows the same filter lists."""
    statement = _public(sa.select(sa.func.count(Publication.id)), county_code, wanted)
    return int(db.session.execute(statement).scalar_one())


def get_public(public_id: str) -> Publication:
    """What everybody may see at an address: something published, or that it is withdrawn.

    Raises ``Missing`` alike for what never was, is planned or withheld.
    """
    statement = sa.select(Publication).where(
        Publication.public_id == public_id,
        Publication.state.in_([State.PUBLISHED, State.WITHDRAWN]),
    )
    publication = db.session.execute(statement).scalar_one_or_none()
    if publication is None:
        raise Missing(N_("There is no such page or record."))
    return publication


def dual_publicity_rows(
    county_code: str, first: dt.date, last: dt.date, actor: Actor
) -> list[credit_sheet.Decision]:
    """The licence decisions of a period, both days inclusive, in the order of their days (L29)."""
    statement = scoped(sa.select(Publication), Publication, actor).where(
        Publication.county_code == county_code,
        Publication.kind.in_(CREDIT_KINDS),
        Publication.decided_on.between(first, last),
        sa.not_(_is_replaced()),
    )
    order = Publication.decided_on, Publication.id
    return [
        credit_sheet.Decision(
            title=row.title, decided_on=row.decided_on, state=row.state, facts=row.facts
        )
        for row in db.session.execute(statement.order_by(*order)).scalars()
    ]


def sheet_unit(county_code: str, on: dt.date) -> credit_sheet.Unit:
    """The bureau as the 双公示 sheet names it, from the county's rules."""
    return credit_sheet.Unit(
        name=value(county_code, Key.BUREAU_NAME, on=on),
        credit_code=value(county_code, Key.BUREAU_CREDIT_CODE, on=on),
        source_code=value(county_code, Key.DATA_SOURCE_CODE, on=on),
    )


def find_correction(publication: Publication) -> Publication | None:
    """The row that corrects this one, planned or published; a withheld correction is none."""
    statement = sa.select(Publication).where(
        Publication.replaces == publication.public_id, Publication.state != State.WITHHELD
    )
    return db.session.execute(statement).scalar_one_or_none()


def find_replaced(publication: Publication, *, for_update: bool = False) -> Publication | None:
    """The row that this one corrects."""
    if publication.replaces is None:
        return None
    statement = sa.select(Publication).where(
        Publication.county_code == publication.county_code,
        Publication.public_id == publication.replaces,
    )
    if for_update:
        statement = statement.with_for_update()
    return db.session.execute(statement).scalar_one()


def list_run_out(today: dt.date) -> Sequence[str]:
    """The public ids of what is still published after its last public day."""
    statement = sa.select(Publication.public_id).where(
        Publication.state == State.PUBLISHED, Publication.until < today
    )
    return db.session.execute(statement.order_by(Publication.id)).scalars().all()


def _is_replaced() -> sa.ColumnElement[bool]:
    """A correction stands in this row's place: of two the newer one is counted."""
    newer = aliased(Publication)
    return sa.exists().where(newer.replaces == Publication.public_id, newer.state != State.WITHHELD)


def _queue_rows(statement: Rows) -> list[QueueRow]:
    return [QueueRow(publication=row, due_on=day) for row, day in db.session.execute(statement)]


def _day_and_number(after: list[Any] | None) -> tuple[Any, Any] | None:
    """The sort key of an address; nonsense means the first page."""
    try:
        day, key = after or []
        return sa.literal(dt.date.fromisoformat(day), sa.Date()), sa.literal(int(key))
    except (TypeError, ValueError):
        return None


def _rows() -> Rows:
    own_clock = sa.and_(
        Deadline.county_code == Publication.county_code,
        Deadline.subject_kind == KIND,
        Deadline.subject_id == Publication.public_id,
        Deadline.kind == DeadlineKind.PUBLICATION,
    )
    return sa.select(Publication, Deadline.due_on).outerjoin(Deadline, own_clock)


def _with_text(statement: Rows, text: str) -> Rows:
    words = text.strip().lower()
    if not words:
        return statement
    return statement.where(Publication.search_text.contains(words, autoescape=True))


def _filtered(statement: Rows, wanted: QueueFilter, actor: Actor) -> Rows:
    statement = _with_text(scoped(statement, Publication, actor), wanted.text)
    if wanted.kind:
        statement = statement.where(Publication.kind == wanted.kind)
    if wanted.shown is Shown.LATE:
        return statement.where(Publication.state == State.PLANNED, Deadline.due_on < wanted.today)
    if wanted.shown is not Shown.ALL:
        statement = statement.where(Publication.state == State(wanted.shown.value))
    return statement


def _public(statement: Rows, county_code: str, wanted: PublicFilter) -> Rows:
    statement = _with_text(statement, wanted.text).where(
        Publication.county_code == county_code, Publication.state == State.PUBLISHED
    )
    if wanted.kind:
        statement = statement.where(Publication.kind == wanted.kind)
    return statement
