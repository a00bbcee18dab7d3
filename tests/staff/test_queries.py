"""Lists answer what the rules answer, for everybody, on any day; and what licensing asks."""

import datetime as dt
from itertools import product

import pytest

from kgsup.access.actor import Role
from kgsup.core.errors import Missing
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import Additions, TermFigures
from kgsup.staff import queries, service
from kgsup.staff.queries import PeopleFilter
from kgsup.staff.rules.entries import Ending, NewBackgroundCheck, NewFacts, NewHealthCheck
from kgsup.staff.rules.people import (
    Certificate,
    CertificateKind,
    CheckResult,
    EndReason,
    Occasion,
)
from kgsup.staff.rules.standing import (
    Gap,
    GapState,
    PersonState,
    lacks_of,
    must_stop,
    person_state,
)
from tests.conftest import OTHER_COUNTY, make_actor
from tests.factories.kindergartens import make_kindergarten
from tests.factories.staff import (
    CLERK,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)

K = CertificateKind
YESTERDAY = dt.date(2026, 11, 20)
SOON = dt.date(2027, 1, 20)  # the 60th day
LATER = dt.date(2027, 1, 21)
DAYS = [dt.date(2025, 11, 21), YESTERDAY, TODAY, dt.date(2026, 11, 22), LATER]


@pytest.fixture
def place(county):
    figures = TermFigures(
        term="2026秋",
        counted_on=TODAY,
        groups=(GroupCount(age_group=AgeGroup.MIXED, classes=2, children=29),),
        staff=(StaffCount(post=Post.TEACHER, people=4), StaffCount(post=Post.HEAD, people=1)),
    )
    return make_kindergarten(from_on=dt.date(2019, 9, 1), additions=Additions(figures=figures))


CERTIFICATES: list[tuple[Certificate, ...]] = [
    (),
    (Certificate(kind=K.KINDERGARTEN_TEACHER),),
    (Certificate(kind=K.KINDERGARTEN_TEACHER, issued_on=TODAY, valid_until=SOON),),
    (Certificate(kind=K.KINDERGARTEN_TEACHER, valid_until=LATER),),
    (Certificate(kind=K.KINDERGARTEN_TEACHER, valid_until=YESTERDAY),),
    (Certificate(kind=K.OTHER_TEACHER),),
    (Certificate(kind=K.OTHER_TEACHER), Certificate(kind=K.CONVERSION_TRAINING)),
    (
        Certificate(kind=K.OTHER_TEACHER, valid_until=TODAY),
        Certificate(kind=K.CONVERSION_TRAINING),
    ),
    (Certificate(kind=K.CARER), Certificate(kind=K.FOOD_HANDLER, valid_until=SOON)),
]
CHECKED_ON = [None, dt.date(2025, 11, 20), dt.date(2025, 11, 21), dt.date(2026, 1, 21), TODAY]


