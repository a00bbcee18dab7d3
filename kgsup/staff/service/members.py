"""Entering people and changing who they are."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas import queries as areas
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.facts import PAGE, Source
from kgsup.kindergartens.rules.names import fold, initials, person_syllables, spell
from kgsup.staff import queries
from kgsup.staff.adapters.identity_index import index_of as _index_of
from kgsup.staff.adapters.identity_index import key_id
from kgsup.staff.models import StaffEmployment, StaffMember
from kgsup.staff.rules import acts
from kgsup.staff.rules.entries import NewFacts, NewPerson, SealedIdentity
from kgsup.staff.rules.identity import Identity, check_name, read_identity
from kgsup.staff.service.checking import check_facts
from kgsup.staff.service.stopping import stop_after_hit
from kgsup.staff.service.writing import Writing, places_of, subject_of, write_facts

EARLIEST_BIRTH = 1920
LATEST_AGE = 16  # nobody younger works (labour law); used to find slips of the pen


def index_of(number: str) -> str:
    """The index of an identity number as it was typed; raises ``RuleViolation`` for no number."""
    return seal(read_identity(number)).index


def seal(identity: Identity) -> SealedIdentity:
    """What is kept of an identity document: everything but its number."""
    return SealedIdentity(
        kind=identity.kind,
        index=_index_of(identity.number),
        key=key_id(),
        tail=identity.tail,
        birth_year=identity.birth_year,
        sex=identity.sex,
    )


def enter_person(
    county_code: str,
    person: NewPerson,
    facts: NewFacts,
    actor: Actor,
    at: dt.datetime,
    *,
    source: Source = PAGE,
) -> StaffMember:
    """Enter somebody with facts.  Who is known by the same identity number gets the facts instead.

    A kindergarten enters whom it takes on: without an employment there it is refused.  Raises
    ``RuleViolation`` for somebody barred (学前教育法 44), for a known number under another name.
    """
    writing = Writing(county_code=county_code, actor=actor, at=at, source=source)
    require_reach(county_code, facts, actor)
    columns = identity_columns(person, writing.today)
    known = _known(county_code, columns["identity_index"])
    if known is None:
        member = StaffMember(**writing.origin, **columns)
    else:
        member = known
        require_same_name(member.name, columns["name"])
    places = places_of(county_code, facts.employments, actor)
    check_facts(writing, known, columns["identity_index"], facts, places)
    if known is None:
        db.session.add(member)
        db.session.flush()  # its facts need its key
        record(actor, acts.ENTER, subject_of(member), {}, at)
    write_facts(writing, [(member.id, facts)], places)
    for employment in facts.employments:
        changes = {
            "post": [None, employment.post.value],
            "works_from": [None, employment.from_on.isoformat()],
        }
        record(actor, acts.EMPLOY, subject_of(member, employment.kindergarten), changes, at)
    stop_after_hit([(member, facts)], actor, at)
    return member


def require_reach(county_code: str, facts: NewFacts, actor: Actor) -> None:
    """Raise ``Missing`` for a county outside the grants; a kindergarten needs an employment of its own."""
    own = queries.own_kindergartens(actor)
    if own is None:
        if not actor.reaches_county(county_code):
            raise Missing(N_("There is no such page or record."))
        areas.get_county(county_code)
        return
    if not any(employment.kindergarten in own for employment in facts.employments):
        raise Missing(N_("There is no such page or record."))


def _known(county_code: str, identity_index: str | None) -> StaffMember | None:
    if identity_index is None:
        return None
    return queries.members_by_index(county_code, [identity_index]).get(identity_index)


def require_same_name(recorded: str, name: str) -> None:
    """Refuse a number that is recorded for somebody of another name; says nothing of that name."""
    if fold(recorded) != fold(name):
        raise RuleViolation(
            N_(
                "This identity number is recorded for somebody of another name. Compare the document."
            )
        )


def identity_columns(person: NewPerson, today: dt.date) -> dict[str, Any]:
    """The columns of a person: name, how it is found, and of the number the index and the tail."""
    identity = person.sealed
    if person.identity_number:
        identity = seal(read_identity(person.identity_number))
    birth_year = (identity.birth_year if identity else None) or person.birth_year
    if birth_year is not None and not EARLIEST_BIRTH <= birth_year <= today.year - LATEST_AGE:
        raise RuleViolation(N_("Nobody born in %(year)d works here."), year=birth_year)
    return {
        **name_columns(check_name(person.name)),
        "identity_kind": identity.kind if identity else None,
        "identity_index": identity.index if identity else None,
        "identity_key": identity.key if identity else None,
        "identity_tail": identity.tail if identity else None,
        "birth_year": birth_year,
        "sex": (identity.sex if identity else None) or person.sex,
        "education": person.education,
    }


def name_columns(name: str) -> dict[str, str]:
    """The name as typed and how it is sorted and found; "•" and "·" are one there."""
    syllables = person_syllables(name)
    search = [fold(name), "".join(syllables), initials(syllables)]
    return {"name": name, "pinyin": spell(syllables), "search_text": "|".join(search)}


def change_person(
    public_id: str, person: NewPerson, version: int | None, actor: Actor, at: dt.datetime
) -> StaffMember:
    """Change who somebody is; without a number typed, the recorded one stays.

    A kindergarten changes only people who work nowhere else.  Raises ``RuleViolation`` for a number that
    is recorded for somebody else.
    """
    member = queries.get_member(public_id, actor, for_update=True)
    require_version(member, version)
    own = queries.own_kindergartens(actor)
    if own is not None:
        _require_only_here(member, own, actor, local_date(at))
    columns = identity_columns(person, local_date(at))
    if columns["identity_index"] is None:
        for name in ("identity_kind", "identity_index", "identity_key", "identity_tail"):
            del columns[name]
    else:
        other = _known(member.county_code, columns["identity_index"])
        if other is not None and other.id != member.id:
            raise RuleViolation(N_("This identity number is recorded for somebody else."))
    changed = sorted(n for n, value in columns.items() if getattr(member, n) != value)
    for name in changed:
        setattr(member, name, columns[name])
    if changed:
        record(actor, acts.CHANGE, subject_of(member), {"person_details": [None, len(changed)]}, at)
    return member


def _require_only_here(member: StaffMember, own: frozenset[str], actor: Actor, on: dt.date) -> None:
    places = running_places(member, on)
    if not places & own:
        raise Missing(N_("There is no such page or record."))
    if places - own:
        raise RuleViolation(
            N_("This person also works elsewhere: the bureau changes name and number.")
        )


def running_places(member: StaffMember, on: dt.date) -> set[str]:
    """The public ids of the kindergartens in which somebody works on a day or is going to."""
    statement = (
        sa.select(Kindergarten.public_id)
        .join(StaffEmployment, StaffEmployment.kindergarten_id == Kindergarten.id)
        .where(
            StaffEmployment.member_id == member.id,
            StaffEmployment.set_aside_at.is_(None),
            sa.or_(StaffEmployment.until_on.is_(None), StaffEmployment.until_on > on),
        )
    )
    return set(db.session.execute(statement).scalars())
