"""Acts on questions to other departments; the caller opens the transaction."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing
from kgsup.core.workflow import advance
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.files.queries import find_evidence
from kgsup.referrals import queries, rules
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Action, Answer, Question, State

TOKEN_BYTES = 32  # 256 bits: nobody guesses a link


def ask(
    subject: Subject, question: Question, actor: Actor, at: dt.datetime
) -> tuple[Referral, str]:
    """Ask a department about a case and start its clock; the token of its link is given this once.

    The caller has loaded the case in scope.  Raises ``RuleViolation`` for a question nobody can answer.
    """
    if not actor.reaches_county(subject.county_code):
        raise Missing(N_("There is no such page or record."))
    asked_on = rules.check_question(question, local_date(at))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    referral = _new(subject, question, token, actor, at)
    referral.asked_on = asked_on
    db.session.add(referral)
    db.session.flush()  # its public id, by which the clock and the ledger know it
    rule = ClockRule(legal=question.reply_by_period)
    clock = deadlines.start(
        DeadlineKind.REFERRAL_REPLY,
        subject_of(referral),
        rule,
        asked_on,
        actor,
        at,
        title=referral.department,
    )
    changes = {
        "department": [None, referral.department],
        "question": [None, referral.question],
        "silence": [None, referral.silence],
        "reply_by": [None, clock.due_on.isoformat()],
    }
    _record(referral, "ask", changes, actor, at, acted_on=asked_on)
    return referral, token


def _new(
    subject: Subject, question: Question, token: str, actor: Actor, at: dt.datetime
) -> Referral:
    return Referral(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        department=question.department.strip(),
        contact=question.contact.strip(),
        question=question.question.strip(),
        facts=[[label.strip(), value.strip()] for label, value in question.facts],
        silence=question.silence.strip(),
        period=question.reply_by_period.to_json(),
        asked_at=at,
        asked_by_name=actor.name,
        token_sha256=queries.token_hash(token),
        link_made_at=at,
        document_id=question.document,
        state=State.ASKED,
    )


def make_link(
    public_id: str, version: int | None, actor: Actor, at: dt.datetime
) -> tuple[Referral, str]:
    """Make a new link; the old one is dead at once.  The token is given this once."""
    referral = _load(public_id, version, actor)
    referral.state = advance(rules.TRANSITIONS, referral.state, Action.MAKE_LINK)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    referral.token_sha256, referral.link_made_at = queries.token_hash(token), at
    _record(referral, "make_link", {}, actor, at)
    return referral, token


def attach_letter(public_id: str, document: str, actor: Actor, at: dt.datetime) -> Referral:
    """Note the letter (L09) by which the question went out; ``document`` is its public id."""
    referral = _load(public_id, None, actor)
    referral.state = advance(rules.TRANSITIONS, referral.state, Action.ATTACH_LETTER)
    before, referral.document_id = referral.document_id, document
    _record(referral, "attach_letter", {"letter": [before, document]}, actor, at)
    return referral


def answer(token: str, given: Answer, at: dt.datetime) -> Referral:
    """Take the answer that a department gave through its link, once.

    Raises ``Missing`` for a dead link and ``IllegalTransition`` for a second answer.
    """
    referral = queries.get_by_token(token, for_update=True)
    actor = department_actor(referral)
    _take(referral, given, actor, at, on_paper=False)
    _record(referral, "answer", _changes_of(referral), actor, at)
    return referral


def record_answer(
    public_id: str, given: Answer, version: int | None, actor: Actor, at: dt.datetime
) -> Referral:
    """Enter an answer that came on paper, with its scan; ``given.answered_on`` is the paper's day."""
    referral = _load(public_id, version, actor)
    _take(referral, given, actor, at, on_paper=True)
    referral.recorded_by_name = actor.name
    _record(
        referral, "record_answer", _changes_of(referral), actor, at, acted_on=referral.answered_on
    )
    return referral


def withdraw(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> Referral:
    """Take a question back: its clock stops and its link is dead."""
    referral = _load(public_id, version, actor)
    referral.state = rules.withdraw(referral.state, reason)
    referral.token_sha256, referral.withdrawn_reason = None, reason.strip()
    _stop_clock(referral, local_date(at), actor, at, outcome="withdrawn")
    _record(referral, "withdraw", {"reason": [None, referral.withdrawn_reason]}, actor, at)
    return referral


def withdraw_all(subject: Subject, reason: str, actor: Actor, at: dt.datetime) -> int:
    """Take back what a case that ended still asks; returns how many questions that were."""
    open_ones = queries.open_ids(subject)
    for public_id in open_ones:
        withdraw(public_id, reason, None, actor, at)
    return len(open_ones)


def department_actor(referral: Referral) -> Actor:
    """Whoever holds the link: acts in the department's name, within the question's county."""
    grant = Grant(role=Role.DEPARTMENT, county_prefix=referral.county_code)
    return Actor(id=None, name=referral.department, grants=(grant,))


def subject_of(referral: Referral) -> Subject:
    """A question as ledger and clocks name it."""
    return Subject(rules.KIND, referral.public_id, referral.county_code, referral.concerns)


def _load(public_id: str, version: int | None, actor: Actor) -> Referral:
    referral = queries.get_referral(public_id, actor, for_update=True)
    require_version(referral, version)
    return referral


def _take(
    referral: Referral, given: Answer, actor: Actor, at: dt.datetime, *, on_paper: bool
) -> None:
    """Check and write an answer, and stop the department's clock on its day."""
    after, answered_on = rules.answer(
        referral.state,
        given,
        asked_on=referral.asked_on,
        today=local_date(at),
        on_paper=on_paper,
    )
    if given.scan and not find_evidence((given.scan,), referral.county_code, actor):
        raise Missing(N_("A photograph or scan is not in this county's evidence."))
    referral.state, referral.opinion, referral.answer = after, given.opinion, given.text.strip()
    referral.answerer_name = given.name.strip()
    referral.answerer_position = given.position.strip()
    referral.scan, referral.answered_on, referral.answered_at = given.scan, answered_on, at
    _stop_clock(referral, answered_on, actor, at, outcome=given.opinion.value)


def _stop_clock(
    referral: Referral, day: dt.date, actor: Actor, at: dt.datetime, *, outcome: str
) -> None:
    deadlines.stop(
        DeadlineKind.REFERRAL_REPLY, subject_of(referral), day, actor, at, outcome=outcome
    )


def _changes_of(referral: Referral) -> dict[str, Any]:
    opinion = referral.opinion.value if referral.opinion else None
    return {
        "opinion": [None, opinion],
        "answer": [None, referral.answer],
        "name": [None, referral.answerer_name],
        "position": [None, referral.answerer_position],
    }


def _record(
    referral: Referral,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
) -> None:
    acted_on = None if acted_on == local_date(at) else acted_on
    record(actor, f"referrals.referral.{act}", subject_of(referral), changes, at, acted_on=acted_on)
