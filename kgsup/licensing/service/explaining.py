"""Writing down why a decision came after its legal limit: the figures of the year show it."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, RuleViolation
from kgsup.deadlines.queries import lines_of
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.figures import ACTS as ACTS
from kgsup.licensing.service.ledger import record_on, subject_of


def explain_delay(public_id: str, reason: str, actor: Actor, at: dt.datetime) -> PermitApplication:
    """Add a reason to a delay; earlier ones stay.

    Raises ``RuleViolation`` without words, or when no clock of the case is or was late.
    """
    application = queries.get_application(public_id, actor, for_update=True)
    today = local_date(at)
    lines = lines_of(subject_of(application), today)
    if not any(line.is_late or line.state.was_late() for line in lines):
        raise RuleViolation(N_("No clock of this case is late: there is nothing to explain."))
    if not reason.strip():
        raise RuleViolation(N_("Write why the decision was late."))
    record_on(application, "explain_delay", {"delay_reason": [None, reason.strip()]}, actor, at)
    return application
