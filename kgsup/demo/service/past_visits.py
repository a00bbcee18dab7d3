"""Writing past visits in sets: visit, officer, number and paper of its record, findings, drafts."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from kgsup.accounts.models import User
from kgsup.core.clocks import CorrectionStep
from kgsup.core.db import Base, db, new_public_id
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import Body, ClosedAs, FindingState, Kind, Regime, State
from kgsup.demo.rules.past_visits import CORRECTED_AFTER, PastFinding, PastVisit
from kgsup.demo.service.evidence import sample_sheet
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Rendering
from kgsup.documents.service import Stored
from kgsup.inspections.models import Visit, VisitOfficer
from kgsup.inspections.rules.checklists import Checklist, find_checklist
from kgsup.inspections.rules.document import Answer
from kgsup.inspections.rules.library import usual_findings
from kgsup.inspections.rules.regimes import VisitKind
from kgsup.inspections.rules.visits import Source, VisitState

AT_ONCE = 5_000  # rows in one statement's batch
KIND = DocumentKind.SUPERVISION_RECORD
CHECKLIST = ("monthly-safety-health", 1)
ORIGIN = "visit"


@dataclass(frozen=True, kw_only=True)
class _County:
    """What all visits of one county share."""

    code: str
    kindergartens: Sequence[tuple[int, str]]  # keys and public ids
    officers: Sequence[User]
    checklist: Checklist
    sheet: Stored


def write_visits(
    county_code: str,
    kindergartens: Sequence[tuple[int, str]],
    visits: Iterable[PastVisit],
    officers: Sequence[User],
) -> int:
    """Write visits in the order given, each with its record; returns how many."""
    checklist = find_checklist(*CHECKLIST)
    if checklist is None:
        raise LookupError(CHECKLIST)
    county = _County(
        code=county_code,
        kindergartens=kindergartens,
        officers=officers,
        checklist=checklist,
        sheet=sample_sheet(),
    )
    count = 0
    numbers: dict[int, int] = {}
    for batch in _batches(visits):
        _write_batch(county, batch, numbers)
        count += len(batch)
    return count


def _batches(visits: Iterable[PastVisit]) -> Iterator[list[PastVisit]]:
    given = iter(visits)
    while batch := list(islice(given, AT_ONCE)):
        yield batch


def _insert(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        db.session.execute(sa.insert(model.__table__), list(rows))  # type: ignore[arg-type]


def _keys(model: Any, county_code: str, after: int) -> dict[str, int]:
    statement = sa.select(model.public_id, model.id).where(
        model.county_code == county_code, model.id > after
    )
    return {row.public_id: row.id for row in db.session.execute(statement)}


def _highest(model: Any) -> int:
    return db.session.execute(sa.select(sa.func.max(model.id))).scalar_one() or 0


def _write_batch(county: _County, batch: Sequence[PastVisit], numbers: dict[int, int]) -> None:
    rows = [_visit_row(county, visit, numbers) for visit in batch]
    before = _highest(Visit), _highest(DocumentNumber)
    _insert(Visit, rows)
    visit_keys = _keys(Visit, county.code, before[0])
    _insert(
        VisitOfficer,
        [
            _officer_row(county, visit, visit_keys[row["public_id"]])
            for visit, row in zip(batch, rows, strict=True)
        ],
    )
    number_rows = [_number_row(county, row) for row in rows]
    _insert(DocumentNumber, number_rows)
    number_keys = _keys(DocumentNumber, county.code, before[1])
    _insert(
        Document,
        [
            _document_row(county, row, number_keys[number["public_id"]])
            for row, number in zip(rows, number_rows, strict=True)
        ],
    )
    _write_findings(county, batch, rows)


def _visit_row(county: _County, visit: PastVisit, numbers: dict[int, int]) -> dict[str, Any]:
    key, public_id = county.kindergartens[visit.place]
    officer = county.officers[visit.officer % len(county.officers)]
    numbers[visit.on.year] = numbers.get(visit.on.year, 0) + 1
    visit_id = new_public_id()
    return {
        "public_id": visit_id,
        "county_code": county.code,
        "kindergarten_id": key,
        "regime": Regime.SUPERVISION,
        "kind": VisitKind.MONTHLY,
        "joint": False,
        "checklist_code": county.checklist.code,
        "checklist_version": county.checklist.version,
        "source": Source.PHONE,
        "state": VisitState.SIGNED,
        "document": _document(county, visit, visit_id, (public_id, officer)),
        "started_at": visit.started_at,
        "ended_at": visit.ended_at,
        "acted_on": visit.on,
        "recorded_at": visit.started_at,
        "entered_by": officer.id,
        "entered_by_name": officer.name,
        "signed_at": visit.ended_at,
        "signed_by": officer.name,
        "record_id": new_public_id(),
        "number": f"度政教督录〔{visit.on.year}〕{numbers[visit.on.year]}号",
        "item_count": len(county.checklist.items),
        "answered_count": len(county.checklist.items),
        "finding_count": len(visit.findings),
    }


def _document(
    county: _County, visit: PastVisit, visit_id: str, given: tuple[str, User]
) -> dict[str, Any]:
    """A document of the published shape, without the strokes of its signatures."""
    kindergarten, officer = given
    points = [
        _point(n, finding, visit, county.checklist) for n, finding in enumerate(visit.findings)
    ]
    failed = {point["item"] for point in points}
    return {
        "schema": 1,
        "id": visit_id,
        "kindergarten": kindergarten,
        "source": Source.PHONE.value,
        "regime": Regime.SUPERVISION.value,
        "kind": VisitKind.MONTHLY.value,
        "checklist": {"code": county.checklist.code, "version": county.checklist.version},
        "started_at": visit.started_at.isoformat(),
        "ended_at": visit.ended_at.isoformat(),
        "officers": [officer.public_id],
        "received_by": {"name": officer.name, "position": "园长"},
        "answers": [
            {"item": code, "answer": (Answer.DOES_NOT if code in failed else Answer.MEETS).value}
            for code in county.checklist.items
        ],
        "findings": points,
        "statement": {"text": "", "nothing_to_add": True},
        "signatures": [],
    }


def _point(n: int, finding: PastFinding, visit: PastVisit, checklist: Checklist) -> dict[str, Any]:
    usual = usual_findings()[finding.number - 1]
    items = [code for code in usual.items if code in checklist.items]
    return {
        "key": f"F{n}",
        "item": items[0] if items else None,
        "library": usual.number,
        "text": usual.text,
        "severity": finding.severity.value,
        "article": usual.article,
        "authority": "education",
        "step": CorrectionStep.DAYS_30.value,
        "due_on": _due_on(visit).isoformat(),
        "demand": usual.demand,
        "corrected_on_the_spot": False,
    }


def _due_on(visit: PastVisit) -> dt.date:
    return visit.on + dt.timedelta(days=30)


def _officer_row(county: _County, visit: PastVisit, visit_key: int) -> dict[str, Any]:
    officer = county.officers[visit.officer % len(county.officers)]
    return {
        "county_code": county.code,
        "visit_id": visit_key,
        "officer": officer.public_id,
        "name": officer.name,
        "certificate": officer.supervisor_certificate or "",
        "place": 0,
    }


def _number_row(county: _County, row: Mapping[str, Any]) -> dict[str, Any]:
    n = int(row["number"].rpartition("〕")[2].removesuffix("号"))
    return {
        "public_id": new_public_id(),
        "county_code": county.code,
        "kind": KIND,
        "series": KIND.value,
        "year": row["acted_on"].year,
        "n": n,
        "text": row["number"],
        "taken_at": row["ended_at"],
    }


def _document_row(county: _County, row: Mapping[str, Any], number_key: int) -> dict[str, Any]:
    return {
        "public_id": row["record_id"],
        "county_code": county.code,
        "number_id": number_key,
        "kind": KIND,
        "number": row["number"],
        "subject_kind": ORIGIN,
        "subject_id": row["public_id"],
        "concerns": row["document"]["kindergarten"],
        "facts_json": FACTS,
        "facts_sha256": FACTS_SHA256,
        "check_code": new_public_id(),
        "acted_on": row["acted_on"],
        "issued_at": row["ended_at"],
        "issued_by": row["signed_by"],
        "handwritten": [],
        "rendering": Rendering.RENDERED,
        "sha256": county.sheet.sha256,
        "size": county.sheet.size,
        "page_count": county.sheet.page_count,
        "rendered_at": row["ended_at"],
    }


FACTS = "{}"  # the record itself is a sample sheet
FACTS_SHA256 = hashlib.sha256(FACTS.encode()).hexdigest()


def _write_findings(
    county: _County, batch: Sequence[PastVisit], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Findings that are open hang on a draft; those that are closed on advice that was followed."""
    given = [(visit, row) for visit, row in zip(batch, rows, strict=True) if visit.findings]
    before = _highest(FollowUp)
    drafts: list[dict[str, Any]] = []
    for visit, row in given:
        drafts += _follow_up_rows(county, visit, row)
    _insert(FollowUp, drafts)
    keys = _keys(FollowUp, county.code, before)
    key_of = {(row["origin_id"], row["kind"]): keys[row["public_id"]] for row in drafts}
    _insert(
        Finding,
        [
            _finding_row(county, visit, row, finding, key_of)
            for visit, row in given
            for finding in visit.findings
        ],
    )


