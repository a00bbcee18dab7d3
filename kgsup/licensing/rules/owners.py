"""Ownership as an application proposes it: the parties it names, and the findings in Chinese words."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgsup.kindergartens.rules.identity import SponsorKind
from kgsup.kindergartens.rules.ownership.findings import OwnershipFinding
from kgsup.kindergartens.rules.ownership.graph import Edge, OwnershipGraph, PartyNode
from kgsup.kindergartens.rules.ownership.parties import PartyKind, StakeKind
from kgsup.licensing.rules.reviewing import Check, judged
from kgsup.staff.rules.people import Ban

SPONSOR_KEY, CONTROLLER_KEY = "applied:sponsor", "applied:controller"

_BODIES = frozenset(
    {
        SponsorKind.EDUCATION,
        SponsorKind.OTHER_DEPARTMENT,
        SponsorKind.PUBLIC_INSTITUTION,
        SponsorKind.ARMED_FORCES,
    }
)


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """Who is to hold the kindergarten, as the application says."""

    sponsor: str
    sponsor_kind: SponsorKind | None = None
    has_code: bool = False  # a credit code: no natural person
    controller: str = ""
    is_listed: bool = False
    sponsor_key: str = ""  # of a party of the register that has the sponsor's credit code


def party_kind(kind: SponsorKind | None, *, has_code: bool) -> PartyKind:
    """What a sponsor is, by the kind of sponsor that was stated."""
    if kind in _BODIES:
        return PartyKind.PUBLIC_BODY
    if kind is SponsorKind.COLLECTIVE:
        return PartyKind.COLLECTIVE
    return PartyKind.COMPANY if has_code else PartyKind.PERSON


def with_proposed(graph: OwnershipGraph, kindergarten: str, proposed: Proposed) -> OwnershipGraph:
    """The graph after the act: the named sponsor (and controller) in place of those before.

    A party of the register with the same name is that party, with all that it holds.
    """
    sponsor = known_party(graph, proposed.sponsor, proposed.sponsor_key) or PartyNode(
        key=SPONSOR_KEY,
        kind=party_kind(proposed.sponsor_kind, has_code=proposed.has_code),
        name=proposed.sponsor,
        is_listed=proposed.is_listed and not proposed.controller,
    )
    edge = Edge(holder=sponsor.key, held=kindergarten, kind=StakeKind.SPONSOR)
    after = graph.without_stakes_in(kindergarten, StakeKind.SPONSOR).having([sponsor], [edge])
    return with_controller(after, kindergarten, proposed) if proposed.controller else after


def with_controller(graph: OwnershipGraph, kindergarten: str, proposed: Proposed) -> OwnershipGraph:
    """The graph with the named real controller in place of those before."""
    controller = known_party(graph, proposed.controller) or PartyNode(
        key=CONTROLLER_KEY,
        kind=PartyKind.COMPANY,
        name=proposed.controller,
        is_listed=proposed.is_listed,
    )
    edge = Edge(holder=controller.key, held=kindergarten, kind=StakeKind.CONTROLLER)
    after = graph.without_stakes_in(kindergarten, StakeKind.CONTROLLER)
    return after.having([controller], [edge])


def known_party(graph: OwnershipGraph, name: str, key: str = "") -> PartyNode | None:
    """The party of the graph with this key, or else of exactly this name."""
    named = (party for party in graph.parties.values() if party.name == name)
    return graph.parties.get(key) or next(named, None)


# The marked messages of kindergartens' ownership rules and what papers say for each; a test holds the
# two together.
WORDS: Mapping[str, str] = {
    "A for-profit kindergarten cannot be recognised as inclusive.": "营利性幼儿园不得认定为普惠性幼儿园",
    "A public kindergarten is inclusive by itself and is not recognised.": "公办园本为普惠性，无需认定",
    "A residential-area kindergarten cannot be for-profit.": "小区配套幼儿园不得举办为营利性幼儿园",
    "A residential-area kindergarten is public or recognised as inclusive.": (
        "小区配套幼儿园应当用于举办普惠性幼儿园"
    ),
    "Fiscal money, state-owned, collective or donated assets exclude for-profit.": (
        "不得利用财政性经费、国有资产、集体资产或者捐赠资产举办营利性幼儿园"
    ),
    "A residential-area kindergarten is handed over to the government first.": (
        "小区配套幼儿园应当先移交地方人民政府"
    ),
    "State premises are rented: keep the valuation and the decision on the market price.": (
        "租用国有房产：应当留存评估和按市场价格出租的决定"
    ),
    "%(party)s brings public or collective assets into a for-profit kindergarten.": (
        "%(party)s将国有或者集体资产用于举办营利性幼儿园"
    ),
    "%(party)s has a share in the chain: examine whether public assets are used.": (
        "%(party)s在股权链中持股：须查明是否使用公共资产"
    ),
    "A public kindergarten cannot be turned into a private one.": "公办幼儿园不得转制为民办幼儿园",
    "The class changes: assets are settled and the registration is made anew.": (
        "分类发生变更：应当清算资产并重新登记"
    ),
    "Only schools set up before %(before)s chose their class, in a time that is over.": (
        "仅%(before)s前设立的学校可以选择分类，且期限已过"
    ),
    "For-profit approvals are held while the inclusive share is below %(limit)s %%: now"
    " %(share)s %%. The head decides.": (
        "普惠率低于%(limit)s%%期间暂缓审批营利性幼儿园，现为%(share)s%%，由主要负责人决定"
    ),
    "The listed company %(party)s would control the kindergarten.": "上市公司%(party)s将控制该园",
    "The listed company %(party)s would buy into a for-profit kindergarten.": (
        "上市公司%(party)s将投资营利性幼儿园"
    ),
    "The listed company %(party)s stands in the chain: examine where money is from.": (
        "上市公司%(party)s在股权链中：须查明资金来源"
    ),
    "%(party)s would control a public or non-profit kindergarten by contract.": (
        "%(party)s将以协议控制公办或者非营利性幼儿园"
    ),
    "%(party)s would take control of a public or non-profit kindergarten by merger.": (
        "%(party)s将通过兼并收购控制公办或者非营利性幼儿园"
    ),
    "%(party)s comes into control: examine whether the transfer is an acquisition.": (
        "%(party)s取得控制：须查明该转让是否属于兼并收购"
    ),
    "No sponsor has been entered: nothing of the ownership could be examined.": (
        "未填报举办者：无法审查所有权"
    ),
    "%(party)s cannot be a sponsor: not a legal person, or without full rights.": (
        "%(party)s不具备举办者资格：不是法人，或者不具有政治权利和完全民事行为能力"
    ),
    "%(party)s is barred and cannot be a sponsor.": "%(party)s处于从业禁止期内，不得举办幼儿园",
    "%(party)s is barred and cannot control a kindergarten.": (
        "%(party)s处于从业禁止期内，不得成为实际控制人"
    ),
    "%(party)s is barred and has a share in the chain.": (
        "%(party)s处于从业禁止期内，并在股权链中持股"
    ),
    "%(party)s controls %(count)d kindergartens: examine means, people and care.": (
        "%(party)s控制%(count)d所幼儿园：须审查其资金、人员和管理能力"
    ),
    "The chain agreement with %(party)s is filed with the bureau and published.": (
        "与%(party)s的加盟连锁协议应当备案并公布"
    ),
    "The shares in %(name)s are %(percent)s %% together.": "%(name)s的股权合计为%(percent)s%%",
}


def in_chinese(finding: OwnershipFinding) -> str:
    """A finding as papers say it; raises ``KeyError`` for a message that was not written in Chinese."""
    words = WORDS[finding.text]
    return words % finding.parameters if finding.parameters else words.replace("%%", "%")


def ownership_checks(findings: Iterable[OwnershipFinding]) -> list[Check]:
    """The findings, or that nothing was found."""
    checks = [_check(finding) for finding in findings]
    nothing = Check(
        code="ownership:none", what=_WHAT, result=judged(True), text="未见法律禁止的情形"
    )
    return checks or [nothing]


def _check(finding: OwnershipFinding) -> Check:
    """The code follows from the words, so that an answer belongs to what was read."""
    text = in_chinese(finding)
    return Check(
        code=f"ownership:{hashlib.sha256(text.encode()).hexdigest()[:12]}",
        what=_WHAT,
        result=judged(False),
        text=text,
        article=str(finding.article or ""),
        is_hard=finding.is_hard,
    )


_WHAT = "举办者、实际控制人与资产"


def ban_checks(bans: Iterable[tuple[str, tuple[tuple[str | None, Ban], ...]]]) -> list[Check]:
    """Sponsors and controllers of whose name somebody is barred: the identity number is compared."""
    return [
        Check(
            code=f"ownership:ban:{ban.decision_number}",
            what="举办者、实际控制人从业禁止（同名核对）",
            result=judged(False),
            text=f"从业禁止名单中有与{name}同名的人员：{ban.decision_number}"
            f"（证件尾号{tail or '不详'}），须核对证件号码",
            article=str(ban.article),
        )
        for name, found in bans
        for tail, ban in found
    ]
