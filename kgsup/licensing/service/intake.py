"""Intake (行政许可法 32): accepted, asked to correct once, corrected on the spot, not ours, not needed."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor, system_actor
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import (
    AcceptanceFacts,
    EndedFacts,
    EndedGround,
    NotAcceptedFacts,
    NotAcceptedGround,
)
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.intake import (
    NoticePeriod,
    Outcome,
    check_acceptance,
    check_end,
    check_outcome,
)
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common, paper_lines
from kgsup.licensing.service.periods import start_decision_clock, term_of
from kgsup.referrals import service as referrals


def load(public_id: str, version: int | None, actor: Actor) -> PermitApplication:
    """An application locked for an act, on the version that the actor saw."""
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, version)
    return application


def move(application: PermitApplication, action: Action) -> dict[str, list[str | None]]:
    """Advance an application by its table; returns the change for the ledger."""
    before = application.state
    application.state = advance(TRANSITIONS[application.nature], before, action)
    return {"state": [before.value, application.state.value]}


def notice_period(application: PermitApplication) -> NoticePeriod:
    """The running time for asking what is missing; its day of beginning is that of the latest papers."""
    clock = clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application))
    assert clock is not None  # noqa: S101 - runs as long as an application is received
    return NoticePeriod(began_on=clock.started_on, due_on=clock.due_on)


def accept(
    public_id: str, on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Accept an application: the period for the decision begins, the notice names both last days.

    ``on`` is the date on the paper.  Raises ``RuleViolation`` for a day before the receipt, and for one
    after silence has accepted it already.
    """
    application = load(public_id, version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.ACCEPT)
    check_acceptance(on, notice_period(application), local_date(at))
    remember_preparer(application, actor)
    return _accept(application, Action.ACCEPT, on, (actor, at))


def deem_accepted(public_id: str, actor: Actor, at: dt.datetime) -> Document | None:
    """Enter what the law says when nothing was asked in five working days: accepted from receipt (C1).

    ``None`` when the time is not over or somebody acted meanwhile: whoever repeats it does no harm.
    """
    application = load(public_id, None, actor)
    if application.state is not State.RECEIVED:
        return None
    period = notice_period(application)
    if not period.is_over(local_date(at)):
        return None
    application.is_deemed_accepted = True
    return _accept(application, Action.DEEM_ACCEPTED, period.began_on, (actor, at))


def _accept(
    application: PermitApplication,
    action: Action,
    on: dt.date,
    done: tuple[Actor, dt.datetime],
) -> Document:
    actor, at = done
    application.accepted_on = on
    changes = move(application, action)
    deadlines.stop(
        DeadlineKind.CORRECTION_NOTICE,
        subject_of(application),
        local_date(at) if application.is_deemed_accepted else on,
        actor,
        at,
    )
    start_decision_clock(application, on, actor, at)
    document = _issue_acceptance(application, actor, at)
    changes |= {"accepted_on": [None, on.isoformat()], "number": [None, document.number]}
    record_on(application, action.value, changes, actor, at, acted_on=on, article="行政许可法 32")
    return document


def _issue_acceptance(application: PermitApplication, actor: Actor, at: dt.datetime) -> Document:
    """受理通知书; a deemed acceptance is dated today and says from when it holds."""
    today = local_date(at)
    assert application.accepted_on is not None  # noqa: S101
    term, article, not_counted = term_of(application, at)
    facts = AcceptanceFacts(
        **common(application, application.accepted_on),
        accepted_on=application.accepted_on,
        term=term,
        article=article,
        not_counted=not_counted,
        is_deemed=application.is_deemed_accepted,
        papers=paper_lines(application),
        handled_by="" if application.is_deemed_accepted else actor.name,
    )
    day = today if application.is_deemed_accepted else application.accepted_on
    return documents.issue(
        DocumentKind.ACCEPTANCE_NOTICE, subject_of(application), facts, actor, at, acted_on=day
    )


