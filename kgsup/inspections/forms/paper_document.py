"""From the paper form to the visit document and back."""

import datetime as dt
from typing import Any

from kgsup.core.clock import SHANGHAI
from kgsup.core.db import Json
from kgsup.inspections.rules.checklists import Checklist
from kgsup.inspections.rules.document import Answer


def document_of(form: Any, begun: Json, checklist: Checklist | None, scans: list[str]) -> Json:
    """The document of a filled form; ``begun`` holds id, kindergarten, regime, kind and checklist."""
    refusal = None
    if form.refusal_reason.data or form.refusal_witness.data:
        refusal = {
            "reason": form.refusal_reason.data or "",
            "witness": form.refusal_witness.data or "",
        }
    return begun | {
        "schema": 1,
        "source": "paper",
        "subject": form.subject.data or "",
        "started_at": _instant(form.started_at.data),
        "ended_at": _instant(form.ended_at.data),
        "place": form.place.data or "",
        "officers": list(form.officers.data or ()),
        "helpers": _names(form.helpers.data),
        "received_by": {
            "name": form.received_name.data or "",
            "position": form.received_position.data or "",
        },
        "certificates_shown": form.certificates_shown.data,
        "rights_told": form.rights_told.data,
        "approval": _approval(form),
        "notice_number": form.notice_number.data or "",
        "answers": _answers(form, checklist),
        "findings": [_finding(row.form, n) for n, row in enumerate(form.findings) if row.text.data],
        "earlier": _earlier(form),
        "observations": form.observations.data or "",
        "advice": form.advice.data or "",
        "statement": {
            "text": form.statement.data or "",
            "nothing_to_add": form.nothing_to_add.data,
        },
        "signatures": _signatures(form),
        "refusal": refusal,
        "paper": {"number": form.number.data or "", "scans": scans},
        "late_entry": _late_entry(form),
    }


def _instant(local: dt.datetime | None) -> str | None:
    """What was typed is the time of Chinese clocks."""
    return local.replace(tzinfo=SHANGHAI).isoformat() if local else None


def _names(text: str | None) -> list[str]:
    parts = (text or "").replace(",", "、").replace(",", "、").split("、")
    return [part.strip() for part in parts if part.strip()]


def _approval(form: Any) -> Json | None:
    if form.approval_by.data:
        return {
            "way": "telephone",
            "by": form.approval_by.data,
            "at": _instant(form.approval_at.data),
            "reason": form.approval_reason.data or "",
        }
    if form.approval_number.data:
        return {"way": "number", "number": form.approval_number.data}
    return None


def _answers(form: Any, checklist: Checklist | None) -> list[Json]:
    rows = []
    for code in checklist.items if checklist else ():
        answer = form[f"answer_{code}"].data or None
        if answer is None and form.rest_meets.data:
            answer = Answer.MEETS.value
        own = form[f"own_{code}"].data if checklist and checklist.own_answer else None
        remark = form[f"remark_{code}"].data or ""
        if answer or own or remark:
            rows.append(
                {"item": code, "answer": answer, "own_answer": own or None, "remark": remark}
            )
    return rows


def _finding(row: Any, n: int) -> Json:
    return {
        "key": row.key.data or f"p{n + 1}",
        "item": row.item.data or None,
        "text": row.text.data,
        "severity": row.severity.data or None,
        "article": row.article.data or "",
        "authority": row.authority.data or None,
        "step": row.step.data or None,
        "due_on": row.due_on.data.isoformat() if row.due_on.data else None,
        "demand": row.demand.data or "",
        "corrected_on_the_spot": row.corrected_on_the_spot.data,
    }


def _earlier(form: Any) -> list[Json]:
    return [
        {"finding": name.removeprefix("earlier_"), "result": field.data or None}
        for name, field in form._fields.items()
        if name.startswith("earlier_")
    ]


def _signatures(form: Any) -> list[Json]:
    """Signatures stand on the paper, whose scan is the proof."""
    rows: list[Json] = [
        {"by": "officer", "officer": officer, "strokes": [], "on_paper": True}
        for officer in form.officers.data or ()
    ]
    if form.host_signed.data:
        rows.append(
            {
                "by": "kindergarten",
                "name": form.received_name.data or "",
                "position": form.received_position.data or "",
                "strokes": [],
                "on_paper": True,
            }
        )
    return rows


def _late_entry(form: Any) -> Json | None:
    if not (form.late_reason.data or form.late_person.data):
        return None
    return {
        "reason": form.late_reason.data or "",
        "second_person": form.late_person.data or None,
    }


def values_of(document: Json) -> dict[str, Any]:
    """The values with which the form of a paper draft is filled again."""
    approval = document.get("approval") or {}
    paper = document.get("paper") or {}
    late = document.get("late_entry") or {}
    refusal = document.get("refusal") or {}
    values: dict[str, Any] = {
        "visit_id": document["id"],
        "number": paper.get("number", ""),
        "started_at": _local(document["started_at"]),
        "ended_at": _local(document.get("ended_at")),
        "officers": document["officers"],
        "helpers": "、".join(document.get("helpers", ())),
        "received_name": document["received_by"]["name"],
        "received_position": document["received_by"]["position"],
        "approval_number": approval.get("number", ""),
        "approval_by": approval.get("by", ""),
        "approval_at": _local(approval.get("at")),
        "approval_reason": approval.get("reason", ""),
        "findings": [_finding_values(row) for row in document["findings"]],
        "statement": document["statement"]["text"],
        "nothing_to_add": document["statement"]["nothing_to_add"],
        "host_signed": any(row["by"] == "kindergarten" for row in document["signatures"]),
        "refusal_reason": refusal.get("reason", ""),
        "refusal_witness": refusal.get("witness", ""),
        "late_reason": late.get("reason", ""),
        "late_person": late.get("second_person") or "",
    }
    for name in ("subject", "place", "notice_number", "observations", "advice"):
        values[name] = document.get(name, "")
    for name in ("certificates_shown", "rights_told"):
        values[name] = document.get(name, False)
    for row in document["answers"]:
        values[f"answer_{row['item']}"] = row["answer"] or ""
        values[f"own_{row['item']}"] = row.get("own_answer") or ""
        values[f"remark_{row['item']}"] = row.get("remark", "")
    for row in document.get("earlier", ()):
        values[f"earlier_{row['finding']}"] = row["result"] or ""
    return values


def _finding_values(row: Json) -> dict[str, Any]:
    due_on = row.get("due_on")
    return {name: row.get(name) or "" for name in row} | {
        "due_on": dt.date.fromisoformat(due_on) if due_on else None,
        "corrected_on_the_spot": row.get("corrected_on_the_spot", False),
    }


def _local(instant: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(instant).astimezone(SHANGHAI) if instant else None
