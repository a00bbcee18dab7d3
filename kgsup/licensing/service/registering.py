"""先证后照: waiting for the registration that follows a licence, and recording it (学前教育法 30)."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.law import Article
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id
from kgsup.kindergartens.rules.codes import compact
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.licensing import queries as applications
from kgsup.licensing.models import PermitApplication, RegistrationStep
from kgsup.licensing.queries import registering as queries
from kgsup.licensing.rules.certificates import BODY_OF
from kgsup.licensing.rules.registering import (
    TERMS,
    Expected,
    Registration,
    check_registration,
    joined,
    mismatches_of,
)
from kgsup.licensing.service.ledger import subject_of

STEP = "registration_step"


def expect_registration(
    application: PermitApplication, kindergarten: Kindergarten, day: dt.date
) -> None:
    """Wait for the body that registers this ownership; nobody knows which when it is not known."""
    body = BODY_OF.get(kindergarten.ownership)
    if body is None:
        return
    db.session.add(
        RegistrationStep(
            county_code=application.county_code,
            kindergarten_id=kindergarten.id,
            application=application.public_id,
            expected_body=body,
            expected_from=day,
        )
    )


def start_registration_clock(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """With the decision in hand the holder can be registered: the body's period is followed from there.

    No act names a period for companies, so none runs (regulation C38).
    """
    step = queries.registration_of(application)
    if step is None or step.registered_on is not None or application.served_on is None:
        return
    term, subject = TERMS.get(step.expected_body), subject_of(application)
    if term is None or clocks.find_running(DeadlineKind.REGISTRATION, subject) is not None:
        return
    deadlines.start(
        DeadlineKind.REGISTRATION,
        subject,
        term.rule,
        application.served_on,
        actor,
        at,
        article=term.article,
    )


def record_registration(
    public_id: str, given: Registration, version: int | None, actor: Actor, at: dt.datetime
) -> RegistrationStep:
    """Record what the certificate of registration says: the credit code goes into the register.

    What does not agree with the licence is kept as a mismatch and shown until it is recorded anew; a
    code against the ownership, or one that another kindergarten bears, also opens the register's own
    alarm.  Raises ``RuleViolation`` for a code that fails GB 32100 and for a day that cannot be.
    """
    step = queries.get_registration(public_id, actor, for_update=True)
    require_version(step, version)
    kindergarten = get_by_id(step.county_code, step.kindergarten_id)
    expected = _expected(step, kindergarten)
    code = check_registration(given, expected, local_date(at))
    given = Registration(credit_code=code, body=given.body, name=given.name.strip(), on=given.on)
    before = _as_recorded(step)
    step.credit_code, step.registered_body = code, given.body
    step.registered_name, step.registered_on = given.name, given.on
    step.mismatches = joined(mismatches_of(given, expected))
    step.recorded_by = actor.name
    db.session.flush()
    after = _as_recorded(step)
    changes = {name: [before[name], new] for name, new in after.items() if before[name] != new}
    acted_on = None if given.on == local_date(at) else given.on
    subject = Subject(STEP, step.public_id, step.county_code, kindergarten.public_id)
    article = Article.LICENCE_BEFORE_REGISTRATION
    record(
        actor,
        "licensing.registration.record",
        subject,
        changes,
        at,
        acted_on=acted_on,
        article=article,
    )
    _write_code(step, kindergarten, actor, at)
    _stop_clock(step, actor, at)
    return step


def says_the_same(step: RegistrationStep, given: Registration) -> bool:
    """Whether a registration is recorded just as it is given: then it was sent twice, not changed."""
    recorded = (step.credit_code, step.registered_body, step.registered_name, step.registered_on)
    return recorded == (compact(given.credit_code), given.body, given.name.strip(), given.on)


def _expected(step: RegistrationStep, kindergarten: Kindergarten) -> Expected:
    return Expected(
        body=step.expected_body,
        ownership=kindergarten.ownership,
        name=kindergarten.name,
        not_before=step.expected_from,
    )


def _as_recorded(step: RegistrationStep) -> dict[str, Any]:
    return {
        "credit_code": step.credit_code,
        "registered_body": step.registered_body.value if step.registered_body else None,
        "registered_name": step.registered_name,
        "registered_on": step.registered_on.isoformat() if step.registered_on else None,
        "mismatches": step.mismatches or None,
    }


def _write_code(
    step: RegistrationStep, kindergarten: Kindergarten, actor: Actor, at: dt.datetime
) -> None:
    """The register's own alarms follow from what it now says."""
    if kindergarten.credit_code == step.credit_code:
        return
    assert step.registered_on is not None  # noqa: S101 - set by the caller
    change = FactChange(
        values={Field.CREDIT_CODE: step.credit_code},
        effective_on=step.registered_on,
        source=Source(kind=SourceKind.CASE, reference=step.application),
    )
    register.change_registered_facts(kindergarten.public_id, change, actor, at)


def _stop_clock(step: RegistrationStep, actor: Actor, at: dt.datetime) -> None:
    application = applications.find_by_subject(step.application, step.county_code)
    assert application is not None  # noqa: S101 - the step was made for it
    subject = subject_of(application)
    running = clocks.find_running(DeadlineKind.REGISTRATION, subject)
    if running is not None and step.registered_on is not None:
        day = max(step.registered_on, running.started_on)
        deadlines.stop(DeadlineKind.REGISTRATION, subject, day, actor, at)
