"""Publications of 青禾县 for tests: planned through the service, with clock and ledger."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.rules import Subject
from kgsup.configuration.rules import Key
from kgsup.configuration.service import set_value
from kgsup.publications import service
from kgsup.publications.models import Publication
from kgsup.publications.rules import Plan, PublicationKind
from tests.conftest import AT, COUNTY, make_actor
from tests.factories.referrals import new_case

DECIDED_ON = dt.date(2026, 11, 20)  # a Friday
DUE_ON = dt.date(2026, 12, 1)  # the seventh working day after it
LATE = dt.datetime(2026, 12, 2, 2, 0, tzinfo=dt.UTC)  # 10:00 in China, the day after

_ids = {"林一苗": 2_000_001, "何青山": 2_000_002}


def person(name: str, role: Role = Role.CLERK, county_code: str = COUNTY) -> Actor:
    """An actor with a key of a person; the same name is the same person."""
    return Actor(id=_ids[name], name=name, grants=(Grant(role=role, county_prefix=county_code),))


CLERK = person("林一苗")
APPROVER = person("何青山", Role.APPROVER)

FACTS = {
    "kindergarten": "青禾县向阳幼儿园",
    "address": "青阳街道禾苗路8号",
    "counterpart_name": "青禾县向阳幼儿园",
    "counterpart_category": "法人及非法人组织",
    "counterpart_code": "52990126MJ0000018E",
    "legal_representative": "田小禾",
    "decision_name": "关于同意设立青禾县向阳幼儿园的批复",
    "decision_number": "青教〔2026〕57号",
    "permit_kind": "普通",
    "certificate_name": "民办学校办学许可证",
    "licence_number": "教民199012660000018号",
    "content": "设立民办幼儿园，规模6个班。",
    "valid_from": "2026-11-20",
    "valid_until": "2031-11-19",
    "status": "有效",
}


def new_plan(kind: PublicationKind = PublicationKind.LICENCE_GRANTED, **values: Any) -> Plan:
    """The grant of a licence with all its facts, unless ``values`` say otherwise."""
    is_licence = kind is PublicationKind.LICENCE_GRANTED
    defaults: dict[str, Any] = {
        "kind": kind,
        "decided_on": DECIDED_ON,
        "title": "青禾县向阳幼儿园设立许可",
        "facts": FACTS if is_licence else {},
    }
    if kind in {PublicationKind.LOSS_NOTICE, PublicationKind.TERMINATION_NOTICE}:
        defaults["until"] = dt.date(2026, 12, 31)
    return Plan(**(defaults | values))


def plan(
    kind: PublicationKind = PublicationKind.LICENCE_GRANTED,
    *,
    subject: Subject | None = None,
    actor: Actor = CLERK,
    at: dt.datetime = AT,
    **values: Any,
) -> Publication:
    """Plan a publication; within a transaction of the caller's or none."""
    case = subject or new_case()
    return service.plan(case, new_plan(kind, **values), actor, at)


def publish(publication: Publication, *, actor: Actor = CLERK, at: dt.datetime = AT) -> Publication:
    """Publish what was planned."""
    how = service.Publishing(
        version=publication.version,
        article=None if publication.article else "青禾县规定",
        late_reason="系统故障，补发。",  # kept only when it is late
    )
    return service.publish(publication.public_id, how, actor, at)


def published(**values: Any) -> Publication:
    """Something planned and published at once."""
    return publish(plan(**values))


def set_rule(key: Key, value: object, county_code: str = COUNTY) -> None:
    """Set a rule of the county from this year on."""
    administrator = make_actor(Role.ADMINISTRATOR, county_code)
    set_value(county_code, key, value, dt.date(2026, 1, 1), administrator, AT)
