"""Renewal of a licence (行政许可法 50): when to apply, what silence means, who is reminded.

The applicant's thirty days have no unit in the act; the milder count holds: calendar days, unless the
province asks for more (practice R11).  Who applied in time and got no decision by the day of expiry has
the renewal by law.
"""

import datetime as dt
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import ClockRule, Period, Unit, add_months, add_years, days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workdays import WorkCalendar
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.kindergartens.rules.licences import PERMITS_OPERATION, LicenceState
from kgsup.licensing.rules.states import State

APPLY_BEFORE_DAYS = (
    30  # 行政许可法 50, counted in calendar days: the milder count for the applicant
)


def apply_by(valid_until: dt.date, period: Period, calendar: WorkCalendar) -> dt.date:
    """The last day on which a renewal is applied for in time; ``valid_until`` is inclusive.

    The period lies between that day and the end of validity: 30 days before 31 December is 1 December.
    """
    match period.unit:
        case Unit.WORKING_DAYS:
            return calendar.working_days_before(valid_until, period.count)
        case Unit.CALENDAR_DAYS:
            return days_after(valid_until, -period.count)
        case Unit.MONTHS:
            return add_months(valid_until, -period.count)
        case Unit.YEARS:
            return add_years(valid_until, -period.count)


@dataclass(frozen=True, kw_only=True)
class Renewable:
    """The licence that is to be renewed, as it stands on a day."""

    state: LicenceState
    valid_until: dt.date | None  # inclusive


def check_renewable(licence: Renewable | None) -> None:
    """Refuse a renewal of what has ended or expired: then a new establishment is applied for."""
    if licence is None:
        raise RuleViolation(N_("This kindergarten has no licence that could be renewed."))
    if licence.state not in PERMITS_OPERATION and licence.state is not LicenceState.UNKNOWN:
        raise RuleViolation(
            N_("The licence has ended: apply for establishment anew."), Article.RENEWAL_OF_LICENCE
        )


def expiry_clock(valid_until: dt.date) -> ClockRule:
    """The clock of a renewal: a decision by the last day of validity."""
    return ClockRule(legal=valid_until)


# An application that waits for its applicant's corrections is not one that the office left undecided.
UNDECIDED = frozenset({State.RECEIVED, State.ACCEPTED})


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A renewal that waits for its decision."""

    state: State
    received_on: dt.date
    whole_on: dt.date  # the day of its last papers: that of the receipt, or of the corrections
    valid_until: dt.date  # of the licence, inclusive
    apply_by: dt.date


def is_deemed_granted(pending: Pending, today: dt.date) -> bool:
    """Whether the renewal counts as granted: applied for in time, undecided when the licence expired.

    What was corrected only after the end of validity had nothing to be decided on before.
    """
    is_undecided = pending.state in UNDECIDED and pending.whole_on <= pending.valid_until
    in_time = pending.received_on <= pending.apply_by
    return is_undecided and in_time and today > pending.valid_until


@dataclass(frozen=True, kw_only=True)
class Reminded:
    """What decides whether a kindergarten is reminded of renewal: its licence, itself, its cases."""

    licence: LicenceState
    valid_until: dt.date | None  # inclusive
    kindergarten: KindergartenState
    is_merged: bool
    has_applied: bool  # a renewal is under way, or was decided since the edition in hand
    is_ending: bool  # a termination is under way, or an act on the licence


def is_reminded(one: Reminded, today: dt.date) -> bool:
    """Whether somebody is reminded: never who has applied, who ends, or whose licence has ended."""
    if one.valid_until is None or today > one.valid_until:
        return False
    if one.licence not in PERMITS_OPERATION or one.is_merged:
        return False
    if one.kindergarten in {KindergartenState.CLOSING, KindergartenState.CLOSED}:
        return False
    return not (one.has_applied or one.is_ending)


def is_late(received_on: dt.date, last_day: dt.date) -> bool:
    """Whether an application came after the last day for it; it is taken all the same."""
    return received_on > last_day


DEEMED = "默示延续"  # stands where a decider is named

ACTS = register_acts(
    {
        "licensing.application.deem_granted": N_("Renewed by law: not decided before expiry"),
    }
)
