"""Proposals of 青禾县 for tests, and the people who take their steps: accounts with roles and levels."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor, Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.audit.rules import Subject
from kgsup.casework import service
from kgsup.casework.models import Proposal
from kgsup.casework.rules import (
    Level,
    Minutes,
    OnPaper,
    Opinion,
    Preparation,
    SigningOff,
    Span,
    register_act_title,
)
from kgsup.casework.service import Signed
from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.core.errors import N_
from kgsup.files.models import Evidence
from tests.conftest import AT, COUNTY, make_user

TODAY = dt.date(2026, 11, 21)
CASE = Subject("test_case", "A000000000000001", COUNTY, "K000000000000001")
TEXT = "申请材料齐全，现场核查合格，拟准予设立。"
BASIS = ("学前教育法 29", "行政许可法 38")

ACT = register_act_title("test.thing.grant", N_("Grant in a test"), "行政许可审批表")
NUMBERED_ACT = register_act_title("test.thing.reply", N_("Reply in a test"))
executed: list[tuple[str, Signed]] = []  # what was executed; a test that reads it clears it first


def _execute(proposal: Proposal, signed: Signed) -> None:
    executed.append((proposal.public_id, signed))


service.register_executor(ACT, _execute)
service.register_executor(NUMBERED_ACT, _execute, needs_office_number=lambda _proposal: True)


def user(name: str, role: Role, county: str = COUNTY) -> User:
    return make_user(role, county, name=name)


def actor(name: str, role: Role = Role.APPROVER, county: str = COUNTY) -> Actor:
    """A person with an account of that role."""
    return actor_of(user(name, role, county))


def appoint(
    person: Actor, level: Level, from_on: dt.date = TODAY, until_on: dt.date | None = None
) -> Actor:
    """Give a person a level through the service."""
    assert person.public_id
    administrator = actor("管理员", Role.ADMINISTRATOR)
    span = Span(from_on=from_on, until_on=until_on)
    service.appoint(COUNTY, person.public_id, level, span, administrator, AT)
    return person


def clerk(name: str = "林一苗") -> Actor:
    return actor(name, Role.CLERK)


def lawyer(name: str = "方知法") -> Actor:
    return actor(name, Role.LEGAL_REVIEWER)


def head(name: str = "周临江") -> Actor:
    return appoint(actor(name), Level.HEAD, dt.date(2024, 1, 1))


def preparation(**values: Any) -> Preparation:
    defaults: dict[str, Any] = {
        "act": ACT,
        "title": "青禾县向阳幼儿园设立",
        "text": TEXT,
        "basis": BASIS,
        "level": Level.SECTION,
    }
    return Preparation(**(defaults | values))


def prepare(by: Actor, subject: Subject = CASE, at: dt.datetime = AT, **values: Any) -> Proposal:
    """A draft, of the plainest kind unless ``values`` say otherwise."""
    return service.prepare(subject, preparation(**values), by, at)


def submitted(by: Actor, subject: Subject = CASE, **values: Any) -> Proposal:
    proposal = prepare(by, subject, **values)
    return service.submit(proposal.public_id, None, by, AT)


def agree(
    proposal: Proposal, by: Actor, text: str = "同意。", paper: OnPaper | None = None
) -> None:
    opinion = Opinion(agreed=True, text=text, on_paper=paper)
    service.give_opinion(proposal.public_id, opinion, None, by, AT)


def send_back(proposal: Proposal, by: Actor, text: str = "请补充面积。") -> None:
    service.give_opinion(proposal.public_id, Opinion(agreed=False, text=text), None, by, AT)


def sign(proposal: Proposal, by: Actor, text: str = "同意，准予设立。", **how: Any) -> Proposal:
    signing = SigningOff(version=None, opinion=text, **how)
    return service.sign_off(proposal.public_id, signing, by, AT)


def minutes(**values: Any) -> Minutes:
    defaults: dict[str, Any] = {
        "number": "局长办公会议纪要〔2026〕12号",
        "held_on": TODAY,
        "attendance": ("周临江", "杨白石", "李云岭"),
        "result": "会议同意。",
        "agreed": True,
    }
    return Minutes(**(defaults | values))


def ready_to_sign(by: Actor, reviewer: Actor, subject: Subject = CASE, **values: Any) -> Proposal:
    """A submitted proposal that its section has agreed with; no other step is needed."""
    proposal = submitted(by, subject, **values)
    agree(proposal, reviewer)
    return proposal


def set_small_bureau(county_code: str = COUNTY, on: dt.date = dt.date(2026, 1, 1)) -> None:
    db.session.add(
        ConfigurationValue(
            county_code=county_code,
            key=Key.SMALL_BUREAU,
            value=True,
            effective_from=on,
            recorded_at=AT,
            recorded_by="test",
        )
    )
    db.session.flush()


def scan(county_code: str = COUNTY) -> str:
    """A scan in the county's evidence, by public id."""
    row = Evidence(
        county_code=county_code,
        sha256="a" * 64,
        media_type="image/jpeg",
        size=100,
        width=10,
        height=10,
        stored_at=AT,
        stored_by="test",
    )
    db.session.add(row)
    db.session.flush()
    return row.public_id


def paper(signer: str, signed_on: dt.date = TODAY, reason: str = "") -> OnPaper:
    return OnPaper(signer=signer, signed_on=signed_on, scan=scan(), reason=reason)
