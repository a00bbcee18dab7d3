"""Parties, their stakes, and the graph around a kindergarten or a party."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.configuration import queries as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Party, Stake
from kgsup.kindergartens.queries.details import is_recognised
from kgsup.kindergartens.queries.history import as_of
from kgsup.kindergartens.queries.single import get_by_id
from kgsup.kindergartens.rules.classification import counted_ownership
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.identity import Ownership, SponsorKind
from kgsup.kindergartens.rules.ownership.findings import (
    ClassificationWindow,
    HeldApprovals,
    OwnershipQuestion,
)
from kgsup.kindergartens.rules.ownership.graph import (
    Edge,
    HolderRow,
    OwnershipGraph,
    PartyNode,
    holder_rows,
    real_controllers_of,
)

_COUNTED = sa.or_(Stake.until_on.is_(None), Stake.until_on > Stake.from_on)  # no mistakes


def get_party(public_id: str, actor: Actor, *, for_update: bool = False) -> Party:
    """Load a party; raises ``Missing`` alike for an unknown id and outside the actor's counties."""
    return get_scoped(Party, public_id, actor, for_update=for_update)


def get_stake(public_id: str, actor: Actor, *, for_update: bool = False) -> Stake:
    """Load a stake; raises ``Missing`` as ``get_party`` does."""
    return get_scoped(Stake, public_id, actor, for_update=for_update)


def find_parties(county_code: str, name: str, actor: Actor) -> list[Party]:
    """The parties of a county with exactly this name: two persons may share one."""
    statement = scoped(sa.select(Party), Party, actor).where(
        Party.county_code == county_code, Party.name == name
    )
    return list(db.session.execute(statement.order_by(Party.id)).scalars())


def find_party_by_code(county_code: str, credit_code: str) -> Party | None:
    """The party of a county that bears a credit code; the caller reaches the county."""
    statement = sa.select(Party).where(
        Party.county_code == county_code, Party.credit_code == credit_code
    )
    return db.session.execute(statement.limit(1)).scalar_one_or_none()


# ── the graph


def graph_around(
    county_code: str, *, kindergartens: Iterable[int] = (), parties: Iterable[int] = ()
) -> OwnershipGraph:
    """Everything that hangs together with these, of all days (see ``OwnershipGraph.on``).

    The number of queries grows with the length of the longest chain, not with the number of rows.
    """
    reached: dict[int, Stake] = {}
    known = (set(kindergartens), set(parties))
    new = (set(known[0]), set(known[1]))
    while new[0] or new[1]:
        stakes = _stakes_at(county_code, *new)
        reached |= {stake.id: stake for stake in stakes}
        found = ({s.kindergarten_id for s in stakes} - {None}, _party_ids(stakes))
        new = ({key for key in found[0] if key is not None} - known[0], found[1] - known[1])
        known[0].update(new[0])
        known[1].update(new[1])
    return _graph(county_code, known[0], known[1], reached.values())


def _party_ids(stakes: Iterable[Stake]) -> set[int]:
    held = {stake.company_id for stake in stakes if stake.company_id is not None}
    return held | {stake.holder_id for stake in stakes}


def _stakes_at(county_code: str, kindergartens: set[int], parties: set[int]) -> list[Stake]:
    statement = sa.select(Stake).where(
        Stake.county_code == county_code,
        _COUNTED,
        sa.or_(
            Stake.kindergarten_id.in_(kindergartens),
            Stake.company_id.in_(parties),
            Stake.holder_id.in_(parties),
        ),
    )
    return list(db.session.execute(statement.order_by(Stake.id)).scalars())


def _graph(
    county_code: str, kindergartens: set[int], parties: set[int], stakes: Iterable[Stake]
) -> OwnershipGraph:
    of_parties = sa.select(Party).where(Party.county_code == county_code, Party.id.in_(parties))
    by_id = {party.id: party for party in db.session.execute(of_parties).scalars()}
    of_names = sa.select(Kindergarten.id, Kindergarten.public_id, Kindergarten.name).where(
        Kindergarten.county_code == county_code, Kindergarten.id.in_(kindergartens)
    )
    names = {row.id: (row.public_id, row.name) for row in db.session.execute(of_names)}
    ordered = sorted(stakes, key=lambda stake: stake.id)
    return OwnershipGraph(
        parties={party.public_id: node_of(party) for party in by_id.values()},
        kindergartens=dict(names.values()),
        edges=tuple(_edge(stake, by_id, names) for stake in ordered),
    )


def node_of(party: Party) -> PartyNode:
    """The party as a value of the rules."""
    return PartyNode(
        key=party.public_id,
        kind=party.kind,
        name=party.name,
        is_listed=party.is_listed,
        is_state_owned=party.is_state_owned,
    )


def _edge(stake: Stake, parties: dict[int, Party], names: dict[int, tuple[str, str]]) -> Edge:
    if stake.kindergarten_id is not None:
        held = names[stake.kindergarten_id][0]
    else:
        held = parties[stake.company_id or 0].public_id
    return Edge(
        key=stake.public_id,
        holder=parties[stake.holder_id].public_id,
        held=held,
        kind=stake.kind,
        share_bp=stake.share_bp,
        from_on=stake.from_on,
        until_on=stake.until_on,
    )


# ── for pages and cases


