"""Entering and ending what parties hold in kindergartens and companies."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, Party, Stake
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.facts import PAGE, Source, require_effective
from kgsup.kindergartens.rules.ownership.parties import (
    NewParty,
    NewStake,
    PartyKind,
    Replacement,
    StakeKind,
    check_stake,
)
from kgsup.kindergartens.service.entries import load
from kgsup.kindergartens.service.parties import enter_party
from kgsup.kindergartens.service.sponsors import keep_in_step
from kgsup.kindergartens.service.writing import Occasion, party_subject, subject_of, touch


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
        return subject_of(self.kindergarten) if self.kindergarten else party_subject(self._party)

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
    occasion = Occasion(source, actor, at)
    held = _held(new, actor)
    stake = _write(new, held, occasion)
    _follow(held, stake.kind, stake.from_on, occasion)
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
    occasion = Occasion(source, actor, at)
    stake, held = _open(public_id, actor, version)
    _end(stake, held, until_on, occasion)
    _follow(held, stake.kind, until_on, occasion)
    return stake


def replace_holders(
    kindergarten_public_id: str,
    replacement: Replacement,
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> list[Stake]:
    """Put others in the place of all holders of one kind: what a change of sponsor or controller grants.

    Who stays with the same share keeps the stake.  The register's sponsor changes once, on the day.
    Raises ``RuleViolation`` for nobody, the same twice, shares of more than the whole, and whatever
    ``enter_stake`` and ``end_stake`` refuse.
    """
    replacement.check()
    occasion = Occasion(source, actor, at)
    held = Held(kindergarten=load(kindergarten_public_id, actor))
    wanted = {_party_of(new.party, held, occasion): new for new in replacement.holders}
    for stake in _standing(held, replacement):
        holder = queries.party_by_id(held.county_code, stake.holder_id).public_id
        if holder in wanted and wanted[holder].share_bp == stake.share_bp:
            del wanted[holder]
        else:
            _end(stake, held, replacement.from_on, occasion)
    stakes = [
        _write(replacement.stake(holder, new, kindergarten_public_id), held, occasion)
        for holder, new in wanted.items()
    ]
    _follow(held, replacement.kind, replacement.from_on, occasion)
    return stakes


def _party_of(party: str | NewParty, held: Held, occasion: Occasion) -> str:
    if isinstance(party, str):
        return party
    return enter_party(held.county_code, party, occasion.actor, occasion.at).public_id


def _standing(held: Held, replacement: Replacement) -> list[Stake]:
    kindergarten = held.kindergarten
    statement = sa.select(Stake).where(
        Stake.county_code == held.county_code,
        Stake.kindergarten_id == (kindergarten.id if kindergarten else None),
        Stake.kind == replacement.kind,
        Stake.until_on.is_(None),
    )
    return list(db.session.execute(statement.order_by(Stake.id).with_for_update()).scalars())


def _write(new: NewStake, held: Held, occasion: Occasion) -> Stake:
    check_stake(new)
    require_effective(new.from_on, occasion.today)
    holder = queries.get_party(new.holder, occasion.actor)
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
        recorded_at=occasion.at,
        source_kind=occasion.source.kind,
        source_reference=occasion.source.reference,
    )
    db.session.add(stake)
    db.session.flush()
    said = _stake_changes(held, stake) | {"held_from": [None, stake.from_on.isoformat()]}
    record(occasion.actor, acts.STAKE_ENTER, held.subject, said, occasion.at)
    return stake


def _end(stake: Stake, held: Held, until_on: dt.date, occasion: Occasion) -> None:
    require_effective(until_on, occasion.today)
    if until_on <= stake.from_on:
        raise RuleViolation(N_("A stake ends after it begins."))
    stake.until_on = until_on
    db.session.flush()
    said = _stake_changes(held, stake) | {"held_until": [None, until_on.isoformat()]}
    record(occasion.actor, acts.STAKE_END, held.subject, said, occasion.at)


def take_back_stake(
    public_id: str, reason: str, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> Stake:
    """Say that a stake was entered by mistake: its row stays, with no day on which it holds."""
    stake, held = _open(public_id, actor, version)
    if not reason.strip():
        raise RuleViolation(N_("Say why this was a mistake."))
    stake.until_on = stake.from_on
    db.session.flush()
    changes = _stake_changes(held, stake) | {"reason": [None, reason.strip()]}
    record(actor, acts.STAKE_MISTAKE, held.subject, changes, at)
    _follow(held, stake.kind, stake.from_on, Occasion(PAGE, actor, at))
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


def _open(public_id: str, actor: Actor, version: int | None) -> tuple[Stake, Held]:
    """A stake that still holds and what it is held in; the latter is locked first."""
    stake = queries.get_stake(public_id, actor)
    if stake.kindergarten_id is not None:
        kindergarten = queries.get_by_id(stake.county_code, stake.kindergarten_id)
        held = Held(kindergarten=load(kindergarten.public_id, actor))
    else:
        held = Held(company=queries.party_by_id(stake.county_code, stake.company_id or 0))
    db.session.refresh(stake, with_for_update={"of": Stake})
    require_version(stake, version)
    if stake.until_on is not None:
        raise RuleViolation(N_("This stake has ended already."))
    return stake, held


def _stake_changes(held: Held, stake: Stake) -> dict[str, Any]:
    said = {
        "holder": queries.party_by_id(stake.county_code, stake.holder_id).name,
        "held": held.name,
        "stake": stake.kind.value,
        "share": stake.share_text,
    }
    return {name: [None, value] for name, value in said.items() if value is not None}


def _follow(held: Held, kind: StakeKind, from_on: dt.date, occasion: Occasion) -> None:
    """A kindergarten's version rises; where sponsors changed, the register names them."""
    if held.kindergarten is None:
        return
    touch(held.kindergarten)
    db.session.refresh(held.kindergarten)
    if kind is StakeKind.SPONSOR:
        keep_in_step(held.kindergarten, from_on, occasion)
