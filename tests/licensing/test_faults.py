"""What goes wrong in an office: one outcome, a clear message, nothing lost, no second number."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.audit.models import LedgerEntry
from kgsup.audit.service import verify_ledger
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, OnPaper, SigningOff
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError, IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.models import DocumentNumber
from kgsup.files import service as files
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.licensing import service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import BY_FOUNDERS, PermitKind
from kgsup.licensing.rules.states import Nature, State
from kgsup.licensing.service.ending import close_kindergarten
from kgsup.licensing.service.ledger import subject_of
from tests.conftest import AT, COUNTY, make_user
from tests.documents import samples
from tests.factories import casework as people
from tests.factories import licensing
from tests.licensing.filing import OFFICE
from tests.licensing.race_ground import holder, to_sign

SignIn = Callable[..., User]
TODAY = licensing.TODAY
NEXT_YEAR = dt.datetime(2027, 1, 4, 2, 0, tzinfo=dt.UTC)
OF_A_KINDERGARTEN = [kind for kind in PermitKind if kind not in BY_FOUNDERS]
OFFICE_NUMBER = {PermitKind.TERMINATION: "青教〔2026〕58号"}


def count_numbers() -> int:
    return db.session.execute(sa.select(sa.func.count(DocumentNumber.id))).scalar_one()


def ready_to_sign(kind: PermitKind, until: dt.date = dt.date(2026, 12, 31)):
    kindergarten = holder(until)
    application = licensing.accepted(kind, kindergarten)
    outcome = Outcome.GRANT if application.nature is Nature.LICENCE else Outcome.FILE
    return kindergarten, application, to_sign(application, outcome)


def sign(proposal: Proposal, at: dt.datetime = AT, **how: object) -> None:
    signing = SigningOff(version=None, opinion="同意。", **how)  # type: ignore[arg-type]
    head = people.head()
    db.session.commit()
    with transaction():
        casework.sign_off(proposal.public_id, signing, head, at)


def refused_to_sign(proposal: Proposal, error: type[DomainError], at: dt.datetime = AT, **how):
    """The signature is refused in a transaction of its own, as a page would; nothing of it stays."""
    head = people.head()
    db.session.commit()
    before = count_numbers()
    signing = SigningOff(version=None, opinion="同意。", **how)
    with pytest.raises(error) as refused, transaction():
        casework.sign_off(proposal.public_id, signing, head, at)
    db.session.expire_all()
    assert count_numbers() == before
    return refused.value


@pytest.mark.parametrize("kind", OF_A_KINDERGARTEN)
def test_a_kindergarten_that_closes_meanwhile_gets_nothing(county: object, kind: PermitKind):
    kindergarten, application, proposal = ready_to_sign(kind)
    source = Source(kind=SourceKind.CASE, reference="A" * 16)
    close_kindergarten(kindergarten.public_id, TODAY, source, OFFICE, AT)
    number = OFFICE_NUMBER.get(kind)
    refused = refused_to_sign(proposal, RuleViolation, office_number=number)
    assert "closed down" in str(refused)
    assert application.state is State.ACCEPTED
    service.withdraw(
        application.public_id,
        service.Withdrawal(asked_by="许禾", asked_on=TODAY),
        licensing.clerk(),
        AT,
    )
    assert application.state is State.WITHDRAWN  # the way out


CHANGES = [kind for kind in OF_A_KINDERGARTEN if kind.value.startswith("change_")]


@pytest.mark.parametrize("kind", [*CHANGES, PermitKind.REPLACEMENT, PermitKind.MERGE])
def test_nothing_is_changed_on_an_expired_licence(county: object, kind: PermitKind):
    _kindergarten, application, proposal = ready_to_sign(kind)
    clock.use_test_clock(NEXT_YEAR.isoformat())
    refused = refused_to_sign(proposal, RuleViolation, NEXT_YEAR)
    assert "not valid any more" in str(refused)
    assert refused.article is not None
    assert application.state is State.ACCEPTED


def test_a_renewal_decided_after_the_expiry_joins_the_old_term_and_the_breach_stays(
    county: object,
):
    kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    clock.use_test_clock(NEXT_YEAR.isoformat())
    sign(proposal, NEXT_YEAR)
    assert application.state is State.GRANTED
    assert application.valid_from == dt.date(2027, 1, 1)
    licence = current_licence(kindergarten, dt.date(2027, 1, 4))
    assert licence is not None
    assert licence.valid_until == application.valid_until
    decision = next(
        row for row in clocks.list_of(subject_of(application)) if row.kind is DeadlineKind.DECISION
    )
    assert decision.stopped_on is not None
    assert decision.stopped_on > decision.due_on
    assert decision.breached_at is not None


def test_a_decision_sent_twice_is_made_once(client: FlaskClient, sign_in: SignIn, county: object):
    _kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    head = make_user(Role.APPROVER, name="周临江")
    people.appoint(actor_of(head), Level.HEAD, dt.date(2024, 1, 1))
    db.session.commit()
    sign_in(client, Role.APPROVER, user=head)
    address = f"/proposals/{proposal.public_id}/sign-off"
    data = {"version": str(proposal.version), "opinion": "同意。"}
    assert client.post(address, data=data).status_code == 302
    numbers = count_numbers()
    number = db.session.get_one(PermitApplication, application.id).document_number
    again = client.post(address, data=data, follow_redirects=True)
    assert again.status_code == 200
    assert "already done" in again.get_data(as_text=True)
    assert count_numbers() == numbers
    assert db.session.get_one(PermitApplication, application.id).document_number == number


def test_the_opposite_decision_cannot_follow(county: object):
    _kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    with pytest.raises(IllegalTransition):
        to_sign(application, Outcome.GRANT)
    sign(proposal)
    with pytest.raises(IllegalTransition):
        to_sign(application, Outcome.GRANT)


def scan() -> str:
    return files.store_photo(samples.photo_bytes(9), COUNTY, OFFICE, AT).public_id


@pytest.mark.parametrize(
    "signed_on", [dt.date(2026, 11, 22), dt.date(2026, 11, 20), dt.date(1949, 9, 30)]
)
def test_a_decision_of_the_future_or_before_the_acceptance_is_refused(
    county: object, signed_on: dt.date
):
    _kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    people.head("何青山")
    paper = OnPaper(signer="何青山", signed_on=signed_on, scan=scan(), reason="网络中断。")
    refused_to_sign(proposal, RuleViolation, on_paper=paper)
    assert application.state is State.ACCEPTED
    assert application.decided_on is None


def test_a_decision_signed_on_paper_while_the_network_was_down_is_entered_later(county: object):
    kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    people.head("何青山")
    later = AT + dt.timedelta(days=14)
    clock.use_test_clock(later.isoformat())
    paper = {"signer": "何青山", "signed_on": TODAY, "scan": scan()}
    refused = refused_to_sign(proposal, RuleViolation, later, on_paper=OnPaper(**paper))
    assert "write the reason" in str(refused)
    sign(proposal, later, on_paper=OnPaper(**paper, reason="11月21日至12月4日网络中断。"))
    assert application.decided_on == TODAY
    assert application.decided_at == later
    assert application.decided_by_name == "何青山"
    decision = next(
        row for row in clocks.list_of(subject_of(application)) if row.kind is DeadlineKind.DECISION
    )
    assert decision.stopped_on == TODAY  # the day of the signature counts, not that of the entry
    assert decision.breached_at is None
    entry = db.session.execute(
        sa.select(LedgerEntry).where(LedgerEntry.act == "licensing.application.grant")
    ).scalars()
    assert [row.acted_on for row in entry] == [TODAY]
    assert current_licence(db.session.get_one(Kindergarten, kindergarten.id), TODAY) is not None


@pytest.mark.parametrize("received_at", ["2026-11-21T10:01:00+08:00", "1949-09-30T10:00:00+08:00"])
def test_a_receipt_of_the_future_or_before_the_republic_is_refused(
    county: object, received_at: str
):
    application = licensing.fill(licensing.start(PermitKind.FILING_FEES))
    receipt = service.Receipt(received_at=dt.datetime.fromisoformat(received_at))
    with pytest.raises(RuleViolation):
        service.receive(application.public_id, receipt, licensing.clerk(), AT)
    assert application.state is State.DRAFT


def test_a_clock_set_back_records_nothing_earlier(county: object):
    _kindergarten, application, proposal = ready_to_sign(PermitKind.RENEWAL)
    db.session.commit()
    back = AT - dt.timedelta(days=3)
    clock.use_test_clock(back.isoformat())
    refused_to_sign(proposal, DomainError, back)
    assert application.state is State.ACCEPTED
    little = AT - dt.timedelta(seconds=1)
    clock.use_test_clock(little.isoformat())
    sign(proposal, AT)
    db.session.commit()
    recorded = list(
        db.session.execute(
            sa.select(LedgerEntry.recorded_at).order_by(LedgerEntry.sequence)
        ).scalars()
    )
    assert recorded == sorted(recorded)
    assert verify_ledger().ok
