"""The demo county in the database: the sums of practice, through the slices' own services."""

import datetime as dt
import json
import stat
from collections import Counter

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.accounts.adapters import passwords
from kgsup.accounts.models import User, UserGrant
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import State as CheckState
from kgsup.areas.models import Town
from kgsup.audit.models import LedgerEntry
from kgsup.audit.service import verify_ledger
from kgsup.core.db import db
from kgsup.core.settings import Settings
from kgsup.corrections.models import Extension, Finding, FollowUp
from kgsup.corrections.rules import FindingState, Kind, Regime, Severity, State
from kgsup.demo.service import seed_demo, seed_scale
from kgsup.documents.adapters import archive
from kgsup.documents.models import Document
from kgsup.documents.rules.states import Rendering
from kgsup.inspections.adapters.schema import schema_text
from kgsup.inspections.models import Visit
from kgsup.inspections.rules.visits import Source, VisitState
from kgsup.kindergartens.models import (
    Kindergarten,
    Licence,
    LicenceEdition,
    RegisterAlarm,
    TermCount,
)
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.reminders.models import OutboxMessage
from kgsup.reminders.rules import MessageState
from tests.conftest import AT, COUNTY

pytestmark = pytest.mark.usefixtures("demo")
TODAY = dt.date(2026, 11, 21)


def counted(*columns: sa.ColumnElement) -> dict:
    """How many rows there are by the values of a column (or of several)."""
    rows = db.session.execute(sa.select(*columns, sa.func.count()).group_by(*columns)).all()
    return {row[0] if len(columns) == 1 else tuple(row[:-1]): row[-1] for row in rows}


def test_the_register_holds_sixty_living_and_seventeen_past_kindergartens():
    states = counted(Kindergarten.state)
    assert states.pop(KindergartenState.CLOSED) == 17
    assert states.pop(KindergartenState.IN_PREPARATION) == 2
    assert sum(states.values()) == 60
    assert states[KindergartenState.CLOSING] == states[KindergartenState.ENROLMENT_STOPPED] == 1


def test_both_terms_are_counted_and_autumn_has_6447_children():
    statement = (
        sa.select(TermCount.term, sa.func.sum(TermCount.children), sa.func.sum(TermCount.classes))
        .where(TermCount.replaced_by.is_(None))
        .group_by(TermCount.term)
    )
    counts = {
        term: (children, classes) for term, children, classes in db.session.execute(statement)
    }
    assert counts["2026年秋季学期"] == (6447, 277)
    assert counts["2026年春季学期"][0] < 6447


def test_only_what_is_wrong_is_alarmed():
    statement = (
        sa.select(Kindergarten.name, RegisterAlarm.kind)
        .join(Kindergarten, Kindergarten.id == RegisterAlarm.kindergarten_id)
        .where(RegisterAlarm.closed_on.is_(None))
    )
    assert set(map(tuple, db.session.execute(statement))) == {
        ("青禾县第一幼儿园", AlarmKind.OVERSIZE),
        ("青禾县第二幼儿园", AlarmKind.OVERSIZE),
        ("青禾县青阳街道育才路蓓蕾幼儿园", AlarmKind.OVERSIZE),
        ("青禾县丝厂社区幼儿园", AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP),
        ("青禾县河东街道橡树湾幼儿园", AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA),
    }


def test_no_two_entries_look_like_one_kindergarten():
    assert counted(Kindergarten.possible_duplicate) == {False: 79}


def test_the_branch_has_edition_2_of_its_licence():
    statement = (
        sa.select(LicenceEdition.edition)
        .join(Licence, Licence.id == LicenceEdition.licence_id)
        .join(Kindergarten, Kindergarten.id == Licence.kindergarten_id)
        .where(Kindergarten.name == "青禾县滨河小区幼儿园", LicenceEdition.is_current)
    )
    assert db.session.execute(statement).scalar_one() == 2


