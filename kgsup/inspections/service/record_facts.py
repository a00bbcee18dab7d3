"""What the report of a visit prints: the document in the words of the papers."""

import datetime as dt
from collections.abc import Iterable, Mapping

from kgsup.core.formats import instant_zh
from kgsup.corrections.rules import Authority
from kgsup.corrections.rules.words import ADDRESSEES, DUE_WORDS, SEVERITY_IN_PAPERS
from kgsup.documents.rules import facts as paper
from kgsup.files.models import Evidence
from kgsup.inspections.queries import Around
from kgsup.inspections.rules.checklists import Checklist
from kgsup.inspections.rules.document import (
    Answer,
    Approval,
    EarlierResult,
    FoundPoint,
    ItemAnswer,
    Signature,
    SignedBy,
    VisitDocument,
)
from kgsup.inspections.rules.people import certificate_shown
from kgsup.inspections.rules.problems import OfficerFacts
from kgsup.inspections.rules.regimes import KIND_IN_CHINESE, REGIMES
from kgsup.inspections.rules.visits import Source
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import as_of, current_licence
from kgsup.kindergartens.rules.facts import Field

OWN_AUTHORITY = "教育局"
SCAN_OF_PAPER = "纸质记录"
WITNESS_ROLE = "见证人"
EARLIER_IN_PAPERS = {
    EarlierResult.CORRECTED: "已整改",
    EarlierResult.PARTLY: "部分整改",
    EarlierResult.NOT_CORRECTED: "未整改",
}
NOTHING_TO_ADD = "没有补充意见。"
CORRECTED_ON_THE_SPOT = "（当场已改正）"


def kindergarten_facts(row: Kindergarten, day: dt.date) -> paper.KindergartenFacts:
    """The kindergarten as it was on a day; what was not recorded for that day is taken from today."""
    past = as_of(row, day)
    licence = current_licence(row, day)

    def text(field: Field, present: str | None) -> str:
        return str(past.get(field) or present or "")

    return paper.KindergartenFacts(
        name=text(Field.NAME, row.name),
        address=text(Field.ADDRESS, row.address),
        credit_code=text(Field.CREDIT_CODE, row.credit_code),
        licence_number=licence.number if licence else "",
        head=text(Field.HEAD, row.head),
        telephone=text(Field.TELEPHONE, row.telephone),
    )


def record_facts(
    document: VisitDocument, kindergarten: Kindergarten, around: Around
) -> paper.VisitFacts:
    """The facts of a document that was judged and has no refusing problem."""
    facts = around.facts
    addressee = kindergarten_facts(kindergarten, facts.acted_on)
    return paper.VisitFacts(
        kindergarten=addressee,
        place=document.place or addressee.address or addressee.name,
        started_at=document.started_at,
        ended_at=document.ended_at or document.started_at,
        officers=paper_officers(document, facts.officers),
        subject=_subject(document, facts.checklist),
        basis=_basis(document),
        helpers=_helpers(document),
        received_by="，".join(part for part in document.received_by if part),
        certificates_shown=_introduced(document),
        checklist=_checklist(document, facts.checklist),
        observations=_observations(document),
        earlier_points=tuple(
            paper.EarlierPoint(
                text=around.open_points[point.finding].finding.text,
                result=_with_remark(EARLIER_IN_PAPERS[point.result], point.remark),
            )
            for point in document.earlier
            if point.result and point.finding in around.open_points
        ),
        findings=tuple(_finding(point, around.evidence) for point in document.findings),
        advice=document.advice,
        statement=document.statement or (NOTHING_TO_ADD if document.nothing_to_add else ""),
        photos=_photos(_other_photos(document, facts.checklist), around.evidence),
        signatures=tuple(_signatures(document, facts.officers)),
        entered_later_on=_entered_later_on(document, facts.acted_on, facts.today),
    )


def _introduced(document: VisitDocument) -> bool:
    """Whether the paper may say that the officers showed who they are and told what they must tell."""
    told = document.rights_told or not REGIMES[document.regime].needs_rights_told
    return document.certificates_shown and told


def paper_officers(
    document: VisitDocument, known: Mapping[str, OfficerFacts]
) -> tuple[paper.Officer, ...]:
    """The officers with the certificate of the regime, in their order."""
    certificate = REGIMES[document.regime].certificate
    return tuple(
        paper.Officer(
            name=officer.name,
            position=officer.position,
            certificate=certificate_shown(officer, certificate),
        )
        for officer in (known[public_id] for public_id in document.officers)
    )


def _subject(document: VisitDocument, checklist: Checklist | None) -> str:
    kind = KIND_IN_CHINESE[document.kind]
    joint = "（联合）" if document.joint else ""
    title = document.subject or (checklist.title if checklist else "")
    return f"{kind}{joint}：{title}" if title else f"{kind}{joint}"


def _basis(document: VisitDocument) -> str:
    parts = [_approval(document.approval)] if document.approval else []
    if document.notice_number:
        parts.append(f"检查通知书 {document.notice_number}")
    if document.paper and document.paper.number:
        parts.append(f"纸质记录编号 {document.paper.number}")
    return "；".join(part for part in parts if part)


