"""Bans and hits: nobody barred is hired, and work stops at once."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.staff import queries, service
from kgsup.staff.rules.entries import (
    NewBackgroundCheck,
    NewFacts,
    NewPerson,
    NewStaff,
)
from kgsup.staff.rules.people import (
    BanGround,
    CheckResult,
    Occasion,
)
from kgsup.staff.rules.standing import PersonState, must_stop, person_state
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.staff import (
    CLERK,
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
