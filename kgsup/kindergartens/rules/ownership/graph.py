"""The graph of who holds what, as a value, and who controls whom in it.

Two measures are kept apart.  *Control* passes down whole: who controls a company has all that the
company holds, so the shares of a party and of everything it controls are summed, and half or more is
control.  The *share* in the end is multiplied along each chain and summed over the chains: 60 % of 60 %
is 36 %, and control all the same.  Holdings in a circle are followed once around.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from kgsup.kindergartens.rules.ownership.parties import SHARES, WHOLE, PartyKind, StakeKind

CONTROL_SHARE = Fraction(1, 2)  # of the whole; half and more

_BY_ACT = frozenset({StakeKind.CONTROLLER, StakeKind.CONTRACT_CONTROL})


@dataclass(frozen=True, kw_only=True)
class PartyNode:
    """A party by its public id, or by any key for one that is only proposed."""

    key: str
    kind: PartyKind
    name: str
    is_listed: bool = False
    is_state_owned: bool = False

    @property
    def is_public(self) -> bool:
        """Whether what it gives are fiscal, state-owned or collective assets (学前教育法 34)."""
        return self.is_state_owned or self.kind in {PartyKind.PUBLIC_BODY, PartyKind.COLLECTIVE}


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A stake; ``held`` is the key of a kindergarten or of a company.  ``until_on`` is exclusive."""

    holder: str
    held: str
    kind: StakeKind
    share_bp: int | None = None
    from_on: dt.date | None = None
    until_on: dt.date | None = None
    key: str = ""  # public id of the stake, "" for a proposed one

    @property
    def share_text(self) -> str | None:
        """The share as it is read: "33.33 %"."""
        return None if self.share_bp is None else f"{self.share_bp / 100:g} %"

    def holds_on(self, day: dt.date) -> bool:
        """Whether the stake holds on a day; an unknown beginning lies in the past."""
        begun = self.from_on is None or self.from_on <= day
        return begun and (self.until_on is None or day < self.until_on)


@dataclass(frozen=True, kw_only=True)
class OwnershipGraph:
    """Parties by key, kindergartens (key → name) and the stakes between them."""

    parties: Mapping[str, PartyNode] = field(default_factory=dict)
    kindergartens: Mapping[str, str] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()

    def on(self, day: dt.date) -> "OwnershipGraph":
        """The graph of one day."""
        return replace(self, edges=tuple(edge for edge in self.edges if edge.holds_on(day)))

    def holders_of(self, key: str) -> tuple[Edge, ...]:
        """The stakes in a kindergarten or company."""
        return tuple(edge for edge in self.edges if edge.held == key)

    def holdings_of(self, key: str) -> tuple[Edge, ...]:
        """The stakes that a party holds."""
        return tuple(edge for edge in self.edges if edge.holder == key)

    def without(self, *kinds: StakeKind) -> "OwnershipGraph":
        """The graph without the stakes of some kinds."""
        return replace(self, edges=tuple(edge for edge in self.edges if edge.kind not in kinds))

    def having(self, parties: Iterable[PartyNode], edges: Iterable[Edge]) -> "OwnershipGraph":
        """The graph with further parties and stakes: what an application proposes."""
        known = dict(self.parties) | {party.key: party for party in parties}
        return replace(self, parties=known, edges=(*self.edges, *edges))

    def without_stakes_in(self, key: str, *kinds: StakeKind) -> "OwnershipGraph":
        """The graph as if nobody had stakes of these kinds in a kindergarten or company."""
        kept = (edge for edge in self.edges if edge.held != key or edge.kind not in kinds)
        return replace(self, edges=tuple(kept))


def controlled_by(graph: OwnershipGraph, party: str) -> frozenset[str]:
    """Everything that a party controls, through however many companies; never the party itself."""
    controlled = {party}
    grows = True
    while grows:
        reached = {edge.held for edge in graph.edges if edge.holder in controlled} - controlled
        new = {key for key in reached if _has_control(graph, controlled, key)}
        controlled |= new
        grows = bool(new)
    return frozenset(controlled - {party})


def _has_control(graph: OwnershipGraph, holders: set[str], key: str) -> bool:
    stakes = graph.holders_of(key)
    held = [edge for edge in stakes if edge.holder in holders]
    if any(edge.kind in _BY_ACT for edge in held):
        return True
    if Fraction(sum(edge.share_bp or 0 for edge in held), WHOLE) >= CONTROL_SHARE:
        return True
    return is_sole_sponsor(stakes, held)


