"""Hearings on applications (行政许可法 46–48): told of the right, asked for, announced, put on record."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.labels import register_fields, register_labels
from kgsup.core.law import Article
from kgsup.core.workdays import WorkCalendar

LEAST_AHEAD = 7  # working days between the notice and the hearing (行政许可法 48)


class Step(StrEnum):
    """What happened of a hearing."""

    TOLD = "told"
    ASKED = "asked"
    NOTIFIED = "notified"
    HELD = "held"


# What must have come before: a hearing of the bureau's own (行政许可法 46) is announced without request.
_AFTER: Mapping[Step, frozenset[Step | None]] = {
    Step.TOLD: frozenset({None, Step.HELD}),
    Step.ASKED: frozenset({Step.TOLD}),
    Step.NOTIFIED: frozenset({None, Step.TOLD, Step.ASKED, Step.NOTIFIED, Step.HELD}),
    Step.HELD: frozenset({Step.NOTIFIED}),
}


def last_step(rows: Iterable[Mapping[str, Any]]) -> Step | None:
    """The step that happened last; ``None`` before the first."""
    steps = [Step(row["step"]) for row in rows]
    return steps[-1] if steps else None


def possible(last: Step | None) -> list[Step]:
    """What can come next."""
    return [step for step, before in _AFTER.items() if last in before]


def check_step(last: Step | None, step: Step) -> None:
    """Refuse a step out of order."""
    if last not in _AFTER[step]:
        raise IllegalTransition(N_("This step of the hearing is not possible now."))


@dataclass(frozen=True, kw_only=True)
class Right:
    """What is intended, why, and who is told if not the applicant (利害关系人)."""

    intended: str
    reasons: str
    told: str = ""


def check_right(right: Right) -> None:
    """Refuse a notice that does not say what is intended and why."""
    if not right.intended.strip() or not right.reasons.strip():
        raise RuleViolation(
            N_("Say what the bureau intends to decide and why."), Article.HEARING_ON_REQUEST
        )


def check_asked(on: dt.date, *, told_on: dt.date, due_on: dt.date | None, today: dt.date) -> None:
    """Refuse a request after the five working days, before the notice or in the future."""
    if not told_on <= on <= today:
        raise RuleViolation(N_("The day of the request lies between the notice and today."))
    if due_on is not None and on > due_on:
        raise RuleViolation(
            N_("The five working days to ask for a hearing are over."), Article.HEARING_ON_REQUEST
        )


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """When, where and by whom it is held; closed only with a reason."""

    held_at: dt.datetime
    place: str
    chair: str
    chair_position: str = ""
    recorder: str = ""
    is_public: bool = True
    closed_because: str = ""


def check_hearing(
    hearing: Hearing,
    *,
    held_on: dt.date,
    today: dt.date,
    examiners: Iterable[str],
    calendar: WorkCalendar,
) -> None:
    """Refuse a chair who examined the case, a notice less than seven working days ahead, half facts."""
    if not hearing.place.strip() or not hearing.chair.strip():
        raise RuleViolation(N_("Say where the hearing is held and who chairs it."))
    if hearing.chair.strip() in {name.strip() for name in examiners}:
        raise RuleViolation(
            N_("Whoever examined the application does not chair its hearing."), CONDUCT
        )
    if held_on <= today or calendar.working_days_between(today, held_on) < LEAST_AHEAD:
        raise RuleViolation(
            N_("The notice goes out at least seven working days before the hearing."), CONDUCT
        )
    if not hearing.is_public and not hearing.closed_because.strip():
        raise RuleViolation(N_("Say why the hearing is not public."), CONDUCT)


CONDUCT = Article.HEARING_CONDUCT


def check_minutes(*, held_on: dt.date, today: dt.date, scans: Iterable[str], summary: str) -> None:
    """Refuse minutes without their scan or what came out, or of a hearing to come."""
    if held_on > today:
        raise RuleViolation(N_("The day lies in the future."))
    if not list(scans) or not summary.strip():
        raise RuleViolation(
            N_("Put the scan of the signed minutes to it and write what came out."), CONDUCT
        )


ACTS = register_acts(
    {
        "licensing.application.tell_hearing_right": N_("Told of the right to a hearing"),
        "licensing.application.ask_hearing": N_("Hearing asked for"),
        "licensing.application.notify_hearing": N_("Hearing announced"),
        "licensing.application.record_hearing": N_("Hearing held"),
    }
)
register_fields(
    {
        "intended": N_("Intended decision"),
        "chair": N_("Chair"),
        "held_on": N_("Held on"),
        "asked_on": N_("Asked on"),
    }
)
register_labels(
    {
        Step.TOLD: N_("Tell the right to a hearing"),
        Step.ASKED: N_("Record that a hearing was asked for"),
        Step.NOTIFIED: N_("Announce the hearing"),
        Step.HELD: N_("Record the hearing"),
    }
)
