"""At which level somebody acts on a day: own appointments, and those of the people stood in for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.access.scope import get_scoped, scoped
from kgsup.accounts.models import User, UserGrant
from kgsup.casework.models import Appointment, Deputation
from kgsup.casework.queries.people import Colleague, colleagues_of, roles_in
from kgsup.casework.rules import Hand, Level, OnPaper, Person, Standing
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.rules.texts import comparable_name


def level_of(actor: Actor, county_code: str, on: dt.date) -> Level:
    """The highest level at which somebody may act on a day, own or as a deputy.

    Whoever approves without an appointment counts as a head of section; everybody else as an officer.
    """
    standings = _standings_of_actor(actor, county_code, on)
    return max((standing.level for standing in standings), key=lambda level: level.rank)


def hand_of(actor: Actor, county_code: str, on: dt.date) -> Hand:
    """The actor's own hand on a day."""
    roles, person = roles_in(actor, county_code), Person(actor.id, actor.name)
    return Hand(
        person=person,
        standings=_standings_of_actor(actor, county_code, on),
        is_approver=Role.APPROVER in roles,
        is_legal_reviewer=Role.LEGAL_REVIEWER in roles,
        entered_by=person,
    )


def hand_on_paper(on_paper: OnPaper, county_code: str, actor: Actor) -> Hand:
    """The hand of the person whose name stands on a paper that the actor enters.

    Raises ``RuleViolation`` when nobody of the county bears the name: levels belong to accounts, which
    may be inactive.  Of several people of one name the one with the highest level counts.
    """
    wanted = comparable_name(on_paper.signer)
    named = [row for row in colleagues_of(county_code) if comparable_name(row.name) == wanted]
    hands = [_hand_of_colleague(row, county_code, on_paper.signed_on, actor) for row in named]
    if not wanted or not hands:
        raise RuleViolation(
            N_("Nobody of this name works for the county: the signer needs an account and a level.")
        )
    return max(hands, key=_best)


def _best(hand: Hand) -> tuple[int, bool]:
    return max(standing.level.rank for standing in hand.standings), hand.is_legal_reviewer


def _hand_of_colleague(colleague: Colleague, county_code: str, on: dt.date, actor: Actor) -> Hand:
    is_approver = Role.APPROVER in colleague.roles
    return Hand(
        person=colleague.person,
        standings=_standings(colleague.public_id, is_approver, county_code, on),
        is_approver=is_approver,
        is_legal_reviewer=Role.LEGAL_REVIEWER in colleague.roles,
        entered_by=Person(actor.id, actor.name),
        is_on_paper=True,
    )


def _standings_of_actor(actor: Actor, county_code: str, on: dt.date) -> tuple[Standing, ...]:
    is_approver = Role.APPROVER in roles_in(actor, county_code)
    return _standings(actor.public_id or "", is_approver, county_code, on)


def _standings(
    public_id: str, is_approver: bool, county_code: str, on: dt.date
) -> tuple[Standing, ...]:
    """The own standing, then those as a deputy; a deputy's own deputies get nothing of it."""
    own = _own_level(public_id, is_approver, county_code, on)
    represented = _represented_by(public_id, county_code, on) if is_approver else []
    return (
        Standing(level=own),
        *(
            Standing(
                level=_own_level(user_id, approves, county_code, on),
                on_behalf_of=person,
            )
            for user_id, person, approves in represented
        ),
    )


def _own_level(public_id: str, is_approver: bool, county_code: str, on: dt.date) -> Level:
    """The appointment of the day; an appointment counts only while its holder approves."""
    if not is_approver:
        return Level.OFFICER
    statement = sa.select(Appointment).where(
        Appointment.county_code == county_code, Appointment.user_public_id == public_id
    )
    rows = db.session.execute(statement.order_by(Appointment.id)).scalars()
    held = [row.level for row in rows if row.span.includes(on)]
    return max(held, key=lambda level: level.rank, default=Level.SECTION)


def _represented_by(deputy: str, county_code: str, on: dt.date) -> list[tuple[str, Person, bool]]:
    """Whom somebody stands in for on a day: (public id, person, whether that person approves)."""
    approves = sa.exists().where(
        UserGrant.user_id == User.id,
        UserGrant.role == Role.APPROVER,
        UserGrant.kindergarten.is_(None),
        UserGrant.county_prefix.in_([county_code[:length] for length in (2, 4, 6)]),
    )
    statement = (
        sa.select(Deputation, User.id, approves)
        .join(User, User.public_id == Deputation.represented_id)
        .where(Deputation.county_code == county_code, Deputation.deputy_id == deputy)
        .order_by(Deputation.id)
    )
    return [
        (row.represented_id, Person(key, row.represented_name), bool(approved))
        for row, key, approved in db.session.execute(statement)
        if row.span.includes(on)
    ]


def get_appointment(public_id: str, actor: Actor, *, for_update: bool = False) -> Appointment:
    """Load an appointment; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Appointment, public_id, actor, for_update=for_update)


def get_deputation(public_id: str, actor: Actor, *, for_update: bool = False) -> Deputation:
    """Load a deputation; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Deputation, public_id, actor, for_update=for_update)


def list_appointments(county_code: str, actor: Actor) -> Sequence[Appointment]:
    """The appointments of a county, the latest first; ended ones stay."""
    statement = scoped(sa.select(Appointment), Appointment, actor)
    statement = statement.where(Appointment.county_code == county_code)
    return (
        db.session.execute(statement.order_by(Appointment.from_on.desc(), Appointment.id.desc()))
        .scalars()
        .all()
    )


def list_deputations(county_code: str, actor: Actor) -> Sequence[Deputation]:
    """The deputations of a county, the latest first; ended ones stay."""
    statement = scoped(sa.select(Deputation), Deputation, actor)
    statement = statement.where(Deputation.county_code == county_code)
    return (
        db.session.execute(statement.order_by(Deputation.from_on.desc(), Deputation.id.desc()))
        .scalars()
        .all()
    )


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Somebody who approves in a county, with the level of a day and who stands in then."""

    colleague: Colleague
    level: Level
    is_appointed: bool
    deputies: tuple[str, ...]


def list_holders(county_code: str, on: dt.date, actor: Actor) -> list[Holder]:
    """Who may decide at which level on a day, the highest first."""
    appointed = {
        row.user_public_id for row in list_appointments(county_code, actor) if row.span.includes(on)
    }
    deputies: dict[str, tuple[str, ...]] = {}
    for row in list_deputations(county_code, actor):
        if row.span.includes(on):
            deputies[row.represented_id] = (*deputies.get(row.represented_id, ()), row.deputy_name)
    holders = [
        Holder(
            colleague=person,
            level=_own_level(person.public_id, True, county_code, on),
            is_appointed=person.public_id in appointed,
            deputies=deputies.get(person.public_id, ()),
        )
        for person in colleagues_of(county_code)
        if Role.APPROVER in person.roles
    ]
    return sorted(holders, key=lambda holder: -holder.level.rank)
