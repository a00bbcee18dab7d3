"""What phones send: one operation, applied exactly once, answered the same however often it comes."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from kgsup.access.actor import Actor
from kgsup.core.db import Json, db
from kgsup.core.errors import N_, RuleViolation
from kgsup.inspections import queries, service
from kgsup.inspections.adapters.schema import SHAPE_PROBLEMS_SHOWN, shape_problems
from kgsup.inspections.models import Visit, VisitOperation, VisitSetAside
from kgsup.inspections.rules.conflicts import NotApplied
from kgsup.inspections.rules.differences import differences
from kgsup.inspections.rules.judgement import VisitRefused
from kgsup.inspections.rules.problems import Problem
from kgsup.inspections.rules.texts import unfit_values
from kgsup.inspections.rules.visits import SetAside, VisitState

APPLIED, CONFLICT, REFUSED = 200, 409, 422


class BadShape(RuleViolation):
    """The body has not the published shape; carries what is wrong and where."""

    def __init__(self, problems: Sequence[Json]) -> None:
        super().__init__(N_("The document has not the published shape."))
        self.problems = list(problems)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered; ``problems`` and ``message`` are translated at the edge, never stored."""

    status: int
    answer: Json
    problems: Sequence[Problem] = ()
    message: str | None = None
    replayed: bool = field(default=False)


def body_hash(body: Json) -> str:
    """SHA-256 over the body in one canonical writing, so that blanks and order do not count."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_body(data: bytes) -> object:
    """The JSON value that was sent; raises ``BadShape`` for what is none or is nested beyond reading."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadShape([{"pointer": "", "message": "not readable as JSON"}]) from error


def check_shape(body: object) -> Json:
    """Return the body when it has the published shape and only texts that can be kept and shown.

    Raises ``BadShape``.
    """
    unfit = islice(unfit_values(body), SHAPE_PROBLEMS_SHOWN)
    problems = [{"pointer": each.pointer, "message": each.message} for each in unfit]
    problems = problems or shape_problems(body)
    if problems or not isinstance(body, dict):
        raise BadShape(problems)
    return body


def apply(body: Json, actor: Actor, at: dt.datetime) -> Reply:
    """Apply an operation of the published shape within the caller's transaction.

    Replays get the stored answer.  The same id with another content, an older version and a record that
    is signed answer 409 and keep what was sent.  A record that cannot be signed yet answers 422 with all
    problems and is kept as a draft.  Raises ``Missing`` for what the actor does not reach.
    """
    if actor.id is None:
        raise RuleViolation(N_("A person makes a visit, not the program: sign in."))
    queries.lock_user(actor.id)
    sha256 = body_hash(body)
    earlier = queries.find_operation(actor.id, body["operation_id"])
    if earlier and earlier.body_sha256 == sha256:
        return _again(earlier, actor, at)
    try:
        if earlier:
            raise _other_content(body, actor)
        reply = _carry_out(body, actor, at)
    except NotApplied as refusal:
        if refusal.reason is SetAside.ALREADY_SIGNED and not refusal.differences:
            signed = queries.get_visit(body["visit"]["id"], actor)
            return Reply(status=APPLIED, answer=_answer("signed", signed), replayed=True)
        service.set_aside(refusal, _kept(body, sha256, actor.id), actor, at)
        return _conflict(refusal, body, actor)
    db.session.add(
        VisitOperation(
            user_id=actor.id,
            operation_id=body["operation_id"],
            visit=body["visit"]["id"],
            body_sha256=sha256,
            status=reply.status,
            answer=reply.answer,
            applied_at=at,
        )
    )
    return reply


def _other_content(body: Json, actor: Actor) -> NotApplied:
    visit = queries.find_visit(body["visit"]["id"], actor)
    if visit is None:
        return NotApplied(SetAside.SAME_OPERATION, 0)
    places = differences(visit.document, body["visit"])
    return NotApplied(SetAside.SAME_OPERATION, visit.version, places)


def _carry_out(body: Json, actor: Actor, at: dt.datetime) -> Reply:
    visit = service.save_draft(body["visit"], body["version"], actor, at)
    if not body["finish"]:
        return Reply(
            status=APPLIED,
            answer=_answer("saved", visit),
            problems=service.judge_visit(visit, actor, at),
        )
    try:
        signed = service.sign_visit(visit, actor, at)
    except VisitRefused as refusal:
        db.session.flush()  # the version of the draft that was kept
        return Reply(
            status=REFUSED,
            answer=_answer("refused", visit),
            problems=refusal.problems,
            message=refusal.message,
        )
    db.session.flush()  # the version
    made = {
        "record": signed.report.public_id,
        "findings": signed.findings,
        "follow_ups": signed.follow_ups,
        "closed": signed.closed,
    }
    return Reply(status=APPLIED, answer=_answer("signed", visit) | made, problems=signed.warnings)


def _answer(result: str, visit: Visit) -> Json:
    return {
        "result": result,
        "visit": visit.public_id,
        "version": visit.version,
        "state": visit.state.value,
        "number": visit.number,
    }


def _again(earlier: VisitOperation, actor: Actor, at: dt.datetime) -> Reply:
    """The stored answer; the problems of a draft are judged again, they are not stored."""
    problems: Sequence[Problem] = ()
    visit = queries.get_visit(earlier.visit, actor)
    if visit.state is VisitState.DRAFT:
        problems = service.judge_visit(visit, actor, at)
    return Reply(status=earlier.status, answer=earlier.answer, problems=problems, replayed=True)


def _kept(body: Json, sha256: str, user_id: int) -> VisitSetAside:
    return VisitSetAside(
        user_id=user_id,
        operation_id=body["operation_id"],
        visit=body["visit"]["id"],
        body_sha256=sha256,
        document=body["visit"],
    )


def _conflict(refusal: NotApplied, body: Json, actor: Actor) -> Reply:
    visit = queries.find_visit(body["visit"]["id"], actor)
    changes: list[dict[str, Any]] = [
        {"pointer": place.pointer, "kept": place.kept, "sent": place.sent}
        for place in refusal.differences
    ]
    answer: Json = {
        "result": "conflict",
        "reason": refusal.reason.value,
        "kept": True,
        "differences": changes,
        "visit": body["visit"]["id"],
        "version": visit.version if visit else None,
        "state": visit.state.value if visit else None,
        "number": visit.number if visit else None,
        "document": visit.document if visit else None,
    }
    return Reply(status=CONFLICT, answer=answer, message=refusal.message)
