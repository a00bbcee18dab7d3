"""What stands around a kindergarten: counts, fees, recognition, sites, alarms, doubles.

The kindergarten was loaded in scope; everything here is of its county.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import (
    FeeItem,
    InclusiveRecognition,
    Kindergarten,
    PossibleDuplicate,
    RegisterAlarm,
    Site,
    TermCount,
    TermStaff,
)
from kgsup.kindergartens.rules.counts import (
    GroupCount,
    Oversize,
    StaffCount,
    oversizes,
    total_children,
    total_classes,
)
from kgsup.kindergartens.rules.duplicates import Decision, Reason


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The counts of one term with their sums."""

    term: str
    counted_on: dt.date
    groups: list[GroupCount]
    staff: list[StaffCount]

    @property
    def children(self) -> int:
        return total_children(self.groups)

    @property
    def classes(self) -> int | None:
        return total_classes(self.groups)

    @property
    def staff_total(self) -> int:
        return sum(count.people for count in self.staff)

    @property
    def oversizes(self) -> list[Oversize]:
        return oversizes(self.groups)


def terms_counted(kindergarten: Kindergarten) -> list[str]:
    """The terms of which there are counts, the latest counted first."""
    statement = (
        sa.select(TermCount.term)
        .where(*_current_of(TermCount, kindergarten))
        .group_by(TermCount.term)
        .order_by(sa.func.max(TermCount.counted_on).desc())
    )
    return list(db.session.execute(statement).scalars())


def figures(kindergarten: Kindergarten, term: str | None = None) -> Figures | None:
    """The counts of a term, without a name those counted last; ``None`` when nothing was counted."""
    counts = _latest_or_named(TermCount, kindergarten, term)
    if not counts:
        return None
    staff = _latest_or_named(TermStaff, kindergarten, term or counts[0].term)
    return Figures(
        term=counts[0].term,
        counted_on=max(count.counted_on for count in counts),
        groups=[group_count(count) for count in counts],
        staff=[
            StaffCount(post=count.post, people=count.people, certified=count.certified)
            for count in staff
        ],
    )


def group_count(row: TermCount) -> GroupCount:
    """The row as a value of the rules."""
    return GroupCount(
        age_group=row.age_group,
        classes=row.classes,
        children=row.children,
        largest_class=row.largest_class,
        oversize_classes=row.oversize_classes,
    )


Counted = TypeVar("Counted", TermCount, TermStaff)


def _latest_or_named(
    model: type[Counted], kindergarten: Kindergarten, term: str | None
) -> list[Counted]:
    statement = sa.select(model).where(*_current_of(model, kindergarten))
    if term is not None:
        statement = statement.where(model.term == term)
    rows = list(db.session.execute(statement.order_by(model.counted_on.desc(), model.id)).scalars())
    return [row for row in rows if row.term == rows[0].term]


def _current_of(
    model: type[TermCount] | type[TermStaff], kindergarten: Kindergarten
) -> list[sa.ColumnElement[bool]]:
    return [
        model.county_code == kindergarten.county_code,
        model.kindergarten_id == kindergarten.id,
        model.replaced_by.is_(None),
    ]


def fees_on(kindergarten: Kindergarten, day: dt.date) -> list[FeeItem]:
    """The fees that are filed for a day."""
    statement = (
        sa.select(FeeItem)
        .where(
            FeeItem.county_code == kindergarten.county_code,
            FeeItem.kindergarten_id == kindergarten.id,
            FeeItem.from_on <= day,
            sa.or_(FeeItem.until_on.is_(None), FeeItem.until_on > day),
        )
        .order_by(FeeItem.id)
    )
    return list(db.session.execute(statement).scalars())


def sites_on(kindergarten: Kindergarten, day: dt.date) -> list[Site]:
    """The campuses of a day."""
    statement = (
        sa.select(Site)
        .where(
            Site.county_code == kindergarten.county_code,
            Site.kindergarten_id == kindergarten.id,
            Site.from_on <= day,
            sa.or_(Site.until_on.is_(None), Site.until_on > day),
        )
        .order_by(Site.id)
    )
    return list(db.session.execute(statement).scalars())


def recognised_on(day: dt.date) -> list[sa.ColumnElement[bool]]:
    """The conditions under which a recognition counts on a day."""
    return [
        InclusiveRecognition.valid_from <= day,
        sa.or_(InclusiveRecognition.valid_until.is_(None), InclusiveRecognition.valid_until >= day),
        sa.or_(InclusiveRecognition.ended_on.is_(None), InclusiveRecognition.ended_on > day),
    ]


