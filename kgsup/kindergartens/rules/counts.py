"""Head-counts by age group and term, and what of them is over the size of the law.

Oversize is a finding, never a refusal: what stands in the classroom is recorded as it is
(幼儿园工作规程 11; toddler classes have local limits and are not judged here).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.core.law import Article


class AgeGroup(StrEnum):
    """托 / 小 / 中 / 大 / 混, and the total of a list that does not break it down."""

    TODDLER = "toddler"
    JUNIOR = "junior"
    MIDDLE = "middle"
    SENIOR = "senior"
    MIXED = "mixed"
    TOTAL_ONLY = "total_only"


class Post(StrEnum):
    """The seven posts in which staff are counted."""

    HEAD = "head"
    TEACHER = "teacher"
    CARER = "carer"
    HEALTH = "health"
    GUARD = "guard"
    COOK = "cook"
    OTHER = "other"
    TOTAL_ONLY = "total_only"


CLASS_SIZE: dict[AgeGroup, int] = {
    AgeGroup.JUNIOR: 25,
    AgeGroup.MIDDLE: 30,
    AgeGroup.SENIOR: 35,
    AgeGroup.MIXED: 30,
}
LARGEST_COUNT = 100_000  # beyond is a telephone number in the wrong column
SCALE = 360  # children in one kindergarten, in general


@dataclass(frozen=True, kw_only=True)
class GroupCount:
    """Classes and children of one age group in one term.

    ``largest_class`` and ``oversize_classes`` are as reported; ``None`` = not reported.
    """

    age_group: AgeGroup
    classes: int | None
    children: int
    largest_class: int | None = None
    oversize_classes: int | None = None


@dataclass(frozen=True, kw_only=True)
class StaffCount:
    """People in one post in one term; ``certified`` holds the certificate the post asks for."""

    post: Post
    people: int
    certified: int | None = None


class OversizeKind(StrEnum):
    """What is over the size of the law."""

    CLASS = "class"
    SCALE = "scale"


@dataclass(frozen=True, kw_only=True)
class Oversize:
    """A size above the law: ``actual`` children where ``limit`` are allowed."""

    kind: OversizeKind
    age_group: AgeGroup | None
    actual: int
    limit: int
    article: Article = Article.SCALE_AND_CLASS_SIZE


def oversizes(counts: Iterable[GroupCount]) -> list[Oversize]:
    """List what is over the size: by the largest class where it is reported, else by the mean."""
    counts = list(counts)
    found = [oversize for count in counts if (oversize := _oversize_class(count))]
    children = total_children(counts)
    if children > SCALE:
        found.append(
            Oversize(kind=OversizeKind.SCALE, age_group=None, actual=children, limit=SCALE)
        )
    return found


def _oversize_class(count: GroupCount) -> Oversize | None:
    limit = CLASS_SIZE.get(count.age_group)
    if limit is None:
        return None
    mean = -(-count.children // count.classes) if count.classes else 0
    actual = max(mean, count.largest_class or 0)
    if actual <= limit:
        return None
    return Oversize(kind=OversizeKind.CLASS, age_group=count.age_group, actual=actual, limit=limit)


def total_children(counts: Iterable[GroupCount]) -> int:
    """All children, toddlers included."""
    return sum(count.children for count in counts)


def total_classes(counts: Iterable[GroupCount]) -> int | None:
    """All classes; ``None`` when any group does not report them."""
    counts = list(counts)
    if not counts or any(count.classes is None for count in counts):
        return None
    return sum(count.classes or 0 for count in counts)


def check_counts(counts: Iterable[GroupCount]) -> None:
    """Refuse what cannot be counted: negative numbers, children without a class, a total beside groups."""
    counts = list(counts)
    groups = [count.age_group for count in counts]
    if len(groups) != len(set(groups)):
        raise RuleViolation(N_("An age group is given twice."))
    if AgeGroup.TOTAL_ONLY in groups and len(groups) > 1:
        raise RuleViolation(N_("Give either the age groups or a total, not both."))
    for count in counts:
        _check_group(count)


def _check_group(count: GroupCount) -> None:
    numbers = (count.classes, count.children, count.largest_class, count.oversize_classes)
    if any(number is not None and not 0 <= number <= LARGEST_COUNT for number in numbers):
        raise RuleViolation(N_("This cannot be a head-count."))
    if count.children and count.classes == 0:
        raise RuleViolation(N_("There are children without a class."))
    if (count.largest_class or 0) > count.children:
        raise RuleViolation(N_("The largest class holds more children than its age group."))
    if (count.oversize_classes or 0) > (count.classes or 0):
        raise RuleViolation(N_("There are more oversize classes than classes."))


register_labels(
    {
        AgeGroup.TODDLER: N_("Toddler class"),
        AgeGroup.JUNIOR: N_("Junior class (3–4)"),
        AgeGroup.MIDDLE: N_("Middle class (4–5)"),
        AgeGroup.SENIOR: N_("Senior class (5–6)"),
        AgeGroup.MIXED: N_("Mixed class"),
        AgeGroup.TOTAL_ONLY: N_("Total, not broken down"),
    }
)
register_labels(
    {
        Post.HEAD: N_("Heads"),
        Post.TEACHER: N_("Teachers"),
        Post.CARER: N_("Carers"),
        Post.HEALTH: N_("Health staff"),
        Post.GUARD: N_("Guards"),
        Post.COOK: N_("Cooks"),
        Post.OTHER: N_("Other staff"),
        Post.TOTAL_ONLY: N_("All staff, not broken down"),
    }
)
register_labels(
    {
        OversizeKind.CLASS: N_("Class over size"),
        OversizeKind.SCALE: N_("Kindergarten over 360 children"),
    }
)
