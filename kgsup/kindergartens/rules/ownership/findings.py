"""What the law says of an ownership: each question answered with its article.

Hard findings are forbidden ownership and barred or unqualified sponsors; all others are for the person
who decides, who answers them with a reason.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.classification import ARTICLES, REFUSALS, Facts, unlawful
from kgsup.kindergartens.rules.identity import AssetKind, Ownership
from kgsup.kindergartens.rules.ownership.graph import (
    OwnershipGraph,
    PartyNode,
    above,
    controlled_by,
    controllers_of,
)
from kgsup.kindergartens.rules.ownership.parties import SHARES, WHOLE, PartyKind, StakeKind


class Acquisition(StrEnum):
    """How somebody comes to hold a kindergarten."""

    FOUNDING = "founding"
    TRANSFER = "transfer"
    INHERITANCE = "inheritance"
    MERGER = "merger"
    CONTRACT = "contract"


@dataclass(frozen=True, kw_only=True)
class HeldApprovals:
    """For-profit approvals are held while the inclusive share is below a limit (R41), in percent."""

    below_percent: float
    inclusive_percent: float
    article: str | None = None

    @property
    def is_held(self) -> bool:
        return self.inclusive_percent < self.below_percent


@dataclass(frozen=True, kw_only=True)
class ClassificationWindow:
    """Schools set up before a day choose their class until another, inclusive (R42, 条例 66).

    Both days differ from province to province; ``until`` is ``None`` where none is set.
    """

    before: dt.date
    until: dt.date | None = None

    def is_open_to(self, set_up_on: dt.date | None, day: dt.date) -> bool:
        """Whether a school of that day may still choose; one of unknown age counts as existing."""
        is_existing = set_up_on is None or set_up_on < self.before
        return is_existing and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True)
class OwnershipQuestion:
    """A kindergarten as it would be after the act, on the day of the act.

    ``barred`` and ``unqualified`` are keys of parties, found elsewhere: barred by law or decision; a
    person without political rights or full capacity, or an organisation that is no legal person.
    ``before`` is the graph before a change.  ``is_inclusive`` counts a recognition decided with it.
    """

    kindergarten: str
    graph: OwnershipGraph
    ownership: Ownership
    residential_area: bool = False
    is_handed_over: bool = True
    is_inclusive: bool = False
    asset_kinds: frozenset[AssetKind] = frozenset()
    rents_state_premises: bool = False
    barred: frozenset[str] = frozenset()
    unqualified: frozenset[str] = frozenset()
    held_approvals: HeldApprovals | None = None
    before: OwnershipGraph | None = None
    ownership_before: Ownership | None = None
    acquisition: Acquisition = Acquisition.FOUNDING
    window: ClassificationWindow | None = None
    set_up_on: dt.date | None = None
    asked_on: dt.date | None = None  # the day of the application, for the window

    @property
    def is_for_profit(self) -> bool:
        return self.ownership is Ownership.PRIVATE_FOR_PROFIT

    @property
    def is_private(self) -> bool:
        return self.ownership in {Ownership.PRIVATE_FOR_PROFIT, Ownership.PRIVATE_NON_PROFIT}

    def party(self, key: str) -> PartyNode:
        return self.graph.parties[key]

    def direct(self, *kinds: StakeKind) -> list[str]:
        """The holders with a stake of these kinds in the kindergarten itself."""
        stakes = self.graph.holders_of(self.kindergarten)
        return list(dict.fromkeys(edge.holder for edge in stakes if edge.kind in kinds))


@dataclass(frozen=True, kw_only=True)
class OwnershipFinding:
    """What was found; ``text`` is a marked message, its parameters apart.

    Hard: forbidden, the act is refused.  Held: to be decided by the head, not refused.
    """

    text: str
    article: Article | str | None
    is_hard: bool = False
    is_held: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """The text in English with its parameters."""
        return self.text % self.parameters if self.parameters else self.text

    def refusal(self) -> RuleViolation:
        """The finding as a refusal."""
        article = self.article if isinstance(self.article, Article) else None
        return RuleViolation(self.text, article, **self.parameters)


Found = Iterator[OwnershipFinding]


def _hard(text: str, article: Article, **parameters: object) -> OwnershipFinding:
    return OwnershipFinding(text=text, article=article, is_hard=True, parameters=parameters)


def _soft(text: str, article: Article | str | None, **parameters: object) -> OwnershipFinding:
    return OwnershipFinding(text=text, article=article, parameters=parameters)


# ── class, place and assets


def combination(question: OwnershipQuestion) -> Found:
    """学前教育法 24, 26, 34: what may not stand together."""
    facts = Facts(
        ownership=question.ownership,
        is_recognised=question.is_inclusive,
        residential_area=question.residential_area,
        asset_kinds=question.asset_kinds,
    )
    for kind in unlawful(facts):
        yield _hard(REFUSALS[kind], ARTICLES[kind])


def place(question: OwnershipQuestion) -> Found:
    """A residential-area kindergarten is handed over first; rented state premises are no state assets."""
    if question.residential_area and not question.is_handed_over:
        yield _soft(
            N_("A residential-area kindergarten is handed over to the government first."),
            Article.RESIDENTIAL_AREA_IS_INCLUSIVE,
        )
    if question.rents_state_premises and question.is_for_profit:
        yield _soft(
            N_(
                "State premises are rented: keep the valuation and the decision on the market price."
            ),
            Article.NO_PUBLIC_ASSETS_FOR_PROFIT,
        )


def public_holders(question: OwnershipQuestion) -> Found:
    """学前教育法 34: no public body, state-owned company or collective in a for-profit kindergarten."""
    if not question.is_for_profit:
        return
    graph = question.graph.without(StakeKind.FRANCHISE)
    controllers = controllers_of(graph, question.kindergarten)
    direct = {edge.holder for edge in graph.holders_of(question.kindergarten)}
    for party in _named(question, above(graph, question.kindergarten)):
        if not party.is_public:
            continue
        if party.key in controllers | direct:
            text = N_(
                "%(party)s brings public or collective assets into a for-profit kindergarten."
            )
            yield _hard(text, Article.NO_PUBLIC_ASSETS_FOR_PROFIT, party=party.name)
        else:
            text = N_("%(party)s has a share in the chain: examine whether public assets are used.")
            yield _soft(text, Article.NO_PUBLIC_ASSETS_FOR_PROFIT, party=party.name)


def class_kept(question: OwnershipQuestion) -> Found:
    """学前教育法 34: public does not turn private; other changes of class settle the assets first."""
    before = question.ownership_before
    if before is None or before is question.ownership:
        return
    if before is Ownership.PUBLIC and question.is_private:
        yield _hard(
            N_("A public kindergarten cannot be turned into a private one."),
            Article.NO_PUBLIC_ASSETS_FOR_PROFIT,
        )
    else:
        yield _soft(
            N_("The class changes: assets are settled and the registration is made anew."),
            Article.CLASS_IS_CHOSEN,
        )
    window, day = question.window, question.asked_on
    if window and day and not window.is_open_to(question.set_up_on, day):
        yield _soft(
            N_("Only schools set up before %(before)s chose their class, in a time that is over."),
            Article.EXISTING_SCHOOLS,
            before=window.before.isoformat(),
        )


def approvals_held(question: OwnershipQuestion) -> Found:
    """R41: a county may hold for-profit approvals; the head decides, the case is not left."""
    held = question.held_approvals
    if not question.is_for_profit or held is None or not held.is_held:
        return
    yield OwnershipFinding(
        text=N_(
            "For-profit approvals are held while the inclusive share is below %(limit)s %%: now"
            " %(share)s %%. The head decides."
        ),
        article=held.article,
        is_held=True,
        parameters={"limit": f"{held.below_percent:g}", "share": f"{held.inclusive_percent:g}"},
    )


# ── capital


def listing(question: OwnershipQuestion) -> Found:
    """学前教育法 35: no kindergarten is an asset of a listed company, directly or indirectly."""
    graph = question.graph.without(StakeKind.FRANCHISE)
    controllers = controllers_of(graph, question.kindergarten)
    bought = _new_direct(question)
    for party in _named(question, above(graph, question.kindergarten)):
        if not party.is_listed:
            continue
        if party.key in controllers:
            text = N_("The listed company %(party)s would control the kindergarten.")
            yield _hard(text, Article.CAPITAL_CONTROL, party=party.name)
        elif question.is_for_profit and party.key in bought:
            text = N_("The listed company %(party)s would buy into a for-profit kindergarten.")
            yield _hard(text, Article.CAPITAL_CONTROL, party=party.name)
        else:
            text = N_(
                "The listed company %(party)s stands in the chain: examine where money is from."
            )
            yield _soft(text, Article.CAPITAL_CONTROL, party=party.name)


def _new_direct(question: OwnershipQuestion) -> set[str]:
    """Who gets a stake in the kindergarten itself by the change."""
    if question.before is None:
        return set()
    old = {edge.holder for edge in question.before.holders_of(question.kindergarten)}
    return {edge.holder for edge in question.graph.holders_of(question.kindergarten)} - old


def capital_control(question: OwnershipQuestion) -> Found:
    """学前教育法 35, 条例 13: nobody takes control of a public or non-profit one by merger or contract."""
    if question.ownership not in {Ownership.PUBLIC, Ownership.PRIVATE_NON_PROFIT}:
        return
    is_public = question.ownership is Ownership.PUBLIC
    article = Article.CAPITAL_CONTROL if is_public else Article.CONTRACT_CONTROL
    now = controllers_of(question.graph, question.kindergarten)
    plain = question.graph.without(StakeKind.CONTRACT_CONTROL)
    by_contract = now - controllers_of(plain, question.kindergarten)
    for party in _named(question, by_contract):
        text = N_("%(party)s would control a public or non-profit kindergarten by contract.")
        yield _hard(text, article, party=party.name)
    for party in _named(question, _new_controllers(question, now) - by_contract):
        yield from _acquiring(question, party)


def _new_controllers(question: OwnershipQuestion, now: frozenset[str]) -> frozenset[str]:
    if question.before is None:
        return frozenset()
    return now - controllers_of(question.before, question.kindergarten)


def _acquiring(question: OwnershipQuestion, party: PartyNode) -> Found:
    if question.acquisition in {Acquisition.MERGER, Acquisition.CONTRACT}:
        text = N_("%(party)s would take control of a public or non-profit kindergarten by merger.")
        yield _hard(text, Article.CAPITAL_CONTROL, party=party.name)
    elif party.kind is PartyKind.COMPANY:
        text = N_("%(party)s comes into control: examine whether the transfer is an acquisition.")
        yield _soft(text, Article.CAPITAL_CONTROL, party=party.name)


# ── people


def sponsors(question: OwnershipQuestion) -> Found:
    """民办教育促进法 10: a sponsor is a legal person, or a person with political rights and capacity."""
    direct = question.direct(StakeKind.SPONSOR)
    if not direct:
        text = N_("No sponsor has been entered: nothing of the ownership could be examined.")
        yield _soft(text, Article.SPONSOR_QUALIFIED)
    for party in _named(question, direct):
        if party.key in question.unqualified:
            text = N_("%(party)s cannot be a sponsor: not a legal person, or without full rights.")
            yield _hard(text, Article.SPONSOR_QUALIFIED, party=party.name)


def barred(question: OwnershipQuestion) -> Found:
    """学前教育法 44, 条例 64: a barred person neither sponsors nor controls."""
    graph, key = question.graph, question.kindergarten
    direct, controllers = set(question.direct(StakeKind.SPONSOR)), controllers_of(graph, key)
    for party in _named(question, above(graph, key) & question.barred):
        if party.key in direct:
            text = N_("%(party)s is barred and cannot be a sponsor.")
            yield _hard(text, Article.BARRED_PERSONS, party=party.name)
        elif party.key in controllers:
            text = N_("%(party)s is barred and cannot control a kindergarten.")
            yield _hard(text, Article.CHAIN_CONTROLLERS, party=party.name)
        else:
            text = N_("%(party)s is barred and has a share in the chain.")
            yield _soft(text, Article.BARRED_PERSONS, party=party.name)


# ── chains and sums


def chains(question: OwnershipQuestion) -> Found:
    """A controller of several answers for all of them; chain agreements are filed and published."""
    graph, key = question.graph, question.kindergarten
    for party in _named(question, controllers_of(graph, key)):
        count = len(controlled_by(graph, party.key) & graph.kindergartens.keys() | {key})
        if count > 1:
            yield _soft(
                N_("%(party)s controls %(count)d kindergartens: examine means, people and care."),
                Article.CHAIN_CONTROLLERS,
                party=party.name,
                count=count,
            )
    for party in _named(question, question.direct(StakeKind.FRANCHISE)):
        text = N_("The chain agreement with %(party)s is filed with the bureau and published.")
        yield _soft(text, Article.CHAIN_AGREEMENTS, party=party.name)


def sums(question: OwnershipQuestion) -> Found:
    """Shares of more than the whole were typed wrong somewhere: control cannot be read from them."""
    graph = question.graph
    for key in sorted({question.kindergarten, *above(graph, question.kindergarten)}):
        stakes = [edge for edge in graph.holders_of(key) if edge.kind in SHARES]
        total = sum(edge.share_bp or 0 for edge in stakes)
        if total > WHOLE:
            name = graph.kindergartens.get(key) or graph.parties[key].name
            text = N_("The shares in %(name)s are %(percent)s %% together.")
            yield _soft(text, None, name=name, percent=f"{total / 100:g}")


def _named(question: OwnershipQuestion, keys: frozenset[str] | list[str]) -> list[PartyNode]:
    """Parties in an order that does not change from call to call."""
    return sorted((question.party(key) for key in keys), key=lambda party: (party.name, party.key))


register_labels(
    {
        Acquisition.FOUNDING: N_("Founding"),
        Acquisition.TRANSFER: N_("Transfer"),
        Acquisition.INHERITANCE: N_("Inheritance"),
        Acquisition.MERGER: N_("Merger or acquisition"),
        Acquisition.CONTRACT: N_("Control by contract"),
    }
)
