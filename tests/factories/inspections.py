"""Visit documents for tests: whole and signable with nothing set but what a test is about."""

import copy
import datetime as dt
from typing import Any

from kgsup.accounts.models import User
from kgsup.core.db import new_public_id
from kgsup.corrections.rules import Regime
from kgsup.inspections.rules.checklists import Checklist, find_checklist
from kgsup.inspections.rules.problems import Circumstances, OfficerFacts
from kgsup.inspections.rules.regimes import VisitKind
from tests.conftest import AT

TODAY = dt.date(2026, 11, 21)
STARTED = "2026-11-21T08:30:00+08:00"
ENDED = "2026-11-21T09:40:00+08:00"
KINDERGARTEN = "K1NDERGARTEN0001"
FIRST, SECOND, THIRD = "0FF1CER000000001", "0FF1CER000000002", "0FF1CER000000003"
PHOTO = "PH0T000000000001"
EARLIER = "EAR11ER000000001"
STROKES = [[[10, 60], [20, 40], [35, 70], [50, 30], [80, 55], [120, 50]]]
MONTHLY = ("monthly-safety-health", 1)
SIX_THEMES = ("six-themes", 1)


def checklist_of(key: tuple[str, int] = MONTHLY) -> Checklist:
    checklist = find_checklist(*key)
    assert checklist is not None
    return checklist


def signature(officer: str) -> dict[str, Any]:
    return {"by": "officer", "officer": officer, "strokes": STROKES, "signed_at": ENDED}


def host_signature() -> dict[str, Any]:
    return {"by": "kindergarten", "name": "苗圃秀", "position": "园长", "strokes": STROKES}


def finding(item: str | None = "M06", **values: Any) -> dict[str, Any]:
    """A serious matter of ours with three days."""
    return {
        "key": "f1",
        "item": item,
        "text": "攀爬架有两颗螺丝松动。",
        "severity": "serious",
        "article": "学前教育法 57",
        "authority": "education",
        "step": "days_3",
        "due_on": "2026-11-24",
        "demand": "维修,修好前停用。",
        "photos": [],
    } | values


def visit_json(**values: Any) -> dict[str, Any]:
    """A monthly supervision visit by one officer, every item met, ready to be signed."""
    visit: dict[str, Any] = {
        "schema": 1,
        "id": new_public_id(),
        "kindergarten": KINDERGARTEN,
        "source": "phone",
        "regime": "supervision",
        "kind": "monthly",
        "checklist": {"code": MONTHLY[0], "version": MONTHLY[1]},
        "started_at": STARTED,
        "ended_at": ENDED,
        "officers": [FIRST],
        "received_by": {"name": "苗圃秀", "position": "园长"},
        "answers": [
            {"item": code, "answer": "meets", "own_answer": "meets", "remark": "", "photos": []}
            for code in checklist_of().items
        ],
        "findings": [],
        "statement": {"text": "", "nothing_to_add": True},
        "signatures": [signature(FIRST), host_signature()],
    }
    return copy.deepcopy(visit) | values


def inspection_json(**values: Any) -> dict[str, Any]:
    """A routine administrative inspection by two officers with approval, ready to be signed."""
    defaults: dict[str, Any] = {
        "regime": "inspection",
        "kind": "routine",
        "officers": [FIRST, SECOND],
        "approval": {"way": "number", "number": "青教检批〔2026〕12号"},
        "certificates_shown": True,
        "rights_told": True,
        "signatures": [signature(FIRST), signature(SECOND), host_signature()],
    }
    return visit_json(**(defaults | values))


def failing(visit: dict[str, Any], item: str, *findings: dict[str, Any]) -> dict[str, Any]:
    """The same visit with one item that does not meet, and its findings."""
    for row in visit["answers"]:
        if row["item"] == item:
            row["answer"] = "does_not"
    visit["findings"] = list(findings)
    return visit


def officer(public_id: str, **values: Any) -> OfficerFacts:
    """An officer with both certificates."""
    defaults: dict[str, Any] = {
        "name": {FIRST: "田小禾", SECOND: "林一苗", THIRD: "何青山"}[public_id],
        "supervisor_certificate": f"督{public_id[-3:]}",
        "enforcement_certificate": f"99012600{public_id[-3:]}",
        "enforcement_certificate_until": dt.date(2027, 12, 31),
    }
    return OfficerFacts(public_id=public_id, **(defaults | values))


def circumstances(**values: Any) -> Circumstances:
    """Three officers, one photo, one open point; the first officer signs."""
    defaults: dict[str, Any] = {
        "now": AT,
        "today": TODAY,
        "acted_on": TODAY,
        "officers": {each: officer(each) for each in (FIRST, SECOND, THIRD)},
        "signer": FIRST,
        "checklist": checklist_of(),
        "photos": frozenset({PHOTO}),
        "open_findings": frozenset({EARLIER}),
    }
    return Circumstances(**(defaults | values))


def operation(
    visit: dict[str, Any], *, finish: bool = False, version: int | None = None, **values: Any
) -> dict[str, Any]:
    """The body of POST /phone/visits."""
    body = {
        "operation_id": new_public_id(),
        "finish": finish,
        "version": version,
        "visit": visit,
    }
    return copy.deepcopy(body) | values


def of_people(visit: dict[str, Any], kindergarten: str, *people: User) -> dict[str, Any]:
    """The visit at a real kindergarten by real users, all of whom sign."""
    ids = [person.public_id for person in people]
    return visit | {
        "kindergarten": kindergarten,
        "officers": ids,
        "signatures": [signature(each) for each in ids] + [host_signature()],
    }


ALL_SORTS = [
    (Regime.SUPERVISION, VisitKind.MONTHLY, 1),
    (Regime.SUPERVISION, VisitKind.OPENING, 1),
    (Regime.SUPERVISION, VisitKind.SPECIAL, 3),
    (Regime.SUPERVISION, VisitKind.FULL, 3),
    (Regime.INSPECTION, VisitKind.ROUTINE, 2),
    (Regime.INSPECTION, VisitKind.SPECIAL, 2),
    (Regime.INSPECTION, VisitKind.CASE, 2),
    (Regime.VERIFICATION, VisitKind.LICENCE, 2),
    (Regime.VERIFICATION, VisitKind.ANNUAL_CHECK, 2),
]
