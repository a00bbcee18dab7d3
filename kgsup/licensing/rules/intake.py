"""The five outcomes of intake (行政许可法 32), and the day on which a period begins."""

import datetime as dt
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.core.law import Article
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


@dataclass(frozen=True, kw_only=True)
class NoticePeriod:
    """The time for asking what is missing: from the day the papers came to its last day, inclusive."""

    began_on: dt.date
    due_on: dt.date

    def is_over(self, on: dt.date) -> bool:
        return on > self.due_on


def check_acceptance(on: dt.date, period: NoticePeriod, today: dt.date) -> None:
    """Refuse an acceptance before the papers came, in the future, or after silence has accepted.

    Whoever was not told in five working days what is missing is accepted from the day the papers came
    (行政许可法 32.1(4)): a later day on the notice would take that away.
    """
    if not period.began_on <= on <= today:
        raise RuleViolation(N_("The day of acceptance lies between the receipt and today."))
    if period.is_over(on) and on != period.began_on:
        raise RuleViolation(
            N_("Nothing was asked by %(last)s: it counts as accepted from %(began)s."),
            Article.CORRECTION_ASKED_ONCE,
            last=period.due_on.isoformat(),
            began=period.began_on.isoformat(),
        )


def check_asked_on(on: dt.date, period: NoticePeriod, today: dt.date) -> None:
    """Refuse a correction request that is dated in the future, before the papers, or too late."""
    if not period.began_on <= on <= today:
        raise RuleViolation(N_("The day of the request lies between the receipt and today."))
    if period.is_over(on):
        raise RuleViolation(
            N_("The five working days for asking were over on %(last)s: it counts as accepted."),
            Article.CORRECTION_ASKED_ONCE,
            last=period.due_on.isoformat(),
        )


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
