"""How long the bureau may take: the law's period and the county's promise, as a running clock."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule, Period
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind, with_promise
from kgsup.documents.rules.facts import Term
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import DecisionPeriod, PermitKind
from kgsup.licensing.rules.periods import in_chinese
from kgsup.licensing.rules.states import Nature
from kgsup.licensing.service.clocks import start_expiry_clock
from kgsup.licensing.service.ledger import subject_of

# 行政许可法 45: what is left out of the period where the period is one of that act.
NOT_COUNTED = ("依法需要听证、检验、检测、鉴定和专家评审的时间（行政许可法第四十五条）",)


def clock_kind(application: PermitApplication) -> DeadlineKind:
    """A permit is decided, a filing examined: two kinds of clock."""
    return DeadlineKind.FILING if application.nature is Nature.FILING else DeadlineKind.DECISION


def period_of(application: PermitApplication, on: dt.date) -> DecisionPeriod:
    """The period for this application, by the ownership applied for or registered."""
    text = application.values.get(ApplicationField.OWNERSHIP, "")
    kindergarten = queries.kindergarten_of(application)
    ownership = Ownership(text) if text in set(Ownership) else None
    if ownership is None and kindergarten is not None:
        ownership = kindergarten.ownership
    return queries.rule_of(application, on).period_for(ownership)


def clock_rule(application: PermitApplication, on: dt.date) -> ClockRule:
    """The clock of the decision: as the kind's rule says, or as the county set it for filings."""
    period = period_of(application, on)
    return clock_rule_for(application.kind, period, application.county_code, on)


def clock_rule_for(
    kind: PermitKind, period: DecisionPeriod, county_code: str, on: dt.date
) -> ClockRule:
    """The clock of one of a kind's periods in a county on a day, with the county's promise."""
    if period.clock is None:
        return ClockRule(legal=Period.from_json(value(county_code, Key(period.configured), on=on)))
    promised = value(county_code, Key.PROMISED_LIMITS, on=on)
    if kind.value in promised:
        return with_promise(period.clock, Period.from_json(promised[kind.value]))
    return period.clock


def start_decision_clock(
    application: PermitApplication, accepted_on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Start the clock of the decision on the day of acceptance."""
    assert application.received_on is not None  # noqa: S101 - the rule of that day is kept
    deadlines.start(
        clock_kind(application),
        subject_of(application),
        clock_rule(application, application.received_on),
        accepted_on,
        actor,
        at,
        article=period_of(application, application.received_on).article,
    )
    start_expiry_clock(application, accepted_on, actor, at)


def term_of(application: PermitApplication, at: dt.datetime) -> tuple[Term, str, tuple[str, ...]]:
    """The term as the acceptance notice prints it, its article, and what it does not count."""
    clock = clocks.find_running(clock_kind(application), subject_of(application))
    assert clock is not None  # noqa: S101 - started in the same transaction
    rule = ClockRule.from_json(clock.rule)
    state = clocks.state_of(clock, local_date(at))
    term = Term(
        legal_words=in_chinese(rule.legal) if isinstance(rule.legal, Period) else "",
        legal_last_day=state.due_on,
        promised_words=in_chinese(rule.promised) if rule.promised else "",
        promised_last_day=state.promised_on,
    )
    return term, clock.article or "", NOT_COUNTED if rule.pausable else ()
