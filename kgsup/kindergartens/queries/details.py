"""What stands around a kindergarten: counts, fees, licence, recognition, sites, alarms, doubles.

The kindergarten was loaded in scope; everything here is of its county.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
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
    Licence,
    LicenceEdition,
    LicenceEvent,
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
from kgsup.kindergartens.rules.licence_acts import EditionReason
from kgsup.kindergartens.rules.licences import LicenceState, Standing, expires_soon, state_on


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


@dataclass(frozen=True, kw_only=True)
class LicenceOnDay:
    """An edition of a licence with what holds on a day; both days of validity are inclusive."""

    number: str
    edition: int
    state: LicenceState
    valid_from: dt.date | None
    valid_until: dt.date | None
    issued_on: dt.date | None
    stopped_until: dt.date | None
    expires_soon: bool
    printed: Mapping[str, Any]
    is_current: bool
    reason: EditionReason | None  # why the edition was made, where it is known
    is_number_settled: bool  # the number was used twice and is no longer compared


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


def current_licence(kindergarten: Kindergarten, day: dt.date) -> LicenceOnDay | None:
    """The current edition of the current licence, with its state on a day."""
    current = [edition for edition in licence_history(kindergarten, day) if edition.is_current]
    return current[0] if current else None


def licence_history(kindergarten: Kindergarten, day: dt.date) -> list[LicenceOnDay]:
    """All editions of all licences, the latest first; what was done after the day does not count."""
    statement = (
        sa.select(Licence, LicenceEdition)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id == kindergarten.id,
        )
        .order_by(Licence.id.desc(), LicenceEdition.edition.desc())
    )
    later = _next_events(kindergarten, day)
    return [
        _on_day(licence, edition, later.get(licence.id), day)
        for licence, edition in db.session.execute(statement)
    ]


def licence_events(kindergarten: Kindergarten, day: dt.date) -> list[LicenceEvent]:
    """What had been done to the licences of a kindergarten by a day, the latest first."""
    statement = _events_of(kindergarten).where(LicenceEvent.effective_on <= day)
    statement = statement.order_by(LicenceEvent.id.desc())
    return list(db.session.execute(statement).scalars())


def _events_of(kindergarten: Kindergarten) -> sa.Select[LicenceEvent]:
    return (
        sa.select(LicenceEvent)
        .join(
            Licence,
            sa.and_(
                Licence.county_code == LicenceEvent.county_code,
                Licence.id == LicenceEvent.licence_id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id == kindergarten.id,
        )
    )


def _next_events(kindergarten: Kindergarten, day: dt.date) -> dict[int, LicenceEvent]:
    """Licence → the first act on it after a day: it knows the state before."""
    statement = _events_of(kindergarten).where(LicenceEvent.effective_on > day)
    statement = statement.order_by(LicenceEvent.effective_on.desc(), LicenceEvent.id.desc())
    return {event.licence_id: event for event in db.session.execute(statement).scalars()}


def _on_day(
    licence: Licence, edition: LicenceEdition, later: LicenceEvent | None, day: dt.date
) -> LicenceOnDay:
    is_current = licence.is_current and edition.is_current
    stopped_until = later.stopped_until_before if later else licence.stopped_until
    standing = Standing(
        recorded=later.state_before if later else licence.state,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        is_replaced=not is_current,
        stopped_until=stopped_until,
    )
    return LicenceOnDay(
        number=licence.number,
        edition=edition.edition,
        state=state_on(standing, day),
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        issued_on=edition.issued_on,
        stopped_until=stopped_until,
        expires_soon=expires_soon(standing, day),
        printed=edition.printed,
        is_current=is_current,
        reason=edition.reason,
        is_number_settled=licence.number_settled_on is not None,
    )


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
