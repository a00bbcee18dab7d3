"""Applications that are decided, sealed, served and rendered: ready to be closed."""

import dataclasses
import datetime as dt

from kgsup.access.actor import system_actor
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document, list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Rendering, Service, ServiceWay
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service.ledger import SUBJECT
from tests.conftest import AT
from tests.factories import licensing

TODAY = dt.date(2026, 11, 21)
OFFICE = system_actor("test office")


def papers(application: PermitApplication) -> list[Document]:
    return list_of_subject(SUBJECT, application.public_id, OFFICE)


def render(paper: Document) -> None:
    """Enter bytes for a paper as the worker does, without drawing it."""
    if paper.rendering is Rendering.RENDERED:
        return
    stored = documents.Stored(sha256=f"{paper.id:064x}", size=1000, page_count=2, signed_with=None)
    assert documents.store_rendering(paper.public_id, stored, OFFICE, AT)


def render_all(application: PermitApplication) -> None:
    for paper in papers(application):
        render(paper)


def seal_all(application: PermitApplication) -> None:
    for paper in papers(application):
        if paper.awaits_seal:
            service.record_seal(paper.public_id, TODAY, None, OFFICE, AT)


def serve(application: PermitApplication, **facts: object) -> None:
    how = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="周晓禾")
    assert application.document is not None
    changed = dataclasses.replace(how, **facts)  # type: ignore[arg-type]
    service.record_service(application.document, changed, None, OFFICE, AT)


def ready(
    kind: PermitKind = PermitKind.FILING_CHARTER,
    outcome: Outcome = Outcome.FILE,
    *,
    kindergarten: Kindergarten | None = None,
) -> PermitApplication:
    """A decided case with nothing in the way of its file."""
    application = licensing.decided(licensing.accepted(kind, kindergarten), outcome)
    render_all(application)
    seal_all(application)
    serve(application)
    return application


def file_of(application: PermitApplication) -> Document:
    assert application.file_document is not None
    document = get_document(application.file_document, OFFICE)
    assert document.kind is DocumentKind.CASE_FILE
    return document
