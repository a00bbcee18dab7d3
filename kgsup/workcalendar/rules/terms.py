"""School terms of a county."""

from kgsup.core.clocks import Term
from kgsup.core.errors import N_, RuleViolation


def check_term(term: Term, others: list[Term]) -> None:
    """Refuse a term that ends before it begins or overlaps another."""
    if term.last_day <= term.first_day:
        raise RuleViolation(N_("A term ends after it begins."))
    if any(o.first_day <= term.last_day and term.first_day <= o.last_day for o in others):
        raise RuleViolation(N_("The term overlaps another one."))
