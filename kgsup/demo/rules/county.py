"""The facts of the fictional county as values, and the figures that must come out of them.

Pure.  The rows come from ``data/``; people, places and numbers are invented, and no area of China has a
code that begins with 99.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgsup.core.clocks import Term
from kgsup.kindergartens.rules.counts import CLASS_SIZE, AgeGroup, Post

# The order of the columns of the tables.
AGE_GROUPS = (
    AgeGroup.TODDLER,
    AgeGroup.JUNIOR,
    AgeGroup.MIDDLE,
    AgeGroup.SENIOR,
    AgeGroup.MIXED,
)
POSTS = (
    Post.HEAD,
    Post.TEACHER,
    Post.CARER,
    Post.HEALTH,
    Post.GUARD,
    Post.COOK,
    Post.OTHER,
)
TODDLER_CLASS_SIZE = (
    20  # local limit for toddler classes; the law's sizes stand in the register's rules
)
PUBLIC = "public"
FOR_PROFIT = "private_for_profit"


@dataclass(frozen=True, kw_only=True)
class Town:
    code: str
    name: str
    people: int
    kindergartens: int
    children: int


@dataclass(frozen=True, kw_only=True)
class Kindergarten:
    """One of the sixty; all spans are inclusive."""

    number: int
    name: str
    registered_name: str
    town_code: str
    ownership: str
    sponsor_kind: str
    sponsor: str
    class_sizes: tuple[tuple[AgeGroup, tuple[int, ...]], ...]
    staff: tuple[int, ...]  # in the order of POSTS
    certified: int  # heads and teachers with a teacher's certificate
    grade: str
    care_fee: int  # yuan a month
    meal_fee: int  # yuan a day
    head: str
    telephone: str
    mail: str
    address: str
    established_on: dt.date
    licence_number: str
    licence_from: dt.date
    licence_until: dt.date
    credit_code: str
    school_code: str
    inclusive_from: dt.date | None
    inclusive_until: dt.date | None
    residential_area: bool
    handed_over_on: dt.date | None
    buses: int
    story: str

    def children_in(self, group: AgeGroup) -> int:
        return sum(sum(sizes) for name, sizes in self.class_sizes if name is group)

    def classes_in(self, group: AgeGroup) -> int:
        return sum(len(sizes) for name, sizes in self.class_sizes if name is group)

    @property
    def children(self) -> int:
        return sum(sum(sizes) for _, sizes in self.class_sizes)

    @property
    def classes(self) -> int:
        return sum(len(sizes) for _, sizes in self.class_sizes)

    def is_inclusive_private(self, on: dt.date) -> bool:
        """Whether the recognition as inclusive holds on a day."""
        if self.inclusive_from is None or self.inclusive_until is None:
            return False
        return self.inclusive_from <= on <= self.inclusive_until


@dataclass(frozen=True, kw_only=True)
class Closed:
    """A kindergarten of the past; ``ended_on`` is its last day."""

    number: int
    registered_name: str
    town_code: str
    ownership: str
    sponsor: str
    address: str
    established_on: dt.date
    licence_number: str
    credit_code: str
    ended_on: dt.date
    merged_into: int | None


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A person of the bureau or around it, with an account."""

    username: str
    name: str
    role: str
    position: str
    demo_account: bool
    supervisor_certificate: str | None
    enforcement_certificate: str | None
    enforcement_until: dt.date | None
    kindergarten: int | None  # the one that this person heads
    zone: int | None  # the five kindergartens of a responsible supervisor


@dataclass(frozen=True, kw_only=True)
class AnnualCheck:
    """How the annual check of 2025 went in spring 2026, by numbers of kindergartens."""

    year: int
    not_asked: frozenset[int]
    after_reminder: frozenset[int]
    after_notice: int


@dataclass(frozen=True, kw_only=True)
class County:
    code: str
    name: str
    today: dt.date
    opened_on: dt.date  # when its list was entered
    population_3_to_5: int
    children_in_attached_classes: int
    towns: tuple[Town, ...]
    terms: tuple[Term, ...]
    kindergartens: tuple[Kindergarten, ...]
    closed: tuple[Closed, ...]
    officers: tuple[Officer, ...]
    annual_check: AnnualCheck
    present: dict[int, str]  # who signs instead of the head

    def open_on(self, day: dt.date) -> int:
        """Count the kindergartens that exist on a day, by the register's rows."""
        running = sum(row.established_on <= day for row in self.kindergartens)
        return running + sum(row.established_on <= day <= row.ended_on for row in self.closed)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts behind the county's indicators; each share is a pair so that its base is known."""

    children: int
    toddlers: int
    classes: int
    classes_within_size: int
    staff: int
    aged_3_to_5: int
    public_children: int
    inclusive_children: int
    teachers: int
    teachers_and_heads: int
    certified: int


def figures(kindergartens: Sequence[Kindergarten], on: dt.date) -> Figures:
    """Compute the county's figures of a day from its kindergartens."""
    older = {row.number: row.children - row.children_in(AgeGroup.TODDLER) for row in kindergartens}
    public = [row for row in kindergartens if row.ownership == PUBLIC]
    inclusive = [row for row in kindergartens if row.is_inclusive_private(on)]
    sizes = [
        (group, size) for row in kindergartens for group, sizes in row.class_sizes for size in sizes
    ]
    heads_and_teachers = sum(row.staff[0] + row.staff[1] for row in kindergartens)
    return Figures(
        children=sum(row.children for row in kindergartens),
        toddlers=sum(row.children_in(AgeGroup.TODDLER) for row in kindergartens),
        classes=len(sizes),
        classes_within_size=sum(
            size <= CLASS_SIZE.get(group, TODDLER_CLASS_SIZE) for group, size in sizes
        ),
        staff=sum(sum(row.staff) for row in kindergartens),
        aged_3_to_5=sum(older.values()),
        public_children=sum(older[row.number] for row in public),
        inclusive_children=sum(older[row.number] for row in [*public, *inclusive]),
        teachers=sum(row.staff[1] for row in kindergartens),
        teachers_and_heads=heads_and_teachers,
        certified=sum(row.certified for row in kindergartens),
    )


def in_zone(kindergartens: Iterable[Kindergarten], zone: int) -> list[Kindergarten]:
    """The five kindergartens of a responsible supervisor's zone, numbered from 1."""
    ordered = sorted(kindergartens, key=lambda row: row.number)
    return ordered[(zone - 1) * 5 : zone * 5]