def is_sole_sponsor(stakes: Iterable[Edge], held: Iterable[Edge]) -> bool:
    """Whether these stakes are all there is of sponsors: who alone sponsors needs no stated share."""
    sponsors = {edge.holder for edge in stakes if edge.kind is StakeKind.SPONSOR}
    return len(sponsors) == 1 and any(edge.kind is StakeKind.SPONSOR for edge in held)


def controllers_of(graph: OwnershipGraph, key: str) -> frozenset[str]:
    """Every party that controls a kindergarten or company, the ones in between included."""
    return frozenset(party for party in above(graph, key) if key in controlled_by(graph, party))


def real_controllers_of(graph: OwnershipGraph, key: str) -> frozenset[str]:
    """The controllers that nobody else controls; of companies that hold each other, all of them."""
    controllers = controllers_of(graph, key)
    reach = {party: controlled_by(graph, party) for party in controllers}
    return frozenset(
        party
        for party in controllers
        if not any(
            party in reach[other] and other not in reach[party]
            for other in controllers
            if other != party
        )
    )


def above(graph: OwnershipGraph, key: str) -> frozenset[str]:
    """Every party with a stake in a kindergarten or company, directly or through others."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        for edge in graph.holders_of(waiting.pop()):
            if edge.holder not in found and edge.holder != key:
                found.add(edge.holder)
                waiting.append(edge.holder)
    return frozenset(found)


def share_of(graph: OwnershipGraph, party: str, key: str) -> Fraction:
    """The share in the end: multiplied along each chain, summed over the chains.

    An unknown share counts as nothing; no chain passes the same party twice.
    """
    return sum(_chain_shares(graph, party, key, frozenset({key})), Fraction(0))


def _chain_shares(
    graph: OwnershipGraph, party: str, key: str, seen: frozenset[str]
) -> Iterator[Fraction]:
    for edge in graph.holders_of(key):
        if edge.kind not in SHARES or not edge.share_bp or edge.holder in seen:
            continue
        share = Fraction(edge.share_bp, WHOLE)
        if edge.holder == party:
            yield share
        else:
            further = _chain_shares(graph, party, edge.holder, seen | {edge.holder})
            yield from (share * rest for rest in further)


# ── for reading


@dataclass(frozen=True, kw_only=True)
class HolderRow:
    """A stake in the list of who holds: the holder, and through whom it is held in turn."""

    party: PartyNode
    edge: Edge
    controls: bool  # controls what the whole list is about
    above: tuple["HolderRow", ...]
    is_repeated: bool = False  # stands further up in its own chain: not followed again


def holder_rows(graph: OwnershipGraph, key: str) -> tuple[HolderRow, ...]:
    """Who holds a kindergarten or company, nested: sponsors first, larger shares first."""
    return _rows(graph, key, controllers_of(graph, key), frozenset({key}))


def _rows(
    graph: OwnershipGraph, key: str, controllers: frozenset[str], seen: frozenset[str]
) -> tuple[HolderRow, ...]:
    kinds = list(StakeKind)
    stakes = sorted(
        graph.holders_of(key),
        key=lambda edge: (
            kinds.index(edge.kind),
            -(edge.share_bp or 0),
            graph.parties[edge.holder].name,
        ),
    )
    return tuple(
        HolderRow(
            party=graph.parties[edge.holder],
            edge=edge,
            controls=edge.holder in controllers,
            is_repeated=edge.holder in seen,
            above=()
            if edge.holder in seen
            else _rows(graph, edge.holder, controllers, seen | {edge.holder}),
        )
        for edge in stakes
    )


PRINTED_SPONSORS = 3


def printed_sponsors(graph: OwnershipGraph, kindergarten: str) -> str:
    """The sponsors as a licence prints them: up to three, by share; "" when none is known."""
    stakes = [e for e in graph.holders_of(kindergarten) if e.kind is StakeKind.SPONSOR]
    stakes.sort(key=lambda edge: -(edge.share_bp or 0))  # stable: equal shares as entered
    names = dict.fromkeys(graph.parties[edge.holder].name for edge in stakes)
    return "、".join(list(names)[:PRINTED_SPONSORS])
