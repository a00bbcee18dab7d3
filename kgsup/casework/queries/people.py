"""The people of a county's bureau as casework needs them: who they are and which roles they hold."""

from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.accounts.models import User, UserGrant
from kgsup.casework.rules import Person
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing

_PREFIX_LENGTHS = (2, 4, 6)


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """An account that works for a county, with the roles that it holds there."""

    id: int
    public_id: str
    name: str
    active: bool
    roles: frozenset[Role]

    @property
    def person(self) -> Person:
        return Person(self.id, self.name)


def colleagues_of(county_code: str) -> list[Colleague]:
    """Everybody with a grant for the county as a whole, by name; also who may not sign in any more."""
    prefixes = [county_code[:length] for length in _PREFIX_LENGTHS]
    statement = (
        sa.select(User.id, User.public_id, User.name, User.active, UserGrant.role)
        .join(UserGrant, UserGrant.user_id == User.id)
        .where(UserGrant.kindergarten.is_(None), UserGrant.county_prefix.in_(prefixes))
        .order_by(User.name, User.id)
    )
    people: dict[int, Colleague] = {}
    for key, public_id, name, active, role in db.session.execute(statement):
        known = people.get(key)
        people[key] = Colleague(
            id=key,
            public_id=public_id,
            name=name,
            active=active,
            roles=(known.roles if known else frozenset()) | {role},
        )
    return list(people.values())


def get_colleague(public_id: str, county_code: str) -> Colleague:
    """One of the county's people; raises ``Missing`` for anybody else."""
    found = [person for person in colleagues_of(county_code) if person.public_id == public_id]
    if not found:
        raise Missing(N_("There is no such page or record."))
    return found[0]


def roles_in(actor: Actor, county_code: str) -> frozenset[Role]:
    """The roles of an actor for a county as a whole."""
    return frozenset(
        grant.role
        for grant in actor.grants
        if grant.kindergarten is None and county_code.startswith(grant.county_prefix)
    )
