"""Extensions through the head's signature, and pauses for what a law requires, each with its paper."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import LEVELS_IN_PAPERS, Preparation
from kgsup.casework.service import Signed
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule, ClockState, Period
from kgsup.core.errors import N_, IllegalTransition
from kgsup.core.law import Article
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.rules import Extension, PauseReason
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import ExtensionFacts, SpecialProcedureFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.extending import (
    EXTEND,
    PROCEDURE_WORDS,
    Procedure,
    Request,
    check_extendable,
    check_procedure,
    check_request,
    level_of,
)
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.rules.periods import in_chinese
from kgsup.licensing.rules.states import TRANSITIONS, Action
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common
from kgsup.licensing.service.periods import clock_kind


def find_clock(
    application: PermitApplication, on: dt.date
) -> tuple[Deadline, ClockRule, ClockState] | None:
    """The clock of the decision with its rule and where it stands; ``None`` when none runs."""
    row = clocks.find_running(clock_kind(application), subject_of(application))
    if row is None:
        return None
    return row, ClockRule.from_json(row.rule), clocks.state_of(row, on)


def clock_of(application: PermitApplication, on: dt.date) -> tuple[Deadline, ClockRule, ClockState]:
    """The same; raises ``IllegalTransition`` when no clock runs."""
    found = find_clock(application, on)
    if found is None:
        raise IllegalTransition(N_("No such clock is running."))
    return found


def longest_extension(application: PermitApplication, on: dt.date) -> Period:
    """How long the period can be extended; raises what stands in the way, with its article."""
    row, rule, state = clock_of(application, on)
    return check_extendable(rule, state, row.article or "")


def request_extension(
    public_id: str, request: Request, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Propose an extension to whoever the law names (行政许可法 42: the organ's head).

    Raises ``RuleViolation`` for a period that knows none, a second time, one too long or too late.
    """
    application, today = load(public_id, version, actor), local_date(at)
    advance(TRANSITIONS[application.nature], application.state, Action.EXTEND)
    row, rule, state = clock_of(application, today)
    period = check_request(request, rule, state, row.article or "", today)
    if casework_queries.find_open(subject_of(application), EXTEND):
        raise IllegalTransition(N_("An extension is proposed already."))
    remember_preparer(application, actor)
    kindergarten = queries.kindergarten_of(application)
    name = kindergarten.name if kindergarten else application.applicant
    preparation = Preparation(
        act=EXTEND,
        title=f"关于延长{name}{MATTERS[application.kind]}审查期限的意见",
        text=request.reason.strip(),
        basis=(Article.DECISION_TERM,),
        level=level_of(rule),
        payload={"period": period.to_json()},
        also_prepared_by=tuple(application.preparers),
        begun_on=application.accepted_on,
    )
    proposal = casework.prepare(subject_of(application), preparation, actor, at)
    changes = {"reason": [None, request.reason.strip()]}
    record_on(application, "request_extension", changes, actor, at, article=Article.DECISION_TERM)
    return proposal


def carry_out_extension(proposal: Proposal, signed: Signed) -> Document:
    """Extend the clock as it was signed and tell the applicant why, with the old and new last day.

    Raises ``RuleViolation`` when it was extended meanwhile or its last day is over, and
    ``IllegalTransition`` when the application is not under review any more: then nothing was signed.
    """
    application = queries.get_application(proposal.subject_id, signed.actor, for_update=True)
    advance(TRANSITIONS[application.nature], application.state, Action.EXTEND)
    _row, _rule, before = clock_of(application, signed.acted_on)
    extension = Extension(
        period=Period.from_json(proposal.payload["period"]),
        reason=proposal.text,
        level_name=signed.level.value,
        approved_by=signed.signer_name,
    )
    subject = subject_of(application)
    deadlines.extend(
        clock_kind(application), subject, extension, signed.actor, signed.at, on=signed.acted_on
    )
    _row, _rule, after = clock_of(application, signed.acted_on)
    return _tell_extension(application, extension, signed, (before.due_on, after.due_on))


def _tell_extension(
    application: PermitApplication,
    extension: Extension,
    signed: Signed,
    last_days: tuple[dt.date, dt.date],
) -> Document:
    """The notice and the ledger of an extension; ``last_days`` are the old and the new one."""
    old, new = last_days
    facts = ExtensionFacts(
        **common(application, signed.acted_on),
        reason=extension.reason,
        extended_by_words=in_chinese(extension.period),
        old_last_day=old,
        new_last_day=new,
        approved_by=f"{LEVELS_IN_PAPERS[signed.level]}{signed.signer_name}",
        approved_on=signed.acted_on,
    )
    document = documents.issue(
        DocumentKind.EXTENSION_NOTICE,
        subject_of(application),
        facts,
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
    )
    changes = {
        "old_last_day": [None, old.isoformat()],
        "new_last_day": [None, new.isoformat()],
        "number": [None, document.number],
    }
    record_on(
        application,
        "extend",
        changes,
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
        article=Article.EXTENDED_BY_THE_HEAD,
    )
    return document


def pause(
    public_id: str, procedure: Procedure, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Stop the clock for a hearing, test, appraisal or review that a law requires, and tell how long.

    Raises ``RuleViolation`` for a period that runs through, or without a basis.
    """
    application, today = load(public_id, version, actor), local_date(at)
    advance(TRANSITIONS[application.nature], application.state, Action.PAUSE)
    row, rule, _state = clock_of(application, today)
    check_procedure(procedure, rule, row.article or "")
    reason = PauseReason(
        ground=procedure.ground,
        basis=procedure.basis,
        text=procedure.reason,
        lasts=procedure.lasts,
    )
    subject = subject_of(application)
    deadlines.pause(clock_kind(application), subject, procedure.from_day, reason, actor, at)
    return _tell_pause(application, procedure, actor, at)


def _tell_pause(
    application: PermitApplication, procedure: Procedure, actor: Actor, at: dt.datetime
) -> Document:
    """The notice and the ledger of a pause."""
    facts = SpecialProcedureFacts(
        **common(application, local_date(at)),
        procedure=PROCEDURE_WORDS[procedure.ground],
        required_by=procedure.basis.strip(),
        from_day=procedure.from_day,
        days_words=in_chinese(procedure.lasts),
        carried_out_by=procedure.carried_out_by.strip(),
        reason=procedure.reason.strip(),
    )
    document = documents.issue(
        DocumentKind.SPECIAL_PROCEDURE_NOTICE, subject_of(application), facts, actor, at
    )
    changes = {
        "procedure": [None, PROCEDURE_WORDS[procedure.ground]],
        "required_by": [None, procedure.basis.strip()],
        "number": [None, document.number],
    }
    record_on(
        application,
        "pause",
        changes,
        actor,
        at,
        acted_on=procedure.from_day,
        article=Article.PAUSES_OF_LICENSING,
    )
    return document


def resume(
    public_id: str, on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> PermitApplication:
    """Let the clock go on: the day after ``on`` is the first that counts again."""
    application = load(public_id, version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.RESUME)
    deadlines.resume(clock_kind(application), subject_of(application), on, actor, at)
    _row, _rule, state = clock_of(application, local_date(at))
    changes = {"new_last_day": [None, state.due_on.isoformat()]}
    record_on(application, "resume", changes, actor, at, acted_on=on)
    return application


casework.register_executor(EXTEND, carry_out_extension)
