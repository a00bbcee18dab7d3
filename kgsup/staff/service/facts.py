"""Acts on the facts of one person: entering, ending, stopping, setting aside."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules.facts import PAGE, Source
from kgsup.staff import queries
from kgsup.staff.models import (
    BackgroundCheck,
    HealthCheck,
    StaffCertificate,
    StaffEmployment,
    StaffExperience,
    StaffMember,
    StaffTraining,
)
from kgsup.staff.rules import acts
from kgsup.staff.rules.entries import (
    Ending,
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    check_ending,
    require_day,
    require_text,
)
from kgsup.staff.rules.people import (
    Certificate,
    Employment,
    Experience,
    FactKind,
    Training,
)
from kgsup.staff.rules.standing import has_hit
from kgsup.staff.service.checking import WHOLE, check_facts
from kgsup.staff.service.members import running_places
from kgsup.staff.service.stopping import stop_after_hit
from kgsup.staff.service.writing import Writing, places_of, subject_of, touch, write_facts


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Who enters something of whom; ``version`` is the person's on the page that was filled in."""

    member: str  # public id
    actor: Actor
    at: dt.datetime
    version: int | None = None
    source: Source = PAGE


def record_employment(entry: Entry, new: Employment) -> StaffMember:
    """Take somebody on, or enter an earlier employment; refused for somebody barred (44)."""
    changes = {
        "post": [None, new.post.value],
        "works_from": [None, new.from_on.isoformat()],
        "works_until": [None, _iso(new.until_on)],
    }
    facts = NewFacts(employments=(new,))
    return _record(entry, facts, acts.EMPLOY, changes, kindergarten=new.kindergarten)


def record_certificate(entry: Entry, new: Certificate) -> StaffMember:
    """Enter a certificate."""
    changes = {
        "certificate_kind": [None, new.kind.value],
        "certificate_issued_on": [None, _iso(new.issued_on)],
        "valid_until": [None, _iso(new.valid_until)],
    }
    return _record(entry, NewFacts(certificates=(new,)), acts.CERTIFICATE, changes)


def record_training(entry: Entry, new: Training) -> StaffMember:
    """Enter a training."""
    changes = {"held_on": [None, new.held_on.isoformat()]}
    return _record(entry, NewFacts(trainings=(new,)), acts.TRAINING, changes)


def record_experience(entry: Entry, new: Experience) -> StaffMember:
    """Enter earlier experience with its proof."""
    changes = {
        "post": [None, new.post.value],
        "works_from": [None, new.from_on.isoformat()],
        "works_until": [None, new.until_on.isoformat()],
    }
    return _record(entry, NewFacts(experiences=(new,)), acts.EXPERIENCE, changes)


def record_health_check(entry: Entry, new: NewHealthCheck) -> StaffMember:
    """Enter a health check that was passed."""
    changes = {"check_done_on": [None, new.done_on.isoformat()]}
    return _record(entry, NewFacts(health_checks=(new,)), acts.HEALTH_CHECK, changes)


def record_background_check(entry: Entry, new: NewBackgroundCheck) -> StaffMember:
    """Enter the answer to a background check.  A hit stops all work at once (学前教育法 44).

    The ledger says that it was made, not what it found.
    """
    changes = {
        "check_occasion": [None, new.occasion.value],
        "check_asked_on": [None, new.asked_on.isoformat()],
    }
    facts = NewFacts(background_checks=(new,))
    member = _record(entry, facts, acts.BACKGROUND_CHECK, changes)
    stop_after_hit([(member, facts)], entry.actor, entry.at)
    return member


def _record(
    entry: Entry,
    facts: NewFacts,
    act: str,
    changes: dict[str, list[Any]],
    *,
    kindergarten: str | None = None,
) -> StaffMember:
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    require_version(member, entry.version)
    writing = Writing(
        county_code=member.county_code, actor=entry.actor, at=entry.at, source=entry.source
    )
    if not facts.employments:
        require_own(member, entry.actor, writing.today)
    places = places_of(member.county_code, facts.employments, entry.actor)
    check_facts(writing, member, member.identity_index, facts, places)
    write_facts(writing, [(member.id, facts)], places)
    touch(member)
    shown = {name: pair for name, pair in changes.items() if pair[1] is not None}
    record(entry.actor, act, subject_of(member, kindergarten), shown, entry.at)
    return member


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def require_own(member: StaffMember, actor: Actor, on: dt.date) -> None:
    """Raise ``Missing`` when a kindergarten acts for somebody who no longer works there."""
    own = queries.own_kindergartens(actor)
    if own is not None and not running_places(member, on) & own:
        raise Missing(N_("There is no such page or record."))


@dataclass(frozen=True, kw_only=True)
class _Work:
    """An employment that is changed, with its person and the kindergarten's public id."""

    member: StaffMember
    row: StaffEmployment
    value: Employment


def _get_work(entry: Entry, employment: str) -> _Work:
    """Load an employment; a kindergarten reaches its own alone."""
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    visible = queries.people_of([member], entry.actor)[0].employments
    value = next((found for found in visible if found.public_id == employment), None)
    if value is None:
        raise Missing(N_("There is no such page or record."))
    row: StaffEmployment = queries.get_fact(StaffEmployment, employment, member)
    require_version(row, entry.version)
    return _Work(member=member, row=row, value=value)