def _approval(approval: Approval) -> str:
    if not approval.by_telephone:
        return f"行政检查审批 {approval.number}"
    when = instant_zh(approval.at)
    return f"{approval.by}于{when}口头（电话）批准，事由：{approval.reason}"


def _helpers(document: VisitDocument) -> tuple[str, ...]:
    departments = tuple(
        f"{ADDRESSEES.get(authority) or OWN_AUTHORITY}：{people}"
        for authority, people in document.departments
    )
    return document.helpers + departments


def _checklist(document: VisitDocument, checklist: Checklist | None) -> paper.Checklist | None:
    if checklist is None:
        return None
    given = {row.item: row for row in document.answers}
    return paper.Checklist(
        title=checklist.title,
        version=str(checklist.version),
        themes=tuple(
            paper.Theme(
                title=theme.title,
                items=tuple(
                    _item(f"{item.code} {item.text}", given.get(item.code), checklist.own_answer)
                    for item in theme.items
                ),
            )
            for theme in checklist.themes
        ),
    )


def _item(text: str, given: ItemAnswer | None, with_own_answer: bool) -> paper.Item:
    own = given.own_answer if given else None
    return paper.Item(
        text=text,
        answer=_answer(given.answer if given else None),
        remark=given.remark if given else "",
        own_answer=_answer(own) if with_own_answer else None,
    )


def _answer(answer: Answer | None) -> paper.Answer:
    return paper.Answer(answer.value) if answer else paper.Answer.NOT_ANSWERED


def _observations(document: VisitDocument) -> str:
    recusal = document.recusal
    if recusal is None:
        return document.observations
    decision = {True: "准许", False: "驳回", None: "待决定"}[recusal.granted]
    by = f"，决定人：{recusal.decided_by}" if recusal.decided_by else ""
    return f"{document.observations}\n回避申请：{recusal.reason}；决定：{decision}{by}".strip()


def _with_remark(result: str, remark: str) -> str:
    return f"{result}：{remark}" if remark else result


def _finding(point: FoundPoint, evidence: Mapping[str, Evidence]) -> paper.Finding:
    text = point.text if not point.demand else f"{point.text}\n要求：{point.demand}"
    return paper.Finding(
        text=f"{text}{CORRECTED_ON_THE_SPOT}" if point.corrected_on_the_spot else text,
        severity=SEVERITY_IN_PAPERS[point.severity] if point.severity else "",
        article=point.article,
        authority=_authority(point.authority),
        due_on=point.due_on,
        due_words=DUE_WORDS.get(point.step, "") if point.step else "",
        photos=_photos(dict.fromkeys(point.photos, point.text), evidence),
    )


def _authority(authority: Authority | None) -> str:
    return ADDRESSEES.get(authority, OWN_AUTHORITY) if authority else ""


def _other_photos(document: VisitDocument, checklist: Checklist | None) -> dict[str, str]:
    """Photographs and scans that belong to no finding, each once, with what they show."""
    items = checklist.items if checklist else {}
    captions = dict.fromkeys(document.photos, "")
    for row in document.answers:
        item = items.get(row.item)
        captions |= dict.fromkeys(row.photos, f"{item.code} {item.text}" if item else "")
    if document.paper:
        captions |= dict.fromkeys(document.paper.scans, SCAN_OF_PAPER)
    of_findings = {photo for point in document.findings for photo in point.photos}
    return {photo: words for photo, words in captions.items() if photo not in of_findings}


def _photos(
    captions: Mapping[str, str], evidence: Mapping[str, Evidence]
) -> tuple[paper.Photo, ...]:
    return tuple(
        paper.Photo(sha256=evidence[photo].sha256, caption=words)
        for photo, words in captions.items()
        if photo in evidence
    )


def _signatures(
    document: VisitDocument, known: Mapping[str, OfficerFacts]
) -> Iterable[paper.Signature]:
    rule = REGIMES[document.regime]
    order = list(SignedBy)
    for each in sorted(document.signatures, key=lambda row: order.index(row.by)):
        if each.by is SignedBy.OFFICER:
            officer = known.get(each.officer or "")
            yield _signature(rule.officer_role, officer.name if officer else each.name, each)
        elif each.by is SignedBy.KINDERGARTEN:
            yield _signature(rule.host_role, each.name, each)
        else:
            yield _signature(WITNESS_ROLE, each.name, each)
    if document.refusal:
        yield paper.Signature(
            role=rule.host_role,
            name=document.received_by[0],
            refused=paper.Refusal(reason=document.refusal.reason, witness=document.refusal.witness),
        )


def _signature(role: str, name: str, signature: Signature) -> paper.Signature:
    return paper.Signature(
        role=role, name=name, strokes=signature.strokes, signed_at=signature.signed_at
    )


def _entered_later_on(document: VisitDocument, acted_on: dt.date, today: dt.date) -> dt.date | None:
    """补录: the day of typing, for a paper record and for any that is entered on a later day."""
    return today if acted_on < today or document.source is Source.PAPER else None
