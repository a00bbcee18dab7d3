"""The demo county's applications, people and decisions have the sums of the practice pages."""

import datetime as dt
import statistics
from collections import Counter

import pytest
import sqlalchemy as sa

from kgsup.casework.models import Appointment, Proposal
from kgsup.casework.rules import ProposalState
from kgsup.core.db import db
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import DeadlineKind
from kgsup.demo.adapters.tables import read_applications
from kgsup.licensing.models import CertificateForm, CorrectionRequest, PermitApplication
from kgsup.licensing.rules.certificates import FormState
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.publications.models import Publication
from kgsup.publications.rules import State as PublicationState
from kgsup.staff.models import StaffEmployment as Employment
from kgsup.staff.models import StaffMember
from kgsup.workcalendar.queries import work_calendar

pytestmark = pytest.mark.usefixtures("demo")

TODAY = dt.date(2026, 11, 21)
# Practice 5.2: what was received, by kind and by month.
KINDS = {
    PermitKind.CHANGE_HEAD: 13,
    PermitKind.RENEWAL: 7,
    PermitKind.CHANGE_SCOPE: 3,
    PermitKind.TERMINATION: 3,
    PermitKind.CHANGE_SPONSOR: 2,
    PermitKind.ESTABLISHMENT: 2,
    PermitKind.PREPARATION: 1,
    PermitKind.CHANGE_NAME: 1,
    PermitKind.CHANGE_ADDRESS: 1,
    PermitKind.REPLACEMENT: 1,
}
MONTHS = {1: 1, 2: 2, 3: 5, 4: 3, 5: 3, 6: 4, 7: 6, 8: 5, 9: 6, 10: 4, 11: 2}


def applications() -> list[PermitApplication]:
    return list(db.session.execute(sa.select(PermitApplication)).scalars())


def test_41_applications_and_filings_were_received_by_kind_and_by_month():
    rows = applications()
    kinds = Counter(row.kind for row in rows)
    charters_and_boards = kinds.pop(PermitKind.FILING_CHARTER) + kinds.pop(PermitKind.FILING_BOARD)
    assert (len(rows), charters_and_boards) == (41, 7)
    assert kinds == KINDS
    assert Counter(row.received_on.month for row in rows if row.received_on) == MONTHS


def test_one_establishment_was_granted_and_one_refused_below_the_areas():
    decided = [row for row in applications() if row.kind is PermitKind.ESTABLISHMENT]
    assert {row.state for row in decided} == {State.GRANTED, State.REFUSED}
    refused = next(row for row in decided if row.state is State.REFUSED)
    assert "面积" in (refused.decision_reason or "")


def test_corrections_were_asked_in_44_percent_before_the_two_that_wait():
    asked = db.session.execute(
        sa.select(sa.func.count()).select_from(CorrectionRequest)
    ).scalar_one()
    assert round(100 * (asked - 1) / 41) == 44


def test_the_median_decision_took_nine_working_days_and_one_broke_its_limit():
    calendar = work_calendar()
    days = [
        calendar.working_days_between(row.accepted_on, row.decided_on)
        for row in applications()
        if row.accepted_on and row.decided_on
    ]
    assert statistics.median(days) == 9
    breached = db.session.execute(
        sa.select(sa.func.count())
        .select_from(Deadline)
        .where(Deadline.kind == DeadlineKind.DECISION, Deadline.breached_at.is_not(None))
    ).scalar_one()
    assert breached == 1


def test_certificates_are_handed_over_in_time_but_for_the_one_still_due():
    """行政许可法 44: ten working days from the decision; the demo does not look like a careless office."""
    delivery = sa.select(Deadline).where(Deadline.kind == DeadlineKind.DELIVERY)
    rows = db.session.execute(delivery).scalars().all()
    assert len(rows) > 20
    assert [row for row in rows if row.due_on < (row.stopped_on or TODAY)] == []
    used = sa.select(CertificateForm).where(CertificateForm.state == FormState.USED)
    made = db.session.execute(used).scalars().all()
    assert len({(form.part, form.serial) for form in made}) == len(made) > 20


def test_every_list_has_something_to_do_today():
    states = Counter(row.state for row in applications())
    assert {State.RECEIVED, State.CORRECTING, State.ACCEPTED} <= states.keys()
    waiting = sa.select(Proposal).where(Proposal.state == ProposalState.SECTION_REVIEW)
    assert db.session.execute(waiting).scalars().first() is not None


def test_decisions_are_public_and_refusals_are_not():
    rows = db.session.execute(sa.select(Publication)).scalars().all()
    assert {row.state for row in rows} >= {PublicationState.PUBLISHED, PublicationState.WITHHELD}
    assert not [
        row
        for row in rows
        if row.kind.value == "licence_refused" and row.state is PublicationState.PUBLISHED
    ]


def test_1175_people_work_in_the_kindergartens_one_with_fourteen_characters():
    count = sa.select(sa.func.count()).select_from(Employment)
    assert db.session.execute(count).scalar_one() == 1175
    names = db.session.execute(sa.select(StaffMember.name)).scalars().all()
    assert [name for name in names if "·" in name and len(name) == 14]


def test_three_people_hold_the_levels_of_the_bureau():
    rows = db.session.execute(sa.select(Appointment)).scalars().all()
    assert len(rows) == 3
    assert all(row.from_on < dt.date(2026, 1, 1) for row in rows)


def test_the_table_is_read_in_the_order_of_receipt():
    days = [row.received_on for row in read_applications()]
    assert days == sorted(days)
