"""What a case has published: a plan, checked when it is made.  Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kgsup.core.errors import N_, RuleViolation
from kgsup.publications.rules.facts import check_facts, check_title, refuse_personal
from kgsup.publications.rules.kinds import KINDS, Lasting, PublicationKind


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Something to be published.

    ``article`` is empty for that of the kind.  ``facts`` are public words by their names (``Fact``).
    ``until`` is the last public day, inclusive, of what is published until a date.
    """

    kind: PublicationKind
    decided_on: dt.date
    title: str
    facts: Mapping[str, object]
    article: str | None = None
    until: dt.date | None = None


def check_plan(plan: Plan, today: dt.date) -> Plan:
    """Return the plan as it is kept.

    Raises ``RuleViolation`` for facts that are not public words, a decision to come, and a last day
    that is missing where one is needed, given where none is, or before the decision.
    """
    if plan.decided_on > today:
        raise RuleViolation(N_("The day of the decision lies in the future."))
    _check_until(plan)
    article = (plan.article or KINDS[plan.kind].article or "").strip()
    refuse_personal(article)
    return replace(
        plan,
        title=check_title(plan.title),
        facts=check_facts(plan.kind, plan.facts),
        article=str(article) or None,
    )


def _check_until(plan: Plan) -> None:
    is_dated = KINDS[plan.kind].lasting is Lasting.UNTIL_DATE
    if is_dated and plan.until is None:
        raise RuleViolation(N_("Give the last day on which this is public."))
    if not is_dated and plan.until is not None:
        raise RuleViolation(N_("This stays public while it lasts: it has no last day."))
    if plan.until is not None and plan.until < plan.decided_on:
        raise RuleViolation(N_("The last public day lies before the decision."))
