"""Graphs of ownership for tests, written as short lines."""

from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.ownership.graph import (
    Edge,
    OwnershipGraph,
    PartyNode,
)
from kgsup.kindergartens.rules.ownership.parties import (
    PartyKind,
    StakeKind,
)

K = "园"
PUBLIC = Ownership.PUBLIC
NON_PROFIT = Ownership.PRIVATE_NON_PROFIT
FOR_PROFIT = Ownership.PRIVATE_FOR_PROFIT

KINDS = {
    "s": StakeKind.SPONSOR,
    "h": StakeKind.SHAREHOLDER,
    "c": StakeKind.CONTROLLER,
    "k": StakeKind.CONTRACT_CONTROL,
    "f": StakeKind.FRANCHISE,
}


def party(key: str) -> PartyNode:
    """人… is a person, 局… a public body, 社… a collective, 市… listed, 国… state-owned, else a company."""
    kinds = {"人": PartyKind.PERSON, "局": PartyKind.PUBLIC_BODY, "社": PartyKind.COLLECTIVE}
    return PartyNode(
        key=key,
        kind=kinds.get(key[0], PartyKind.COMPANY),
        name=key,
        is_listed=key.startswith("市"),
        is_state_owned=key.startswith("国"),
    )


def graph(*stakes: str) -> OwnershipGraph:
    """A graph from "holder kind held [percent]"; 园… are kindergartens."""
    edges = []
    for stake in stakes:
        holder, kind, held, *percent = stake.split()
        share = round(float(percent[0]) * 100) if percent else None
        edges.append(Edge(holder=holder, held=held, kind=KINDS[kind], share_bp=share))
    keys = {key for edge in edges for key in (edge.holder, edge.held)} | {K}
    return OwnershipGraph(
        parties={key: party(key) for key in keys if not key.startswith(K)},
        kindergartens={key: key for key in keys if key.startswith(K)},
        edges=tuple(edges),
    )
