"""The one who acts: a value made from a user's row, or a command or job of the system."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """The roles that are granted per county prefix."""

    INSPECTOR = "inspector"
    CLERK = "clerk"
    HANDLER = "handler"
    APPROVER = "approver"
    LEGAL_REVIEWER = "legal_reviewer"
    SEAL_KEEPER = "seal_keeper"
    ARCHIVIST = "archivist"
    KINDERGARTEN = "kindergarten"
    DEPARTMENT = "department"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    SYSTEM = "system"  # commands and jobs; never granted to a person


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role within a county prefix ("99", "990126"); for one kindergarten when its id is given."""

    role: Role
    county_prefix: str
    kindergarten: str | None = None  # public id


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, with the grants that count for this act."""

    id: int | None
    name: str  # as the ledger shows it: the person's name, or "cli:<system user>", "worker"
    public_id: str | None = None
    grants: tuple[Grant, ...] = ()

    def with_roles(self, roles: Iterable[Role]) -> "Actor":
        """The same actor with only the grants of these roles: what a route's permission leaves."""
        allowed = frozenset(roles)
        return replace(self, grants=tuple(grant for grant in self.grants if grant.role in allowed))

    def has_role(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    def reaches_county(self, county_code: str) -> bool:
        """Tell whether any grant covers the county as a whole."""
        return any(
            grant.kindergarten is None and county_code.startswith(grant.county_prefix)
            for grant in self.grants
        )

    @property
    def home_county(self) -> str | None:
        """The county of the first grant when it names one county and not a prefix."""
        for grant in self.grants:
            if len(grant.county_prefix) == len("990126"):
                return grant.county_prefix
        return None


def system_actor(name: str, county_prefix: str = "") -> Actor:
    """An actor for a command or a job, who reaches every county under the prefix."""
    return Actor(id=None, name=name, grants=(Grant(role=Role.SYSTEM, county_prefix=county_prefix),))


NOBODY = Actor(id=None, name="public")