@dataclass(frozen=True, kw_only=True)
class Holders:
    """Who holds a kindergarten or company on a day, nested, and who controls it in the end."""

    rows: tuple[HolderRow, ...]
    real_controllers: tuple[PartyNode, ...]


def holders_of(kindergarten: Kindergarten, day: dt.date) -> Holders:
    """Who holds a kindergarten on a day."""
    graph = graph_around(kindergarten.county_code, kindergartens=[kindergarten.id])
    return _holders(graph.on(day), kindergarten.public_id)


def holders_of_party(party: Party, day: dt.date) -> Holders:
    """Who holds a company on a day."""
    graph = graph_around(party.county_code, parties=[party.id])
    return _holders(graph.on(day), party.public_id)


def _holders(graph: OwnershipGraph, key: str) -> Holders:
    real = [graph.parties[party] for party in real_controllers_of(graph, key)]
    return Holders(
        rows=holder_rows(graph, key),
        real_controllers=tuple(sorted(real, key=lambda party: (party.name, party.key))),
    )


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A stake that a party holds or held, with the name of what is held."""

    stake: Stake
    kindergarten: Kindergarten | None
    company: Party | None


def holdings_of(party: Party, actor: Actor) -> list[Holding]:
    """Everything that a party of the actor's scope holds or held, the latest first."""
    company = aliased(Party)
    statement = (
        sa.select(Stake, Kindergarten, company)
        .join(
            Kindergarten,
            sa.and_(
                Kindergarten.county_code == Stake.county_code,
                Kindergarten.id == Stake.kindergarten_id,
            ),
            isouter=True,
        )
        .join(
            company,
            sa.and_(
                company.county_code == Stake.county_code,
                company.id == Stake.company_id,
            ),
            isouter=True,
        )
        .where(Stake.county_code == party.county_code, Stake.holder_id == party.id, _COUNTED)
    )
    statement = scoped(statement, Stake, actor).order_by(Stake.from_on.desc(), Stake.id.desc())
    return [
        Holding(stake=stake, kindergarten=kindergarten, company=held)
        for stake, kindergarten, held in db.session.execute(statement)
    ]


@dataclass(frozen=True, kw_only=True)
class ReadStake:
    """A stake with its holder and what it is held in."""

    stake: Stake
    holder: Party
    kindergarten: Kindergarten | None
    company: Party | None

    @property
    def held_name(self) -> str:
        held = self.kindergarten or self.company
        return held.name if held else ""


def read_stake(stake: Stake) -> ReadStake:
    """A stake that was loaded in scope, with both its sides."""
    county_code, kindergarten_id = stake.county_code, stake.kindergarten_id
    return ReadStake(
        stake=stake,
        holder=party_by_id(county_code, stake.holder_id),
        kindergarten=get_by_id(county_code, kindergarten_id) if kindergarten_id else None,
        company=party_by_id(county_code, stake.company_id) if stake.company_id else None,
    )


def party_by_id(county_code: str, party_id: int) -> Party:
    """The party behind a stake of its county that was loaded in scope."""
    statement = sa.select(Party).where(Party.county_code == county_code, Party.id == party_id)
    return db.session.execute(statement).scalar_one()


def ownership_question(kindergarten: Kindergarten, day: dt.date) -> OwnershipQuestion:
    """A kindergarten as it stands on a day; a case replaces what it would change."""
    facts = as_of(kindergarten, day)
    assets, stated = facts[Field.ASSET_KINDS], facts[Field.OWNERSHIP]
    sponsor = facts[Field.SPONSOR_KIND]
    ownership = counted_ownership(
        stated if isinstance(stated, Ownership) else Ownership.UNKNOWN,
        sponsor if isinstance(sponsor, SponsorKind) else None,
    )
    graph = graph_around(kindergarten.county_code, kindergartens=[kindergarten.id]).on(day)
    return OwnershipQuestion(
        kindergarten=kindergarten.public_id,
        graph=graph,
        ownership=ownership,
        residential_area=bool(facts[Field.RESIDENTIAL_AREA]),
        is_handed_over=facts[Field.HANDED_OVER_ON] is not None,
        is_inclusive=is_recognised(kindergarten, day),
        asset_kinds=assets if isinstance(assets, frozenset) else frozenset(),
        before=graph,
        ownership_before=ownership,
        window=classification_window(kindergarten.county_code, day),
        asked_on=day,
    )


def held_approvals(
    county_code: str, day: dt.date, *, inclusive_percent: float
) -> HeldApprovals | None:
    """Whether the county holds for-profit approvals below an inclusive share (R41), with its article.

    ``inclusive_percent`` is the live figure; ``None`` where the county never holds them.
    """
    limit = configuration.value(county_code, Key.FOR_PROFIT_HELD, on=day)
    if not limit:
        return None
    row = configuration.find_row(county_code, Key.FOR_PROFIT_HELD, day)
    return HeldApprovals(
        below_percent=limit,
        inclusive_percent=inclusive_percent,
        article=row.article if row else None,
    )


def classification_window(county_code: str, day: dt.date) -> ClassificationWindow:
    """Which schools choose their class and until when, by the county's rule (R42)."""
    days = configuration.value(county_code, Key.CLASSIFICATION_WINDOW, on=day)
    return ClassificationWindow(
        before=dt.date.fromisoformat(days["before"]),
        until=dt.date.fromisoformat(days["until"]) if days["until"] else None,
    )
