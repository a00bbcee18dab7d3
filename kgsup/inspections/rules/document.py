"""The visit as one document: JSON (already of the published shape) read into values.  Pure.

The shape is data/visit.schema.json; here nothing is judged, only named and typed.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.core.clocks import CorrectionStep
from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.corrections.rules import Authority, Regime, Severity
from kgsup.inspections.rules.regimes import VisitKind
from kgsup.inspections.rules.visits import Source

Stroke = tuple[tuple[float, float], ...]


class Answer(StrEnum):
    MEETS = "meets"
    DOES_NOT = "does_not"
    NOT_APPLICABLE = "not_applicable"


class EarlierResult(StrEnum):
    """What became of a point that was open before."""

    CORRECTED = "corrected"
    PARTLY = "partly"
    NOT_CORRECTED = "not_corrected"


class SignedBy(StrEnum):
    OFFICER = "officer"
    KINDERGARTEN = "kindergarten"
    WITNESS = "witness"


register_labels(
    {
        Answer.MEETS: N_("Meets"),
        Answer.DOES_NOT: N_("Does not"),
        Answer.NOT_APPLICABLE: N_("Not applicable"),
        EarlierResult.CORRECTED: N_("Corrected"),
        EarlierResult.PARTLY: N_("Partly corrected"),
        EarlierResult.NOT_CORRECTED: N_("Not corrected"),
    }
)


@dataclass(frozen=True, kw_only=True)
class ItemAnswer:
    item: str
    answer: Answer | None
    own_answer: Answer | None
    remark: str
    photos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FoundPoint:
    """A finding as it stands in the document; what is missing is ``None`` or empty."""

    key: str
    item: str | None
    library: int | None
    text: str
    severity: Severity | None
    article: str
    authority: Authority | None
    step: CorrectionStep | None
    due_on: dt.date | None
    demand: str
    corrected_on_the_spot: bool
    photos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class EarlierPoint:
    finding: str
    result: EarlierResult | None
    remark: str


@dataclass(frozen=True, kw_only=True)
class Signature:
    by: SignedBy
    officer: str | None
    name: str
    position: str
    strokes: tuple[Stroke, ...]
    signed_at: dt.datetime | None
    on_paper: bool

    @property
    def points(self) -> int:
        return sum(len(stroke) for stroke in self.strokes)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """By number, or by telephone: who, when, why."""

    number: str = ""
    by: str = ""
    at: dt.datetime | None = None
    reason: str = ""
    by_telephone: bool = False


@dataclass(frozen=True, kw_only=True)
class Refusal:
    reason: str
    witness: str


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """The kindergarten asked an officer to step back; ``granted`` is ``None`` while undecided."""

    officer: str
    reason: str
    granted: bool | None
    decided_by: str


@dataclass(frozen=True, kw_only=True)
class PaperRecord:
    number: str
    scans: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class LateEntry:
    reason: str
    second_person: str | None


@dataclass(frozen=True, kw_only=True)
class VisitDocument:
    """Everything that was written down on one visit."""

    id: str
    kindergarten: str
    source: Source
    regime: Regime
    kind: VisitKind
    subject: str
    checklist: tuple[str, int] | None
    joint: bool
    departments: tuple[tuple[Authority, str], ...]
    started_at: dt.datetime
    ended_at: dt.datetime | None
    place: str
    officers: tuple[str, ...]
    helpers: tuple[str, ...]
    received_by: tuple[str, str]
    certificates_shown: bool
    rights_told: bool
    recusal: Recusal | None
    approval: Approval | None
    notice_number: str
    answers: tuple[ItemAnswer, ...]
    findings: tuple[FoundPoint, ...]
    earlier: tuple[EarlierPoint, ...]
    photos: tuple[str, ...]
    observations: str
    advice: str
    statement: str
    nothing_to_add: bool
    signatures: tuple[Signature, ...]
    refusal: Refusal | None
    paper: PaperRecord | None
    late_entry: LateEntry | None

    @property
    def all_photos(self) -> list[tuple[str, str]]:
        """(JSON pointer, public id) of each photograph and scan."""
        groups = [("/photos", self.photos)]
        groups += [(f"/answers/{n}/photos", a.photos) for n, a in enumerate(self.answers)]
        groups += [(f"/findings/{n}/photos", f.photos) for n, f in enumerate(self.findings)]
        if self.paper:
            groups.append(("/paper/scans", self.paper.scans))
        return [(f"{at}/{n}", photo) for at, photos in groups for n, photo in enumerate(photos)]


def read_document(visit: Mapping[str, Any]) -> VisitDocument:
    """Read a document of the published shape; texts lose outer blanks."""
    statement = visit.get("statement") or {}
    host = visit.get("received_by") or {}
    checklist = visit["checklist"]
    return VisitDocument(
        id=visit["id"],
        kindergarten=visit["kindergarten"],
        source=Source(visit.get("source", Source.PHONE)),
        regime=Regime(visit["regime"]),
        kind=VisitKind(visit["kind"]),
        subject=_text(visit, "subject"),
        checklist=(checklist["code"], checklist["version"]) if checklist else None,
        joint=visit.get("joint", False),
        departments=tuple(_department(row) for row in visit.get("departments", ())),
        started_at=dt.datetime.fromisoformat(visit["started_at"]),
        ended_at=_instant(visit.get("ended_at")),
        place=_text(visit, "place"),
        officers=tuple(visit["officers"]),
        helpers=tuple(name.strip() for name in visit.get("helpers", ()) if name.strip()),
        received_by=(_text(host, "name"), _text(host, "position")),
        certificates_shown=visit.get("certificates_shown", False),
        rights_told=visit.get("rights_told", False),
        recusal=_recusal(visit.get("recusal")),
        approval=_approval(visit.get("approval")),
        notice_number=_text(visit, "notice_number"),
        answers=tuple(_answer(row) for row in visit["answers"]),
        findings=tuple(_finding(row) for row in visit["findings"]),
        earlier=tuple(_earlier(row) for row in visit.get("earlier", ())),
        photos=tuple(visit.get("photos", ())),
        observations=_text(visit, "observations"),
        advice=_text(visit, "advice"),
        statement=_text(statement, "text"),
        nothing_to_add=statement.get("nothing_to_add", False),
        signatures=tuple(_signature(row) for row in visit.get("signatures", ())),
        refusal=_refusal(visit.get("refusal")),
        paper=_paper(visit.get("paper")),
        late_entry=_late_entry(visit.get("late_entry")),
    )


def _text(row: Mapping[str, Any], field: str) -> str:
    return str(row.get(field) or "").strip()


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _department(row: Mapping[str, Any]) -> tuple[Authority, str]:
    return Authority(row["authority"]), _text(row, "people")


def _answer(row: Mapping[str, Any]) -> ItemAnswer:
    own = row.get("own_answer")
    return ItemAnswer(
        item=row["item"],
        answer=Answer(row["answer"]) if row["answer"] else None,
        own_answer=Answer(own) if own else None,
        remark=_text(row, "remark"),
        photos=tuple(row.get("photos", ())),
    )


def _finding(row: Mapping[str, Any]) -> FoundPoint:
    severity, authority = row.get("severity"), row.get("authority")
    step, due_on = row.get("step"), row.get("due_on")
    return FoundPoint(
        key=row["key"],
        item=row["item"],
        library=row.get("library"),
        text=_text(row, "text"),
        severity=Severity(severity) if severity else None,
        article=_text(row, "article"),
        authority=Authority(authority) if authority else None,
        step=CorrectionStep(step) if step else None,
        due_on=dt.date.fromisoformat(due_on) if due_on else None,
        demand=_text(row, "demand"),
        corrected_on_the_spot=row.get("corrected_on_the_spot", False),
        photos=tuple(row.get("photos", ())),
    )


def _earlier(row: Mapping[str, Any]) -> EarlierPoint:
    return EarlierPoint(
        finding=row["finding"],
        result=EarlierResult(row["result"]) if row["result"] else None,
        remark=_text(row, "remark"),
    )


def _signature(row: Mapping[str, Any]) -> Signature:
    return Signature(
        by=SignedBy(row["by"]),
        officer=row.get("officer"),
        name=_text(row, "name"),
        position=_text(row, "position"),
        strokes=tuple(tuple((x, y) for x, y in stroke) for stroke in row["strokes"]),
        signed_at=_instant(row.get("signed_at")),
        on_paper=row.get("on_paper", False),
    )


def _approval(row: Mapping[str, Any] | None) -> Approval | None:
    if row is None:
        return None
    if row["way"] == "number":
        return Approval(number=_text(row, "number"))
    return Approval(
        by_telephone=True,
        by=_text(row, "by"),
        at=_instant(row.get("at")),
        reason=_text(row, "reason"),
    )


def _refusal(row: Mapping[str, Any] | None) -> Refusal | None:
    return Refusal(reason=_text(row, "reason"), witness=_text(row, "witness")) if row else None


def _recusal(row: Mapping[str, Any] | None) -> Recusal | None:
    if row is None:
        return None
    return Recusal(
        officer=row["officer"],
        reason=_text(row, "reason"),
        granted=row["granted"],
        decided_by=_text(row, "decided_by"),
    )


def _paper(row: Mapping[str, Any] | None) -> PaperRecord | None:
    return PaperRecord(number=_text(row, "number"), scans=tuple(row["scans"])) if row else None


def _late_entry(row: Mapping[str, Any] | None) -> LateEntry | None:
    if row is None:
        return None
    return LateEntry(reason=_text(row, "reason"), second_person=row.get("second_person"))
