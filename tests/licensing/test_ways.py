"""Every kind of application from its receipt to its decision, with the papers on the way."""

import datetime as dt

import pytest

from kgsup.access.actor import system_actor
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.licences import NewLicence
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import Nature, State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from tests.factories import licensing

# The paper of a grant (or of what is filed) of each kind, with the office's number where it takes one.
PAPER = {
    PermitKind.PREPARATION: (DocumentKind.PREPARATION_APPROVAL, None),
    PermitKind.ESTABLISHMENT: (DocumentKind.ESTABLISHMENT_REPLY, "青教〔2026〕57号"),
    PermitKind.CHANGE_NAME: (DocumentKind.CHANGE_APPROVED, None),
    PermitKind.CHANGE_ADDRESS: (DocumentKind.CHANGE_APPROVED, None),
    PermitKind.CHANGE_HEAD: (DocumentKind.CHANGE_APPROVED, None),
    PermitKind.CHANGE_SPONSOR: (DocumentKind.CHANGE_APPROVED, None),
    PermitKind.CHANGE_SCOPE: (DocumentKind.CHANGE_APPROVED, None),
    PermitKind.SPLIT: (DocumentKind.PERMIT_GRANTED, None),
    PermitKind.MERGE: (DocumentKind.PERMIT_GRANTED, None),
    PermitKind.RENEWAL: (DocumentKind.RENEWAL_DECISION, None),
    PermitKind.REPLACEMENT: (DocumentKind.REPLACEMENT_DECISION, None),
    PermitKind.TERMINATION: (DocumentKind.TERMINATION_REPLY, "青教〔2026〕58号"),
    PermitKind.FILING_BOARD: (DocumentKind.FILING_RECEIPT, None),
    PermitKind.FILING_CHARTER: (DocumentKind.FILING_RECEIPT, None),
    PermitKind.FILING_CONTROLLER: (DocumentKind.FILING_RECEIPT, None),
    PermitKind.FILING_BROCHURE: (DocumentKind.FILING_RECEIPT, None),
    PermitKind.FILING_FEES: (DocumentKind.FILING_RECEIPT, None),
    PermitKind.FILING_CONTRACTS: (DocumentKind.FILING_RECEIPT, None),
}
OLD_LICENCE = NewLicence(
    number="教民199012660000120号",
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)


def holder() -> Kindergarten:
    """A kindergarten with a licence until the end of the year."""
    return licensing.make_applicant(additions=Additions(licence=OLD_LICENCE))


def kinds_of_papers(application: PermitApplication) -> set[DocumentKind]:
    office = system_actor("test reader")
    return {paper.kind for paper in list_of_subject(SUBJECT, application.public_id, office)}


def applied(kind: PermitKind) -> PermitApplication:
    if kind is PermitKind.PREPARATION:
        licensing.offer(kind)
    founds = kind in {PermitKind.PREPARATION, PermitKind.ESTABLISHMENT}
    return licensing.accepted(kind, None if founds else holder())


@pytest.mark.parametrize("kind", PermitKind)
def test_every_kind_leads_from_its_receipt_to_its_paper(county: object, kind: PermitKind):
    application = applied(kind)
    paper, number = PAPER[kind]
    outcome = Outcome.GRANT if application.nature is Nature.LICENCE else Outcome.FILE
    licensing.decided(application, outcome, office_number=number)
    assert application.state in {State.GRANTED, State.FILED}
    assert kinds_of_papers(application) == {
        DocumentKind.PERMIT_RECEIPT,
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.APPROVAL_SHEET,
        paper,
    }
    running = {clock.kind for clock in clocks.list_running_of(subject_of(application))}
    assert DeadlineKind.DECISION not in running
    assert DeadlineKind.DELIVERY in running


@pytest.mark.parametrize("kind", PermitKind)
def test_every_kind_can_be_refused_or_objected_to(county: object, kind: PermitKind):
    application = applied(kind)
    is_licence = application.nature is Nature.LICENCE
    licensing.decided(application, Outcome.REFUSE if is_licence else Outcome.OBJECT)
    assert application.state is (State.REFUSED if is_licence else State.OBJECTED)
    assert application.licence_number is None
