"""The rule of a new clock: the law's period, the county's own, and its promise."""

import datetime as dt
from dataclasses import replace

from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clocks import ClockRule, Period
from kgsup.core.errors import N_, RuleViolation
from kgsup.deadlines.rules import KINDS, DeadlineKind, with_promise


def rule_of(
    kind: DeadlineKind,
    county_code: str,
    *,
    on: dt.date,
    legal: ClockRule | None = None,
    permit_kind: str | None = None,
) -> ClockRule:
    """The rule by which a clock of this kind starts on a day in a county, with its promised limit.

    ``legal`` is the period of the law where it depends on the case (see ``rules.terms``), such as
    ``DECISION_ESTABLISHMENT.rule``.  A promise for the kind of permit goes before one for the kind of
    clock, whose name is without "_clock" ("decision").  A rule that comes with a promise keeps it.
    Raises ``RuleViolation`` when neither the law nor the county has a period for the kind.
    """
    rule = legal or _default(kind, county_code, on)
    if rule.promised:
        return rule
    return with_promise(rule, _promised(kind, county_code, on, permit_kind))


def _default(kind: DeadlineKind, county_code: str, on: dt.date) -> ClockRule:
    known = KINDS[kind]
    if known.configured is not None:
        period = Period.from_json(value(county_code, known.configured, on=on))
        return ClockRule(legal=period, rolls=known.rolls)
    if known.default is None:
        raise RuleViolation(N_("The case has to say which period applies."))
    return replace(known.default)


def _promised(
    kind: DeadlineKind, county_code: str, on: dt.date, permit_kind: str | None
) -> Period | None:
    limits = value(county_code, Key.PROMISED_LIMITS, on=on)
    name = kind.value.removesuffix("_clock")
    found = limits.get(permit_kind) if permit_kind and kind is DeadlineKind.DECISION else None
    found = found or limits.get(name)
    return Period.from_json(found) if found else None