def facts(n: int) -> NewFacts:
    """Checks of every age, and now and then a hit."""
    background, health = CHECKED_ON[n % 5], CHECKED_ON[n // 5 % 5]
    result = CheckResult.HIT if n % 7 == 0 else CheckResult.CLEAR
    return NewFacts(
        background_checks=(
            NewBackgroundCheck(
                occasion=Occasion.YEARLY, asked_on=background, authority="公安", result=result
            ),
        )
        if background
        else (),
        health_checks=(NewHealthCheck(done_on=health),) if health else (),
        certificates=CERTIFICATES[n % len(CERTIFICATES)],
    )


@pytest.fixture
def everybody(place, other_place):
    """People in every post, with papers of every age; suspended, gone, barred, or not there yet."""
    posts = [post for post in Post if post is not Post.TOTAL_ONLY]
    for n, post in product(range(9), posts):
        serial = n * len(posts) + posts.index(post)
        employment = work_in(place, post, contract_filed_on=TODAY if n % 2 else None)
        member = make_person(
            f"苗{chr(0x4E00 + serial)}",
            employment,
            number=identity_number(serial + 1),
            facts=facts(serial),
        )
        own = queries.get_person(member.public_id, CLERK).employments[0].public_id
        if serial % 6 == 0:
            service.suspend(entry_of(member), own, YESTERDAY)
        if serial % 10 == 3:
            ending = Ending(until_on=TODAY, reason=EndReason.LEFT)
            service.end_employment(entry_of(member), own, ending)
        if serial % 11 == 5:
            until = TODAY if serial % 2 else None
            service.enter_ban(
                entry_of(member), ban_of(valid_until=until, decision_number=f"禁{serial}")
            )
        if serial % 8 == 2:
            service.record_employment(entry_of(member), work_in(other_place, Post.GUARD))
    make_person("无业")
    make_person("将来", work_in(place, from_on=dt.date(2026, 12, 1)))


def names(listed) -> set[str]:
    return {row.person.name for row in listed}


def all_people(on: dt.date):
    return [row.person for row in queries.list_people(PeopleFilter(), CLERK, on, limit=None)]


def listed(on: dt.date, **chosen) -> set[str]:
    return names(queries.list_people(PeopleFilter(**chosen), CLERK, on, limit=None))


@pytest.mark.parametrize("on", DAYS)
def test_a_list_by_state_is_what_the_rule_says(everybody, on):
    people = all_people(on)
    for state in PersonState:
        wanted = {person.name for person in people if person_state(person, on) is state}
        assert listed(on, state=state) == wanted, state


@pytest.mark.parametrize("on", DAYS)
def test_a_list_by_what_is_missing_is_what_the_rule_says(everybody, place, on):
    people = all_people(on)
    for gap, soon, here in product(Gap, (False, True), (None, place.public_id)):
        states = {GapState.EXPIRING} if soon else {GapState.MISSING, GapState.EXPIRED}
        wanted = {
            person.name
            for person in people
            for lack in lacks_of(person, on, here)
            if lack.gap is gap and lack.state in states
        }
        assert listed(on, gap=gap, soon=soon, kindergarten=here, works=True) == wanted, gap


@pytest.mark.parametrize("on", DAYS)
def test_whose_work_stops_is_what_the_rule_says(everybody, on):
    wanted = {person.name for person in all_people(on) if must_stop(person, on)}
    assert listed(on, must_stop=True) == wanted
    assert names(queries.list_stop_work(CLERK, on)) == wanted


def test_what_expires_is_listed_with_that_alone(everybody):
    wanted = {
        person.name
        for person in all_people(TODAY)
        if any(lack.state is GapState.EXPIRING for lack in lacks_of(person, TODAY))
    }
    found = queries.expiring(CLERK, TODAY, limit=None)
    assert names(found) == wanted
    assert wanted
    assert {lack.state for row in found for lack in row.lacks} == {GapState.EXPIRING}


def test_the_days_of_the_lists_are_worth_asking(everybody):
    """The people above hold something of everything: a comparison of empty sets proves nothing."""
    for state in PersonState:
        assert listed(TODAY, state=state), state
    for gap in Gap:
        assert listed(TODAY, gap=gap), gap
    for gap in set(Gap) - {Gap.CONTRACT}:
        assert listed(TODAY, gap=gap, soon=True), gap


def test_a_list_is_read_to_its_end_page_by_page(everybody):
    pages, after = [], None
    while page := queries.list_people(PeopleFilter(), CLERK, TODAY, after=after, limit=10):
        pages += [row.person.public_id for row in page]
        after = page[-1].sort_key
    assert len(pages) == len(set(pages)) == queries.count_people(PeopleFilter(), CLERK, TODAY)


@pytest.mark.parametrize("after", [[1], ["a", "b"], [None, 1], ["a", 2**70], ["a", True]])
def test_a_sort_key_that_makes_no_sense_means_the_beginning(everybody, after):
    found = queries.list_people(PeopleFilter(), CLERK, TODAY, after=after, limit=3)
    assert len(found) == 3


def test_the_people_of_a_kindergarten_on_a_day_with_its_reported_counts(place, other_place):
    make_person("苗青青", work_in(place), work_in(other_place, Post.COOK))
    make_person("麦小田", work_in(other_place))
    make_person("已走", work_in(place, until_on=TODAY, end_reason=EndReason.LEFT))
    found = queries.staffing_of(place.public_id, CLERK, TODAY)
    assert [person.name for person in found.people] == ["苗青青"]
    assert dict(found.counts) == {Post.TEACHER: 1}
    assert found.reported == {Post.TEACHER: 4, Post.HEAD: 1}
    assert found.term == "2026秋"
    earlier = queries.staffing_of(place.public_id, CLERK, YESTERDAY)
    assert {person.name for person in earlier.people} == {"苗青青", "已走"}
    with pytest.raises(Missing):
        queries.staffing_of(place.public_id, make_actor(Role.CLERK, OTHER_COUNTY), TODAY)


def test_a_ban_is_found_by_number_in_every_county_and_by_name_as_a_hint(county):
    member = make_person("阿依古丽·买买提", number=identity_number(3), county_code=OTHER_COUNTY)
    service.enter_ban(entry_of(member), ban_of())
    index = service.index_of(identity_number(3))
    assert queries.find_ban(index, TODAY).decision_number == "青教禁〔2026〕1号"
    assert queries.find_ban(index, YESTERDAY) is None
    assert queries.find_ban(service.index_of(identity_number(4)), TODAY) is None
    [(tail, ban)] = queries.bans_of_namesakes("阿依古丽•买买提", TODAY)
    assert (tail, ban.is_for_life) == (identity_number(3)[-4:], True)
    assert queries.bans_of_namesakes("阿依古丽", TODAY) == []
