"""What is asked before facts are written: the rules of each, bans, doubles and certificates of others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from kgsup.access.actor import system_actor
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.rules.identity import State
from kgsup.staff import queries
from kgsup.staff.models import StaffCertificate, StaffMember
from kgsup.staff.rules.comparing import unrecorded
from kgsup.staff.rules.entries import (
    NewFacts,
    background_check,
    check_certificate,
    check_employment,
    check_experience,
    check_training,
    health_check,
)
from kgsup.staff.rules.people import Ban, Certificate, CertificateKind, Person
from kgsup.staff.rules.standing import require_not_barred
from kgsup.staff.service.writing import Writing, require_open

WHOLE = system_actor("staff rules")  # rules look at all facts of a person, whoever acts
Places = Mapping[str, tuple[int, State]]


@dataclass(kw_only=True)
class Checks:
    """What facts of many people are checked against, loaded in a fixed number of statements.

    ``bans`` by identity index, ``holders`` of certificates by (kind, number): the index or key of whom
    it is recorded for.
    """

    writing: Writing
    places: Places
    bans: Mapping[str, list[Ban]]
    holders: dict[tuple[CertificateKind, str], object] = field(default_factory=dict)

    def check(
        self, person: Person, identity_index: str | None, facts: NewFacts, holder: object
    ) -> None:
        """Refuse facts that cannot be, or that employ somebody barred (学前教育法 44)."""
        check_values(self.writing, person, facts)
        require_open(facts.employments, self.places, self.writing.today)
        bans = [*person.bans, *self.bans.get(identity_index or "", [])]
        for employment in facts.employments:
            if employment.until_on is None or employment.until_on > self.writing.today:
                require_not_barred(bans, self.writing.today)
            require_not_barred(bans, employment.from_on)
        for certificate in facts.certificates:
            self._require_unheld(certificate, holder)

    def _require_unheld(self, certificate: Certificate, holder: object) -> None:
        if certificate.number is None:
            return
        key = (certificate.kind, certificate.number)
        if self.holders.setdefault(key, holder) != holder:
            raise RuleViolation(
                N_("The certificate %(number)s is recorded for somebody else."),
                number=certificate.number,
            )


def load_checks(
    writing: Writing, indexes: Iterable[str | None], facts: Iterable[NewFacts], places: Places
) -> Checks:
    """Load what the facts of people with these identity indexes are checked against."""
    wanted = {index for index in indexes if index}
    numbers = {c.number for fact in facts for c in fact.certificates if c.number}
    return Checks(
        writing=writing,
        places=places,
        bans=queries.bans_of_indexes(wanted),
        holders=_holders(writing.county_code, sorted(numbers)),
    )


def _holders(county_code: str, numbers: list[str]) -> dict[tuple[CertificateKind, str], object]:
    found: dict[tuple[CertificateKind, str], object] = {}
    for start in range(0, len(numbers), queries.AT_ONCE):
        statement = sa.select(
            StaffCertificate.kind, StaffCertificate.number, StaffCertificate.member_id
        ).where(
            StaffCertificate.county_code == county_code,
            StaffCertificate.number.in_(numbers[start : start + queries.AT_ONCE]),
            StaffCertificate.set_aside_at.is_(None),
        )
        for kind, number, member_id in db.session.execute(statement):
            found[kind, number or ""] = member_id
    return found


def check_facts(
    writing: Writing,
    member: StaffMember | None,
    identity_index: str | None,
    facts: NewFacts,
    places: Places,
) -> None:
    """Refuse facts of one person that cannot be, are recorded already, or employ somebody barred."""
    person = queries.people_of([member], WHOLE)[0] if member else Person(name="")
    if unrecorded(person, facts) != facts:
        raise RuleViolation(N_("This is recorded already."))
    checks = load_checks(writing, [identity_index], [facts], places)
    checks.check(person, identity_index, facts, member.id if member else None)


def check_values(writing: Writing, person: Person, facts: NewFacts) -> None:
    """The rules of each fact by itself and against the person's others."""
    today = writing.today
    for number, employment in enumerate(facts.employments):
        check_employment(employment, [*person.employments, *facts.employments[:number]], today)
    for certificate in facts.certificates:
        check_certificate(certificate, today)
    for training in facts.trainings:
        check_training(training, today)
    for experience in facts.experiences:
        check_experience(experience, today)
    for check in facts.background_checks:
        background_check(check, today)
    for health in facts.health_checks:
        health_check(health, today)