def _kind(finding: PastFinding) -> Kind:
    return Kind.RECTIFICATION_NOTICE if finding.is_open else Kind.ADVICE


def _follow_up_rows(
    county: _County, visit: PastVisit, row: Mapping[str, Any]
) -> list[dict[str, Any]]:
    rows = []
    for kind in sorted({_kind(finding) for finding in visit.findings}):
        is_advice = kind is Kind.ADVICE
        rows.append(
            {
                "public_id": new_public_id(),
                "county_code": county.code,
                "kindergarten_id": row["kindergarten_id"],
                "kind": kind,
                "body": Body.SUPERVISION_OFFICE,
                "regime": Regime.SUPERVISION,
                "state": State.CLOSED if is_advice else State.DRAFTED,
                "closed_on": _closed_on(visit) if is_advice else None,
                "report_back_on": None if is_advice else _due_on(visit),
                "origin_kind": ORIGIN,
                "origin_id": row["public_id"],
                "origin_number": row["number"],
                "opened_on": visit.on,
                "drafted_by": row["entered_by"],
                "drafted_by_name": row["entered_by_name"],
            }
        )
    return rows


def _closed_on(visit: PastVisit) -> dt.date:
    return visit.on + dt.timedelta(days=CORRECTED_AFTER)


def _finding_row(
    county: _County,
    visit: PastVisit,
    row: Mapping[str, Any],
    finding: PastFinding,
    key_of: Mapping[tuple[str, Kind], int],
) -> dict[str, Any]:
    usual = usual_findings()[finding.number - 1]
    return {
        "county_code": county.code,
        "kindergarten_id": row["kindergarten_id"],
        "origin_kind": ORIGIN,
        "origin_id": row["public_id"],
        "regime": Regime.SUPERVISION,
        "item_code": usual.items[0],
        "text": usual.text,
        "severity": finding.severity,
        "citation": usual.article,
        "authority": "education",
        "found_on": visit.on,
        "first_due_on": _due_on(visit),
        "due_on": _due_on(visit),
        "step": CorrectionStep.DAYS_30,
        "demand": usual.demand,
        "state": FindingState.OPEN if finding.is_open else FindingState.CLOSED,
        "closed_on": None if finding.is_open else _closed_on(visit),
        "closed_as": None if finding.is_open else ClosedAs.SEEN_ON_SITE,
        "closing_note": None if finding.is_open else "到园复查，已整改到位",
        "closed_by": None if finding.is_open else row["entered_by"],
        "follow_up_id": key_of[row["public_id"], _kind(finding)],
    }
