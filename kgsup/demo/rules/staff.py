"""The 1,175 people who work in the sixty kindergartens, from the sums of the tables.  Pure.

Names are put together by chance; nobody has an identity number.  The same seed gives the same people.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from kgsup.core.clocks import days_after
from kgsup.demo.rules.county import POSTS, County, Kindergarten
from kgsup.demo.rules.scale import person
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    NewPerson,
    NewStaff,
)
from kgsup.staff.rules.people import (
    Certificate,
    CertificateKind,
    Education,
    Employment,
    Occasion,
)

SEED = 1175
MINORITY_TEACHER = 60  # the kindergarten of the teacher with a name of fourteen characters
CHECKED_ON = dt.date(2026, 8, 20)  # the yearly checks before the autumn term
FORGOTTEN_ON = dt.date(2025, 9, 10)  # whose checks were not renewed
FORGOTTEN_EVERY = 25  # one in so many
LONGEST_SERVICE_DAYS = 3600
SHORTEST_SERVICE_DAYS = 90

_CERTIFICATES = {
    Post.CARER: CertificateKind.CARER,
    Post.HEALTH: CertificateKind.HEALTH_WORKER,
    Post.GUARD: CertificateKind.GUARD,
    Post.COOK: CertificateKind.FOOD_HANDLER,
}
_CERTIFIED_POSTS = frozenset({Post.HEAD, Post.TEACHER})


@dataclass(frozen=True)
class Place:
    """Somebody's place: the kindergarten's row, its public id, the post and the how-manieth in it."""

    row: Kindergarten
    public_id: str
    post: Post
    index: int


def staff_of(county: County, public_ids: dict[int, str], seed: int = SEED) -> list[NewStaff]:
    """Everybody who works in the county today, kindergarten by kindergarten."""
    random = Random(seed)  # noqa: S311 - the same people every time; nothing secret hangs on it
    return [
        _somebody(place, county, random)
        for row in county.kindergartens
        for place in _places(row, public_ids[row.number])
    ]


def _places(row: Kindergarten, public_id: str) -> Iterator[Place]:
    for post, people in zip(POSTS, row.staff, strict=True):
        for index in range(people):
            yield Place(row, public_id, post, index)


def _somebody(place: Place, county: County, random: Random) -> NewStaff:
    from_on = _first_day(place, county, random)
    forgets = random.randrange(FORGOTTEN_EVERY) == 0 and from_on < FORGOTTEN_ON
    checked_on = FORGOTTEN_ON if forgets else max(CHECKED_ON, from_on)
    certificate = _certificate(place, from_on)
    return NewStaff(
        person=NewPerson(
            name=_name(place, county, random),
            birth_year=random.randrange(1968, 2003),
            education=_education(place, random),
        ),
        facts=NewFacts(
            employments=(
                Employment(
                    kindergarten=place.public_id,
                    post=place.post,
                    from_on=from_on,
                    contract_filed_on=from_on,
                ),
            ),
            certificates=(certificate,) if certificate else (),
            background_checks=(
                NewBackgroundCheck(
                    occasion=Occasion.YEARLY, asked_on=checked_on, authority="青禾县公安局"
                ),
            ),
            health_checks=(NewHealthCheck(done_on=checked_on),),
        ),
    )


def _first_day(place: Place, county: County, random: Random) -> dt.date:
    """A day in the past, never before the kindergarten opened."""
    back = random.randrange(SHORTEST_SERVICE_DAYS, LONGEST_SERVICE_DAYS)
    return max(days_after(county.today, -back), place.row.established_on)


def _name(place: Place, county: County, random: Random) -> str:
    drawn = person(random)
    if place.post is Post.HEAD and place.index == 0:
        return place.row.head
    is_the_one = place.row.number == MINORITY_TEACHER and place.post is Post.TEACHER
    if is_the_one and place.index == 0:
        return county.present[MINORITY_TEACHER]
    return drawn


def _education(place: Place, random: Random) -> Education:
    if place.post in _CERTIFIED_POSTS:
        return random.choice(
            (Education.JUNIOR_COLLEGE, Education.JUNIOR_COLLEGE, Education.BACHELOR)
        )
    return Education.BELOW_COLLEGE


def _certificate(place: Place, from_on: dt.date) -> Certificate | None:
    """Heads and teachers in their order until the table's number of certified ones is reached."""
    if place.post not in _CERTIFIED_POSTS:
        kind = _CERTIFICATES.get(place.post)
        return Certificate(kind=kind, issued_on=from_on) if kind else None
    heads = place.row.staff[POSTS.index(Post.HEAD)]
    rank = place.index if place.post is Post.HEAD else heads + place.index
    if rank >= place.row.certified:
        return None
    return Certificate(
        kind=CertificateKind.KINDERGARTEN_TEACHER,
        number=f"2016990126{place.row.number:03d}{rank:04d}",
        issued_on=min(from_on, dt.date(2016, 7, 1)),
    )
