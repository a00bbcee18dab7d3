"""Entering and changing persons, companies, public bodies and collectives."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, Party, Stake
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.facts import PAGE
from kgsup.kindergartens.rules.ownership.parties import NewParty, StakeKind, clean_party
from kgsup.kindergartens.service.sponsors import keep_in_step
from kgsup.kindergartens.service.writing import Occasion, party_subject, require_county


def enter_party(county_code: str, new: NewParty, actor: Actor, at: dt.datetime) -> Party:
    """Enter a person, company, public body or collective.

    Two persons may bear one name; a credit code stands once.  No number of a person is kept.
    """
    require_county(county_code, actor)
    party = clean_party(new)
    _require_new_code(county_code, party, None)
    row = Party(county_code=county_code, entered_at=at, **vars(party))
    db.session.add(row)
    db.session.flush()
    record(actor, acts.PARTY_ENTER, party_subject(row), _party_changes(None, party), at)
    return row


def change_party(
    public_id: str, new: NewParty, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Party:
    """Change what is known of a party; where it is a sponsor, the register names it anew from today.

    Raises ``Conflict`` when the form was filled in on an older version.
    """
    row = queries.get_party(public_id, actor, for_update=True)
    require_version(row, version)
    party = clean_party(new)
    _require_new_code(row.county_code, party, row)
    before = NewParty(**{name: getattr(row, name) for name in vars(party)})
    if before == party:
        return row
    for name, value in vars(party).items():
        setattr(row, name, value)
    db.session.flush()
    record(actor, acts.PARTY_CHANGE, party_subject(row), _party_changes(before, party), at)
    if before.name != party.name:
        for kindergarten in _sponsored(row, local_date(at)):
            keep_in_step(kindergarten, local_date(at), Occasion(PAGE, actor, at))
    return row


def _require_new_code(county_code: str, party: NewParty, own: Party | None) -> None:
    if party.credit_code is None:
        return
    found = queries.find_party_by_code(county_code, party.credit_code)
    if found is not None and found is not own:
        raise RuleViolation(
            N_("%(name)s bears this credit code already."), Article.CREDIT_CODE, name=found.name
        )


def _party_changes(before: NewParty | None, after: NewParty) -> dict[str, Any]:
    """What differs; of a new party what was said of it."""
    names = {"kind": "party_kind", "name": "party"}
    changes = {}
    for name, value in vars(after).items():
        old = getattr(before, name) if before else None
        if value != old and (before or value):
            changes[names.get(name, name)] = [old, value]
    return changes


def _sponsored(party: Party, day: dt.date) -> list[Kindergarten]:
    statement = (
        sa.select(Kindergarten)
        .join(
            Stake,
            sa.and_(
                Stake.county_code == Kindergarten.county_code,
                Stake.kindergarten_id == Kindergarten.id,
            ),
        )
        .where(
            Stake.county_code == party.county_code,
            Stake.holder_id == party.id,
            Stake.kind == StakeKind.SPONSOR,
            Stake.from_on <= day,
            sa.or_(Stake.until_on.is_(None), Stake.until_on > day),
            Kindergarten.merged_into_id.is_(None),
        )
        .order_by(Kindergarten.id)
    )
    return list(db.session.execute(statement).scalars().unique())
