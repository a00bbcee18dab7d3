"""The ownership that an application would make, put to the rules of the register."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from kgsup.access.actor import Actor, system_actor
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import (
    find_party_by_code,
    graph_around,
    held_approvals,
    list_entries,
    ownership_question,
)
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind
from kgsup.kindergartens.rules.ownership.examination import OwnershipAct, examine
from kgsup.kindergartens.rules.ownership.findings import (
    Acquisition,
    HeldApprovals,
    OwnershipQuestion,
)
from kgsup.kindergartens.rules.ownership.graph import OwnershipGraph
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.reviewing import inclusive_percent, ownership_applied_for
from kgsup.licensing.rules.fields import ApplicationField, Value
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.owners import (
    Proposed,
    ban_checks,
    ownership_checks,
    with_controller,
    with_proposed,
)
from kgsup.licensing.rules.reviewing import Check
from kgsup.staff import queries as staff

F = ApplicationField
Values = Mapping[ApplicationField, Value]

ACTS: Mapping[PermitKind, OwnershipAct] = {
    PermitKind.PREPARATION: OwnershipAct.ESTABLISHMENT,
    PermitKind.ESTABLISHMENT: OwnershipAct.ESTABLISHMENT,
    PermitKind.CHANGE_SPONSOR: OwnershipAct.SPONSOR_CHANGE,
    PermitKind.FILING_CONTROLLER: OwnershipAct.CONTROLLER_FILING,
    PermitKind.RENEWAL: OwnershipAct.RENEWAL,
}


def ownership_of(
    application: PermitApplication, values: Values, actor: Actor, day: dt.date
) -> list[Check]:
    """What the law says of the ownership that the application would make; nothing for other kinds."""
    act = ACTS.get(application.kind)
    if act is None:
        return []
    question = _QUESTIONS[application.kind](application, values, day)
    proposed = _proposed(values)
    names = [name for name in (proposed.sponsor, proposed.controller) if name]
    bans = [(name, tuple(staff.bans_of_namesakes(name, day))) for name in names]
    return [*ownership_checks(examine(act, question)), *ban_checks(bans)]


def _proposed(values: Values, code_key: str = "") -> Proposed:
    kind = values.get(F.SPONSOR_KIND)
    return Proposed(
        sponsor=str(values.get(F.SPONSOR_NAME) or ""),
        sponsor_kind=kind if isinstance(kind, SponsorKind) else None,
        has_code=bool(values.get(F.SPONSOR_CODE)),
        controller=str(values.get(F.CONTROLLER_NAME) or ""),
        is_listed=values.get(F.LISTED_COMPANY) is True,
        sponsor_key=code_key,
    )


def _known_sponsor(
    application: PermitApplication, values: Values, day: dt.date
) -> tuple[OwnershipGraph, str]:
    """What hangs together with the sponsor whose credit code the register knows, and its key."""
    code = values.get(F.SPONSOR_CODE)
    party = (
        find_party_by_code(application.county_code, code)
        if isinstance(code, str) and code
        else None
    )
    if party is None:
        return OwnershipGraph(), ""
    return graph_around(application.county_code, parties=[party.id]).on(day), party.public_id


def _joined(one: OwnershipGraph, other: OwnershipGraph) -> OwnershipGraph:
    edges = {(e.key, e.holder, e.held, e.kind): e for e in (*one.edges, *other.edges)}
    return OwnershipGraph(
        parties={**one.parties, **other.parties},
        kindergartens={**one.kindergartens, **other.kindergartens},
        edges=tuple(edges.values()),
    )


def _founding(application: PermitApplication, values: Values, day: dt.date) -> OwnershipQuestion:
    key = application.public_id
    graph, sponsor_key = _known_sponsor(application, values, day)
    graph = replace(graph, kindergartens={**graph.kindergartens, key: application.applicant})
    ownership = ownership_applied_for(application)
    proposed = _proposed(values, sponsor_key)
    return OwnershipQuestion(
        kindergarten=key,
        graph=with_proposed(graph, key, proposed) if proposed.sponsor else graph,
        ownership=ownership,
        residential_area=values.get(F.RESIDENTIAL_AREA) is True,
        is_handed_over=values.get(F.HANDED_OVER_ON) is not None,
        # A public one is inclusive by itself; the recognition applied for is decided with the licence.
        is_inclusive=values.get(F.INCLUSIVE_INTENDED) is True
        and ownership is Ownership.PRIVATE_NON_PROFIT,
        asset_kinds=_assets(values),
        held_approvals=_held(application.county_code, ownership, day),
        acquisition=Acquisition.FOUNDING,
        asked_on=day,
    )


def _assets(values: Values) -> frozenset[AssetKind]:
    kinds = values.get(F.ASSET_KINDS)
    return frozenset(map(AssetKind, kinds)) if isinstance(kinds, frozenset) else frozenset()


def _held(county_code: str, ownership: Ownership, day: dt.date) -> HeldApprovals | None:
    """The county's hold of for-profit approvals with the live share; nothing counted is nothing held."""
    if ownership is not Ownership.PRIVATE_FOR_PROFIT:
        return None
    office = system_actor("licensing", county_code)
    percent = inclusive_percent(list_entries(county_code, office), county_code, day)
    if percent is None:
        return None
    return held_approvals(county_code, day, inclusive_percent=percent)


def _registered(application: PermitApplication, day: dt.date) -> OwnershipQuestion:
    kindergarten = _holder(application)
    return ownership_question(kindergarten, day)


def _holder(application: PermitApplication) -> Kindergarten:
    kindergarten = queries.kindergarten_of(application)
    assert kindergarten is not None  # noqa: S101 - check_start refused these kinds without one
    return kindergarten


def _changing(application: PermitApplication, values: Values, day: dt.date) -> OwnershipQuestion:
    question = _registered(application, day)
    graph, sponsor_key = _known_sponsor(application, values, day)
    proposed = _proposed(values, sponsor_key)
    if not proposed.sponsor:
        return question
    joined = _joined(question.graph, graph)
    return replace(
        question,
        graph=with_proposed(joined, question.kindergarten, proposed),
        asset_kinds=question.asset_kinds | _assets(values),
        acquisition=Acquisition.TRANSFER,
    )


def _controlling(application: PermitApplication, values: Values, day: dt.date) -> OwnershipQuestion:
    question, proposed = _registered(application, day), _proposed(values)
    if not proposed.controller:
        return question
    return replace(
        question,
        graph=with_controller(question.graph, question.kindergarten, proposed),
        acquisition=Acquisition.TRANSFER,
    )


def _renewing(application: PermitApplication, _values: Values, day: dt.date) -> OwnershipQuestion:
    """As it stands; a sponsor whom the register names and the graph does not know yet is put in."""
    question, kindergarten = _registered(application, day), _holder(application)
    if question.graph.holders_of(question.kindergarten) or not kindergarten.sponsor_name:
        return question
    named = Proposed(sponsor=kindergarten.sponsor_name, sponsor_kind=kindergarten.sponsor_kind)
    return replace(question, graph=with_proposed(question.graph, question.kindergarten, named))


Ask = Callable[[PermitApplication, Values, dt.date], OwnershipQuestion]
_QUESTIONS: Mapping[PermitKind, Ask] = {
    PermitKind.PREPARATION: _founding,
    PermitKind.ESTABLISHMENT: _founding,
    PermitKind.CHANGE_SPONSOR: _changing,
    PermitKind.FILING_CONTROLLER: _controlling,
    PermitKind.RENEWAL: _renewing,
}
