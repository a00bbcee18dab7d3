"""What is entered of a person, as values, and what cannot be entered."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from kgsup.core.clocks import add_years, days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.identity import IdentityKind, Sex
from kgsup.staff.rules.people import (
    BackgroundCheck,
    Ban,
    BanGround,
    Certificate,
    CheckResult,
    Education,
    Employment,
    EndReason,
    Experience,
    HealthCheck,
    Occasion,
    Training,
)

FOUNDING = dt.date(1949, 10, 1)  # no date of an act lies before it
CHECK_YEARS = 1  # how long a check is good (未成年人保护法 62, 学前教育法 45)
AHEAD_YEARS = 1  # how far ahead an employment may begin
BAN_TERMS = {BanGround.PRIVATE_62: (1, 5), BanGround.PRIVATE_64: (1, 5)}  # years, or for life
CHAIN_BAN_YEARS = 10  # 条例 64, serious
MOST_HOURS = 2_000
LONGEST_TEXT = 200


@dataclass(frozen=True, kw_only=True)
class SealedIdentity:
    """An identity document of which the number is gone: its keyed index, its tail, what it said."""

    kind: IdentityKind
    index: str
    key: str  # which key made the index
    tail: str
    birth_year: int | None = None
    sex: Sex | None = None


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """Who somebody is.  What the identity document says of year and sex goes before what is typed.

    The document comes as its number or sealed already, never both.
    """

    name: str
    identity_number: str | None = field(default=None, repr=False)
    sealed: SealedIdentity | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    education: Education | None = None


@dataclass(frozen=True, kw_only=True)
class NewBackgroundCheck:
    """A check to enter; it is good for a year from the day it was asked for."""

    occasion: Occasion
    asked_on: dt.date
    authority: str
    result: CheckResult = CheckResult.CLEAR


@dataclass(frozen=True, kw_only=True)
class NewHealthCheck:
    """A passed check to enter; without a last day it is good for a year."""

    done_on: dt.date
    valid_until: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewFacts:
    """What is entered of one person at once."""

    employments: tuple[Employment, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    trainings: tuple[Training, ...] = ()
    background_checks: tuple[NewBackgroundCheck, ...] = ()
    health_checks: tuple[NewHealthCheck, ...] = ()
    experiences: tuple[Experience, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self == NewFacts()


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """A person with facts, for entering many; ``member`` is the public id of somebody known."""

    person: NewPerson
    facts: NewFacts = field(default_factory=NewFacts)
    member: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The end of an employment; ``until_on`` is the first day that is no longer one."""

    until_on: dt.date
    reason: EndReason


def require_day(day: dt.date, today: dt.date) -> None:
    """Refuse a day in the future or before 1949."""
    if day > today:
        raise RuleViolation(N_("%(day)s lies in the future."), day=day.isoformat())
    if day < FOUNDING:
        raise RuleViolation(N_("%(day)s lies before 1949."), day=day.isoformat())


def require_text(text: str | None, message: str) -> str:
    """The text without outer blanks; refuses an empty one, and one too long for what it is."""
    found = (text or "").strip()
    if not found:
        raise RuleViolation(message)
    if len(found) > LONGEST_TEXT:
        raise RuleViolation(N_("At most %(longest)d characters."), longest=LONGEST_TEXT)
    return found


def check_employment(new: Employment, others: Iterable[Employment], today: dt.date) -> None:
    """Refuse days that cannot be, and a second employment in the same post and kindergarten."""
    if new.post is Post.TOTAL_ONLY:
        raise RuleViolation(N_("Give the post."))
    if new.from_on < FOUNDING:
        raise RuleViolation(N_("%(day)s lies before 1949."), day=new.from_on.isoformat())
    if new.from_on > add_years(today, AHEAD_YEARS):
        raise RuleViolation(N_("The employment begins more than a year ahead."))
    if new.until_on is not None and new.until_on < new.from_on:
        raise RuleViolation(N_("The employment ends before it begins."))
    if new.contract_filed_on is not None:
        require_day(new.contract_filed_on, today)
    if any(_is_double(new, other) for other in others):
        raise RuleViolation(N_("This person already works in this post of this kindergarten."))


def _is_double(new: Employment, other: Employment) -> bool:
    if (new.kindergarten, new.post) != (other.kindergarten, other.post):
        return False
    new_end, other_end = new.until_on or dt.date.max, other.until_on or dt.date.max
    return new.from_on < other_end and other.from_on < new_end