def recognition_on(kindergarten: Kindergarten, day: dt.date) -> InclusiveRecognition | None:
    """The recognition as inclusive that counts on a day."""
    statement = (
        sa.select(InclusiveRecognition)
        .where(
            InclusiveRecognition.county_code == kindergarten.county_code,
            InclusiveRecognition.kindergarten_id == kindergarten.id,
            *recognised_on(day),
        )
        .order_by(InclusiveRecognition.valid_from.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def is_recognised(kindergarten: Kindergarten, day: dt.date) -> bool:
    """Whether a recognition as inclusive counts on a day."""
    return recognition_on(kindergarten, day) is not None


def open_alarms(kindergarten: Kindergarten) -> list[RegisterAlarm]:
    """What is wrong with the entry now."""
    statement = (
        sa.select(RegisterAlarm)
        .where(
            RegisterAlarm.county_code == kindergarten.county_code,
            RegisterAlarm.kindergarten_id == kindergarten.id,
            RegisterAlarm.closed_on.is_(None),
        )
        .order_by(RegisterAlarm.id)
    )
    return list(db.session.execute(statement).scalars())


@dataclass(frozen=True, kw_only=True)
class DuplicateRow:
    """A pair with both kindergartens."""

    pair: PossibleDuplicate
    first: Kindergarten
    second: Kindergarten

    @property
    def reasons(self) -> list[Reason]:
        return [Reason(reason) for reason in self.pair.reasons]

    @property
    def sort_key(self) -> list[int]:
        return [self.pair.score, self.pair.id]


def duplicates_of(kindergarten: Kindergarten) -> list[DuplicateRow]:
    """The undecided pairs that a kindergarten stands in."""
    both = sa.or_(
        PossibleDuplicate.first_id == kindergarten.id,
        PossibleDuplicate.second_id == kindergarten.id,
    )
    statement = _pairs().where(PossibleDuplicate.county_code == kindergarten.county_code, both)
    return _duplicate_rows(statement)


def list_duplicates(
    actor: Actor, *, after: Sequence[Any] | None = None, limit: int = 50
) -> list[DuplicateRow]:
    """The undecided pairs of the counties that the actor reaches, the most alike first.

    ``after`` is the sort key of the last one seen; what makes no sense means the beginning.
    """
    statement = scoped(_pairs(), PossibleDuplicate, actor).limit(limit)
    if _is_pair_key(after):
        score, key = after or ()
        is_later = sa.and_(PossibleDuplicate.score == score, PossibleDuplicate.id > key)
        statement = statement.where(sa.or_(PossibleDuplicate.score < score, is_later))
    return _duplicate_rows(statement)


def _is_pair_key(after: Sequence[Any] | None) -> bool:
    return (
        after is not None
        and len(after) == 2
        and all(type(part) is int and abs(part) < 2**31 for part in after)
    )


_FIRST = aliased(Kindergarten)
_SECOND = aliased(Kindergarten)


def _pairs() -> sa.Select[PossibleDuplicate, Kindergarten, Kindergarten]:
    def side(kindergarten: Any, key: Any) -> sa.ColumnElement[bool]:
        return sa.and_(
            kindergarten.county_code == PossibleDuplicate.county_code, kindergarten.id == key
        )

    return (
        sa.select(PossibleDuplicate, _FIRST, _SECOND)
        .join(_FIRST, side(_FIRST, PossibleDuplicate.first_id))
        .join(_SECOND, side(_SECOND, PossibleDuplicate.second_id))
        .where(PossibleDuplicate.decision == Decision.OPEN)
        .order_by(PossibleDuplicate.score.desc(), PossibleDuplicate.id)
    )


def _duplicate_rows(
    statement: sa.Select[PossibleDuplicate, Kindergarten, Kindergarten],
) -> list[DuplicateRow]:
    return [
        DuplicateRow(pair=pair, first=first, second=second)
        for pair, first, second in db.session.execute(statement)
    ]


def count_duplicates(actor: Actor) -> int:
    """How many pairs wait for a decision."""
    statement = scoped(
        sa.select(sa.func.count()).select_from(PossibleDuplicate), PossibleDuplicate, actor
    ).where(PossibleDuplicate.decision == Decision.OPEN)
    return db.session.execute(statement).scalar_one()
