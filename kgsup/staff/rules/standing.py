"""Where a person stands on a day: state, what is missing or about to expire, what must stop at once."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.clocks import days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.people import Ban, CertificateKind, CheckResult, Employment, Person

SOON_DAYS = 60  # calendar days before the end of a check in which it is listed; a choice of ours


class PersonState(StrEnum):
    """在岗 · 停职 · 解除 · 从业禁止, and somebody of whom no employment is recorded."""

    EMPLOYED = "employed"
    SUSPENDED = "suspended"
    ENDED = "ended"
    BARRED = "barred"
    NOT_EMPLOYED = "not_employed"


class Gap(StrEnum):
    """What can be missing of a person who works."""

    CERTIFICATE = "certificate"
    BACKGROUND_CHECK = "background_check"
    HEALTH_CHECK = "health_check"
    CONTRACT = "contract"


class GapState(StrEnum):
    """How it is missing."""

    MISSING = "missing"
    EXPIRED = "expired"
    EXPIRING = "expiring"


@dataclass(frozen=True, kw_only=True)
class Lack:
    """Something missing, expired since the day after ``last_day``, or expiring with it."""

    gap: Gap
    state: GapState
    article: Article
    last_day: dt.date | None = None
    post: Post | None = None


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """What a post asks for: all kinds of any one of the alternatives."""

    alternatives: tuple[frozenset[CertificateKind], ...]
    article: Article


def _any_of(*kinds: CertificateKind) -> tuple[frozenset[CertificateKind], ...]:
    return tuple(frozenset({kind}) for kind in kinds)


REQUIRED: Mapping[Post, Requirement] = {
    Post.HEAD: Requirement(
        alternatives=_any_of(CertificateKind.KINDERGARTEN_TEACHER, CertificateKind.OTHER_TEACHER),
        article=Article.HEAD_QUALIFIED,
    ),
    # 37: another teacher's certificate counts after the training that the bureau organised.
    Post.TEACHER: Requirement(
        alternatives=(
            frozenset({CertificateKind.KINDERGARTEN_TEACHER}),
            frozenset({CertificateKind.OTHER_TEACHER, CertificateKind.CONVERSION_TRAINING}),
        ),
        article=Article.TEACHERS_CERTIFIED,
    ),
    Post.CARER: Requirement(
        alternatives=_any_of(CertificateKind.CARER), article=Article.CARERS_AND_HEALTH_STAFF
    ),
    Post.HEALTH: Requirement(
        alternatives=_any_of(
            CertificateKind.DOCTOR, CertificateKind.NURSE, CertificateKind.HEALTH_WORKER
        ),
        article=Article.CARERS_AND_HEALTH_STAFF,
    ),
    Post.COOK: Requirement(
        alternatives=_any_of(CertificateKind.FOOD_HANDLER), article=Article.FOOD_HANDLERS_CHECKED
    ),
}
"""What each post asks for; guards and others are under no rule that was verified."""


def person_state(person: Person, on: dt.date) -> PersonState:
    """Where a person stands on a day; a ban goes before everything else."""
    if person.ban(on):
        return PersonState.BARRED
    running = list(person.running(on))
    if running:
        all_stopped = all(employment.is_suspended(on) for employment in running)
        return PersonState.SUSPENDED if all_stopped else PersonState.EMPLOYED
    has_worked = any(employment.from_on <= on for employment in person.employments)
    return PersonState.ENDED if has_worked else PersonState.NOT_EMPLOYED


def fits_post(person: Person, post: Post, on: dt.date) -> bool:
    """Tell whether the certificates of a day fit a post (学前教育法 37, 39)."""
    required = REQUIRED.get(post)
    return required is None or any(
        all(person.holds(kind, on) for kind in kinds) for kinds in required.alternatives
    )


def lacks_of(person: Person, on: dt.date, kindergarten: str | None = None) -> list[Lack]:
    """What is missing of somebody who works on a day, the gravest first; nothing for others.

    ``kindergarten`` limits the employments that count to those of one public id.
    """
    running = list(person.running(on, kindergarten))
    if not running:
        return []
    found = [*_certificate_lacks(person, running, on), *_check_lacks(person, on)]
    if any(employment.contract_filed_on is None for employment in running):
        found.append(
            Lack(gap=Gap.CONTRACT, state=GapState.MISSING, article=Article.CONTRACTS_FILED)
        )
    order = list(GapState)
    return sorted(found, key=lambda lack: order.index(lack.state))


def _certificate_lacks(
    person: Person, running: Iterable[Employment], on: dt.date
) -> Iterator[Lack]:
    for post in dict.fromkeys(employment.post for employment in running):
        required = REQUIRED.get(post)
        if required is None:
            continue
        last_day = _last_day_of_fitness(person, required, on)
        if last_day is None:
            ended = _ended_certificate(person, required, on)
            state = GapState.EXPIRED if ended else GapState.MISSING
            yield Lack(
                gap=Gap.CERTIFICATE,
                state=state,
                article=required.article,
                last_day=ended,
                post=post,
            )
        elif last_day <= days_after(on, SOON_DAYS):
            yield Lack(
                gap=Gap.CERTIFICATE,
                state=GapState.EXPIRING,
                article=required.article,
                last_day=last_day,
                post=post,
            )


def _last_day_of_fitness(person: Person, required: Requirement, on: dt.date) -> dt.date | None:
    """The last day on which the best alternative still holds; ``None`` when none holds today."""
    days = []
    for kinds in required.alternatives:
        ends = [_last_day_of(person, kind, on) for kind in kinds]
        if None not in ends:
            days.append(min(end for end in ends if end is not None))
    return max(days, default=None)


def _last_day_of(person: Person, kind: CertificateKind, on: dt.date) -> dt.date | None:
    held = [c for c in person.certificates if c.kind is kind and c.holds(on)]
    return max((c.valid_until or dt.date.max for c in held), default=None)


def _ended_certificate(person: Person, required: Requirement, on: dt.date) -> dt.date | None:
    kinds = frozenset().union(*required.alternatives)
    ends = [
        c.valid_until
        for c in person.certificates
        if c.kind in kinds and c.valid_until is not None and c.valid_until < on
    ]
    return max(ends, default=None)


def _check_lacks(person: Person, on: dt.date) -> Iterator[Lack]:
    background = [check.valid_until for check in person.background_checks if check.asked_on <= on]
    health = [check.valid_until for check in person.health_checks if check.done_on <= on]
    for gap, days, article in (
        (Gap.BACKGROUND_CHECK, background, Article.BACKGROUND_CHECK),
        (Gap.HEALTH_CHECK, health, Article.STAFF_HEALTH_CHECK),
    ):
        last_day = max(days, default=None)
        state = check_state(last_day, on)
        if state is not None:
            yield Lack(gap=gap, state=state, article=article, last_day=last_day)


def check_state(last_day: dt.date | None, on: dt.date) -> GapState | None:
    """What a check whose last day is known lacks on a day; ``None`` = good for longer."""
    if last_day is None:
        return GapState.MISSING
    if last_day < on:
        return GapState.EXPIRED
    return GapState.EXPIRING if last_day <= days_after(on, SOON_DAYS) else None


def has_hit(person: Person, on: dt.date) -> bool:
    """Tell whether the latest background check by a day was a hit; of one day the hit counts."""
    known = [check for check in person.background_checks if check.asked_on <= on]
    latest = max((check.asked_on for check in known), default=None)
    return any(c.asked_on == latest and c.result is CheckResult.HIT for c in known)


def must_stop(person: Person, on: dt.date) -> bool:
    """Tell whether somebody works, suspended or not, who may not: found later, work stops at once (44)."""
    return any(person.running(on)) and (person.ban(on) is not None or has_hit(person, on))


def require_not_barred(bans: Iterable[Ban], on: dt.date) -> None:
    """Refuse to take somebody on who is barred on a day (学前教育法 44)."""
    for ban in bans:
        if ban.is_in_force(on):
            raise RuleViolation(
                N_(
                    "This person is barred from the trade (%(number)s): nobody may employ them, and "
                    "they may not be a sponsor."
                ),
                Article.NOBODY_BARRED,
                number=ban.decision_number,
            )


register_labels(
    {
        PersonState.EMPLOYED: N_("Employed"),
        PersonState.SUSPENDED: N_("Suspended"),
        PersonState.ENDED: N_("No longer employed"),
        PersonState.BARRED: N_("Barred from the trade"),
        PersonState.NOT_EMPLOYED: N_("Not employed"),
        Gap.CERTIFICATE: N_("Certificate for the post"),
        Gap.BACKGROUND_CHECK: N_("Background check"),
        Gap.HEALTH_CHECK: N_("Health check"),
        Gap.CONTRACT: N_("Contract filed"),
        GapState.MISSING: N_("Missing"),
        GapState.EXPIRED: N_("Expired"),
        GapState.EXPIRING: N_("About to expire"),
    }
)
