"""The pack of data on which the phone works: lists, labels, dates and open points of one county.

Correction dates are computed here for the coming days, so that the phone never computes one.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.accounts.queries import Officer, list_officers
from kgsup.areas.queries import town_names
from kgsup.core.clocks import CorrectionStep, Term, correction_due_on, days_after, falls_in_holidays
from kgsup.core.errors import RuleViolation
from kgsup.core.labels import label_of
from kgsup.corrections.queries import FindingFilter, FindingRow, list_findings
from kgsup.corrections.rules import OFFERED_STEPS, Authority, FindingState, Regime, Severity
from kgsup.inspections import queries
from kgsup.inspections.queries import VisitFilter
from kgsup.inspections.rules.checklists import Checklist, Item, offered_on
from kgsup.inspections.rules.document import Answer, EarlierResult
from kgsup.inspections.rules.library import UsualFinding, usual_findings
from kgsup.inspections.rules.regimes import REGIMES, VisitKind
from kgsup.inspections.rules.visits import VisitState
from kgsup.kindergartens.queries import list_for_phone
from kgsup.web.filters import date
from kgsup.workcalendar.queries import terms

DAYS_AHEAD = 21  # how long a phone can work without network and still offer dates
DRAFTS_SHOWN = 40
OPEN_POINTS_SHOWN = 5000
Rows = list[dict[str, Any]]


def pack_of(actor: Actor, county_code: str, today: dt.date) -> dict[str, Any]:
    """Everything in one JSON object; names and ids only of the actor's own county."""
    calendar = terms(county_code)
    return {
        "user": actor.public_id,
        "name": actor.name,
        "county": county_code,
        "today": today.isoformat(),
        "kindergartens": _kindergartens(actor, county_code),
        "officers": [_officer(officer) for officer in list_officers(county_code)],
        "regimes": [_regime(regime) for regime in Regime],
        "checklists": [_checklist(checklist) for checklist in offered_on(today)],
        "library": [_usual(finding) for finding in usual_findings()],
        "open_points": _open_points(actor),
        "drafts": _drafts(actor),
        "steps": {
            day.isoformat(): _dates(day, calendar)
            for day in (days_after(today, n) for n in range(-1, DAYS_AHEAD))
        },
        "offered_steps": {severity: list(steps) for severity, steps in OFFERED_STEPS.items()},
        "labels": {
            "severity": _labels(Severity),
            "authority": _labels(Authority),
            "step": _labels(CorrectionStep),
            "answer": _labels(Answer),
            "earlier": _labels(EarlierResult),
        },
    }


def _labels(kind: Iterable[StrEnum]) -> list[tuple[str, str]]:
    """Value and label in the order of the enum, which an object of JSON would lose."""
    return [(value.value, _(label_of(value))) for value in kind]


def _kindergartens(actor: Actor, county_code: str) -> Rows:
    towns = town_names(county_code)
    return [
        {
            "id": row.public_id,
            "name": row.name,
            "pinyin": row.pinyin,
            "initials": row.initials,
            "town": towns.get(row.town_code or "", ""),
            "head": row.head or "",
        }
        for row in list_for_phone(actor)
    ]


def _officer(officer: Officer) -> dict[str, Any]:
    until = officer.enforcement_certificate_until
    return {
        "id": officer.public_id,
        "name": officer.name,
        "position": officer.position or "",
        "supervisor": officer.supervisor_certificate or "",
        "enforcement": officer.enforcement_certificate or "",
        "until": until.isoformat() if until else None,
    }


def _regime(regime: Regime) -> dict[str, Any]:
    rule = REGIMES[regime]
    return {
        "code": regime.value,
        "label": _(label_of(regime)),
        "certificate": rule.certificate.value,
        "needs_approval": rule.needs_approval,
        "needs_rights_told": rule.needs_rights_told,
        "kinds": [_kind(kind, people) for kind, people in rule.people.items()],
    }


def _kind(kind: VisitKind, people: int) -> dict[str, Any]:
    return {"code": kind.value, "label": _(label_of(kind)), "people": people}


def _checklist(checklist: Checklist) -> dict[str, Any]:
    return {
        "code": checklist.code,
        "version": checklist.version,
        "title": checklist.title,
        "own_answer": checklist.own_answer,
        "themes": [
            {
                "code": theme.code,
                "title": theme.title,
                "items": [_item(item) for item in theme.items],
            }
            for theme in checklist.themes
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "code": item.code,
        "text": item.text,
        "look_at": item.look_at,
        "article": item.article,
        "severity": item.severity.value,
        "authority": item.authority.value,
        "step": item.step.value,
        "demand": item.demand,
        "provisional": item.provisional,
    }


def _usual(finding: UsualFinding) -> dict[str, Any]:
    return {
        "number": finding.number,
        "text": finding.text,
        "items": list(finding.items),
        "article": finding.article,
        "severity": finding.severity.value,
        "authority": finding.authority.value,
        "step": finding.step.value,
        "demand": finding.demand,
    }


def _open_points(actor: Actor) -> dict[str, Rows]:
    wanted = FindingFilter(state=FindingState.OPEN)
    found: dict[str, Rows] = defaultdict(list)
    rows: Sequence[FindingRow] = list_findings(wanted, actor, None, OPEN_POINTS_SHOWN)
    for row in rows:
        finding = row.finding
        found[row.kindergarten].append(
            {
                "id": finding.public_id,
                "text": finding.text,
                "severity": finding.severity.value,
                "found_on": date(finding.found_on),
                "due_on": date(finding.due_on),
            }
        )
    return found


def _drafts(actor: Actor) -> Rows:
    """Drafts of the county that this person is an officer of, or began."""
    wanted = VisitFilter(state=VisitState.DRAFT)
    rows = queries.list_visits(wanted, actor, None, DRAFTS_SHOWN)
    officers = queries.officers_of([row.visit for row in rows])
    return [
        {
            "id": row.visit.public_id,
            "kindergarten": row.kindergarten_name,
            "day": date(row.visit.acted_on),
            "by": row.visit.entered_by_name,
        }
        for row in rows
        if row.visit.entered_by == actor.id
        or actor.public_id in {officer.officer for officer in officers[row.visit.id]}
    ]


def _dates(day: dt.date, calendar: Sequence[Term]) -> dict[str, Any]:
    """Step → its printed date for a visit of that day, where the calendar reaches it."""
    found = {}
    for step in CorrectionStep:
        try:
            due_on = correction_due_on(step, day, calendar)
        except RuleViolation:
            continue
        found[step.value] = {
            "on": due_on.isoformat(),
            "shown": date(due_on),
            "holidays": falls_in_holidays(due_on, calendar),
        }
    return found
