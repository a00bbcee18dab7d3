"""行政许可审批表: issued with the signature, so that the file has every opinion in words (practice L14)."""

import datetime as dt
from collections.abc import Mapping

from kgsup.casework.models import Proposal
from kgsup.casework.queries import sheet_of
from kgsup.casework.rules import sheet as boxes
from kgsup.casework.rules.sheet import Sheet
from kgsup.casework.service import Signed
from kgsup.deadlines import queries as clocks
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import (
    ApprovalSheetFacts,
    FactLine,
    Minutes,
    OpinionBox,
    OpinionRole,
    opinion_boxes,
)
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.service.ledger import subject_of
from kgsup.licensing.service.papers import common, paper_lines
from kgsup.licensing.service.periods import clock_kind

_ROLES: Mapping[str, OpinionRole] = {
    boxes.OFFICER: OpinionRole.OFFICER,
    boxes.SECTION: OpinionRole.SECTION,
    boxes.LEGAL: OpinionRole.LEGAL,
    boxes.DEPUTY_HEAD: OpinionRole.DEPUTY_HEAD,
    boxes.HEAD: OpinionRole.HEAD,
    boxes.GOVERNMENT: OpinionRole.GOVERNMENT,
}


def issue_approval_sheet(
    application: PermitApplication, proposal: Proposal, last_day: dt.date | None, signed: Signed
) -> Document:
    """Issue the sheet of a proposal that is being carried out, dated as its signature.

    ``last_day`` is that of the decision's clock, which the signature stops.
    """
    sheet = sheet_of(proposal)
    facts = ApprovalSheetFacts(
        **common(application, signed.acted_on),
        proposal=sheet.matter.text,
        boxes=_boxes(sheet),
        basis=tuple(proposal.basis),
        accepted_on=application.accepted_on,
        last_day=last_day,
        papers=paper_lines(application),
        findings=tuple(
            FactLine(label=finding["text"], value=finding["answer"] or "—")
            for finding in application.findings
        ),
        examined=_examined(application),
        minutes=_minutes(sheet),
        office_number=signed.office_number or "",
    )
    return documents.issue(
        DocumentKind.APPROVAL_SHEET,
        subject_of(application),
        facts,
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
    )


def last_day_of(application: PermitApplication) -> dt.date | None:
    """The day by which a decision must be made; ``None`` when no clock runs."""
    running = clocks.find_running(clock_kind(application), subject_of(application))
    return running.due_on if running else None


def _boxes(sheet: Sheet) -> tuple[OpinionBox, ...]:
    given = [
        OpinionBox(
            role=_ROLES[box.name],
            opinion=entry.text,
            name=entry.name,
            on=entry.on,
            on_paper=entry.is_on_paper,
        )
        for box in sheet.boxes
        for entry in box.entries
    ]
    notes = [
        OpinionBox(role=_ROLES[box.name], opinion=box.note)
        for box in sheet.boxes
        if box.note and not box.entries
    ]
    return opinion_boxes(*given, *notes)


def _minutes(sheet: Sheet) -> Minutes | None:
    if not sheet.minutes:
        return None
    latest = sheet.minutes[-1]
    return Minutes(
        number=latest.number,
        held_on=latest.held_on,
        attendance=latest.attendance,
        result=latest.result,
    )


def _examined(application: PermitApplication) -> tuple[FactLine, ...]:
    """What was looked at besides the papers: on site by two, and the name by its registrar."""
    lines = [
        FactLine(
            label="现场核查",
            value=f"{row.done_on:%Y-%m-%d} {row.first_verifier}、{row.second_verifier}："
            f"{'符合' if row.is_passed else '不符合'}。{row.opinion}",
        )
        for row in queries.verifications_of(application)
    ]
    checked = application.values.get(ApplicationField.NAME_CHECK_NUMBER, "").strip()
    if checked:
        lines.append(FactLine(label="名称预先核准", value=checked))
    return tuple(lines)
