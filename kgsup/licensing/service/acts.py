"""撤回, 撤销, 吊销, 注销: from the draft over the holder's hearing to the end of the licence."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, Preparation, register_act_title
from kgsup.casework.service import Signed
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule, Period, Unit
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence, get_kindergarten
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.licence_acts import Ending
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import get_act, kindergarten_of_act
from kgsup.licensing.rules import acts as rules
from kgsup.licensing.rules.acts import ActKind, ActState, ActStep, NewAct
from kgsup.licensing.service.act_papers import decision_kind, decision_of, intent_kind, intent_of
from kgsup.publications import service as publications
from kgsup.publications.rules import Plan, PublicationKind, public_words

SUBJECT = "licence_act"
_ANSWER = ClockRule(
    legal=Period(count=rules.ANSWER_WORKING_DAYS, unit=Unit.WORKING_DAYS), rolls=True
)


def subject_of_act(act: LicenceAct) -> Subject:
    """An act as ledger, clocks and papers name it."""
    kindergarten = kindergarten_of_act(act)
    return Subject(SUBJECT, act.public_id, act.county_code, kindergarten.public_id)


def _record(
    act: LicenceAct,
    step: str,
    changes: dict[str, Any],
    done: tuple[Actor, dt.datetime],
    acted_on: dt.date | None = None,
) -> None:
    actor, at = done
    acted_on = None if acted_on == local_date(at) else acted_on
    article = rules.ARTICLES[act.ground]
    subject = subject_of_act(act)
    record(actor, f"licensing.act.{step}", subject, changes, at, acted_on=acted_on, article=article)


def draft_act(kindergarten_id: str, new: NewAct, actor: Actor, at: dt.datetime) -> LicenceAct:
    """Prepare one of the four acts on the current licence of a kindergarten.

    Raises ``RuleViolation`` for a ground of another act, missing facts, or what cannot follow on the
    present state of the licence.
    """
    kindergarten = get_kindergarten(kindergarten_id, actor, for_update=True)
    today = local_date(at)
    rules.check_new(new, today)
    licence = current_licence(kindergarten, today)
    if licence is None:
        raise RuleViolation(N_("This kindergarten has no licence."))
    rules.check_follows(new.kind, new.ground, licence.state)
    act = LicenceAct(
        county_code=kindergarten.county_code,
        kindergarten_id=kindergarten.id,
        kind=new.kind,
        ground=new.ground,
        facts_text=new.facts_text.strip(),
        licence_number=licence.number,
        penalty_number=new.penalty_number.strip(),
        compensation=new.compensation.strip(),
        effective_on=new.effective_on,
        prepared_by=actor.id,
        prepared_by_name=actor.name,
        opened_at=at,
        forms_taken_back=[],
    )
    db.session.add(act)
    db.session.flush()  # its public id
    changes = {"kind": [None, new.kind.value], "ground": [None, new.ground.value]}
    _record(act, "draft", changes, (actor, at))
    return act


def load_act(public_id: str, version: int | None, actor: Actor) -> LicenceAct:
    """An act locked for its next step, on the version that the actor saw."""
    act = get_act(public_id, actor, for_update=True)
    require_version(act, version)
    return act


def _move(act: LicenceAct, step: ActStep) -> dict[str, Any]:
    before = act.state
    act.state = advance(rules.TRANSITIONS[act.kind], before, step)
    return {"state": [before.value, act.state.value]}


def notify_holder(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> Document:
    """Tell the holder what is intended and on which ground; five working days to be heard."""
    act = load_act(public_id, version, actor)
    changes = _move(act, ActStep.NOTIFY)
    today = local_date(at)
    document = documents.issue(
        intent_kind(act), subject_of_act(act), intent_of(act, today), actor, at
    )
    act.notified_on, act.notice = today, document.public_id
    deadlines.start(
        DeadlineKind.HEARING_REQUEST,
        subject_of_act(act),
        _ANSWER,
        today,
        actor,
        at,
        article="行政许可法 47",
    )
    _record(act, "notify", changes | {"number": [None, document.number]}, (actor, at))
    return document


def record_statement(
    public_id: str, statement: str, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Record what the holder says before the decision (陈述申辩)."""
    act = load_act(public_id, version, actor)
    if act.state is not ActState.NOTIFIED or not statement.strip():
        raise RuleViolation(N_("Write what the holder stated after having been told."))
    act.statement = statement.strip()
    _record(act, "state", {"statement": [None, act.statement]}, (actor, at))
    return act


