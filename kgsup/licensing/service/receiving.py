"""Receiving: on line when the applicant sends it, at the window with the day and minute of the papers.

The five working days for asking what is missing run from here (行政许可法 32).
"""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor, system_actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import received_on
from kgsup.core.db import require_version
from kgsup.core.workflow import advance
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import KINDS, DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import ReceiptFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.applications import (
    check_received_at,
    check_way,
    require_complete,
)
from kgsup.licensing.rules.origins import CHANNEL_WORDS, Channel
from kgsup.licensing.rules.states import TRANSITIONS, Action
from kgsup.licensing.service.assigning import take_on
from kgsup.licensing.service.ledger import record_on, subject_of
from kgsup.licensing.service.papers import common, paper_lines
from kgsup.licensing.service.renewable import late_remark
from kgsup.licensing.service.starting import refresh_known, require_still_possible
from kgsup.workcalendar.queries import work_calendar


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """When papers came to the window or by post, who handed them in, and a remark on the slip."""

    received_at: dt.datetime
    version: int | None = None
    handed_in_by: str = ""
    remark: str = ""


def submit(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> PermitApplication:
    """Send an application on line: received now, or the next working day after closing (民法典 203).

    Raises ``RuleViolation`` while points of the task list are open, for a kindergarten that closed
    meanwhile and a kind that is not offered any more, ``IllegalTransition`` when it was sent already.
    """
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, version)
    rule = queries.rule_of(application, local_date(at))
    advance(TRANSITIONS[application.nature], application.state, Action.SUBMIT)
    codes = [paper.code for paper in queries.papers_of(application)]
    require_complete(rule, application.values, codes)
    check_way(application.channel, is_applicant=True)
    closing = closing_time(application, local_date(at))
    day = received_on(at, work_calendar(), closing=closing)
    _enter(application, Receipt(received_at=at), day, actor, at)
    return application


def receive(public_id: str, receipt: Receipt, actor: Actor, at: dt.datetime) -> PermitApplication:
    """Receive an application at the window or by post, whole or not: what is missing is asked for once.

    Raises ``RuleViolation`` for a day in the future or before 1949, ``IllegalTransition`` when it was
    received already.
    """
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, receipt.version)
    day = local_date(receipt.received_at)
    check_received_at(receipt.received_at, at, day)
    check_way(application.channel, is_applicant=False)
    _enter(application, receipt, day, actor, at)
    take_on(application, actor, at)
    return application


def closing_time(application: PermitApplication, on: dt.date) -> dt.time | None:
    """When the bureau closes for papers on line; ``None`` where the county switched that off."""
    text = value(application.county_code, Key.ONLINE_CLOSING_TIME, on=on)
    return dt.time.fromisoformat(text) if text else None


def _enter(
    application: PermitApplication, receipt: Receipt, day: dt.date, actor: Actor, at: dt.datetime
) -> None:
    before = application.state
    application.state = advance(TRANSITIONS[application.nature], before, Action.SUBMIT)
    application.received_at, application.received_on = receipt.received_at, day
    application.received_by = actor.name
    require_still_possible(application, day)
    refresh_known(application, day)
    application.rule = queries.raw_rule(application.kind, application.county_code, day)
    document = _issue_receipt(application, receipt, actor, at)
    application.number = document.number
    is_online = application.channel is Channel.ONLINE
    changes = {
        "state": [before.value, application.state.value],
        "received_at": [None, receipt.received_at.astimezone(dt.UTC).isoformat()],
        "received_on": [None, day.isoformat()],
        "number": [None, document.number],
    }
    start_correction_clock(application, day, actor, at)
    record_on(application, "submit" if is_online else "receive", changes, actor, at, acted_on=day)


def start_correction_clock(
    application: PermitApplication, day: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Five working days to ask for everything that is missing; silence is acceptance (C1)."""
    kind = KINDS[DeadlineKind.CORRECTION_NOTICE]
    assert kind.default is not None  # noqa: S101 - the law sets it
    subject = subject_of(application)
    deadlines.start(
        DeadlineKind.CORRECTION_NOTICE, subject, kind.default, day, actor, at, article=kind.article
    )


def _late(application: PermitApplication) -> str:
    assert application.received_on is not None  # noqa: S101 - entered just now
    return late_remark(application, application.received_on)


def _issue_receipt(
    application: PermitApplication, receipt: Receipt, actor: Actor, at: dt.datetime
) -> Document:
    """收件回执, whoever sends: an applicant numbers no papers, the program does."""
    day = local_date(receipt.received_at)
    is_online = application.channel is Channel.ONLINE
    facts = ReceiptFacts(
        **common(application, day),
        received_at=receipt.received_at,
        papers=paper_lines(application),
        received_by="网上办理系统" if is_online else actor.name,
        handed_in_by=receipt.handed_in_by or application.contact_name,
        way=CHANNEL_WORDS[application.channel],
        counts_as_received_on=application.received_on if application.received_on != day else None,
        remark="；".join(text for text in (receipt.remark, _late(application)) if text),
    )
    office = system_actor(actor.name, application.county_code) if is_online else actor
    return documents.issue(
        DocumentKind.PERMIT_RECEIPT, subject_of(application), facts, office, at, acted_on=day
    )
