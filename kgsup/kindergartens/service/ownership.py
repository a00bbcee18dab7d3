"""Entering parties and their stakes, and keeping the register's sponsor in step with them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, Party, Stake
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import PAGE, FactValue, Field, Source, require_effective
from kgsup.kindergartens.rules.ownership.graph import OwnershipGraph, printed_sponsors
from kgsup.kindergartens.rules.ownership.parties import (
    NewParty,
    NewStake,
    PartyKind,
    StakeKind,
    check_stake,
    clean_party,
)
from kgsup.kindergartens.service.entries import change_facts, load
from kgsup.kindergartens.service.writing import Occasion, require_county, subject_of, touch

# ── parties


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
    record(actor, acts.PARTY_ENTER, _subject(row), _party_changes(None, party), at)
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
    record(actor, acts.PARTY_CHANGE, _subject(row), _party_changes(before, party), at)
    if before.name != party.name:
        for kindergarten in _sponsored(row, local_date(at)):
            _keep_in_step(kindergarten, local_date(at), Occasion(PAGE, actor, at))
    return row


def _subject(party: Party) -> Subject:
    return Subject("party", party.public_id, party.county_code)


def _require_new_code(county_code: str, party: NewParty, own: Party | None) -> None:
    if party.credit_code is None:
        return
    found = queries.find_party_by_code(county_code, party.credit_code)
    if found is not None and found is not own:
        raise RuleViolation(
            N_("%(name)s bears this credit code already."), Article.CREDIT_CODE, name=found.name
        )


def _party_changes(before: NewParty | None, after: NewParty) -> dict[str, Any]:
    names = {"kind": "party_kind", "name": "party"}
    return {
        names.get(name, name): [getattr(before, name, None), value]
        for name, value in vars(after).items()
        if getattr(before, name, None) != value
    }


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


# ── stakes


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a stake is held in: a kindergarten, loaded and locked, or a company."""

    kindergarten: Kindergarten | None = None
    company: Party | None = None

    @property
    def county_code(self) -> str:
        return self._row.county_code

    @property
    def name(self) -> str:
        return self._row.name

    @property
    def subject(self) -> Subject:
        return subject_of(self.kindergarten) if self.kindergarten else _subject(self._party)

    @property
    def _party(self) -> Party:
        if self.company is None:
            raise ValueError("a stake is held in a kindergarten or a company")
        return self.company

    @property
    def _row(self) -> Kindergarten | Party:
        return self.kindergarten or self._party


def enter_stake(new: NewStake, actor: Actor, at: dt.datetime, source: Source = PAGE) -> Stake:
    """Enter what a party holds, lawful or not: acts are examined apart (``ownership.examination``).

    A sponsor's stake keeps the register's sponsor in step.  Raises ``RuleViolation`` for an impossible
    stake, a first day to come, a party of another county, or one that holds the same already.
    """
    check_stake(new)
    require_effective(new.from_on, local_date(at))
    held = _held(new, actor)
    holder = queries.get_party(new.holder, actor)
    if holder.county_code != held.county_code:
        raise RuleViolation(N_("Holder and held are of one county."))
    _require_not_held(holder, held, new)
    stake = Stake(
        county_code=held.county_code,
        holder_id=holder.id,
        kindergarten_id=held.kindergarten.id if held.kindergarten else None,
        company_id=held.company.id if held.company else None,
        kind=new.kind,
        share_bp=new.share_bp,
        from_on=new.from_on,
        until_on=new.until_on,
        recorded_at=at,
        source_kind=source.kind,
        source_reference=source.reference,
    )
    db.session.add(stake)
    db.session.flush()
    changes = _stake_changes(holder, held, stake) | {"held_from": [None, _iso(stake.from_on)]}
    record(actor, acts.STAKE_ENTER, held.subject, changes, at)
    _follow(held, stake, stake.from_on, Occasion(source, actor, at))
    return stake


def end_stake(
    public_id: str,
    until_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
    *,
    version: int | None = None,
) -> Stake:
    """End a stake: ``until_on`` is the first day on which it no longer holds."""
    stake, holder, held = _open(public_id, actor, version)
    require_effective(until_on, local_date(at))
    if until_on <= stake.from_on:
        raise RuleViolation(N_("A stake ends after it begins."))
    stake.until_on = until_on
    db.session.flush()
    changes = _stake_changes(holder, held, stake) | {"held_until": [None, _iso(until_on)]}
    record(actor, acts.STAKE_END, held.subject, changes, at)
    _follow(held, stake, until_on, Occasion(source, actor, at))
    return stake


