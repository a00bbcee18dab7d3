"""Applications of 青禾县 for tests: whole answers and papers, and the people who take each step."""

import datetime as dt
from collections.abc import Mapping

from kgsup.access.actor import Actor, system_actor
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, Opinion, SigningOff
from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.identity import Ownership, SponsorKind
from kgsup.kindergartens.rules.licences import NewLicence
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Draft, Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import BY_FOUNDERS, PermitKind
from kgsup.licensing.rules.origins import Channel
from tests.conftest import AT, COUNTY
from tests.factories import casework as people
from tests.factories.kindergartens import make_kindergarten

F = ApplicationField
TODAY = dt.date(2026, 11, 21)

# An answer to every field that any kind asks for; lawful and within every standard.
ANSWERS: Mapping[ApplicationField, str] = {
    F.NAME: "青禾县云锦小区幼儿园",
    F.NAME_CHECK_NUMBER: "青民名〔2026〕12号",
    F.NAME_CHECK_UNTIL: "2027-05-01",
    F.TOWN: "990126001",
    F.ADDRESS: "青阳街道云锦路8号",
    F.ADDRESS_CHANGE: "move",
    F.OWNERSHIP: "private_non_profit",
    F.INCLUSIVE_INTENDED: "yes",
    F.RESIDENTIAL_AREA: "no",
    F.CAPACITY: "180",
    F.CLASSES: "6",
    F.TODDLER_CLASSES: "0",
    F.LAND_M2: "3000",
    F.BUILDING_M2: "2200",
    F.ACTIVITY_M2: "1500",
    F.OUTDOOR_M2: "900",
    F.FLOORS: "3",
    F.HEALTH_EVALUATION: "青疾控评〔2026〕9号",
    F.FIRE_SAFETY: "青消验〔2026〕31号",
    F.SPONSOR_NAME: "青禾县禾苗教育服务中心",
    F.SPONSOR_KIND: "private",
    F.LISTED_COMPANY: "no",
    F.OPENING_CAPITAL: "800000",
    F.HEAD_NAME: "林知夏",
    F.HEAD_CERTIFICATE: "20169901261000123",
    F.HEAD_EDUCATION: "bachelor",
    F.HEAD_EXPERIENCE_YEARS: "8",
    F.TEACHERS: "12",
    F.CARERS: "6",
    F.HEALTH_STAFF: "2",
    F.GUARDS: "3",
    F.BOARD_MEMBERS: "5",
    F.BOARD_EXPERIENCED: "2",
    F.NEW_NAMES: "青禾县向阳东园、青禾县向阳西园",
    F.MERGES_WITH: "青禾县晨光幼儿园",
    F.RENEWAL_YEARS: "3",
    F.UNCHANGED: "yes",
    F.LOST_PART: "copy",
    F.LOST_ON: "2026-10-30",
    F.ANNOUNCED_IN: "青禾日报",
    F.ANNOUNCED_ON: "2026-11-02",
    F.TERMINATION_CASE: "own_request",
    F.ENDS_ON: "2027-07-10",
    F.CHILDREN: "27",
    F.PLACEMENT_PLAN: "19名幼儿转入临江镇中心幼儿园，8名升入小学。",
    F.STAFF_COUNT: "6",
    F.WAGES_SETTLED: "yes",
    F.FEES_REFUNDED: "yes",
    F.LIQUIDATED_BY: "举办者组织清算",
    F.LIQUIDATED_ON: "2026-11-01",
    F.FILES_TO: "青禾县教育局",
    F.CARE_FEE: "540",
    F.CONTRACTS: "21",
    F.FILED_CONTENT: "见附件。",
    F.REASON: "按举办者决定办理。",
}


def clerk(name: str = "许小满") -> Actor:
    """A licensing clerk with an account."""
    return people.clerk(name)


def make_applicant(**facts: object) -> Kindergarten:
    """A kindergarten that can apply: named, owned, in operation."""
    values: dict[str, object] = {
        "ownership": Ownership.PRIVATE_NON_PROFIT,
        "sponsor_name": "青禾县禾苗教育服务中心",
        "sponsor_kind": SponsorKind.PRIVATE,
        "head": "周晓禾",
        "address": "青阳街道老街1号",
        "town_code": "990126001",
    }
    return make_kindergarten(**(values | facts))  # type: ignore[arg-type]


