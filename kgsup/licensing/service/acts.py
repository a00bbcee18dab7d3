"""撤回, 撤销, 吊销, 注销: from the draft over the holder's hearing to the end of the licence."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.queries import find_open
from kgsup.casework.rules import Level, Preparation
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Conflict, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workflow import advance
from kgsup.deadlines import service as deadlines
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.kindergartens.queries import current_licence, get_kindergarten
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import find_open_act, get_act, kindergarten_of_act
from kgsup.licensing.queries.terminating import is_end_confirmed, termination_of
from kgsup.licensing.rules import acts as rules
from kgsup.licensing.rules.acts import ActState, ActStep, Ground, NewAct
from kgsup.licensing.service.act_papers import intent_kind, intent_of
from kgsup.licensing.service.ending import WORDS

SUBJECT = "licence_act"


def subject_of_act(act: LicenceAct) -> Subject:
    """An act as ledger, clocks and papers name it."""
    kindergarten = kindergarten_of_act(act)
    return Subject(SUBJECT, act.public_id, act.county_code, kindergarten.public_id)


def record_on_act(
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
    if find_open_act(kindergarten) is not None:
        raise Conflict(N_("An act on this licence is open already: decide or drop it first."))
    act = LicenceAct(
        county_code=kindergarten.county_code,
        kindergarten_id=kindergarten.id,
        kind=new.kind,
        ground=new.ground,
        facts_text=new.facts_text.strip(),
        licence_number=licence.number,
        penalty_number=new.penalty_number.strip(),
        compensation=new.compensation.strip(),
        weighing=new.weighing.strip(),
        effective_on=new.effective_on,
        prepared_by=actor.id,
        prepared_by_name=actor.name,
        opened_at=at,
        forms_taken_back=[],
    )
    db.session.add(act)
    db.session.flush()  # its public id
    changes = {"kind": [None, new.kind.value], "ground": [None, new.ground.value]}
    record_on_act(act, "draft", changes, (actor, at))
    return act


def load_act(public_id: str, version: int | None, actor: Actor) -> LicenceAct:
    """An act locked for its next step, on the version that the actor saw."""
    act = get_act(public_id, actor, for_update=True)
    require_version(act, version)
    return act


def move(act: LicenceAct, step: ActStep) -> dict[str, Any]:
    before = act.state
    act.state = advance(rules.TRANSITIONS[act.kind], before, step)
    return {"state": [before.value, act.state.value]}


def notify_holder(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> Document:
    """Tell the holder what is intended and on which ground.

    The five working days to be heard run from the service of the paper.
    """
    act = load_act(public_id, version, actor)
    changes = move(act, ActStep.NOTIFY)
    today = local_date(at)
    document = documents.issue(
        intent_kind(act), subject_of_act(act), intent_of(act, today), actor, at
    )
    act.notified_on, act.notice = today, document.public_id
    record_on_act(act, "notify", changes | {"number": [None, document.number]}, (actor, at))
    return document


def record_statement(
    public_id: str, statement: str, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Record what the holder says before the decision (陈述申辩)."""
    act = load_act(public_id, version, actor)
    if act.state is not ActState.NOTIFIED or not statement.strip():
        raise RuleViolation(N_("Write what the holder stated after having been told."))
    act.statement = statement.strip()
    record_on_act(act, "state", {"statement": [None, act.statement]}, (actor, at))
    return act


def propose_act(
    public_id: str, text: str, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Propose the decision at the level that the act needs."""
    act = load_act(public_id, version, actor)
    advance(rules.TRANSITIONS[act.kind], act.state, ActStep.DECIDE)
    _require_end_confirmed(act)
    levels = value(act.county_code, Key.DECISION_LEVELS, on=local_date(at))
    name = kindergarten_of_act(act).name
    level = levels.get(f"{rules.DECIDE}/{act.kind}") or levels.get(rules.DECIDE)
    preparation = Preparation(
        act=rules.DECIDE,
        title=f"关于{name}办学许可证{WORDS[act.kind]}的审批意见",
        text=text.strip() or act.facts_text,
        basis=(rules.ARTICLES[act.ground],),
        level=Level(level) if level else rules.LEVELS[act.kind],
        needs_legal_review=act.kind in rules.LEGALLY_REVIEWED,
        payload={},
        also_prepared_by=_preparers(act),
        begun_on=act.notified_on,
    )
    proposal = casework.prepare(subject_of_act(act), preparation, actor, at)
    record_on_act(act, "propose", {"decision": [None, act.kind.value]}, (actor, at))
    return proposal


def _require_end_confirmed(act: LicenceAct) -> None:
    """A kindergarten that ends by an approved termination is closed when every child has a place."""
    termination = termination_of(kindergarten_of_act(act))
    ends = act.ground is Ground.TERMINATED and termination is not None
    if ends and termination is not None and not is_end_confirmed(termination):
        raise RuleViolation(
            N_("Confirm on the page of the termination first that every child has a place."),
            Article.ENDING_OF_A_SCHOOL,
        )


def _preparers(act: LicenceAct) -> tuple[dict[str, Any], ...]:
    """Who drafted the act, unless it was the program: none of them decides it."""
    if act.prepared_by is None:
        return ()
    return ({"id": act.prepared_by, "name": act.prepared_by_name},)


def drop_act(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Drop an act before its decision, for a reason."""
    act = load_act(public_id, version, actor)
    if not reason.strip():
        raise RuleViolation(N_("Say why."))
    proposal = find_open(subject_of_act(act), rules.DECIDE)
    if proposal is not None:
        casework.withdraw(proposal.public_id, reason, None, actor, at)
    act.dropped_reason = reason.strip()
    changes = move(act, ActStep.DROP) | {"reason": [None, reason.strip()]}
    deadlines.stop_all(subject_of_act(act), local_date(at), actor, at)
    record_on_act(act, "drop", changes, (actor, at))
    return act
