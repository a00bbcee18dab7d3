"""Entering people, changing and ending facts, bans, many at once and undoing it."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.models import LedgerEntry
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.identity import State
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
from kgsup.staff.rules.identity import IdentityKind, Sex
from kgsup.staff.rules.people import (
    BanGround,
    Certificate,
    CertificateKind,
    CheckResult,
    EndReason,
    FactKind,
    Occasion,
    Training,
)
from kgsup.staff.rules.standing import PersonState, must_stop, person_state
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.kindergartens import make_kindergarten
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


def own_actor(kindergarten) -> Actor:
    grant = Grant(
        role=Role.KINDERGARTEN,
        county_prefix=kindergarten.county_code,
        kindergarten=kindergarten.public_id,
    )
    return Actor(id=7, name="园所账号", grants=(grant,))


@pytest.fixture
def place(county):
    return make_kindergarten(from_on=dt.date(2019, 9, 1))


@pytest.fixture
def other_place(county):
    return make_kindergarten("青禾县晨曦幼儿园", from_on=dt.date(2019, 9, 1))


def person_of(member):
    return queries.get_person(member.public_id, CLERK)


def test_a_person_is_entered_with_what_the_number_says_and_without_the_number(place):
    number = identity_number(24)
    member = make_person("田小禾", work_in(place), number=number)
    assert (member.identity_kind, member.identity_tail) == (IdentityKind.RESIDENT, number[-4:])
    assert (member.birth_year, member.sex) == (1990, Sex.FEMALE)
    db.session.flush()
    for name in sa.inspect(db.session.connection()).get_table_names():
        rows = db.session.execute(sa.text(f'SELECT * FROM "{name}"')).all()
        assert not any(number in str(value) for row in rows for value in row), name


def test_the_ledger_says_what_was_done_without_names_and_findings(place):
    db.session.commit()
    with transaction():
        member = make_person("田小禾", work_in(place), number=identity_number(1))
        hit = NewBackgroundCheck(
            occasion=Occasion.ENTRY,
            asked_on=TODAY,
            authority="青禾县公安局",
            result=CheckResult.HIT,
        )
        service.record_background_check(entry_of(member), hit)
        service.enter_ban(entry_of(member), ban_of())
    rows = db.session.execute(
        sa.select(LedgerEntry).where(LedgerEntry.subject_id == member.public_id)
    ).scalars()
    written = {row.act: str(row.changes) for row in rows}
    assert set(written) == {
        "staff.person.enter",
        "staff.employment.enter",
        "staff.background_check.enter",
        "staff.employment.suspend",
        "staff.ban.enter",
    }
    for text in written.values():
        assert "田小禾" not in text
        assert "hit" not in text
        assert identity_number(1)[-4:] not in text


def test_a_person_known_by_number_gets_the_facts_and_no_second_entry(place, other_place):
    first = make_person("阿依古丽·买买提", work_in(place), number=identity_number(3))
    second = make_person("阿依古丽•买买提", work_in(other_place), number=identity_number(3).lower())
    assert second.id == first.id
    assert {e.kindergarten for e in person_of(first).employments} == {
        place.public_id,
        other_place.public_id,
    }


def test_a_known_number_under_another_name_is_refused_without_that_name(place):
    make_person("田小禾", work_in(place), number=identity_number(3))
    with pytest.raises(RuleViolation) as refusal:
        make_person("王小麦", work_in(place), number=identity_number(3))
    assert "田小禾" not in str(refusal.value)


def test_hiring_somebody_barred_is_refused_with_the_article(place, other_place):
    member = make_person("田小禾", number=identity_number(3))
    service.enter_ban(entry_of(member), ban_of())
    for attempt in (
        lambda: make_person("田小禾", work_in(place, from_on=TODAY), number=identity_number(3)),
        lambda: service.record_employment(entry_of(member), work_in(place, from_on=TODAY)),
        lambda: service.enter_many(
            COUNTY,
            [
                NewStaff(
                    person=NewPerson(name="田小禾", identity_number=identity_number(3)),
                    facts=NewFacts(employments=(work_in(other_place),)),
                )
            ],
            BATCH,
            CLERK,
            AT,
        ),
    ):
        with pytest.raises(RuleViolation) as refusal:
            attempt()
        assert refusal.value.article is Article.NOBODY_BARRED


def test_a_ban_of_another_county_counts_for_the_same_number(place):
    stranger = make_person("田小禾", number=identity_number(3), county_code=OTHER_COUNTY)
    member = make_person("田小禾", work_in(place), number=identity_number(3))
    service.enter_ban(entry_of(stranger), ban_of())
    assert person_state(person_of(member), TODAY) is PersonState.BARRED
    assert must_stop(person_of(member), TODAY)
    assert queries.find_ban(service.index_of(identity_number(3)), TODAY) is not None
    both = queries.list_people(queries.PeopleFilter(), CLERK, TODAY)
    assert [person_state(row.person, TODAY) for row in both] == [PersonState.BARRED] * 2
    assert [len(row.person.bans) for row in both] == [1, 1]
    with pytest.raises(RuleViolation):
        service.record_employment(entry_of(member), work_in(place, Post.HEAD, TODAY))


def test_a_ban_stops_all_work_at_once_and_work_does_not_resume_under_it(place, other_place):
    member = make_person(
        "田小禾", work_in(place), work_in(other_place, Post.COOK), number=identity_number(3)
    )
    service.enter_ban(entry_of(member), ban_of(valid_until=dt.date(2031, 11, 21)))
    person = person_of(member)
    assert [e.suspended_on for e in person.employments] == [TODAY, TODAY]
    assert person_state(person, TODAY) is PersonState.BARRED
    with pytest.raises(RuleViolation) as refusal:
        service.resume(entry_of(member), person.employments[0].public_id, TODAY)
    assert refusal.value.article is Article.NOBODY_BARRED


def test_a_lifted_ban_leaves_the_work_stopped_until_it_is_resumed(place):
    member = make_person("田小禾", work_in(place), number=identity_number(3))
    ban = service.enter_ban(entry_of(member), ban_of())
    service.lift_ban(entry_of(member), ban.public_id, TODAY, "青教禁撤〔2026〕1号")
    assert person_state(person_of(member), TODAY) is PersonState.SUSPENDED
    service.resume(entry_of(member), person_of(member).employments[0].public_id, TODAY)
    assert person_state(person_of(member), TODAY) is PersonState.EMPLOYED
    with pytest.raises(RuleViolation, match="no longer in force"):
        service.lift_ban(entry_of(member), ban.public_id, TODAY, "再撤")


def test_one_decision_is_one_ban(place):
    member = make_person("田小禾", number=identity_number(3))
    service.enter_ban(entry_of(member), ban_of())
    with pytest.raises(RuleViolation, match="entered already"):
        service.enter_ban(entry_of(member), ban_of(ground=BanGround.PRESCHOOL_44))


def test_a_hit_stops_the_work_and_a_later_clear_answer_lets_it_resume(place):
    member = make_person("田小禾", work_in(place), number=identity_number(3))
    hit = NewBackgroundCheck(
        occasion=Occasion.YEARLY,
        asked_on=dt.date(2026, 11, 20),
        authority="青禾县公安局",
        result=CheckResult.HIT,
    )
    service.record_background_check(entry_of(member), hit)
    employment = person_of(member).employments[0]
    assert employment.suspended_on == TODAY
    with pytest.raises(RuleViolation):
        service.resume(entry_of(member), employment.public_id, TODAY)
    clear = replace(hit, asked_on=TODAY, result=CheckResult.CLEAR)
    service.record_background_check(entry_of(member), clear)
    service.resume(entry_of(member), employment.public_id, TODAY)
    assert person_state(person_of(member), TODAY) is PersonState.EMPLOYED


def test_an_employment_ends_once_and_its_end_is_the_first_day_without(place):
    member = make_person("田小禾", work_in(place))
    employment = person_of(member).employments[0].public_id
    ending = Ending(until_on=TODAY, reason=EndReason.LEFT)
    service.end_employment(entry_of(member), employment, ending)
    db.session.flush()
    assert person_state(person_of(member), TODAY) is PersonState.ENDED
    assert person_state(person_of(member), dt.date(2026, 11, 20)) is PersonState.EMPLOYED
    with pytest.raises(RuleViolation, match="ended already"):
        service.end_employment(entry_of(member), employment, ending)


def test_the_same_fact_twice_is_refused(place):
    member = make_person("田小禾", work_in(place), certificates=(TEACHER_CERTIFICATE,))
    for act in (
        lambda: service.record_employment(entry_of(member), work_in(place)),
        lambda: service.record_certificate(entry_of(member), TEACHER_CERTIFICATE),
    ):
        with pytest.raises(RuleViolation, match="already"):
            act()


def test_a_certificate_number_belongs_to_one_person(place):
    certificate = replace(TEACHER_CERTIFICATE, number="20159901261000001")
    make_person("田小禾", work_in(place), certificates=(certificate,))
    other = make_person("王小麦", work_in(place))
    with pytest.raises(RuleViolation, match="20159901261000001"):
        service.record_certificate(entry_of(other), certificate)


def test_an_older_page_does_not_save(place):
    member = make_person("田小禾", work_in(place))
    training = Training(topic="师德", hours=8, held_on=TODAY)
    version = member.version
    service.record_training(entry_of(member, version=version), training)
    with pytest.raises(Conflict):
        service.record_training(entry_of(member, version=version), replace(training, topic="安全"))


def test_nobody_is_taken_on_in_a_closed_kindergarten(county):
    closed = make_kindergarten("青禾县旧园", from_on=dt.date(2019, 9, 1), state=State.CLOSED)
    with pytest.raises(RuleViolation, match="closed"):
        make_person("田小禾", work_in(closed))
    history = work_in(closed, until_on=dt.date(2025, 7, 1), end_reason=EndReason.LEFT)
    assert make_person("田小禾", history).public_id


def test_what_is_set_aside_counts_no_longer_and_stays_in_the_database(place):
    member = make_person("田小禾", work_in(place), certificates=(TEACHER_CERTIFICATE,))
    certificate = person_of(member).certificates[0].public_id
    service.set_aside(entry_of(member), FactKind.CERTIFICATE, certificate, "录入错误")
    db.session.flush()
    assert person_of(member).certificates == ()
    service.record_certificate(entry_of(member), TEACHER_CERTIFICATE)
    assert len(person_of(member).certificates) == 1


def test_name_and_number_can_be_changed_by_the_office(place):
    member = make_person("田小禾", work_in(place))
    person = NewPerson(name="田小荷", identity_number=identity_number(9))
    service.change_person(member.public_id, person, member.version, CLERK, AT)
    db.session.flush()
    assert (person_of(member).name, member.identity_tail) == ("田小荷", identity_number(9)[-4:])
    service.change_person(member.public_id, NewPerson(name="田小荷"), None, CLERK, AT)
    assert member.identity_tail == identity_number(9)[-4:]


# ── a kindergarten and its own people ──


def test_a_kindergarten_enters_its_own_people_alone(place, other_place):
    actor = own_actor(place)
    member = make_person("田小禾", work_in(place), actor=actor)
    service.record_certificate(entry_of(member, actor=actor), TEACHER_CERTIFICATE)
    for attempt in (
        lambda: make_person("王小麦", work_in(other_place), actor=actor),
        lambda: make_person("王小麦", actor=actor),
        lambda: service.record_employment(entry_of(member, actor=actor), work_in(other_place)),
    ):
        with pytest.raises(Missing):
            attempt()


def test_a_kindergarten_reaches_nobody_of_another_one(place, other_place):
    stranger = make_person("王小麦", work_in(other_place))
    with pytest.raises(Missing):
        queries.get_person(stranger.public_id, own_actor(place))
    with pytest.raises(Missing):
        service.record_certificate(entry_of(stranger, actor=own_actor(place)), TEACHER_CERTIFICATE)


def test_of_somebody_who_works_elsewhere_too_a_kindergarten_has_its_own_employment(
    place, other_place
):
    member = make_person("田小禾", work_in(place), work_in(other_place, Post.COOK))
    actor = own_actor(place)
    assert [e.kindergarten for e in queries.get_person(member.public_id, actor).employments] == [
        place.public_id
    ]
    elsewhere = next(
        e for e in person_of(member).employments if e.kindergarten == other_place.public_id
    )
    with pytest.raises(Missing):
        service.end_employment(
            entry_of(member, actor=actor),
            elsewhere.public_id,
            Ending(until_on=TODAY, reason=EndReason.LEFT),
        )
    with pytest.raises(RuleViolation, match="elsewhere"):
        service.change_person(member.public_id, NewPerson(name="田大禾"), None, actor, AT)


def test_who_has_left_is_no_longer_changed_by_the_kindergarten(place):
    member = make_person("田小禾", work_in(place))
    actor = own_actor(place)
    employment = person_of(member).employments[0].public_id
    service.end_employment(
        entry_of(member, actor=actor), employment, Ending(until_on=TODAY, reason=EndReason.LEFT)
    )
    db.session.flush()
    with pytest.raises(Missing):
        service.record_certificate(entry_of(member, actor=actor), TEACHER_CERTIFICATE)
    with pytest.raises(Missing):
        service.change_person(member.public_id, NewPerson(name="田大禾"), None, actor, AT)


def test_bans_and_setting_aside_are_not_for_kindergartens(place):
    member = make_person("田小禾", work_in(place), certificates=(TEACHER_CERTIFICATE,))
    actor = own_actor(place)
    certificate = person_of(member).certificates[0].public_id
    for attempt in (
        lambda: service.enter_ban(entry_of(member, actor=actor), ban_of()),
        lambda: service.set_aside(
            entry_of(member, actor=actor), FactKind.CERTIFICATE, certificate, "x"
        ),
    ):
        with pytest.raises(Missing):
            attempt()


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