def end_employment(entry: Entry, employment: str, ending: Ending) -> StaffMember:
    """End an employment: ``until_on`` is the first day on which the person no longer works there."""
    work = _get_work(entry, employment)
    check_ending(work.value, ending, local_date(entry.at))
    work.row.until_on, work.row.end_reason = ending.until_on, ending.reason
    changes = {
        "post": [None, work.value.post.value],
        "works_until": [_iso(work.value.until_on), ending.until_on.isoformat()],
        "end_reason": [None, ending.reason.value],
    }
    return _changed(entry, work, acts.END, changes)


def _changed(entry: Entry, work: _Work, act: str, changes: dict[str, list[Any]]) -> StaffMember:
    subject = subject_of(work.member, work.value.kindergarten)
    record(entry.actor, act, subject, changes, entry.at)
    return work.member


def suspend(entry: Entry, employment: str, on: dt.date) -> StaffMember:
    """Stop somebody's work from a day on."""
    work = _get_work(entry, employment)
    today = local_date(entry.at)
    require_day(on, today)
    if not work.value.is_running(on) or work.value.is_suspended(on):
        raise RuleViolation(N_("There is no work on this day that could be stopped."))
    work.row.suspended_on, work.row.resumed_on = on, None
    return _changed(entry, work, acts.SUSPEND, {"work_stopped_on": [None, on.isoformat()]})


def resume(entry: Entry, employment: str, on: dt.date) -> StaffMember:
    """Let somebody work again from a day on; not while a ban or a hit stands against it (44)."""
    work = _get_work(entry, employment)
    today = local_date(entry.at)
    require_day(on, today)
    if not work.value.is_suspended(today) or on < (work.value.suspended_on or on):
        raise RuleViolation(N_("This work is not stopped on that day."))
    person = queries.people_of([work.member], WHOLE)[0]
    if person.ban(on) or person.ban(today) or has_hit(person, today):
        raise RuleViolation(
            N_("A ban or a hit stands against this person: the work stays stopped."),
            Article.NOBODY_BARRED,
        )
    work.row.resumed_on = on
    return _changed(entry, work, acts.RESUME, {"work_resumed_on": [None, on.isoformat()]})


def file_contract(entry: Entry, employment: str, on: dt.date) -> StaffMember:
    """Record that the information on the contract was filed with the bureau (学前教育法 43)."""
    work = _get_work(entry, employment)
    require_day(on, local_date(entry.at))
    before = work.row.contract_filed_on
    work.row.contract_filed_on = on
    changes = {"contract_filed_on": [_iso(before), on.isoformat()]}
    return _changed(entry, work, acts.FILE_CONTRACT, changes)


def assign_class(entry: Entry, employment: str, class_name: str | None) -> StaffMember:
    """Say in which class somebody works from now on; ``None`` = in none."""
    work = _get_work(entry, employment)
    if not work.value.is_running(local_date(entry.at)):
        raise RuleViolation(N_("This employment does not run today."))
    before, work.row.class_name = work.row.class_name, class_name
    return _changed(entry, work, acts.ASSIGN_CLASS, {"class_name": [before, class_name]})


def withdraw_certificate(entry: Entry, certificate: str, on: dt.date) -> StaffMember:
    """Record that a certificate no longer counts from a day on."""
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    require_own(member, entry.actor, local_date(entry.at))
    row: StaffCertificate = queries.get_fact(StaffCertificate, certificate, member)
    require_version(row, entry.version)
    require_day(on, local_date(entry.at))
    if row.withdrawn_on is not None:
        raise RuleViolation(N_("This certificate was withdrawn already."))
    row.withdrawn_on = on
    changes = {
        "certificate_kind": [None, row.kind.value],
        "certificate_withdrawn_on": [None, on.isoformat()],
    }
    record(entry.actor, acts.WITHDRAW_CERTIFICATE, subject_of(member), changes, entry.at)
    return member


FACTS: dict[FactKind, type[Any]] = {
    FactKind.EMPLOYMENT: StaffEmployment,
    FactKind.CERTIFICATE: StaffCertificate,
    FactKind.TRAINING: StaffTraining,
    FactKind.BACKGROUND_CHECK: BackgroundCheck,
    FactKind.HEALTH_CHECK: HealthCheck,
    FactKind.EXPERIENCE: StaffExperience,
}
"""The facts that can be set aside."""


def set_aside(entry: Entry, kind: FactKind, fact: str, reason: str) -> StaffMember:
    """Set a mistaken entry aside with the reason: it stays recorded and counts no longer.

    The office does this alone: a kindergarten cannot make a hit disappear.
    """
    if queries.own_kindergartens(entry.actor) is not None:
        raise Missing(N_("There is no such page or record."))
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    row = queries.get_fact(FACTS[kind], fact, member)
    require_version(row, entry.version)
    row.set_aside_at = entry.at
    row.set_aside_reason = require_text(reason, N_("Give the reason."))
    changes = {"entry_set_aside": [None, kind.value]}
    record(entry.actor, acts.SET_ASIDE, subject_of(member), changes, entry.at)
    return member
