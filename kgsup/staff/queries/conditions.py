"""The rules of ``rules.standing`` as conditions of a database, for lists of any length."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from kgsup.core.clocks import days_after
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.models import (
    BackgroundCheck,
    HealthCheck,
    StaffBan,
    StaffCertificate,
    StaffEmployment,
    StaffMember,
)
from kgsup.staff.rules.people import CertificateKind, CheckResult
from kgsup.staff.rules.standing import REQUIRED, SOON_DAYS, Gap, PersonState, Requirement

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, kw_only=True)
class Work:
    """Which employments count: of a day, in a post, in some kindergartens."""

    on: dt.date
    post: Post | None = None
    places: frozenset[str] | None = None  # public ids; ``None`` = all

    def exists(self, *more: Condition) -> Condition:
        """Somebody works so."""
        on = self.on
        return self._exists(
            StaffEmployment.from_on <= on,
            sa.or_(StaffEmployment.until_on.is_(None), StaffEmployment.until_on > on),
            *more,
        )

    def existed(self) -> Condition:
        """Somebody worked so on the day or before."""
        return self._exists(StaffEmployment.from_on <= self.on)

    def _exists(self, *conditions: Condition) -> Condition:
        statement = sa.select(StaffEmployment.id).where(
            *of_member(StaffEmployment),
            StaffEmployment.set_aside_at.is_(None),
            *conditions,
        )
        if self.post is not None:
            statement = statement.where(StaffEmployment.post == self.post)
        if self.places is not None:
            wanted = sa.select(Kindergarten.id).where(Kindergarten.public_id.in_(self.places))
            statement = statement.where(StaffEmployment.kindergarten_id.in_(wanted))
        return sa.exists(statement)


def of_member(model: Any) -> tuple[Condition, Condition]:
    """The facts of the person in question, as the indexes have them."""
    return model.county_code == StaffMember.county_code, model.member_id == StaffMember.id


def is_stopped(on: dt.date) -> Condition:
    """An employment is suspended on a day."""
    return sa.and_(
        StaffEmployment.suspended_on.is_not(None),
        StaffEmployment.suspended_on <= on,
        sa.or_(StaffEmployment.resumed_on.is_(None), StaffEmployment.resumed_on > on),
    )


def is_barred(on: dt.date) -> Condition:
    """A ban of the person, or of the same identity number in any county, is in force."""
    barred = aliased(StaffMember)
    in_force = (
        StaffBan.from_on <= on,
        sa.or_(StaffBan.valid_until.is_(None), StaffBan.valid_until >= on),
        sa.or_(StaffBan.lifted_on.is_(None), StaffBan.lifted_on > on),
    )
    indexes = (
        sa.select(barred.identity_index)
        .join(StaffBan, StaffBan.member_id == barred.id)
        .where(barred.identity_index.is_not(None), *in_force)
    )
    return sa.or_(
        StaffMember.id.in_(sa.select(StaffBan.member_id).where(*in_force)),
        # Without a number the comparison must say no, not "unknown": it is negated elsewhere.
        sa.and_(StaffMember.identity_index.is_not(None), StaffMember.identity_index.in_(indexes)),
    )


def has_hit(on: dt.date) -> Condition:
    """The latest background check by a day was a hit; of one day the hit counts."""
    later = aliased(BackgroundCheck)
    newer = sa.exists(
        sa.select(later.id).where(
            later.county_code == BackgroundCheck.county_code,
            later.member_id == BackgroundCheck.member_id,
            later.set_aside_at.is_(None),
            later.asked_on <= on,
            later.asked_on > BackgroundCheck.asked_on,
        )
    )
    return sa.exists(
        sa.select(BackgroundCheck.id).where(
            *of_member(BackgroundCheck),
            BackgroundCheck.set_aside_at.is_(None),
            BackgroundCheck.asked_on <= on,
            BackgroundCheck.result == CheckResult.HIT,
            sa.not_(newer),
        )
    )


def must_stop(work: Work) -> Condition:
    """Somebody works who may not."""
    return sa.and_(work.exists(), sa.or_(is_barred(work.on), has_hit(work.on)))


def in_state(state: PersonState, work: Work) -> Condition:
    """The state of ``rules.standing.person_state``."""
    on = work.on
    if state is PersonState.BARRED:
        return is_barred(on)
    works, at_work = work.exists(), work.exists(sa.not_(is_stopped(on)))
    condition = {
        PersonState.EMPLOYED: at_work,
        PersonState.SUSPENDED: sa.and_(works, sa.not_(at_work)),
        PersonState.ENDED: sa.and_(sa.not_(works), work.existed()),
        PersonState.NOT_EMPLOYED: sa.not_(work.existed()),
    }[state]
    return sa.and_(condition, sa.not_(is_barred(on)))


def lacking(gap: Gap, work: Work, *, soon: bool = False) -> Condition:
    """Somebody works to whom something is missing or expired, or with ``soon`` about to expire."""
    if gap is Gap.CERTIFICATE:
        return _lacking_certificate(work, soon=soon)
    if gap is Gap.CONTRACT:
        return sa.false() if soon else work.exists(StaffEmployment.contract_filed_on.is_(None))
    model, begins = _CHECKS[gap]
    on, horizon = work.on, days_after(work.on, SOON_DAYS)
    holds = _check(model, begins <= on, model.valid_until >= on)
    if not soon:
        return sa.and_(work.exists(), sa.not_(holds))
    longer = _check(model, begins <= on, model.valid_until > horizon)
    return sa.and_(work.exists(), holds, sa.not_(longer))


_CHECKS: dict[Gap, tuple[Any, Any]] = {
    Gap.BACKGROUND_CHECK: (BackgroundCheck, BackgroundCheck.asked_on),
    Gap.HEALTH_CHECK: (HealthCheck, HealthCheck.done_on),
}


def _check(model: Any, *conditions: Condition) -> Condition:
    return sa.exists(
        sa.select(model.id).where(*of_member(model), model.set_aside_at.is_(None), *conditions)
    )


def _lacking_certificate(work: Work, *, soon: bool) -> Condition:
    on, horizon = work.on, days_after(work.on, SOON_DAYS)
    parts = []
    for post, required in REQUIRED.items():
        if work.post not in {None, post}:
            continue
        works = Work(on=on, post=post, places=work.places).exists()
        fits = _fits(required, on, on)
        if soon:
            parts.append(sa.and_(works, fits, sa.not_(_fits(required, on, days_after(horizon, 1)))))
        else:
            parts.append(sa.and_(works, sa.not_(fits)))
    return sa.or_(sa.false(), *parts)


def _fits(required: Requirement, on: dt.date, until: dt.date) -> Condition:
    """All kinds of an alternative are held on a day and hold at least until another."""
    return sa.or_(
        *(
            sa.and_(*(_holds(kind, on, until) for kind in sorted(kinds)))
            for kinds in required.alternatives
        )
    )


def _holds(kind: CertificateKind, on: dt.date, until: dt.date) -> Condition:
    return sa.exists(
        sa.select(StaffCertificate.id).where(
            *of_member(StaffCertificate),
            StaffCertificate.set_aside_at.is_(None),
            StaffCertificate.kind == kind,
            sa.or_(StaffCertificate.issued_on.is_(None), StaffCertificate.issued_on <= on),
            sa.or_(StaffCertificate.valid_until.is_(None), StaffCertificate.valid_until >= until),
            sa.or_(StaffCertificate.withdrawn_on.is_(None), StaffCertificate.withdrawn_on > on),
        )
    )
