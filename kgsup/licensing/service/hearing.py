"""Hearings: told of the right, asked for, announced, held, each with its paper and clock."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, IllegalTransition
from kgsup.core.law import Article
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import KINDS, DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import HearingFacts, HearingRightFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.hearing import (
    Hearing,
    Right,
    Step,
    check_asked,
    check_hearing,
    check_minutes,
    check_right,
    check_step,
    last_step,
)
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common
from kgsup.workcalendar.queries import work_calendar


def _load(public_id: str, step: Step, version: int | None, actor: Actor) -> PermitApplication:
    application = load(public_id, version, actor)
    if application.state is not State.ACCEPTED:
        raise IllegalTransition(N_("This application is not under review."))
    check_step(last_step(application.hearing), step)
    return application


def _enter(application: PermitApplication, step: Step, on: dt.date, **facts: Any) -> None:
    row = {"step": step.value, "on": on.isoformat(), **facts}
    application.hearing = [*application.hearing, row]


def _of(application: PermitApplication, step: Step) -> dict[str, Any]:
    """The last row of a step that has happened."""
    found: dict[str, Any] = [row for row in application.hearing if row["step"] == step.value][-1]
    return found


def tell_hearing_right(
    public_id: str, right: Right, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Tell applicant or interested party of the right (行政许可法 47); five days run from its service."""
    application = _load(public_id, Step.TOLD, version, actor)
    check_right(right)
    remember_preparer(application, actor)
    facts = HearingRightFacts(
        **common(application, local_date(at)),
        intended=right.intended.strip(),
        reasons=right.reasons.strip(),
        told=right.told.strip(),
    )
    document = documents.issue(
        DocumentKind.HEARING_RIGHT_NOTICE, subject_of(application), facts, actor, at
    )
    _enter(application, Step.TOLD, local_date(at), told=right.told.strip())
    changes = {"intended": [None, right.intended.strip()], "number": [None, document.number]}
    record_on(
        application, "tell_hearing_right", changes, actor, at, article=Article.HEARING_ON_REQUEST
    )
    return document


def ask_hearing(
    public_id: str, on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> PermitApplication:
    """Record that a hearing was asked for in time: the bureau holds it within twenty working days."""
    application, today = _load(public_id, Step.ASKED, version, actor), local_date(at)
    subject = subject_of(application)
    clock = clocks.find_running(DeadlineKind.HEARING_REQUEST, subject)
    told_on = dt.date.fromisoformat(_of(application, Step.TOLD)["on"])
    check_asked(on, told_on=told_on, due_on=clock.due_on if clock else None, today=today)
    if clock is not None:
        deadlines.stop(
            DeadlineKind.HEARING_REQUEST, subject, on, actor, at, outcome=Step.ASKED.value
        )
    rule = KINDS[DeadlineKind.HEARING]
    assert rule.default is not None  # noqa: S101 - the law sets it
    deadlines.start(
        DeadlineKind.HEARING, subject, rule.default, on, actor, at, article=rule.article
    )
    _enter(application, Step.ASKED, on)
    changes = {"asked_on": [None, on.isoformat()]}
    record_on(
        application,
        "ask_hearing",
        changes,
        actor,
        at,
        acted_on=on,
        article=Article.HEARING_ON_REQUEST,
    )
    return application


def notify_hearing(
    public_id: str, hearing: Hearing, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Announce a hearing seven working days ahead, chaired by somebody who did not examine the case."""
    application, today = _load(public_id, Step.NOTIFIED, version, actor), local_date(at)
    held_on = local_date(hearing.held_at)
    remember_preparer(application, actor)
    examiners = tuple(dict.fromkeys(person["name"] for person in application.preparers))
    check_hearing(
        hearing, held_on=held_on, today=today, examiners=examiners, calendar=work_calendar()
    )
    asked = [row for row in application.hearing if row["step"] == Step.ASKED.value]
    facts = HearingFacts(
        **common(application, today),
        held_at=hearing.held_at,
        place=hearing.place.strip(),
        chair=hearing.chair.strip(),
        chair_position=hearing.chair_position.strip(),
        recorder=hearing.recorder.strip(),
        asked_on=dt.date.fromisoformat(asked[-1]["on"]) if asked else None,
        is_public=hearing.is_public,
        closed_because=hearing.closed_because.strip(),
        examiners=examiners,
    )
    document = documents.issue(
        DocumentKind.HEARING_NOTICE, subject_of(application), facts, actor, at
    )
    _enter(application, Step.NOTIFIED, today, held_on=held_on.isoformat(), chair=facts.chair)
    changes = {
        "held_on": [None, held_on.isoformat()],
        "chair": [None, facts.chair],
        "number": [None, document.number],
    }
    record_on(application, "notify_hearing", changes, actor, at, article=Article.HEARING_CONDUCT)
    return document


def record_hearing(
    public_id: str,
    minutes: tuple[dt.date, tuple[str, ...], str],
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> PermitApplication:
    """Enter the signed minutes (day, scans, what came out); the hearing's clock stops."""
    application, today = _load(public_id, Step.HELD, version, actor), local_date(at)
    held_on, scans, summary = minutes
    check_minutes(held_on=held_on, today=today, scans=scans, summary=summary)
    remember_preparer(application, actor)
    subject = subject_of(application)
    if clocks.find_running(DeadlineKind.HEARING, subject) is not None:
        deadlines.stop(DeadlineKind.HEARING, subject, held_on, actor, at, outcome=Step.HELD.value)
    _enter(application, Step.HELD, held_on, scans=list(scans), summary=summary.strip())
    changes = {"held_on": [None, held_on.isoformat()], "evidence": [None, len(scans)]}
    record_on(
        application,
        "record_hearing",
        changes,
        actor,
        at,
        acted_on=held_on,
        article=Article.HEARING_CONDUCT,
    )
    return application
