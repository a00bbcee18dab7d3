"""People as values, with all their facts: a fixed number of statements for any number of people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
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
from kgsup.staff.queries.reach import get_member, own_kindergartens, same_place
from kgsup.staff.rules import people as values

AT_ONCE = 5_000  # keys in one IN list: below the limit of variables of both databases
Found = dict[int, list[Any]]  # person → facts


def get_person(public_id: str, actor: Actor) -> values.Person:
    """Somebody with all facts; a kindergarten sees of the employments its own.

    Raises ``Missing`` as ``get_member`` does.
    """
    return people_of([get_member(public_id, actor)], actor)[0]


def people_of(members: Sequence[StaffMember], actor: Actor) -> list[values.Person]:
    """The people behind rows that were loaded in scope, in their order."""
    places = own_kindergartens(actor)
    facts = _Facts(members, places)
    return [facts.person(member) for member in members]


class _Facts:
    """The facts of some people, loaded in sets."""

    def __init__(self, members: Sequence[StaffMember], places: frozenset[str] | None) -> None:
        ids = _Ids({m.county_code for m in members}, [m.id for m in members])
        self.employments = _employments(ids, places)
        self.certificates = _facts(StaffCertificate, ids, values.Certificate)
        self.trainings = _facts(StaffTraining, ids, values.Training)
        self.background_checks = _facts(BackgroundCheck, ids, values.BackgroundCheck)
        self.health_checks = _facts(HealthCheck, ids, values.HealthCheck)
        self.experiences = _facts(StaffExperience, ids, values.Experience)
        self.bans = _bans(members)

    def person(self, member: StaffMember) -> values.Person:
        key = member.id
        return values.Person(
            name=member.name,
            public_id=member.public_id,
            county_code=member.county_code,
            version=member.version,
            identity_tail=member.identity_tail,
            birth_year=member.birth_year,
            sex=member.sex,
            education=member.education,
            employments=tuple(self.employments[key]),
            certificates=tuple(self.certificates[key]),
            trainings=tuple(self.trainings[key]),
            background_checks=tuple(self.background_checks[key]),
            health_checks=tuple(self.health_checks[key]),
            experiences=tuple(self.experiences[key]),
            bans=tuple(self.bans[key]),
        )


@dataclass(frozen=True)
class _Ids:
    """The keys of people with their counties: an index begins with the county."""

    counties: Collection[str]
    keys: Sequence[int]

    def of(self, model: type[Any]) -> Iterator[sa.ColumnElement[bool]]:
        """The facts of the people, cut into lists that fit one statement."""
        for start in range(0, len(self.keys), AT_ONCE):
            part = self.keys[start : start + AT_ONCE]
            yield sa.and_(model.county_code.in_(self.counties), model.member_id.in_(part))


def _facts(model: type[Any], ids: _Ids, value: type[Any]) -> Found:
    """The facts of a table, the latest entered last."""
    found: Found = defaultdict(list)
    names = [name for name in value.__dataclass_fields__ if hasattr(model, name)]
    columns = [getattr(model, name) for name in names]
    for of_people in ids.of(model):
        statement = (
            sa.select(model.member_id, *columns)
            .where(of_people, model.set_aside_at.is_(None))
            .order_by(model.id)
        )
        for member_id, *row in db.session.execute(statement):
            found[member_id].append(value(**dict(zip(names, row, strict=True))))
    return found


_OF_EMPLOYMENT = (
    "post", "from_on", "until_on", "end_reason", "class_name", "contract_filed_on",
    "suspended_on", "resumed_on", "public_id", "version",
)  # fmt: skip


def _employments(ids: _Ids, places: frozenset[str] | None) -> Found:
    found: Found = defaultdict(list)
    columns = [getattr(StaffEmployment, name) for name in _OF_EMPLOYMENT]
    for of_people in ids.of(StaffEmployment):
        statement = (
            sa.select(
                StaffEmployment.member_id, Kindergarten.public_id, Kindergarten.name, *columns
            )
            .join(Kindergarten, same_place())
            .where(of_people, StaffEmployment.set_aside_at.is_(None))
            .order_by(StaffEmployment.from_on, StaffEmployment.id)
        )
        if places is not None:
            statement = statement.where(Kindergarten.public_id.in_(places))
        for member_id, place, name, *row in db.session.execute(statement):
            details: dict[str, Any] = dict(zip(_OF_EMPLOYMENT, row, strict=True))
            found[member_id].append(
                values.Employment(kindergarten=place, kindergarten_name=name, **details)
            )
    return found


def _bans(members: Sequence[StaffMember]) -> Found:
    """The bans of people, those entered in any county for the same identity number among them."""
    found: Found = defaultdict(list)
    owners: dict[object, set[int]] = defaultdict(set)  # key or index → people among them
    for member in members:
        owners[member.id].add(member.id)
        if member.identity_index:
            owners[member.identity_index].add(member.id)
    for start in range(0, len(members), AT_ONCE):
        part = members[start : start + AT_ONCE]
        indexes = [member.identity_index for member in part if member.identity_index]
        statement = (
            sa.select(StaffMember.id, StaffMember.identity_index, StaffBan)
            .join(StaffBan, StaffBan.member_id == StaffMember.id)
            .where(
                sa.or_(
                    StaffMember.id.in_([member.id for member in part]),
                    StaffMember.identity_index.in_(indexes),
                )
            )
            .order_by(StaffBan.from_on, StaffBan.id)
        )
        for member_id, index, ban in db.session.execute(statement):
            for owner in owners[member_id] | (owners[index] if index else set()):
                found[owner].append(ban_value(ban))
    return found


def ban_value(ban: StaffBan) -> values.Ban:
    """The row as a value."""
    names = values.Ban.__dataclass_fields__
    return values.Ban(**{name: getattr(ban, name) for name in names})


def bans_of_indexes(indexes: Iterable[str]) -> dict[str, list[values.Ban]]:
    """Identity index → bans entered in whatever county; an index comes from the service."""
    found: dict[str, list[values.Ban]] = defaultdict(list)
    wanted = sorted(set(indexes))
    for start in range(0, len(wanted), AT_ONCE):
        statement = (
            sa.select(StaffMember.identity_index, StaffBan)
            .join(StaffBan, StaffBan.member_id == StaffMember.id)
            .where(StaffMember.identity_index.in_(wanted[start : start + AT_ONCE]))
            .order_by(StaffBan.id)
        )
        for index, ban in db.session.execute(statement):
            found[index or ""].append(ban_value(ban))
    return found


def members_by_index(county_code: str, indexes: Iterable[str]) -> dict[str, StaffMember]:
    """Index → person of a county, of those not set aside."""
    return _members(county_code, StaffMember.identity_index, indexes)


def members_by_public_id(county_code: str, public_ids: Iterable[str]) -> dict[str, StaffMember]:
    """Public id → person of a county, of those not set aside."""
    return _members(county_code, StaffMember.public_id, public_ids)


def members_by_name(county_code: str, names: Iterable[str]) -> dict[str, list[StaffMember]]:
    """Name → people of a county of exactly this name."""
    found: dict[str, list[StaffMember]] = defaultdict(list)
    for member in _found(county_code, StaffMember.name, names):
        found[member.name].append(member)
    return found


def _members(county_code: str, column: Any, wanted: Iterable[str]) -> dict[str, StaffMember]:
    return {getattr(row, column.key): row for row in _found(county_code, column, wanted)}


def _found(county_code: str, column: Any, wanted: Iterable[str]) -> Iterator[StaffMember]:
    keys = sorted(set(wanted))
    for start in range(0, len(keys), AT_ONCE):
        statement = sa.select(StaffMember).where(
            StaffMember.county_code == county_code,
            column.in_(keys[start : start + AT_ONCE]),
            StaffMember.set_aside_at.is_(None),
        )
        yield from db.session.execute(statement.order_by(StaffMember.id)).scalars()