def test_towns_have_their_people():
    assert db.session.execute(sa.select(sa.func.sum(Town.population))).scalar_one() == 242_000


def test_all_585_visits_are_signed_and_those_of_the_last_fortnight_were_made_on_the_phone():
    signed = sa.select(Visit.regime, sa.func.count()).where(Visit.state == VisitState.SIGNED)
    assert dict(map(tuple, db.session.execute(signed.group_by(Visit.regime)))) == {
        Regime.SUPERVISION: 503,
        Regime.INSPECTION: 82,
    }
    first = sa.select(Visit.source, sa.func.min(Visit.acted_on), sa.func.max(Visit.acted_on))
    days = {source: span for source, *span in db.session.execute(first.group_by(Visit.source))}
    assert days[Source.PAPER][1] < days[Source.PHONE][0]
    assert TODAY - days[Source.PHONE][0] <= dt.timedelta(days=14)


def test_one_visit_is_still_a_draft_for_my_day():
    drafts = db.session.scalars(sa.select(Visit).where(Visit.state == VisitState.DRAFT)).all()
    assert len(drafts) == 1
    assert 0 < drafts[0].answered_count < drafts[0].item_count


def test_findings_have_their_sums():
    assert counted(Finding.state) == {FindingState.CLOSED: 688, FindingState.OPEN: 63}
    assert counted(Finding.severity) == {
        Severity.MINOR: 533,
        Severity.SERIOUS: 195,
        Severity.GRAVE: 23,
    }
    late = sa.select(sa.func.count()).where(
        Finding.state == FindingState.OPEN, Finding.due_on < TODAY
    )
    assert db.session.execute(late).scalar_one() == 11


def test_follow_ups_hold_their_findings():
    statement = (
        sa.select(FollowUp.kind, sa.func.count(Finding.id))
        .join(Finding, Finding.follow_up_id == FollowUp.id)
        .group_by(FollowUp.kind)
    )
    assert dict(map(tuple, db.session.execute(statement))) == {
        Kind.ADVICE: 402,
        Kind.RECTIFICATION_NOTICE: 216,
        Kind.ORDER_TO_CORRECT: 4,
        Kind.TRANSFER_LETTER: 129,
    }


def test_closed_in_time_after_one_extension_or_late():
    extended = sa.exists(sa.select(Extension.id).where(Extension.finding_id == Finding.id))
    statement = sa.select(Finding.closed_on > Finding.due_on, extended, sa.func.count()).where(
        Finding.state == FindingState.CLOSED
    )
    rows = db.session.execute(statement.group_by(Finding.closed_on > Finding.due_on, extended))
    counts = {(bool(late), bool(long)): count for late, long, count in rows}
    assert counts == {(False, False): 544, (False, True): 103, (True, False): 41}


def test_the_approver_has_drafts_and_the_clerk_papers_to_serve():
    states = counted(FollowUp.state)
    assert states[State.DRAFTED] > 0
    assert states[State.SIGNED_OFF] > 0


def test_only_papers_of_the_last_fortnight_wait_for_their_pdf():
    waiting = sa.select(sa.func.min(Document.acted_on), sa.func.count()).where(
        Document.rendering == Rendering.QUEUED
    )
    first, count = db.session.execute(waiting).one()
    assert TODAY - first <= dt.timedelta(days=14)
    assert 20 <= count <= 80


def test_old_papers_have_the_sample_sheet_as_their_bytes():
    statement = sa.select(Document.sha256).where(Document.rendering == Rendering.RENDERED)
    sheets = set(db.session.execute(statement).scalars())
    assert len(sheets) == 1
    assert archive.read(sheets.pop()).startswith(b"%PDF")