def start(
    kind: PermitKind,
    kindergarten: Kindergarten | None = None,
    *,
    channel: Channel = Channel.WINDOW,
    actor: Actor | None = None,
    at: dt.datetime = AT,
) -> PermitApplication:
    """A draft of a kind; founders need no kindergarten."""
    if kind not in BY_FOUNDERS and kindergarten is None:
        kindergarten = make_applicant()
    begun = service.Start(
        kind=kind,
        county_code=COUNTY,
        channel=channel,
        kindergarten=kindergarten.public_id if kindergarten else None,
        applicant="" if kindergarten else "青禾县禾苗教育服务中心",
        contact_name="许禾",
        contact_telephone="0990-1234567",
    )
    return service.start_draft(begun, actor or system_actor("test registrar"), at)


def fill(
    application: PermitApplication,
    answers: Mapping[ApplicationField, str] = ANSWERS,
    *,
    actor: Actor | None = None,
    at: dt.datetime = AT,
) -> PermitApplication:
    """Answer every field and hand in every paper that must be there."""
    by = actor or system_actor("test registrar")
    service.save_section(application.public_id, answers, None, by, at)
    for paper in queries.rule_of(application, TODAY).papers:
        if paper.required:
            given = service.Paper(code=paper.code, original_seen=True)
            service.provide_paper(application.public_id, given, by, at)
    return application


def received(kind: PermitKind, kindergarten: Kindergarten | None = None) -> PermitApplication:
    """An application received at the window, whole."""
    application = fill(start(kind, kindergarten))
    service.receive(application.public_id, service.Receipt(received_at=AT), clerk("收件员"), AT)
    return application


def accepted(kind: PermitKind, kindergarten: Kindergarten | None = None) -> PermitApplication:
    """An application that was accepted on the day of its receipt."""
    application = received(kind, kindergarten)
    service.accept(application.public_id, TODAY, None, clerk("受理员"), AT)
    return application


def decided(
    application: PermitApplication, outcome: Outcome, *, office_number: str | None = None
) -> PermitApplication:
    """Carry an accepted application through its proposal to the signature of the head."""
    preparer = clerk("经办员")
    draft = Draft(
        outcome=outcome,
        text="材料齐全，核查合格，建议照此办理。",
        reasons=("场地面积不足。",) if outcome in {Outcome.REFUSE, Outcome.OBJECT} else (),
        basis=("行政许可法 38",),
    )
    proposal = service.propose(application.public_id, draft, None, preparer, AT)
    casework.submit(proposal.public_id, None, preparer, AT)
    section = people.actor("股长")
    casework.give_opinion(
        proposal.public_id, Opinion(agreed=True, text="同意。"), None, section, AT
    )
    if proposal.needs_legal_review:
        lawyer = people.lawyer()
        opinion = Opinion(agreed=True, text="合法。")
        casework.give_opinion(proposal.public_id, opinion, None, lawyer, AT)
    signing = SigningOff(version=None, opinion="同意。", office_number=office_number)
    casework.sign_off(proposal.public_id, signing, people.head(), AT)
    db.session.flush()
    return application


def offer(kind: PermitKind) -> None:
    """Let the county offer a kind that is off by default."""
    db.session.add(
        ConfigurationValue(
            county_code=COUNTY,
            key=Key.PERMIT_KINDS,
            value={kind.value: {"enabled": True}},
            effective_from=dt.date(2026, 1, 1),
            recorded_at=AT,
            recorded_by="test",
        )
    )
    db.session.flush()


def licensed(
    valid_until: dt.date = dt.date(2027, 12, 31),
    number: str = "教民199012660000130号",
    **facts: object,
) -> Kindergarten:
    """A kindergarten with a licence from 2024 until a day, inclusive."""
    licence = NewLicence(number=number, valid_from=dt.date(2024, 1, 1), valid_until=valid_until)
    return make_applicant(additions=Additions(licence=licence), **facts)


def to_sign(proposal: Proposal) -> Proposal:
    """Carry a proposal from its draft through opinions, review and minutes to whoever signs."""
    preparer = clerk("经办员")
    casework.submit(proposal.public_id, None, preparer, AT)
    people.agree(proposal, people.actor("股长"))
    if proposal.needs_legal_review:
        people.agree(proposal, people.lawyer(), "合法。")
    if proposal.level is Level.COLLECTIVE:
        casework.record_discussion(proposal.public_id, people.minutes(), None, preparer, AT)
    return proposal


def signed(proposal: Proposal, office_number: str | None = None) -> Proposal:
    """Carry a proposal from its draft to the head's signature."""
    return people.sign(to_sign(proposal), people.head(), office_number=office_number)