def propose_act(
    public_id: str, text: str, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Propose the decision at the level that the act needs."""
    act = load_act(public_id, version, actor)
    advance(rules.TRANSITIONS[act.kind], act.state, ActStep.DECIDE)
    levels = value(act.county_code, Key.DECISION_LEVELS, on=local_date(at))
    name = kindergarten_of_act(act).name
    level = levels.get(f"{rules.DECIDE}/{act.kind}") or levels.get(rules.DECIDE)
    preparation = Preparation(
        act=rules.DECIDE,
        title=f"关于{name}办学许可证{_WORDS[act.kind]}的审批意见",
        text=text.strip() or act.facts_text,
        basis=(rules.ARTICLES[act.ground],),
        level=Level(level) if level else rules.LEVELS[act.kind],
        needs_legal_review=act.kind in rules.LEGALLY_REVIEWED,
        payload={},
        also_prepared_by=({"id": act.prepared_by, "name": act.prepared_by_name},),
        begun_on=act.notified_on,
    )
    proposal = casework.prepare(subject_of_act(act), preparation, actor, at)
    _record(act, "propose", {"decision": [None, act.kind.value]}, (actor, at))
    return proposal


_WORDS = {
    ActKind.WITHDRAW: "撤回",
    ActKind.ANNUL: "撤销",
    ActKind.REVOKE: "吊销",
    ActKind.CANCEL: "注销",
}


def carry_out_act(proposal: Proposal, signed: Signed) -> Document:
    """End the licence as it was signed: register, number, paper and publication in one transaction."""
    act = load_act(proposal.subject_id, None, signed.actor)
    changes = _before_decision(act, signed)
    kindergarten = kindergarten_of_act(act)
    licence = current_licence(kindergarten, signed.acted_on)
    register.end_licence(
        kindergarten.public_id,
        Ending(
            state=rules.ENDS_AS[act.kind],
            on=act.effective_on or signed.acted_on,
            reason=act.facts_text,
        ),
        Source(kind=SourceKind.CASE, reference=act.public_id),
        signed.actor,
        signed.at,
    )
    document = documents.issue(
        decision_kind(act),
        subject_of_act(act),
        decision_of(act, licence, signed.acted_on),
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
        office_number=signed.office_number,
    )
    _enter(act, proposal, document, signed)
    _publish(act, kindergarten, document, signed)
    changes |= {"number": [None, document.number]}
    _record(act, "decide", changes, (signed.actor, signed.at), signed.acted_on)
    return document


def _before_decision(act: LicenceAct, signed: Signed) -> dict[str, Any]:
    before = act.state
    after = advance(rules.TRANSITIONS[act.kind], before, ActStep.DECIDE)
    running = clocks.find_running(DeadlineKind.HEARING_REQUEST, subject_of_act(act))
    rules.check_decided(
        signed.acted_on,
        notified_on=act.notified_on,
        answer_over=running is None or running.due_on < local_date(signed.at),
        stated=bool(act.statement),
        today=local_date(signed.at),
    )
    return {"state": [before.value, after.value]}


def _enter(act: LicenceAct, proposal: Proposal, document: Document, signed: Signed) -> None:
    act.prepared_by = proposal.prepared_by
    act.decided_by, act.decided_by_name = signed.signer_id, signed.signer_name
    act.decided_at, act.decided_on = signed.at, signed.acted_on
    act.document, act.document_number = document.public_id, document.number
    act.effective_on = act.effective_on or signed.acted_on
    act.state = advance(rules.TRANSITIONS[act.kind], act.state, ActStep.DECIDE)
    deadlines.stop_all(subject_of_act(act), signed.acted_on, signed.actor, signed.at)


def _publish(
    act: LicenceAct, kindergarten: Kindergarten, document: Document, signed: Signed
) -> None:
    kind = PublicationKind.LICENCE_ENDED
    facts = {
        "counterpart_name": kindergarten.name,
        "counterpart_category": "法人及非法人组织",
        "counterpart_code": kindergarten.credit_code or "",
        "legal_representative": kindergarten.head or "",
        "kindergarten": kindergarten.name,
        "address": kindergarten.address or "",
        "decision_number": document.number,
        "licence_number": act.licence_number,
        "permit_kind": "普通许可",
        "content": f"{_WORDS[act.kind]}办学许可证",
        "status": _WORDS[act.kind],
        "ends_on": (act.effective_on or signed.acted_on).isoformat(),
    }
    plan = Plan(
        kind=kind,
        decided_on=signed.acted_on,
        title=f"{kindergarten.name}办学许可证{_WORDS[act.kind]}",
        facts=public_words(kind, facts),
    )
    publications.plan(subject_of_act(act), plan, signed.actor, signed.at)


def drop_act(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Drop an act before its decision, for a reason."""
    act = load_act(public_id, version, actor)
    if not reason.strip():
        raise RuleViolation(N_("Say why."))
    act.dropped_reason = reason.strip()
    changes = _move(act, ActStep.DROP) | {"reason": [None, reason.strip()]}
    deadlines.stop_all(subject_of_act(act), local_date(at), actor, at)
    _record(act, "drop", changes, (actor, at))
    return act


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What came back after the decision: serial numbers of forms, and the day the seal was destroyed."""

    serials: Sequence[str]
    taken_on: dt.date
    seal_destroyed_on: dt.date | None = None


def close_act(
    public_id: str, taken: TakenBack, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Close an act that was served, with the certificates that came back (民办教育促进法 60)."""
    act = load_act(public_id, version, actor)
    if act.served_on is None:
        raise RuleViolation(N_("The decision has not been served yet."))
    if not act.served_on <= taken.taken_on <= local_date(at):
        raise RuleViolation(N_("The day lies before the service or in the future."))
    act.forms_taken_back = [serial.strip() for serial in taken.serials if serial.strip()]
    act.seal_destroyed_on, act.closed_at = taken.seal_destroyed_on, at
    changes = _move(act, ActStep.CLOSE)
    changes["forms_taken_back"] = [None, "、".join(act.forms_taken_back)]
    _record(act, "close", changes, (actor, at), taken.taken_on)
    return act


register_act_title(rules.DECIDE, N_("End of a licence"), "行政许可审批表")
casework.register_executor(rules.DECIDE, carry_out_act)
