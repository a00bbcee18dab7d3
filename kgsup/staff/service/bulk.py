"""Entering many people in a number of statements that does not grow with them, and undoing it.

One ledger row stands for the batch; what it wrote bears its mark.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.db import db, new_public_id
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens.rules.facts import Source
from kgsup.kindergartens.service.writing import batch_subject, insert_rows, require_county
from kgsup.staff import queries
from kgsup.staff.models import (
    BackgroundCheck,
    HealthCheck,
    StaffBan,
    StaffCertificate,
    StaffEmployment,
    StaffExperience,
    StaffMember,
    StaffTraining,
)
from kgsup.staff.rules import acts
from kgsup.staff.rules.comparing import unrecorded
from kgsup.staff.rules.entries import NewFacts, NewStaff
from kgsup.staff.rules.people import CheckResult, Person
from kgsup.staff.service.checking import WHOLE, load_checks
from kgsup.staff.service.members import identity_columns, require_same_name
from kgsup.staff.service.stopping import stop_after_hit
from kgsup.staff.service.writing import Writing, places_of, write_facts

_TABLES: tuple[type[Any], ...] = (
    StaffEmployment,
    StaffCertificate,
    StaffTraining,
    BackgroundCheck,
    HealthCheck,
    StaffExperience,
)


@dataclass(kw_only=True)
class _Somebody:
    """A person of the batch: known already or new, with the facts that are new."""

    columns: dict[str, Any]
    public_id: str
    facts: NewFacts
    person: Person
    member: StaffMember | None

    @property
    def index(self) -> str | None:
        """The index of the identity number, recorded or new."""
        index: str | None = (
            self.member.identity_index if self.member else self.columns["identity_index"]
        )
        return index

    @property
    def holder(self) -> object:
        """Whom a certificate is recorded for, as ``Checks`` knows it."""
        return self.member.id if self.member else self.public_id


def enter_many(
    county_code: str,
    given: Sequence[NewStaff],
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> list[str]:
    """Enter many people with facts; returns their public ids in the order given.

    Accepts and refuses what ``enter_person`` does; one that is refused refuses the batch.  Who is known
    by the same identity number gets the facts that are not recorded yet, so that a second run enters
    nothing.
    """
    writing = Writing(county_code=county_code, actor=actor, at=at, source=source)
    require_county(county_code, actor)
    employments = [e for item in given for e in item.facts.employments]
    places = places_of(county_code, employments, actor)
    order, people = _gathered(writing, given)
    checks = load_checks(
        writing,
        [somebody.index for somebody in people.values()],
        [somebody.facts for somebody in people.values()],
        places,
    )
    for somebody in people.values():
        checks.check(somebody.person, somebody.index, somebody.facts, somebody.holder)
    keys = _insert_members(writing, [s for s in people.values() if s.member is None])
    write_facts(
        writing,
        [
            (somebody.member.id if somebody.member else keys[somebody.public_id], somebody.facts)
            for somebody in people.values()
        ],
        places,
    )
    _stop_after_hits(writing, people.values())
    changes = {"people_entered": [None, len(keys)], "rows": [None, len(given)]}
    record(actor, acts.ENTER_MANY, batch_subject(county_code, source), changes, at)
    return order


def _stop_after_hits(writing: Writing, people: Iterable[_Somebody]) -> None:
    hits = {
        somebody.public_id: somebody.facts
        for somebody in people
        if any(check.result is CheckResult.HIT for check in somebody.facts.background_checks)
    }
    members = queries.members_by_public_id(writing.county_code, hits)
    given = [(member, hits[public_id]) for public_id, member in members.items()]
    stop_after_hit(given, writing.actor, writing.at)


def _gathered(
    writing: Writing, given: Sequence[NewStaff]
) -> tuple[list[str], dict[str, _Somebody]]:
    """The public id of each item, and the people behind them: the same number is the same person."""
    columns = [identity_columns(item.person, writing.today) for item in given]
    indexes = [index for found in columns if (index := found["identity_index"])]
    known = queries.members_by_index(writing.county_code, indexes)
    named = [item.member for item in given if item.member]
    known |= queries.members_by_public_id(writing.county_code, named)
    if not set(named) <= known.keys():
        raise Missing(N_("There is no such page or record."))
    members = list(known.values())
    persons = dict(zip(known, queries.people_of(members, WHOLE), strict=True))
    people: dict[str, _Somebody] = {}
    order: list[str] = []
    for item, found in zip(given, columns, strict=True):
        key = item.member or found["identity_index"] or new_public_id()
        somebody = _somebody(people, key, found, (known, persons))
        added = unrecorded(somebody.person, _joined(somebody.facts, item.facts))
        somebody.facts = added
        order.append(somebody.public_id)
    return order, {somebody.public_id: somebody for somebody in people.values()}


def _somebody(
    people: dict[str, _Somebody],
    key: str,
    columns: dict[str, Any],
    recorded: tuple[Mapping[str, StaffMember], Mapping[str, Person]],
) -> _Somebody:
    known, persons = recorded
    if key not in people:
        member = known.get(key)
        people[key] = _Somebody(
            columns=columns,
            public_id=member.public_id if member else new_public_id(),
            facts=NewFacts(),
            person=persons.get(key) or Person(name=columns["name"]),
            member=member,
        )
    require_same_name(people[key].person.name, columns["name"])
    return people[key]


def _joined(one: NewFacts, other: NewFacts) -> NewFacts:
    names = NewFacts.__dataclass_fields__
    return NewFacts(**{name: getattr(one, name) + getattr(other, name) for name in names})


def _insert_members(writing: Writing, people: Sequence[_Somebody]) -> dict[str, int]:
    """Insert people; public id → key.  The new ones are those above the highest key before."""
    highest = db.session.execute(sa.select(sa.func.max(StaffMember.id))).scalar_one() or 0
    insert_rows(
        StaffMember,
        [
            {**writing.origin, **somebody.columns, "public_id": somebody.public_id}
            for somebody in people
        ],
    )
    statement = sa.select(StaffMember.public_id, StaffMember.id).where(
        StaffMember.county_code == writing.county_code, StaffMember.id > highest
    )
    return {row.public_id: row.id for row in db.session.execute(statement)}


def undo_source(county_code: str, source: Source, actor: Actor, at: dt.datetime) -> int:
    """Set everything aside that a batch entered; counts the rows.  Nothing is removed.

    Raises ``RuleViolation`` when something stands on it: a later change, fact or ban.
    """
    require_county(county_code, actor)
    tables: tuple[type[Any], ...] = (*_TABLES, StaffMember)
    if any(_is_changed(model, county_code, source) for model in tables):
        raise _standing()
    entered = sa.select(StaffMember.id).where(*_of_source(StaffMember, county_code, source))
    if _has_others(entered, source):
        raise _standing()
    count = 0
    for model in tables:
        statement = (
            sa.update(cast(sa.Table, model.__table__))
            .where(*_of_source(model, county_code, source))
            .values(set_aside_at=at, set_aside_reason=source.mark, version=model.version + 1)
        )
        count += cast(sa.CursorResult[Any], db.session.execute(statement)).rowcount
    db.session.expire_all()
    changes = {"taken_back": [None, count]}
    record(actor, acts.UNDO, batch_subject(county_code, source), changes, at)
    return count


def _standing() -> RuleViolation:
    return RuleViolation(
        N_("Something was entered on these people since: the import cannot be undone.")
    )


def _of_source(model: type[Any], county_code: str, source: Source) -> tuple[Any, ...]:
    return (
        model.county_code == county_code,
        model.source_kind == source.kind,
        model.source_reference == source.reference,
        model.set_aside_at.is_(None),
    )


def _is_changed(model: type[Any], county_code: str, source: Source) -> bool:
    statement = sa.select(model.id).where(
        *_of_source(model, county_code, source), model.version > 1
    )
    return db.session.execute(statement.limit(1)).first() is not None


def _has_others(entered: sa.Select[int], source: Source) -> bool:
    """Facts of another source, or bans, of the people whom the batch entered."""
    for model in _TABLES:
        other = sa.or_(
            model.source_kind != source.kind,
            model.source_reference.is_(None),
            model.source_reference != source.reference,
        )
        statement = sa.select(model.id).where(
            model.member_id.in_(entered), model.set_aside_at.is_(None), other
        )
        if db.session.execute(statement.limit(1)).first():
            return True
    bans = sa.select(StaffBan.id).where(StaffBan.member_id.in_(entered)).limit(1)
    return db.session.execute(bans).first() is not None