def take_back_stake(
    public_id: str, reason: str, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Stake:
    """Say that a stake was entered by mistake: its row stays, with no day on which it holds."""
    stake, holder, held = _open(public_id, actor, version)
    if not reason.strip():
        raise RuleViolation(N_("Say why this was a mistake."))
    stake.until_on = stake.from_on
    db.session.flush()
    changes = _stake_changes(holder, held, stake) | {"reason": [None, reason.strip()]}
    record(actor, acts.STAKE_MISTAKE, held.subject, changes, at)
    _follow(held, stake, stake.from_on, Occasion(PAGE, actor, at))
    return stake


def _held(new: NewStake, actor: Actor) -> Held:
    if new.kindergarten is not None:
        return Held(kindergarten=load(new.kindergarten, actor))
    company = queries.get_party(new.company or "", actor, for_update=True)
    if company.kind is not PartyKind.COMPANY:
        raise RuleViolation(N_("Shares are held in companies and kindergartens."))
    return Held(company=company)


def _require_not_held(holder: Party, held: Held, new: NewStake) -> None:
    same = sa.select(Stake.id).where(
        Stake.county_code == held.county_code,
        Stake.holder_id == holder.id,
        Stake.kind == new.kind,
        Stake.kindergarten_id == held.kindergarten.id
        if held.kindergarten
        else Stake.company_id == (held.company.id if held.company else None),
        sa.or_(Stake.until_on.is_(None), Stake.until_on > new.from_on),
        sa.or_(Stake.until_on.is_(None), Stake.until_on > Stake.from_on),
        sa.true() if new.until_on is None else Stake.from_on < new.until_on,
    )
    if db.session.execute(same.limit(1)).first():
        raise RuleViolation(
            N_("%(holder)s holds this already in these days: end that stake first."),
            holder=holder.name,
        )


def _open(public_id: str, actor: Actor, version: int | None) -> tuple[Stake, Party, Held]:
    """A stake that still holds, its holder and what it is held in; the latter is locked first."""
    found = queries.get_stake(public_id, actor)
    holder = queries.party_by_id(found.county_code, found.holder_id)
    if found.kindergarten_id is not None:
        kindergarten = queries.get_by_id(found.county_code, found.kindergarten_id)
        held = Held(kindergarten=load(kindergarten.public_id, actor))
    else:
        held = Held(company=queries.party_by_id(found.county_code, found.company_id or 0))
    stake = queries.get_stake(public_id, actor, for_update=True)
    require_version(stake, version)
    if stake.until_on is not None:
        raise RuleViolation(N_("This stake has ended already."))
    return stake, holder, held


def _stake_changes(holder: Party, held: Held, stake: Stake) -> dict[str, Any]:
    said = {
        "holder": holder.name,
        "held": held.name,
        "stake": stake.kind.value,
        "share_bp": stake.share_bp,
    }
    return {name: [None, value] for name, value in said.items() if value is not None}


def _iso(day: dt.date) -> str:
    return day.isoformat()


# ── the register's sponsor


def _follow(held: Held, stake: Stake, from_on: dt.date, occasion: Occasion) -> None:
    if held.kindergarten is None:
        return
    touch(held.kindergarten)
    db.session.refresh(held.kindergarten)
    if stake.kind is StakeKind.SPONSOR:
        _keep_in_step(held.kindergarten, from_on, occasion)


def _keep_in_step(kindergarten: Kindergarten, from_on: dt.date, occasion: Occasion) -> None:
    """Write the sponsor as it is printed, from a day on: up to three, by share.

    Days on which no sponsor is known keep what the register says; so does a later day for which
    another source recorded something, but never today.
    """
    graph = queries.graph_around(kindergarten.county_code, kindergartens=[kindergarten.id])
    for day in _days(graph, kindergarten.public_id, from_on, occasion.today):
        name = printed_sponsors(graph.on(day), kindergarten.public_id)
        present = queries.as_of(kindergarten, day)[Field.SPONSOR_NAME]
        if name and name != present:
            values: dict[Field, FactValue] = {Field.SPONSOR_NAME: name}
            change = FactChange(values=values, effective_on=day, source=occasion.source)
            change_facts(kindergarten.public_id, change, occasion.actor, occasion.at)


def _days(graph: OwnershipGraph, key: str, from_on: dt.date, today: dt.date) -> list[dt.date]:
    """The days from one on at which a sponsor comes or goes, and today, which must be in step."""
    stakes = [edge for edge in graph.holders_of(key) if edge.kind is StakeKind.SPONSOR]
    turns = {day for edge in stakes for day in (edge.from_on, edge.until_on) if day}
    return sorted(day for day in {from_on, today, *turns} if from_on <= day <= today)
