"""A planned visit as the document that a phone posts, or that is typed in from paper.  Pure."""

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from kgsup.core.clocks import CorrectionStep, Term, correction_due_on
from kgsup.corrections.rules import Kind, Regime
from kgsup.demo.rules.fates import step_of
from kgsup.demo.rules.year import Finding, Visit
from kgsup.inspections.rules.checklists import Checklist
from kgsup.inspections.rules.document import Answer, SignedBy
from kgsup.inspections.rules.library import usual_findings
from kgsup.inspections.rules.regimes import VisitKind
from kgsup.inspections.rules.visits import Source

SHANGHAI = ZoneInfo("Asia/Shanghai")
VISIT = dt.timedelta(minutes=95)
OPENING_MONTHS = (2, 8)  # the last week of each holiday
OTHER_DEMANDS = {33: "请专业机构鉴定，险情排除前停用该区域", 34: "更换软管，接通报警器并试验"}
DEPARTMENTS = (
    ("market_supervision", "县市场监督管理局食品股二人"),
    ("fire", "县消防救援大队一人"),
    ("health", "县疾病预防控制中心一人"),
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a document must name: public ids, and who received the visitors."""

    visit: str
    kindergarten: str
    officers: Mapping[str, str]  # user name → public id
    officer_names: Mapping[str, str]
    host: tuple[str, str]  # name and position
    scan: str  # public id of the scan of paper records
    photos: Mapping[int, str]  # number in the findings library → public id
    terms: Sequence[Term]


def begins_at(visit: Visit) -> dt.datetime:
    return dt.datetime.combine(visit.on, visit.begins, SHANGHAI)


def ends_at(visit: Visit) -> dt.datetime:
    return begins_at(visit) + VISIT


def visit_document(
    visit: Visit, findings: Sequence[Finding], known: Known, checklist: Checklist | None
) -> dict[str, Any]:
    """The document of a visit.  With a checklist it is a phone's; without one it is typed from paper."""
    is_paper = checklist is None
    points = [_finding(finding, known, checklist) for finding in findings]
    return {
        "schema": 1,
        "id": known.visit,
        "kindergarten": known.kindergarten,
        "source": (Source.PAPER if is_paper else Source.PHONE).value,
        "regime": visit.regime.value,
        "kind": _kind(visit).value,
        "subject": "",
        "checklist": {"code": checklist.code, "version": checklist.version} if checklist else None,
        "joint": visit.joint,
        "departments": [
            {"authority": authority, "people": people} for authority, people in DEPARTMENTS
        ]
        if visit.joint
        else [],
        "started_at": begins_at(visit).isoformat(),
        "ended_at": ends_at(visit).isoformat(),
        "officers": [known.officers[name] for name in visit.officers],
        "received_by": {"name": known.host[0], "position": known.host[1]},
        "certificates_shown": visit.regime is Regime.INSPECTION,
        "rights_told": visit.regime is Regime.INSPECTION,
        "recusal": _recusal(visit, known),
        "approval": _approval(visit),
        "answers": _answers(checklist, {point["item"] for point in points}),
        "findings": points,
        "observations": OBSERVATIONS[visit.serial % len(OBSERVATIONS)],
        "statement": {"text": "", "nothing_to_add": not visit.refused_to_sign},
        "signatures": list(_signatures(visit, known, is_paper=is_paper)),
        "refusal": {"reason": "对认定的问题有异议，拒绝签字", "witness": "村（居）委会工作人员"}
        if visit.refused_to_sign
        else None,
        "paper": {"number": _pad_number(visit), "scans": [known.scan]} if is_paper else None,
    }


def unfinished(document: dict[str, Any]) -> dict[str, Any]:
    """The document as it stood halfway through the visit: not answered to the end, nobody has signed."""
    answers = document["answers"]
    half = len(answers) // 2
    return document | {
        "answers": answers[:half] + [row | {"answer": None} for row in answers[half:]],
        "ended_at": None,
        "signatures": [],
        "statement": {"text": "", "nothing_to_add": False},
    }


OBSERVATIONS = (
    "随班看了半日活动，查看了食堂、门岗和台账。",
    "查看了入园晨检、户外活动和午餐，与园长和两名教师交谈。",
    "走访了全部班级和公共区域，抽查了当月记录。",
)


def _kind(visit: Visit) -> VisitKind:
    if visit.regime is Regime.INSPECTION:
        return VisitKind.SPECIAL if visit.joint else VisitKind.ROUTINE
    return VisitKind.OPENING if visit.on.month in OPENING_MONTHS else VisitKind.MONTHLY


def _recusal(visit: Visit, known: Known) -> dict[str, Any] | None:
    if visit.stepped_back is None:
        return None
    return {
        "officer": known.officers[visit.stepped_back],
        "reason": "与园长是近亲属",
        "granted": True,
        "decided_by": "分管副局长",
    }


def _approval(visit: Visit) -> dict[str, str] | None:
    if visit.regime is not Regime.INSPECTION:
        return None
    return {"way": "number", "number": f"青教检批〔{visit.on.year}〕{visit.serial}号"}


def _pad_number(visit: Visit) -> str:
    """The number on the pad that the supervisor or the office kept before the phone."""
    pad = "督录" if visit.regime is Regime.SUPERVISION else "检录"
    return f"{pad}{visit.on:%Y-%m}-{visit.serial:03d}"


def _finding(finding: Finding, known: Known, checklist: Checklist | None) -> dict[str, Any]:
    found = finding.found
    usual = {row.number: row for row in usual_findings()}.get(found.item.number)
    items = usual.items if usual else ()
    if checklist:
        items = tuple(code for code in items if code in checklist.items)
    photo = known.photos.get(found.item.number)
    return {
        "key": f"F{found.item.number:02d}",
        "item": items[0] if items else None,
        "library": usual.number if usual else None,
        "text": found.text,
        "severity": found.severity.value,
        "article": found.item.article,
        "authority": found.authority.value,
        "step": _step(finding, known.terms),
        "due_on": finding.due_on.isoformat(),
        "demand": usual.demand if usual else OTHER_DEMANDS[found.item.number],
        "corrected_on_the_spot": found.follow_up is Kind.ADVICE,
        "photos": [photo] if photo and checklist else [],
    }


def _step(finding: Finding, terms: Sequence[Term]) -> str | None:
    """The step that leads to the date; ``None`` for a date that was typed."""
    step: CorrectionStep = step_of(finding.found)
    due_on = correction_due_on(step, finding.found.visit.on, terms)
    return step.value if due_on == finding.due_on else None


def _answers(checklist: Checklist | None, failed: Iterable[str | None]) -> list[dict[str, Any]]:
    if checklist is None:
        return []
    failing = set(failed)
    rows: list[dict[str, Any]] = []
    for code in checklist.items:
        answer = Answer.DOES_NOT if code in failing else Answer.MEETS
        row: dict[str, Any] = {
            "item": code,
            "answer": answer.value,
            "remark": "",
            "photos": [],
        }
        if checklist.own_answer:
            row["own_answer"] = Answer.MEETS.value
        rows.append(row)
    return rows


def _signatures(visit: Visit, known: Known, *, is_paper: bool) -> Iterable[dict[str, Any]]:
    signed_at = None if is_paper else ends_at(visit).isoformat()
    for name in visit.officers:
        yield {
            "by": SignedBy.OFFICER.value,
            "officer": known.officers[name],
            "name": known.officer_names[name],
            "position": "",
            "strokes": [] if is_paper else _strokes(known.officer_names[name]),
            "signed_at": signed_at,
            "on_paper": is_paper,
        }
    if not visit.refused_to_sign:
        yield {
            "by": SignedBy.KINDERGARTEN.value,
            "officer": None,
            "name": known.host[0],
            "position": known.host[1],
            "strokes": [] if is_paper else _strokes(known.host[0]),
            "signed_at": signed_at,
            "on_paper": is_paper,
        }


def _strokes(name: str) -> list[list[list[float]]]:
    """A hand of waves that differs from name to name; no real person's signature."""
    strokes = []
    for place, character in enumerate(name[:4]):
        turn = ord(character) % 7 + 3
        left = 24 + 62 * place
        strokes.append(
            [
                [
                    round(left + 3.0 * n + 6 * math.sin(n / turn), 1),
                    round(60 + 24 * math.sin(n * turn / 11) + 8 * math.cos(n / 2), 1),
                ]
                for n in range(18)
            ]
        )
    return strokes