def find_not_needed(
    public_id: str, outcome: Outcome, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Tell the applicant that no permit is needed (行政许可法 32(1))."""
    return _turn_away(public_id, Action.FIND_NOT_NEEDED, outcome, version, (actor, at))


def decline(
    public_id: str, outcome: Outcome, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Do not accept what is another's power, and say whose (行政许可法 32(2))."""
    return _turn_away(public_id, Action.DECLINE, outcome, version, (actor, at))


def _turn_away(
    public_id: str,
    action: Action,
    outcome: Outcome,
    version: int | None,
    done: tuple[Actor, dt.datetime],
) -> Document:
    actor, at = done
    application = load(public_id, version, actor)
    changes = move(application, action)
    check_outcome(outcome, needs_place=action is Action.DECLINE and not outcome.article)
    remember_preparer(application, actor)
    facts = NotAcceptedFacts(
        **common(application, local_date(at)),
        ground=_ground(action, outcome),
        reason=outcome.reason.strip(),
        where_to_go=outcome.where_to_go.strip(),
        article=outcome.article.strip(),
        papers_returned=paper_lines(application),
    )
    document = _issue(application, DocumentKind.NOT_ACCEPTED_NOTICE, facts, actor, at)
    _stop_all(application, actor, at)
    changes |= {"reason": [None, outcome.reason.strip()], "number": [None, document.number]}
    record_on(application, action.value, changes, actor, at, article="行政许可法 32")
    return document


def _ground(action: Action, outcome: Outcome) -> NotAcceptedGround:
    if action is Action.FIND_NOT_NEEDED:
        return NotAcceptedGround.NOT_NEEDED
    return NotAcceptedGround.BARRED if outcome.article.strip() else NotAcceptedGround.NOT_OUR_POWER


def end(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> Document:
    """End the procedure because the corrections did not come in the applicant's time.

    Raises ``RuleViolation`` while that time runs or was not begun by serving the request.
    """
    application = load(public_id, version, actor)
    changes = move(application, Action.END)
    clock = clocks.find_running(DeadlineKind.CORRECTION_ANSWER, subject_of(application))
    check_end(State.CORRECTING, clock.due_on if clock else None, local_date(at))
    request = queries.requests_of(application)[-1]
    facts = EndedFacts(
        **common(application, local_date(at)),
        ground=EndedGround.NOT_CORRECTED,
        correction_number=queries.number_of_document(request.document, actor),
        correction_due=clock.due_on if clock else None,
        papers_returned=paper_lines(application),
    )
    return _finish(application, Action.END, facts, changes, (actor, at))


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Who takes an application back, when, and why if they said so."""

    asked_by: str
    asked_on: dt.date
    reason: str = ""
    version: int | None = None


def withdraw(public_id: str, withdrawal: Withdrawal, actor: Actor, at: dt.datetime) -> Document:
    """End the procedure on the applicant's wish, at any time before the decision."""
    return _withdraw(load(public_id, withdrawal.version, actor), withdrawal, (actor, actor, at))


def withdraw_on_line(
    public_id: str, withdrawal: Withdrawal, actor: Actor, at: dt.datetime
) -> Document:
    """The same by the applicant, who numbers no papers: the program issues the notice."""
    application = load(public_id, withdrawal.version, actor)
    office = system_actor(actor.name, application.county_code)
    return _withdraw(application, withdrawal, (actor, office, at))


def _withdraw(
    application: PermitApplication,
    withdrawal: Withdrawal,
    done: tuple[Actor, Actor, dt.datetime],
) -> Document:
    actor, office, at = done
    changes = move(application, Action.WITHDRAW)
    facts = EndedFacts(
        **common(application, local_date(at)),
        ground=EndedGround.WITHDRAWN,
        reason=withdrawal.reason.strip(),
        asked_on=withdrawal.asked_on,
        asked_by=withdrawal.asked_by.strip() or application.applicant,
        papers_returned=paper_lines(application),
    )
    return _finish(application, Action.WITHDRAW, facts, changes, (actor, at), office)


def _finish(
    application: PermitApplication,
    action: Action,
    facts: EndedFacts,
    changes: dict[str, list[str | None]],
    done: tuple[Actor, dt.datetime],
    issuer: Actor | None = None,
) -> Document:
    actor, at = done
    kind = DocumentKind.PROCEDURE_ENDED_NOTICE
    document = _issue(application, kind, facts, issuer or actor, at)
    _stop_all(application, actor, at)
    changes["number"] = [None, document.number]
    record_on(application, action.value, changes, actor, at)
    return document


def _issue(
    application: PermitApplication,
    kind: DocumentKind,
    facts: NotAcceptedFacts | EndedFacts,
    actor: Actor,
    at: dt.datetime,
) -> Document:
    return documents.issue(kind, subject_of(application), facts, actor, at)


def _stop_all(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """Stop every clock; one that begins on the next working day (民法典 203) ends with its beginning."""
    clock = clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application))
    today = local_date(at)
    day = max(today, clock.started_on) if clock else today
    deadlines.stop_all(subject_of(application), day, actor, at)
    # Other departments need not answer about what has ended; an applicant reaches no questions of theirs.
    office = system_actor(actor.name, application.county_code)
    referrals.withdraw_all(subject_of(application), "申请已终止办理", office, at)
