"""What every writer of people shares: by whom, from which source, when, and sets of rows."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.audit.rules import Subject
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import PAGE, Source
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.service.writing import insert_rows
from kgsup.staff.models import (
    BackgroundCheck,
    HealthCheck,
    StaffCertificate,
    StaffEmployment,
    StaffExperience,
    StaffMember,
    StaffTraining,
)
from kgsup.staff.rules.entries import NewFacts, background_check, health_check
from kgsup.staff.rules.people import Employment

SUBJECT_KIND = "staff_member"


@dataclass(frozen=True, kw_only=True)
class Writing:
    """The county, actor, source and instant of one act."""

    county_code: str
    actor: Actor
    at: dt.datetime
    source: Source = PAGE

    @property
    def today(self) -> dt.date:
        return local_date(self.at)

    @property
    def origin(self) -> dict[str, Any]:
        """The columns that say where a row comes from."""
        return {
            "county_code": self.county_code,
            "source_kind": self.source.kind,
            "source_reference": self.source.reference,
            "recorded_at": self.at,
            "recorded_by": self.actor.name,
        }


def subject_of(member: StaffMember, kindergarten: str | None = None) -> Subject:
    """The person as the ledger names it: by a random id."""
    return Subject(SUBJECT_KIND, member.public_id, member.county_code, concerns=kindergarten)


def touch(member: StaffMember) -> None:
    """Raise the version: a page that was filled in before this no longer saves."""
    db.session.execute(
        sa.update(StaffMember)
        .where(StaffMember.id == member.id)
        .values(version=StaffMember.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(member, ["version"])


def places_of(
    county_code: str, employments: Iterable[Employment], actor: Actor
) -> dict[str, tuple[int, State]]:
    """Public id → (key, state) of the kindergartens of employments.

    Raises ``Missing`` for one that is not the county's, was merged away or is outside the actor's grants.
    """
    wanted = {employment.kindergarten for employment in employments}
    if not wanted:
        return {}
    found = all_places(county_code, actor)
    if not wanted <= found.keys():
        raise Missing(N_("There is no such page or record."))
    return found


def all_places(county_code: str, actor: Actor) -> dict[str, tuple[int, State]]:
    """Public id → (key, state) of the county's kindergartens that the actor reaches."""
    statement = scoped(
        sa.select(Kindergarten.public_id, Kindergarten.id, Kindergarten.state),
        Kindergarten,
        actor,
        kindergarten=Kindergarten.public_id,
    ).where(Kindergarten.county_code == county_code, Kindergarten.merged_into_id.is_(None))
    return {row.public_id: (row.id, row.state) for row in db.session.execute(statement)}


def require_open(
    employments: Iterable[Employment], places: Mapping[str, tuple[int, State]], on: dt.date
) -> None:
    """Refuse to take somebody on in a kindergarten that is closed."""
    for employment in employments:
        is_over = employment.until_on is not None and employment.until_on <= on
        if places[employment.kindergarten][1] is State.CLOSED and not is_over:
            raise RuleViolation(N_("This kindergarten is closed: nobody is taken on there."))


def write_facts(
    writing: Writing,
    given: Sequence[tuple[int, NewFacts]],
    places: Mapping[str, tuple[int, State]],
) -> None:
    """Insert the facts of many people, key of the person → facts, in a statement a table."""
    rows: dict[type[Any], list[dict[str, Any]]] = {model: [] for model in _WRITERS}
    for member_id, facts in given:
        head = {**writing.origin, "member_id": member_id}
        for model, (name, columns) in _WRITERS.items():
            for fact in getattr(facts, name):
                rows[model].append({**head, **columns(writing, fact, places)})
    for model, found in rows.items():
        insert_rows(model, found)


def _plain(*names: str) -> Any:
    return lambda _writing, fact, _places: {name: getattr(fact, name) for name in names}


def _employment_row(
    _writing: Writing, fact: Employment, places: Mapping[str, tuple[int, State]]
) -> dict[str, Any]:
    names = ("post", "from_on", "until_on", "end_reason", "class_name", "contract_filed_on")
    return {
        "kindergarten_id": places[fact.kindergarten][0],
        **{name: getattr(fact, name) for name in names},
    }


def _background_row(writing: Writing, fact: Any, _places: object) -> dict[str, Any]:
    check = background_check(fact, writing.today)
    names = ("occasion", "asked_on", "authority", "result", "valid_until")
    return {name: getattr(check, name) for name in names}


def _health_row(writing: Writing, fact: Any, _places: object) -> dict[str, Any]:
    check = health_check(fact, writing.today)
    return {"done_on": check.done_on, "valid_until": check.valid_until}


_WRITERS: dict[type[Any], tuple[str, Any]] = {
    StaffEmployment: ("employments", _employment_row),
    StaffCertificate: (
        "certificates",
        _plain("kind", "number", "issuer", "issued_on", "valid_until"),
    ),
    StaffTraining: ("trainings", _plain("topic", "hours", "held_on", "organiser")),
    BackgroundCheck: ("background_checks", _background_row),
    HealthCheck: ("health_checks", _health_row),
    StaffExperience: (
        "experiences",
        _plain("place", "post", "from_on", "until_on", "proof"),
    ),
}
