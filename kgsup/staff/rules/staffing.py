"""Whether a kindergarten has the people that the law and the standard of 2013 ask for.

Fewer people than the standard fails; more never does, except heads, of whom the standard sets the most.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.judging import Judgement, Result, Rule
from kgsup.staff.rules.people import Person
from kgsup.staff.rules.standing import Gap, GapState, Lack, lacks_of, must_stop

# 幼儿园教职工配备标准（暂行） 2013, regulation §5.2: children per member of staff, from–to.
STAFF_FULL_DAY = (5, 7)
STAFF_HALF_DAY = (8, 10)
CARE_STAFF_FULL_DAY = (7, 9)
CARE_STAFF_HALF_DAY = (11, 13)
TEACHERS_PER_CLASS = 2
CARE_STAFF_PER_CLASS = 3  # two teachers and one carer, or three teachers
HEADS_BELOW_SIX_CLASSES = 1
HEADS_SIX_TO_NINE_CLASSES = 2
HEADS_FROM_TEN_CLASSES = 3
SIX_CLASSES, TEN_CLASSES = 6, 10
CHILDREN_PER_HEALTH_WORKER = 150  # decree 76 and 工作规范 2012; not verified, hence provisional

CARE_POSTS = (Post.TEACHER, Post.CARER)


class DayKind(StrEnum):
    """Whether children stay the whole day."""

    FULL_DAY = "full_day"
    HALF_DAY = "half_day"


@dataclass(frozen=True, kw_only=True)
class StaffingFacts:
    """The people of a kindergarten on a day, and the counts that it reported last."""

    kindergarten: str  # public id
    on: dt.date
    people: tuple[Person, ...] = ()
    reported: Mapping[Post, int] = field(default_factory=dict)
    term: str | None = None

    @property
    def is_known(self) -> bool:
        """Tell whether anything at all is known of its staff."""
        return bool(self.people) or bool(self.reported)

    @property
    def counts(self) -> Mapping[Post, int]:
        """People at work by post; without people entered, the counts that were reported.

        Somebody in two posts counts once, a head who also teaches as head; who is suspended is not at
        work.
        """
        if not self.people:
            return self.reported
        posts = Counter(post for person in self.people if (post := self._post_of(person)))
        return {post: posts[post] for post in Post if posts[post]}

    @property
    def total(self) -> int:
        """All people at work."""
        return sum(self.counts.values())

    def number_in(self, *posts: Post) -> int | None:
        """How many work in posts; ``None`` when only a total was reported."""
        if set(self.counts) == {Post.TOTAL_ONLY}:
            return None
        return sum(self.counts.get(post, 0) for post in posts)

    def at_work(self) -> list[Person]:
        """Those who are not suspended."""
        return [person for person in self.people if self._post_of(person)]

    def _post_of(self, person: Person) -> Post | None:
        posts = {
            employment.post
            for employment in person.running(self.on, self.kindergarten)
            if not employment.is_suspended(self.on)
        }
        return next((post for post in Post if post in posts), None)


def judge(
    facts: StaffingFacts,
    children: int | None,
    classes: int | None,
    day: DayKind = DayKind.FULL_DAY,
) -> list[Judgement]:
    """Answer every rule of staffing for so many children and classes; ``None`` = not known."""
    is_full = day is DayKind.FULL_DAY
    return [
        _ratio(
            Rule.STAFF_PER_CHILD,
            facts.total if facts.is_known else None,
            children,
            STAFF_FULL_DAY if is_full else STAFF_HALF_DAY,
        ),
        _ratio(
            Rule.CARE_STAFF_PER_CHILD,
            facts.number_in(*CARE_POSTS) if facts.is_known else None,
            children,
            CARE_STAFF_FULL_DAY if is_full else CARE_STAFF_HALF_DAY,
        ),
        _classes(facts, classes, day),
        _heads(facts, classes),
        _health_staff(facts, children),
        *judge_people(facts),
        _reported(facts),
    ]


def judge_people(facts: StaffingFacts) -> list[Judgement]:
    """Answer what is asked of each person: certificates, checks, contracts, and nobody barred."""
    lacks = [(person, lacks_of(person, facts.on, facts.kindergarten)) for person in facts.people]
    return [
        _each(facts, lacks, Rule.CERTIFICATES, Gap.CERTIFICATE),
        _each(facts, lacks, Rule.BACKGROUND_CHECKS, Gap.BACKGROUND_CHECK),
        _each(facts, lacks, Rule.HEALTH_CHECKS, Gap.HEALTH_CHECK),
        _each(facts, lacks, Rule.CONTRACTS, Gap.CONTRACT),
        _barred(facts),
    ]


def _unknown(
    rule: Rule, standard: str, article: Article, *, provisional: bool = False
) -> Judgement:
    return Judgement(
        rule=rule,
        result=Result.NOT_ENOUGH_DATA,
        figure="",
        standard=standard,
        article=article,
        why=N_("People, children or classes are not recorded."),
        provisional=provisional,
    )


def _ratio(
    rule: Rule, people: int | None, children: int | None, standard: tuple[int, int]
) -> Judgement:
    shown = f"1:{standard[0]}–1:{standard[1]}"
    if people is None or not children:
        return _unknown(rule, shown, Article.STAFFING_STANDARD)
    most = standard[1]
    wanted = -(-children // most)
    fits = people >= wanted
    return Judgement(
        rule=rule,
        result=Result.PASS if fits else Result.FAIL,
        figure=f"1:{children / people:.1f}" if people else f"0:{children}",
        standard=shown,
        article=Article.STAFFING_STANDARD,
        why=N_("%(people)d people for %(children)d children; at least %(wanted)d are needed."),
        parameters={"people": people, "children": children, "wanted": wanted},
    )


def _classes(facts: StaffingFacts, classes: int | None, day: DayKind) -> Judgement:
    """Two teachers and one carer, or three teachers; a single class and half a day need two teachers."""
    rule, article = Rule.TWO_TEACHERS_ONE_CARER, Article.STAFFING_STANDARD
    teachers, care = facts.number_in(Post.TEACHER), facts.number_in(*CARE_POSTS)
    if not facts.is_known or teachers is None or care is None or not classes:
        return _unknown(rule, "2+1", article)
    needs_carer = classes > 1 and day is DayKind.FULL_DAY
    wanted_care = classes * (CARE_STAFF_PER_CLASS if needs_carer else TEACHERS_PER_CLASS)
    wanted_teachers = classes * TEACHERS_PER_CLASS
    fits = teachers >= wanted_teachers and care >= wanted_care
    return Judgement(
        rule=rule,
        result=Result.PASS if fits else Result.FAIL,
        figure=f"{teachers}+{care - teachers}",
        standard=f"{wanted_teachers}+{wanted_care - wanted_teachers}",
        article=article,
        why=N_(
            "%(classes)d classes need %(teachers)d teachers and %(care)d teachers and carers together."
        ),
        parameters={"classes": classes, "teachers": wanted_teachers, "care": wanted_care},
    )


def most_heads(classes: int) -> int:
    """How many heads the standard allows for so many classes."""
    if classes < SIX_CLASSES:
        return HEADS_BELOW_SIX_CLASSES
    return HEADS_SIX_TO_NINE_CLASSES if classes < TEN_CLASSES else HEADS_FROM_TEN_CLASSES


def _heads(facts: StaffingFacts, classes: int | None) -> Judgement:
    heads = facts.number_in(Post.HEAD)
    if not facts.is_known or heads is None or not classes:
        return _unknown(Rule.HEADS, "1–3", Article.STAFFING_STANDARD)
    most = most_heads(classes)
    return Judgement(
        rule=Rule.HEADS,
        result=Result.PASS if 1 <= heads <= most else Result.FAIL,
        figure=str(heads),
        standard="1" if most == 1 else f"1–{most}",
        article=Article.STAFFING_STANDARD,
        why=N_("%(heads)d heads for %(classes)d classes."),
        parameters={"heads": heads, "classes": classes},
    )


def _health_staff(facts: StaffingFacts, children: int | None) -> Judgement:
    """One for each full 150 children, and at least one, who below 150 may work part of the time."""
    article = Article.HEALTH_CARE_STAFF
    number = facts.number_in(Post.HEALTH)
    standard = f"1:{CHILDREN_PER_HEALTH_WORKER}"
    if not facts.is_known or number is None or not children:
        return _unknown(Rule.HEALTH_STAFF, standard, article, provisional=True)
    wanted = max(1, children // CHILDREN_PER_HEALTH_WORKER)
    return Judgement(
        rule=Rule.HEALTH_STAFF,
        result=Result.PASS if number >= wanted else Result.FAIL,
        figure=str(number),
        standard=str(wanted),
        article=article,
        why=N_("%(number)d health staff for %(children)d children; at least %(wanted)d needed."),
        parameters={"number": number, "children": children, "wanted": wanted},
        provisional=True,
    )


def _each(
    facts: StaffingFacts, lacks: Iterable[tuple[Person, list[Lack]]], rule: Rule, gap: Gap
) -> Judgement:
    article = {
        Gap.CERTIFICATE: Article.TEACHERS_CERTIFIED,
        Gap.BACKGROUND_CHECK: Article.BACKGROUND_CHECK,
        Gap.HEALTH_CHECK: Article.STAFF_HEALTH_CHECK,
        Gap.CONTRACT: Article.CONTRACTS_FILED,
    }[gap]
    if not facts.people:
        return _unknown(rule, "", article)
    without = [
        (person, lack)
        for person, found in lacks
        for lack in found
        if lack.gap is gap and lack.state is not GapState.EXPIRING
    ]
    names = tuple(dict.fromkeys(person.name for person, _ in without))
    number, total = len({id(person) for person, _ in without}), len(facts.people)
    return Judgement(
        rule=rule,
        result=Result.FAIL if without else Result.PASS,
        figure=f"{total - number}/{total}",
        standard=f"{total}/{total}",
        article=without[0][1].article if without else article,
        why=N_("%(number)d of %(total)d people are without.")
        if without
        else N_("All %(total)d people have it."),
        parameters={"number": number, "total": total},
        people=names,
    )


def _barred(facts: StaffingFacts) -> Judgement:
    if not facts.people:
        return _unknown(Rule.NOBODY_BARRED, "0", Article.NOBODY_BARRED)
    stopped = [person for person in facts.people if must_stop(person, facts.on)]
    return Judgement(
        rule=Rule.NOBODY_BARRED,
        result=Result.FAIL if stopped else Result.PASS,
        figure=str(len(stopped)),
        standard="0",
        article=Article.NOBODY_BARRED,
        why=N_("People who may not work here: %(number)d. Their work stops at once.")
        if stopped
        else N_("Nobody who is barred or of whom a hit is recorded works here."),
        parameters={"number": len(stopped)},
        people=tuple(person.name for person in stopped),
    )


def _reported(facts: StaffingFacts) -> Judgement:
    """People entered against the counts that the kindergarten reported; both are the bureau's data."""
    entered = len(facts.people)
    reported = sum(facts.reported.values())
    is_known = bool(facts.people and facts.reported)
    return Judgement(
        rule=Rule.REPORTED_COUNTS,
        result=Result.NOT_ENOUGH_DATA
        if not is_known
        else Result.PASS
        if entered == reported
        else Result.FAIL,
        figure=str(entered) if facts.people else "",
        standard=str(reported) if facts.reported else "",
        article=Article.STAFFING_STANDARD,
        why=N_("%(entered)d people are entered, %(reported)d were reported.")
        if is_known
        else N_("People or counts are not recorded."),
        parameters={"entered": entered, "reported": reported},
    )


register_labels(
    {
        DayKind.FULL_DAY: N_("Full day"),
        DayKind.HALF_DAY: N_("Half day"),
    }
)
