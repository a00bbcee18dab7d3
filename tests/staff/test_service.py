"""Entering people, changing and ending facts; a kindergarten and its own people."""

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.models import LedgerEntry
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.identity import State
from kgsup.staff import queries, service
from kgsup.staff.rules.entries import (
    Ending,
    NewBackgroundCheck,
    NewPerson,
)
from kgsup.staff.rules.identity import IdentityKind, Sex
from kgsup.staff.rules.people import (
    CheckResult,
    EndReason,
    FactKind,
    Occasion,
    Training,
)
from kgsup.staff.rules.standing import PersonState, person_state
from tests.conftest import AT
from tests.factories.kindergartens import make_kindergarten
from tests.factories.staff import (
    CLERK,
    TEACHER_CERTIFICATE,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)


def own_actor(kindergarten) -> Actor:
    grant = Grant(
        role=Role.KINDERGARTEN,
        county_prefix=kindergarten.county_code,
        kindergarten=kindergarten.public_id,
    )
    return Actor(id=7, name="园所账号", grants=(grant,))


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
