"""The lists of My day that licensing fills: proposals, clocks, applications, papers, what follows."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import current_app, url_for
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import may_open
from kgsup.audit.rules import Subject, find_case_page
from kgsup.casework import queries as casework
from kgsup.casework import rules as casework_rules
from kgsup.core.labels import label_of
from kgsup.deadlines import queries as deadlines
from kgsup.desk import queries
from kgsup.desk.rules import SHOWN, Section, WorkItem, WorkList
from kgsup.documents.models import Document
from kgsup.documents.queries import Shown
from kgsup.kindergartens import queries as kindergartens
from kgsup.licensing import queries as licensing
from kgsup.licensing.queries import ListFilter, WorkRow
from kgsup.licensing.queries import registering as registrations
from kgsup.licensing.rules import registering
from kgsup.licensing.rules.overview import Waiting
from kgsup.publications import queries as publications
from kgsup.publications.queries import QueueFilter

Fill = Callable[[Actor, dt.date], WorkList]


def _proposals(actor: Actor, today: dt.date) -> WorkList:
    waiting = casework.list_waiting_for(actor, today)
    items = [
        WorkItem(
            title=proposal.title,
            meta=_(casework_rules.known_act(proposal.act).title),
            url=url_for("casework.show_proposal", public_id=proposal.public_id),
            next_step=_("Look at the proposal"),
            next_url=url_for("casework.show_proposal", public_id=proposal.public_id),
        )
        for proposal in waiting[:SHOWN]
    ]
    return WorkList(
        section=Section.PROPOSALS,
        items=tuple(items),
        total=len(waiting),
        all_url=url_for("casework.list_proposals"),
    )


def _clocks(actor: Actor, today: dt.date) -> WorkList:
    rows = deadlines.list_for_my_day(actor, today, SHOWN)
    names = kindergartens.names_by_public_id(actor, {r.concerns for r in rows if r.concerns})
    holders = casework.assignees_of(
        Subject(row.subject_kind, row.subject_id, row.county_code) for row in rows
    )
    items = []
    for row in rows:
        holder = holders.get((row.subject_kind, row.subject_id))
        called = holder.title if holder else ""
        items.append(
            WorkItem(
                title=row.title or called or names.get(row.concerns or "", row.subject_id),
                meta=" · ".join([_(label_of(row.kind)), *([holder.user_name] if holder else [])]),
                url=case_url(row.subject_kind, row.subject_id) or url_for("desk.list_deadlines"),
                due_on=row.due_on,
            )
        )
    return WorkList(
        section=Section.CLOCKS,
        items=tuple(items),
        total=deadlines.count_for_my_day(actor, today),
        all_url=url_for("desk.list_deadlines"),
    )


def case_url(kind: str, public_id: str) -> str | None:
    """The page of a case; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=public_id)


def _applications(section: Section, waits: Waiting) -> Fill:
    def fill(actor: Actor, today: dt.date) -> WorkList:
        wanted = ListFilter(waits=waits)
        rows = licensing.list_applications(wanted, actor, today, None, SHOWN)
        return WorkList(
            section=section,
            items=tuple(_application_item(work) for work in licensing.with_work(rows, today)),
            total=licensing.count_applications(wanted, actor, today),
            all_url=url_for("licensing.list_applications", waits=waits.value),
        )

    return fill


def _application_item(work: WorkRow) -> WorkItem:
    application = work.row.application
    address = url_for("licensing.show_application", public_id=application.public_id)
    said = [_(label_of(application.kind)), application.number or "", work.with_whom or ""]
    return WorkItem(
        title=work.row.name,
        meta=" · ".join(part for part in said if part),
        url=address,
        due_on=work.clock.state.due_on if work.clock else None,
        next_step=_(label_of(work.next_step)) if work.next_step else None,
        next_url=address if work.next_step else None,
    )


_SEAL = {"permit_application": "licensing.seal_paper", "licence_act": "licensing.seal_act_paper"}
_SERVE = {"permit_application": "licensing.serve_paper", "licence_act": "licensing.serve_act_paper"}


def _papers(section: Section, shown: Shown, step: str, pages: Mapping[str, str]) -> Fill:
    def fill(actor: Actor, today: dt.date) -> WorkList:
        rows = queries.list_licensing_papers(shown, actor, SHOWN)
        return WorkList(
            section=section,
            items=tuple(_paper_item(row, step, pages) for row in rows),
            total=queries.count_licensing_papers(shown, actor),
            all_url=url_for("documents.list_documents", show=shown.value),
        )

    return fill


def _paper_item(document: Document, step: str, pages: Mapping[str, str]) -> WorkItem:
    address = url_for("documents.show_document", public_id=document.public_id)
    item = WorkItem(
        title=f"{_(label_of(document.kind))} {document.number}",
        meta=document.about,
        url=address,
        next_step=_(step),
        next_url=address,
    )
    page = pages.get(document.subject_kind)
    if page is None or page not in current_app.view_functions:
        return item
    return replace(item, next_url=url_for(page, document_id=document.public_id))


def _publications(actor: Actor, today: dt.date) -> WorkList:
    wanted = QueueFilter(today=today)
    items = []
    for row in publications.list_queue(wanted, actor, None, SHOWN):
        address = url_for("publications.show_publication", public_id=row.publication.public_id)
        items.append(
            WorkItem(
                title=row.publication.title,
                meta=_(label_of(row.publication.kind)),
                url=address,
                due_on=row.due_on,
                next_step=_("Publish"),
                next_url=address,
            )
        )
    return WorkList(
        section=Section.PUBLICATIONS,
        items=tuple(items),
        total=publications.count_queue(wanted, actor),
        all_url=url_for("publications.list_publications"),
    )


def _registrations(actor: Actor, today: dt.date) -> WorkList:
    waiting = registering.Shown.WAITING
    rows = registrations.list_registrations(waiting, actor, None, SHOWN)
    items = [
        WorkItem(
            title=row.kindergarten.name,
            meta=_(label_of(row.step.expected_body)),
            url=url_for("licensing.show_application", public_id=row.step.application),
            next_step=_("Record the registration"),
            next_url=url_for("licensing.record_registration", public_id=row.step.public_id),
        )
        for row in rows
    ]
    return WorkList(
        section=Section.REGISTRATIONS,
        items=tuple(items),
        total=registrations.count_registrations(waiting, actor),
        all_url=url_for("licensing.list_registrations"),
    )


FILL: dict[Section, Fill] = {
    Section.PROPOSALS: _proposals,
    Section.CLOCKS: _clocks,
    Section.TO_ACCEPT: _applications(Section.TO_ACCEPT, Waiting.INTAKE),
    Section.CORRECTED: _applications(Section.CORRECTED, Waiting.CORRECTED),
    Section.PAPERS_TO_SEAL: _papers(
        Section.PAPERS_TO_SEAL, Shown.AWAITING_SEAL, "Record the seal", _SEAL
    ),
    Section.PAPERS_TO_SERVE: _papers(
        Section.PAPERS_TO_SERVE, Shown.AWAITING_SERVICE, "Record service", _SERVE
    ),
    Section.CERTIFICATES: _applications(Section.CERTIFICATES, Waiting.CERTIFICATE),
    Section.PUBLICATIONS: _publications,
    Section.REGISTRATIONS: _registrations,
    Section.TO_FILE: _applications(Section.TO_FILE, Waiting.FILING_AWAY),
}
