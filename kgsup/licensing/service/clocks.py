"""Clocks of a case that follow a date on paper: the end of a licence, the end of a kindergarten."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.casework.service import Signed
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.terminating import termination_of
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.renewing import expiry_clock
from kgsup.licensing.service.ledger import subject_of


def start_expiry_clock(
    application: PermitApplication, accepted_on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """A renewal is to be decided by the last day of validity (行政许可法 50)."""
    kindergarten = queries.kindergarten_of(application)
    if application.kind is not PermitKind.RENEWAL or kindergarten is None:
        return
    licence = current_licence(kindergarten, local_date(at))
    if licence is not None and licence.valid_until and licence.valid_until >= accepted_on:
        rule = expiry_clock(licence.valid_until)
        deadlines.start(DeadlineKind.RENEWAL, subject_of(application), rule, accepted_on, actor, at)


def follow_clocks(application: PermitApplication, outcome: Outcome, signed: Signed) -> None:
    """Stop the clock of a renewal that is decided; start that of a termination that is approved."""
    subject = subject_of(application)
    if clocks.find_running(DeadlineKind.RENEWAL, subject) is not None:
        deadlines.stop(
            DeadlineKind.RENEWAL,
            subject,
            signed.acted_on,
            signed.actor,
            signed.at,
            outcome=outcome.value,
        )
    if application.kind is PermitKind.TERMINATION and outcome is Outcome.GRANT:
        ends_on = dt.date.fromisoformat(application.values[ApplicationField.ENDS_ON])
        deadlines.start(
            DeadlineKind.TERMINATION,
            subject,
            ClockRule(legal=max(ends_on, signed.acted_on)),
            signed.acted_on,
            signed.actor,
            signed.at,
        )


def stop_termination_clock(
    kindergarten: Kindergarten, on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Stop the clock of a termination when the kindergarten is closed."""
    application = termination_of(kindergarten)
    if application is None:
        return
    subject = subject_of(application)
    running = clocks.find_running(DeadlineKind.TERMINATION, subject)
    if running is not None:
        day = max(on, running.started_on)
        deadlines.stop(DeadlineKind.TERMINATION, subject, day, actor, at)
