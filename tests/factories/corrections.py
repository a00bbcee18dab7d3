"""Findings of 青禾县 for tests: opened through the service, so that follow-ups and ledger are there."""

import datetime as dt
import secrets
from typing import Any

from kgsup.access.actor import Actor, Grant, Role
from kgsup.core.clocks import CorrectionStep
from kgsup.corrections import service
from kgsup.corrections.rules import Authority, NewFinding, Origin, Regime, Severity
from kgsup.documents.rules.facts import Officer
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY

FOUND_ON = dt.date(2026, 11, 20)
OFFICER = Officer(name="田小禾", certificate="99012600011", position="督导股")

_ids: dict[str, int] = {}


def person(name: str, role: Role = Role.INSPECTOR, county_code: str = COUNTY) -> Actor:
    """An actor with a key of a person; the same name is the same person."""
    key = _ids.setdefault(name, 1_000_001 + len(_ids))
    return Actor(id=key, name=name, grants=(Grant(role=role, county_prefix=county_code),))


INSPECTOR = person("田小禾")
CLERK = person("林一苗", Role.CLERK)
APPROVER = person("何青山", Role.APPROVER)
OTHER_APPROVER = person("周临江", Role.APPROVER)


def origin_at(kindergarten: Kindergarten, **values: Any) -> Origin:
    """A signed visit to a kindergarten, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "kind": "visit",
        "public_id": secrets.token_hex(8).upper(),
        "number": "教检录〔2026〕12号",
        "county_code": kindergarten.county_code,
        "kindergarten_id": kindergarten.id,
        "kindergarten": kindergarten.public_id,
        "regime": Regime.INSPECTION,
        "found_on": FOUND_ON,
        "officers": (OFFICER,),
    }
    return Origin(**(defaults | values))


def new_finding(text: str = "收费公示栏未更新。", **values: Any) -> NewFinding:
    """A minor education matter with fifteen days, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "item_code": "B3",
        "severity": Severity.MINOR,
        "authority": Authority.EDUCATION,
        "citation": "学前教育法 69",
        "due_on": FOUND_ON + dt.timedelta(days=15),
        "step": CorrectionStep.DAYS_15,
    }
    return NewFinding(text=text, **(defaults | values))


def open_at(
    kindergarten: Kindergarten, *findings: NewFinding, actor: Actor = INSPECTOR, **origin: Any
) -> service.Opened:
    """Open findings at a kindergarten; within a transaction of the caller's or none."""
    given = findings or (new_finding(),)
    return service.open_findings(origin_at(kindergarten, **origin), given, actor, AT)