def test_the_annual_check_asked_58_of_which_51_filed_in_time():
    assert counted(AnnualCheck.year, AnnualCheck.state) == {(2025, CheckState.FILED): 58}
    late = Counter(
        filed_on > due_on
        for filed_on, due_on in db.session.execute(
            sa.select(AnnualCheck.filed_on, AnnualCheck.due_on)
        )
    )
    assert late == {False: 51, True: 7}


def test_nothing_is_left_in_the_outbox():
    assert MessageState.QUEUED not in counted(OutboxMessage.state)


def test_the_accounts_file_is_readable_by_its_owner_alone_and_its_passwords_work(accounts_file):
    assert stat.S_IMODE(accounts_file.stat().st_mode) == 0o600
    rows = json.loads(accounts_file.read_text(encoding="utf-8"))
    assert all(set(row) == {"role", "username", "password"} for row in rows)
    assert Counter(row["role"] for row in rows) == Counter(
        {"inspector": 2, "clerk": 2, "approver": 3}
        | dict.fromkeys(("handler", "kindergarten", "department", "viewer"), 1)
        | dict.fromkeys(("administrator", "auditor"), 1)
        | dict.fromkeys(("legal_reviewer", "seal_keeper", "archivist"), 1)
    )
    for row in rows:
        user = db.session.scalars(sa.select(User).where(User.username == row["username"])).one()
        assert passwords.matches(user.password_hash, row["password"])


def test_grants_reach_what_the_demo_says():
    grants = counted(UserGrant.role, UserGrant.county_prefix)
    assert grants.pop((Role.VIEWER, "9901")) == 1
    assert {prefix for _, prefix in grants} == {COUNTY}
    own = sa.select(Kindergarten.name).join(
        UserGrant, UserGrant.kindergarten == Kindergarten.public_id
    )
    assert db.session.execute(own).scalar_one() == "青禾县青阳街道小葵花幼儿园"


def test_the_ledger_verifies_and_its_time_is_that_of_the_seeding():
    assert verify_ledger().ok
    instants = sa.select(sa.func.min(LedgerEntry.recorded_at), sa.func.max(LedgerEntry.recorded_at))
    assert set(db.session.execute(instants).one()) == {AT}
    days = sa.select(sa.func.min(LedgerEntry.acted_on)).where(
        LedgerEntry.act == "inspections.visit.sign"
    )
    assert db.session.execute(days).scalar_one() == dt.date(2026, 1, 5)


def test_a_second_run_changes_nothing(settings: Settings, accounts_file):
    rows = db.session.execute(sa.select(sa.func.count(LedgerEntry.sequence))).scalar_one()
    before = accounts_file.read_bytes()
    assert "nothing done" in seed_demo(settings, AT)
    assert accounts_file.read_bytes() == before
    assert db.session.execute(sa.select(sa.func.count(LedgerEntry.sequence))).scalar_one() == rows


def test_scale_gives_the_measured_county_its_visits_and_every_other_kindergarten_one():
    said = seed_scale(30, AT)
    measured = sa.select(sa.func.count()).where(Visit.county_code == "990199")
    assert said == "30 kindergartens with 3600 visits written."
    assert db.session.execute(measured).scalar_one() == 3600
    assert verify_ledger().ok
    assert seed_scale(30, AT) == "0 kindergartens with 0 visits written."


def test_the_visit_that_was_broken_off_is_kept_whole(demo):
    """Every part that the phone writes is there, and each open point of the kindergarten is asked about."""
    draft = db.session.execute(sa.select(Visit).where(Visit.state == VisitState.DRAFT)).scalar_one()
    shape = json.loads(schema_text())["$defs"]["visit"]["properties"]
    assert set(draft.document) == set(shape)
    open_points = sa.select(Finding.public_id).where(
        Finding.kindergarten_id == draft.kindergarten_id,
        Finding.state == FindingState.OPEN,
        Finding.found_on < draft.acted_on,
    )
    asked = {point["finding"] for point in draft.document["earlier"]}
    assert asked >= set(db.session.execute(open_points).scalars())
