"""Parties and stakes as values: a stake is dated like a fact and never deleted.

No identity number of a person is kept: who somebody is follows from what he or she holds.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.codes import compact

WHOLE = 10_000  # basis points: 100 %
LONGEST_NAME = 100


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    COMPANY = "company"
    PUBLIC_BODY = "public_body"
    COLLECTIVE = "collective"


class StakeKind(StrEnum):
    """How a party holds a kindergarten or a company."""

    SPONSOR = "sponsor"
    SHAREHOLDER = "shareholder"
    CONTROLLER = "controller"
    CONTRACT_CONTROL = "contract_control"
    FRANCHISE = "franchise"


SHARES = frozenset({StakeKind.SPONSOR, StakeKind.SHAREHOLDER})
"""The stakes that may have a share."""


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A party to enter.  A person has no code; a company may be listed or state-owned."""

    kind: PartyKind
    name: str
    credit_code: str | None = None
    is_listed: bool = False
    is_state_owned: bool = False


@dataclass(frozen=True, kw_only=True)
class NewStake:
    """A stake from ``from_on`` on; ``share_bp`` in basis points (10 000 = the whole), if known.

    ``holder`` is the public id of a party; exactly one of ``kindergarten`` and ``company`` is set.
    """

    holder: str
    kind: StakeKind
    from_on: dt.date
    until_on: dt.date | None = None  # exclusive
    share_bp: int | None = None
    kindergarten: str | None = None
    company: str | None = None


def clean_party(new: NewParty) -> NewParty:
    """A party as it is kept; raises ``RuleViolation`` for what cannot be."""
    name = " ".join(new.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise RuleViolation(N_("A party has a name of up to %(count)s characters."), count=100)
    code = compact(new.credit_code or "") or None
    if new.kind is PartyKind.PERSON and code:
        raise RuleViolation(N_("No number of a person is kept."))
    is_company = new.kind is PartyKind.COMPANY
    if (new.is_listed or new.is_state_owned) and not is_company:
        raise RuleViolation(N_("Only a company is listed or state-owned."))
    return NewParty(
        kind=new.kind,
        name=name,
        credit_code=code,
        is_listed=new.is_listed,
        is_state_owned=new.is_state_owned,
    )


def check_stake(stake: NewStake) -> None:
    """Refuse a stake in nothing or in two things, in oneself, of an impossible share or order of days.

    A company's sponsor is its shareholder: sponsors are of kindergartens alone.
    """
    if (stake.kindergarten is None) == (stake.company is None):
        raise RuleViolation(N_("A stake is held in one kindergarten or in one company."))
    if stake.company == stake.holder:
        raise RuleViolation(N_("A company holds no stake in itself."))
    if stake.kind is StakeKind.SPONSOR and stake.company is not None:
        raise RuleViolation(N_("A company has shareholders; sponsors are of kindergartens."))
    check_share(stake)
    if stake.until_on is not None and stake.until_on <= stake.from_on:
        raise RuleViolation(N_("A stake ends after it begins."))


def check_share(stake: NewStake) -> None:
    """Refuse a share out of range, or of a stake that has none."""
    if stake.share_bp is None:
        return
    if stake.kind not in SHARES:
        raise RuleViolation(N_("Only sponsors and shareholders have a share."))
    if not 0 < stake.share_bp <= WHOLE:
        raise RuleViolation(N_("A share is more than nothing and at most the whole."))


@dataclass(frozen=True, kw_only=True)
class NewHolder:
    """Who is to hold: a party by its public id, or one to enter."""

    party: str | NewParty
    share_bp: int | None = None


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """All holders of one kind of a kindergarten from a day on, in place of those before."""

    kind: StakeKind
    holders: tuple[NewHolder, ...]
    from_on: dt.date

    def check(self) -> None:
        """Refuse nobody, the same party twice, and shares of more than the whole."""
        if not self.holders:
            raise RuleViolation(N_("Somebody holds a kindergarten: name who comes in their place."))
        known = [holder.party for holder in self.holders if isinstance(holder.party, str)]
        if len(set(known)) != len(known):
            raise RuleViolation(N_("The same party is named twice."))
        if sum(holder.share_bp or 0 for holder in self.holders) > WHOLE:
            raise RuleViolation(N_("The shares are more than the whole together."))

    def stake(self, holder: str, new: NewHolder, kindergarten: str) -> NewStake:
        """The stake of one of the new holders."""
        return NewStake(
            holder=holder,
            kind=self.kind,
            from_on=self.from_on,
            share_bp=new.share_bp,
            kindergarten=kindergarten,
        )


register_labels(
    {
        PartyKind.PERSON: N_("Person"),
        PartyKind.COMPANY: N_("Company"),
        PartyKind.PUBLIC_BODY: N_("Public body"),
        PartyKind.COLLECTIVE: N_("Collective organisation"),
    }
)
register_labels(
    {
        StakeKind.SPONSOR: N_("Sponsor"),
        StakeKind.SHAREHOLDER: N_("Shareholder"),
        StakeKind.CONTROLLER: N_("Real controller"),
        StakeKind.CONTRACT_CONTROL: N_("Control by contract"),
        StakeKind.FRANCHISE: N_("Franchise or chain agreement"),
    }
)
