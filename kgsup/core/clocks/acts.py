"""What may happen to a clock next."""

import datetime as dt
from collections.abc import Sequence

from kgsup.core.clocks.events import ClockEvent, ClockEventKind
from kgsup.core.clocks.periods import ClockRule
from kgsup.core.clocks.states import ClockState, ClockStatus, clock_state
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workdays import WorkCalendar


def with_event(
    rule: ClockRule, events: Sequence[ClockEvent], event: ClockEvent, calendar: WorkCalendar
) -> tuple[ClockEvent, ...]:
    """Return the events with one more, if it may happen.

    Raises ``IllegalTransition`` when the clock is not in a state for it and ``RuleViolation`` when
    the rule forbids it: a day before the last event's, a pause or an extension that the period does
    not know or that comes after its end, a second or too long extension.
    """
    if event.kind is ClockEventKind.STARTED:
        if events:
            raise IllegalTransition(N_("The clock has been started already."))
        return (event,)
    state = clock_state(rule, events, calendar, event.on)
    if state.status is ClockStatus.STOPPED:
        raise IllegalTransition(N_("The clock has been stopped: nothing follows."))
    if event.kind is not ClockEventKind.RECOMPUTED:
        _check_order(events, event.on)
    check = _CHECKS.get(event.kind)
    if check:
        check(rule, state, event)
    return (*events, event)


def _check_order(events: Sequence[ClockEvent], on: dt.date) -> None:
    """Events come in order of their days; a recomputation has no legal day of its own."""
    last = max(event.on for event in events if event.kind is not ClockEventKind.RECOMPUTED)
    if on < last:
        raise RuleViolation(
            N_("The day lies before the clock's last event on %(day)s."), day=last.isoformat()
        )


def _check_pause(rule: ClockRule, state: ClockState, event: ClockEvent) -> None:
    if not rule.pausable:
        raise RuleViolation(
            N_("This period cannot be paused: the law takes time out of others only."),
            Article.PAUSES_OF_LICENSING,
        )
    if state.status is ClockStatus.PAUSED:
        raise IllegalTransition(N_("The clock is paused already."))
    if event.on >= state.unrolled_on:
        raise RuleViolation(
            N_("Nothing is left to pause: the last day of the period is %(day)s."),
            day=state.due_on.isoformat(),
        )


def _check_resumption(_rule: ClockRule, state: ClockState, _event: ClockEvent) -> None:
    if state.status is not ClockStatus.PAUSED:
        raise IllegalTransition(N_("The clock is not paused."))


def _check_extension(rule: ClockRule, state: ClockState, event: ClockEvent) -> None:
    longest = rule.extension
    if longest is None:
        raise RuleViolation(N_("This period cannot be extended."))
    if state.is_extended:
        raise RuleViolation(N_("The period has been extended already: that is possible once."))
    if event.period is None or event.period.unit is not longest.unit or not event.period.count:
        raise RuleViolation(N_("An extension is counted in the unit of the period it extends."))
    if event.period.count > longest.count:
        raise RuleViolation(
            N_("The period can be extended by %(longest)d at most."), longest=longest.count
        )
    if state.is_late(event.on):
        raise RuleViolation(
            N_("The period was over on %(day)s: it cannot be extended any more."),
            day=state.due_on.isoformat(),
        )


_CHECKS = {
    ClockEventKind.PAUSED: _check_pause,
    ClockEventKind.RESUMED: _check_resumption,
    ClockEventKind.EXTENDED: _check_extension,
}
