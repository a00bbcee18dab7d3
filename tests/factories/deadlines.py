"""Clocks of cases of 青禾县 for tests: started through the service, so that event and ledger are there."""

import datetime as dt
import secrets
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor, system_actor
from kgsup.audit.models import LedgerEntry
from kgsup.audit.rules import Subject
from kgsup.core.clocks import ClockRule, Period, Unit
from kgsup.core.db import db
from kgsup.deadlines import service
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.rules import (
    DECISION_GENERAL,
    DeadlineKind,
    Extension,
    PauseGround,
    PauseReason,
)
from tests.conftest import AT, COUNTY

STARTED_ON = dt.date(2026, 11, 9)  # a Monday, nine working days before the Saturday of AT
DUE_ON = dt.date(2026, 12, 7)  # the twentieth working day after it
CLERK = system_actor("test clerk")
HEARING = PauseReason(ground=PauseGround.HEARING, basis="行政许可法 46", text="申请人要求听证。")


def working_days(count: int) -> Period:
    return Period(count=count, unit=Unit.WORKING_DAYS)


def extension(**values: Any) -> Extension:
    """Ten working days by the head of the bureau, unless ``values`` say otherwise."""
    defaults: dict[str, Any] = {
        "period": working_days(10),
        "reason": "需现场核查的园舍较多。",
        "level_name": "head",
        "approved_by": "何青山",
    }
    return Extension(**(defaults | values))


def new_case(**values: Any) -> Subject:
    """A case that no row stands for: clocks know cases softly."""
    defaults: dict[str, Any] = {
        "kind": "permit_application",
        "public_id": secrets.token_hex(8).upper(),
        "county_code": COUNTY,
        "concerns": None,
    }
    return Subject(**(defaults | values))


def start_clock(
    subject: Subject | None = None,
    kind: DeadlineKind = DeadlineKind.DECISION,
    rule: ClockRule = DECISION_GENERAL.rule,
    *,
    started_on: dt.date = STARTED_ON,
    actor: Actor = CLERK,
    at: dt.datetime = AT,
    **values: Any,
) -> Deadline:
    """Start a clock of twenty working days, unless told otherwise; in the caller's transaction."""
    return service.start(kind, subject or new_case(), rule, started_on, actor, at, **values)


def events_in(deadline: Deadline) -> list[DeadlineEvent]:
    """The stored events of a clock in their order."""
    statement = sa.select(DeadlineEvent).where(DeadlineEvent.deadline_id == deadline.id)
    return list(db.session.execute(statement.order_by(DeadlineEvent.id)).scalars())


def acts_on(subject: Subject) -> list[LedgerEntry]:
    """The ledger's rows on a case in their order."""
    statement = sa.select(LedgerEntry).where(
        LedgerEntry.subject_kind == subject.kind, LedgerEntry.subject_id == subject.public_id
    )
    return list(db.session.execute(statement.order_by(LedgerEntry.sequence)).scalars())
