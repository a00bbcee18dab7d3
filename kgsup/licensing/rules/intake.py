"""The five outcomes of intake (行政许可法 32), and the day on which a period begins."""

import datetime as dt
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.licensing.rules.states import State


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Why an application is not accepted, and where the applicant goes instead."""

    reason: str
    where_to_go: str = ""
    article: str = ""


def check_outcome(outcome: Outcome, *, needs_place: bool) -> None:
    """Refuse an outcome without its reason; what is another's power says whose (行政许可法 32(2))."""
    if not outcome.reason.strip():
        raise RuleViolation(N_("Say why."))
    if needs_place and not outcome.where_to_go.strip():
        raise RuleViolation(N_("Say which office the applicant should go to."))


def check_acceptance(on: dt.date, *, received_on: dt.date, today: dt.date) -> None:
    """Refuse an acceptance before the receipt or in the future."""
    if not received_on <= on <= today:
        raise RuleViolation(N_("The day of acceptance lies between the receipt and today."))


def check_end(state: State, due_on: dt.date | None, today: dt.date) -> None:
    """Refuse ending for want of correction before the applicant's time is over.

    ``due_on`` is the last day of the applicant's time; without one the request was not served yet.
    """
    if state is State.CORRECTING and (due_on is None or today <= due_on):
        raise RuleViolation(N_("The applicant still has time to correct the application."))


ACTS = register_acts(
    {
        "licensing.application.accept": N_("Application accepted"),
        "licensing.application.deem_accepted": N_("Deemed accepted: nothing was asked in time"),
        "licensing.application.find_not_needed": N_("No permit needed"),
        "licensing.application.decline": N_("Not accepted: not our power"),
        "licensing.application.correct_on_the_spot": N_("Corrected on the spot"),
        "licensing.application.end": N_("Procedure ended: not corrected"),
        "licensing.application.withdraw": N_("Application withdrawn by the applicant"),
    }
)
register_fields(
    {
        "accepted_on": N_("Accepted on"),
        "where_to_go": N_("Where to go"),
        "field": N_("Field"),
    }
)
