"""Judging a visit: all problems at once, and whether its record can be signed.  Pure.

A finding of another authority is no problem: it becomes a letter to that authority, never our notice
(学前教育法 9); ``kgsup.corrections`` chooses that.
"""

import datetime as dt
from collections.abc import Iterable

from kgsup.core.errors import N_, RuleViolation
from kgsup.inspections.rules.answers import answers
from kgsup.inspections.rules.document import VisitDocument
from kgsup.inspections.rules.findings import findings
from kgsup.inspections.rules.people import people
from kgsup.inspections.rules.problems import Circumstances, Problem
from kgsup.inspections.rules.signatures import signatures
from kgsup.inspections.rules.times import times

_CHECKS = (people, times, answers, findings, signatures)


class VisitRefused(RuleViolation):
    """The visit cannot be signed; carries every problem, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        refusing = [problem for problem in self.problems if problem.refuses]
        super().__init__(
            N_("The record cannot be signed yet: %(count)d points are open."), count=len(refusing)
        )


def judge(document: VisitDocument, facts: Circumstances) -> list[Problem]:
    """Return all problems of a visit, refusals and warnings, in the order of the phone's pages."""
    return [problem for check in _CHECKS for problem in check(document, facts)]


def require_signable(document: VisitDocument, facts: Circumstances) -> list[Problem]:
    """Return the warnings; raises ``VisitRefused`` when anything stands against signing."""
    problems = judge(document, facts)
    if any(problem.refuses for problem in problems):
        raise VisitRefused(problems)
    return problems


def acted_at(document: VisitDocument) -> dt.datetime:
    """The instant of the act: the end of the visit, or its beginning while it runs."""
    return document.ended_at or document.started_at