def check_ending(employment: Employment, ending: Ending, today: dt.date) -> None:
    """Refuse to end what has ended, before it began, or further ahead than an employment may begin."""
    if employment.until_on is not None and employment.until_on <= today:
        raise RuleViolation(N_("This employment has ended already."))
    if ending.until_on < employment.from_on:
        raise RuleViolation(N_("The employment ends before it begins."))
    if ending.until_on > add_years(today, AHEAD_YEARS):
        raise RuleViolation(N_("The employment ends more than a year ahead."))


def check_certificate(new: Certificate, today: dt.date) -> None:
    """Refuse a day of issue to come, and an end before the issue."""
    if new.issued_on is not None:
        require_day(new.issued_on, today)
    if new.valid_until is not None and new.valid_until < (new.issued_on or FOUNDING):
        raise RuleViolation(N_("The certificate ends before it was issued."))
    if new.number is not None and len(new.number) > LONGEST_TEXT:
        raise RuleViolation(N_("At most %(longest)d characters."), longest=LONGEST_TEXT)


def check_training(new: Training, today: dt.date) -> None:
    """Refuse a day to come, no topic, and hours that cannot be."""
    require_day(new.held_on, today)
    require_text(new.topic, N_("Give the topic of the training."))
    if not 0 < new.hours <= MOST_HOURS:
        raise RuleViolation(N_("These cannot be the hours of a training."))


def check_experience(new: Experience, today: dt.date) -> None:
    """Refuse earlier experience without proof, without an end, or in a post that does not count."""
    require_text(new.place, N_("Give the kindergarten of the earlier experience."))
    require_text(new.proof, N_("Earlier experience needs its proof."))
    require_day(new.from_on, today)
    require_day(new.until_on, today)
    if new.until_on <= new.from_on:
        raise RuleViolation(N_("The earlier experience ends before it begins."))


def background_check(new: NewBackgroundCheck, today: dt.date) -> BackgroundCheck:
    """The check with its last day: the same day of the next year (未成年人保护法 62)."""
    require_day(new.asked_on, today)
    return BackgroundCheck(
        occasion=new.occasion,
        asked_on=new.asked_on,
        authority=require_text(new.authority, N_("Give the authority that was asked.")),
        result=new.result,
        valid_until=add_years(new.asked_on, CHECK_YEARS),
    )


def health_check(new: NewHealthCheck, today: dt.date) -> HealthCheck:
    """The check with its last day; never good for longer than a year (学前教育法 45)."""
    require_day(new.done_on, today)
    longest = add_years(new.done_on, CHECK_YEARS)
    valid_until = new.valid_until or longest
    if valid_until < new.done_on:
        raise RuleViolation(N_("The check ends before it was made."))
    if valid_until > longest:
        raise RuleViolation(N_("A health check is good for a year at most."))
    return HealthCheck(done_on=new.done_on, valid_until=valid_until)


def check_ban(new: Ban, today: dt.date) -> None:
    """Refuse a ban without its decision, and a term that its article does not know."""
    require_text(new.decision_number, N_("Give the number of the decision."))
    require_text(new.decided_by, N_("Give the authority that decided."))
    require_day(new.from_on, today)
    if new.valid_until is None:
        return
    if new.valid_until < new.from_on:
        raise RuleViolation(N_("The ban ends before it begins."))
    terms = BAN_TERMS.get(new.ground)
    if terms and not _is_term(new, *terms) and not _is_chain_ban(new):
        raise RuleViolation(
            N_("A ban on this ground lasts %(least)d to %(most)d years or for life."),
            new.article,
            least=terms[0],
            most=terms[1],
        )


def _is_term(ban: Ban, least: int, most: int) -> bool:
    last = ban.valid_until or dt.date.max
    shortest = days_after(add_years(ban.from_on, least), -1)
    return shortest <= last <= add_years(ban.from_on, most)


def _is_chain_ban(ban: Ban) -> bool:
    return ban.ground is BanGround.PRIVATE_64 and _is_term(ban, CHAIN_BAN_YEARS, CHAIN_BAN_YEARS)


def check_lifting(ban: Ban, lifted_on: dt.date, today: dt.date) -> None:
    """Refuse to lift what is lifted or over, or from a day before the ban or to come."""
    if ban.lifted_on is not None or (ban.valid_until is not None and ban.valid_until < today):
        raise RuleViolation(N_("This ban is no longer in force."))
    if not ban.from_on <= lifted_on <= today:
        raise RuleViolation(N_("A ban is lifted from a day between its beginning and today on."))
