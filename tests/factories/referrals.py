"""Questions to departments of 青禾县 for tests: asked through the service, with clock and ledger."""

import datetime as dt
import secrets
from typing import Any

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.rules import Subject
from kgsup.core.clocks import Period, Unit
from kgsup.referrals import service
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Answer, Opinion, Question
from tests.conftest import AT, COUNTY

DUE_ON = dt.date(2026, 12, 4)  # the tenth working day after the Saturday of AT
CLERK = Actor(id=2_000_001, name="林一苗", grants=(Grant(role=Role.CLERK, county_prefix=COUNTY),))
QUESTION = "该处房屋是否符合消防安全要求？"


def new_case(county_code: str = COUNTY, **values: Any) -> Subject:
    """A case that no row stands for: questions know cases softly."""
    defaults: dict[str, Any] = {
        "kind": "permit_application",
        "public_id": secrets.token_hex(8).upper(),
        "county_code": county_code,
    }
    return Subject(**(defaults | values))


def question(**values: Any) -> Question:
    """A question to the fire brigade with ten working days, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "department": "青禾县消防救援大队",
        "question": QUESTION,
        "facts": (("拟设幼儿园", "青禾县向阳幼儿园"), ("地址", "青阳街道禾苗路8号")),
        "reply_by_period": Period(count=10, unit=Unit.WORKING_DAYS),
        "silence": "逾期未回复的，视为无不同意见。",
    }
    return Question(**(defaults | values))


def ask(
    subject: Subject | None = None, *, actor: Actor = CLERK, at: dt.datetime = AT, **values: Any
) -> tuple[Referral, str]:
    """Ask a department; within a transaction of the caller's or none."""
    return service.ask(subject or new_case(), question(**values), actor, at)


def answer(**values: Any) -> Answer:
    """A department that agrees, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "opinion": Opinion.AGREES,
        "text": "",
        "name": "周临江",
        "position": "监督科科长",
    }
    return Answer(**(defaults | values))
