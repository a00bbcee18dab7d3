"""Who has a case, handing all over, and the numbers of other systems."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.models import Assignment, CaseNumber
from kgsup.casework.rules import NumberElsewhere, System
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.casework import CASE, actor, clerk, user

OTHER_CASE = Subject("finding", "F000000000000001", COUNTY)
FOREIGN = Subject("test_case", "A00000000000000X", OTHER_COUNTY)
pytestmark = pytest.mark.usefixtures("county")


def test_a_case_has_one_person_at_a_time() -> None:
    giver, first, second = actor("何青山"), clerk(), clerk("田小禾")
    service.assign(CASE, first.public_id or "", giver, AT, title="设立")
    assert service.assign(CASE, first.public_id or "", giver, AT).user_name == "林一苗"
    service.assign(CASE, second.public_id or "", giver, AT)
    held = queries.assignee_of(CASE)
    assert held is not None
    assert (held.user_name, held.title) == ("田小禾", "设立")
    assert queries.list_cases_of(first.public_id or "", giver) == []
    rows = db.session.execute(sa.select(Assignment).order_by(Assignment.id)).scalars().all()
    assert [row.released_at is None for row in rows] == [False, True]


def test_a_released_case_is_nobodys_and_may_be_given_again() -> None:
    giver, person = actor("何青山"), clerk()
    service.assign(CASE, person.public_id or "", giver, AT)
    service.release(CASE, giver, AT)
    assert queries.assignee_of(CASE) is None
    assert service.release(CASE, giver, AT) is None
    service.assign(CASE, person.public_id or "", giver, AT)
    assert queries.assignees_of([CASE, OTHER_CASE])[CASE.kind, CASE.public_id]


def test_a_case_goes_to_active_people_of_its_county_alone() -> None:
    giver, left = actor("何青山"), user("林一苗", Role.CLERK)
    left.active = False
    db.session.flush()
    with pytest.raises(RuleViolation, match="not active"):
        service.assign(CASE, left.public_id, giver, AT)
    stranger = actor("远", Role.CLERK, OTHER_COUNTY)
    with pytest.raises(Missing):
        service.assign(CASE, stranger.public_id or "", giver, AT)
    with pytest.raises(Missing):
        service.assign(FOREIGN, stranger.public_id or "", giver, AT)


def test_all_open_cases_are_handed_over_with_a_reason_and_counted() -> None:
    giver, first, second = actor("何青山"), clerk(), clerk("田小禾")
    with transaction():
        for case in (CASE, OTHER_CASE):
            service.assign(case, first.public_id or "", giver, AT)
        done = Subject("finding", "F000000000000002", COUNTY)
        service.assign(done, first.public_id or "", giver, AT)
        service.release(done, giver, AT)
    with transaction():
        count = service.hand_over(first.public_id or "", second.public_id or "", "调离", giver, AT)
    assert count == 2
    held = queries.list_cases_of(second.public_id or "", giver)
    assert {row.subject for row in held} == {CASE, OTHER_CASE}
    assert queries.count_cases_by_person(giver) == {second.public_id: 2}
    latest = timeline(CASE.kind, CASE.public_id)[0]
    assert ("assignee", "林一苗", "田小禾") in latest.changes
    assert ("reason", None, "调离") in latest.changes


def test_handing_over_stays_within_the_actors_counties() -> None:
    first = user("林一苗", Role.CLERK, "9901")
    giver, second = actor("何青山"), clerk("田小禾")
    abroad = actor("远", Role.APPROVER, OTHER_COUNTY)
    service.assign(CASE, first.public_id, giver, AT)
    service.assign(FOREIGN, first.public_id, abroad, AT)
    assert service.hand_over(first.public_id, second.public_id or "", "调离", giver, AT) == 1
    held = queries.assignee_of(FOREIGN)
    assert held is not None
    assert held.user_name == "林一苗"


@pytest.mark.parametrize("reason", ["", "  "])
def test_handing_over_needs_a_reason_and_two_people(reason: str) -> None:
    giver, first = actor("何青山"), clerk()
    with pytest.raises(RuleViolation, match="reason"):
        service.hand_over(first.public_id or "", "X", reason, giver, AT)
    with pytest.raises(RuleViolation, match="two different"):
        service.hand_over("X", "X", "调离", giver, AT)


def test_the_database_knows_one_current_person_a_case() -> None:
    giver = actor("何青山")
    service.assign(CASE, clerk().public_id or "", giver, AT)
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(
            sa.insert(Assignment).values(
                county_code=COUNTY,
                subject_kind=CASE.kind,
                subject_id=CASE.public_id,
                title="",
                user_public_id="X",
                user_name="X",
                assigned_at=AT,
                assigned_by_name="X",
            )
        )


# ── numbers elsewhere ───────────────────────────────────────────────────────────────────────────

NUMBER = NumberElsewhere(system=System.GOVERNMENT_SERVICE, number="9901 2620-261121")


def test_a_number_of_a_system_stands_on_one_case_of_a_county() -> None:
    author = clerk()
    service.record_number(CASE, NUMBER, author, AT)
    with pytest.raises(RuleViolation, match="stands on another case"):
        service.record_number(OTHER_CASE, NUMBER, author, AT)
    with pytest.raises(Conflict, match="on the case already"):
        service.record_number(CASE, NUMBER, author, AT)
    same_elsewhere = NumberElsewhere(system=System.HOTLINE_12345, number=NUMBER.number)
    service.record_number(OTHER_CASE, same_elsewhere, author, AT)
    abroad = actor("远", Role.CLERK, OTHER_COUNTY)
    service.record_number(FOREIGN, NUMBER, abroad, AT)
    assert [row.number for row in queries.numbers_of(CASE)] == ["99012620-261121"]


def test_a_struck_number_is_free_for_the_right_case() -> None:
    author = clerk()
    row = service.record_number(CASE, NUMBER, author, AT)
    service.strike_number(row.public_id, "录错", None, author, AT)
    service.record_number(OTHER_CASE, NUMBER, author, AT)
    assert queries.numbers_of(CASE) == []
    with pytest.raises(IllegalTransition):
        service.finish_elsewhere(row.public_id, dt.date(2026, 11, 20), None, author, AT)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("99012620-261121", True),
        (" 9901 2620 - 261121 ", True),
        ("９９０１２６２０", True),  # full width, a part of it
        ("261121", True),
        ("990", False),  # too short
        ("0000", False),
        ("%%%%", False),
    ],
)
def test_cases_are_found_by_their_numbers(text: str, found: bool) -> None:
    author = clerk()
    service.record_number(CASE, NUMBER, author, AT)
    hits = queries.find_by_number(text, author)
    assert [row.subject for row in hits] == ([CASE] if found else [])
    assert queries.find_by_number(text, actor("远", Role.CLERK, OTHER_COUNTY)) == []


def test_the_exact_number_comes_first() -> None:
    author = clerk()
    service.record_number(CASE, NumberElsewhere(system=System.OTHER, number="12345"), author, AT)
    longer = NumberElsewhere(system=System.OTHER, number="123456")
    service.record_number(OTHER_CASE, longer, author, AT)
    assert [row.number for row in queries.find_by_number("12345", author)] == ["12345", "123456"]


def test_a_finish_elsewhere_is_recorded_once() -> None:
    author = clerk()
    row = service.record_number(CASE, NUMBER, author, AT)
    service.finish_elsewhere(row.public_id, dt.date(2026, 11, 20), None, author, AT)
    assert row.finished_on == dt.date(2026, 11, 20)
    with pytest.raises(IllegalTransition, match="already"):
        service.finish_elsewhere(row.public_id, dt.date(2026, 11, 20), None, author, AT)


def test_the_database_knows_one_living_row_a_number() -> None:
    service.record_number(CASE, NUMBER, clerk(), AT)
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(
            sa.insert(CaseNumber).values(
                county_code=COUNTY,
                subject_kind=OTHER_CASE.kind,
                subject_id=OTHER_CASE.public_id,
                system=NUMBER.system,
                number="99012620-261121",
                recorded_at=AT,
                recorded_by_name="X",
            )
        )
