"""Many people at once, undoing them, and what the database itself refuses."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.core.errors import Missing, RuleViolation
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.staff import queries, service
from kgsup.staff.models import BackgroundCheck, StaffBan, StaffEmployment, StaffMember
from kgsup.staff.rules.entries import (
    Ending,
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    NewPerson,
    NewStaff,
)
from kgsup.staff.rules.people import (
    BanGround,
    Certificate,
    CertificateKind,
    CheckResult,
    EndReason,
    Occasion,
    Training,
)
from tests.conftest import AT, COUNTY
from tests.factories.staff import (
    CHECKED,
    CLERK,
    TEACHER_CERTIFICATE,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)

BATCH = Source(kind=SourceKind.IMPORT, reference="BATCH00000000001")


def person_of(member):
    return queries.get_person(member.public_id, CLERK)


# ── many at once ──


def staff_list(place, count: int) -> list[NewStaff]:
    return [
        NewStaff(
            person=NewPerson(name="田小禾", identity_number=identity_number(n)),
            facts=replace(
                CHECKED,
                employments=(work_in(place),),
                certificates=(replace(TEACHER_CERTIFICATE, number=f"2015990126{n:07d}"),),
            ),
        )
        for n in range(1, count + 1)
    ]


def test_many_people_are_entered_at_once_and_a_second_time_nothing_is(place):
    first = service.enter_many(COUNTY, staff_list(place, 30), BATCH, CLERK, AT)
    assert len(set(first)) == 30
    assert service.enter_many(COUNTY, staff_list(place, 30), BATCH, CLERK, AT) == first
    counted = db.session.execute(sa.select(sa.func.count(StaffEmployment.id))).scalar_one()
    checks = db.session.execute(sa.select(sa.func.count(BackgroundCheck.id))).scalar_one()
    assert (counted, checks) == (30, 30)


def test_entering_many_takes_a_number_of_statements_that_does_not_grow(place, count_queries):
    service.enter_many(COUNTY, staff_list(place, 3), BATCH, CLERK, AT)
    db.session.flush()
    before = len(count_queries())
    service.enter_many(COUNTY, staff_list(place, 60), BATCH, CLERK, AT)
    assert len(count_queries()) - before <= 30


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_hit_entered_with_the_person_stops_the_work_as_well(place, way):
    hit = NewBackgroundCheck(
        occasion=Occasion.ENTRY,
        asked_on=TODAY,
        authority="青禾县公安局",
        result=CheckResult.HIT,
    )
    person = NewPerson(name="田小禾", identity_number=identity_number(3))
    facts = NewFacts(employments=(work_in(place),), background_checks=(hit,))
    if way == "one":
        entered = service.enter_person(COUNTY, person, facts, CLERK, AT).public_id
    else:
        [entered] = service.enter_many(
            COUNTY, [NewStaff(person=person, facts=facts)], BATCH, CLERK, AT
        )
    db.session.flush()
    assert queries.get_person(entered, CLERK).employments[0].suspended_on == TODAY


def test_one_who_is_refused_refuses_the_batch(place):
    given = staff_list(place, 3)
    given.append(replace(given[0], person=replace(given[0].person, name="王小麦")))
    with pytest.raises(RuleViolation):
        service.enter_many(COUNTY, given, BATCH, CLERK, AT)
    assert db.session.execute(sa.select(sa.func.count(StaffMember.id))).scalar_one() == 0


def test_a_certificate_number_twice_in_a_batch_is_refused(place):
    one, other = staff_list(place, 2)
    same = replace(other, facts=replace(other.facts, certificates=one.facts.certificates))
    with pytest.raises(RuleViolation, match="somebody else"):
        service.enter_many(COUNTY, [one, same], BATCH, CLERK, AT)


def test_a_batch_is_undone_and_can_be_entered_again(place):
    entered = service.enter_many(COUNTY, staff_list(place, 3), BATCH, CLERK, AT)
    service.undo_source(COUNTY, BATCH, CLERK, AT)
    with pytest.raises(Missing):
        queries.get_person(entered[0], CLERK)
    again = service.enter_many(COUNTY, staff_list(place, 3), BATCH, CLERK, AT)
    assert len(queries.get_person(again[0], CLERK).certificates) == 1


@pytest.mark.parametrize("what", ["fact", "ban", "end"])
def test_a_batch_is_not_undone_when_something_stands_on_it(place, what):
    entered = service.enter_many(COUNTY, staff_list(place, 3), BATCH, CLERK, AT)
    member = queries.get_member(entered[0], CLERK)
    if what == "fact":
        service.record_training(entry_of(member), Training(topic="师德", hours=8, held_on=TODAY))
    elif what == "ban":
        service.enter_ban(entry_of(member), ban_of())
    else:
        service.end_employment(
            entry_of(member),
            person_of(member).employments[0].public_id,
            Ending(until_on=TODAY, reason=EndReason.LEFT),
        )
    db.session.flush()
    with pytest.raises(RuleViolation, match="cannot be undone"):
        service.undo_source(COUNTY, BATCH, CLERK, AT)


# ── the database itself ──


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM staff_member",
        "DELETE FROM staff_employment",
        "DELETE FROM staff_background_check",
        "DELETE FROM staff_ban",
        "UPDATE staff_employment SET from_on = '2020-01-01'",
        "UPDATE staff_background_check SET result = 'clear'",
        "UPDATE staff_ban SET decision_number = 'x'",
        "UPDATE staff_certificate SET issued_on = '2020-01-01'",
        "UPDATE staff_health_check SET valid_until = '2030-01-01'",
    ],
)
def test_what_was_recorded_is_neither_removed_nor_rewritten(place, statement):
    member = make_person(
        "田小禾",
        work_in(place),
        number=identity_number(3),
        certificates=(TEACHER_CERTIFICATE,),
        facts=NewFacts(
            background_checks=(
                NewBackgroundCheck(
                    occasion=Occasion.ENTRY,
                    asked_on=TODAY,
                    authority="青禾县公安局",
                    result=CheckResult.HIT,
                ),
            ),
            health_checks=(NewHealthCheck(done_on=TODAY),),
        ),
    )
    service.enter_ban(entry_of(member), ban_of())
    db.session.flush()
    with pytest.raises(sa.exc.DBAPIError, match="final"):
        db.session.execute(sa.text(statement))


def test_the_database_refuses_a_ban_for_life_with_an_end(place):
    member = make_person("田小禾")
    db.session.flush()
    db.session.add(
        StaffBan(
            county_code=COUNTY,
            member_id=member.id,
            ground=BanGround.PRESCHOOL_80,
            from_on=TODAY,
            valid_until=TODAY,
            for_life=True,
            decision_number="青教禁〔2026〕9号",
            decided_by="青禾县教育局",
            recorded_at=AT,
            recorded_by="x",
        )
    )
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_a_withdrawn_certificate_counts_no_longer_from_its_day(place):
    member = make_person("田小禾", work_in(place), certificates=(TEACHER_CERTIFICATE,))
    certificate = person_of(member).certificates[0].public_id
    service.withdraw_certificate(entry_of(member), certificate, TODAY)
    db.session.flush()
    person = person_of(member)
    assert not person.holds(CertificateKind.KINDERGARTEN_TEACHER, TODAY)
    assert person.holds(CertificateKind.KINDERGARTEN_TEACHER, dt.date(2026, 11, 20))
    assert isinstance(person.certificates[0], Certificate)
