"""One request with everything that is missing, and the applicant's answer to it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kgsup.access.actor import Actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import Period
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import CorrectionFacts, DemandedItem
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import CorrectionRequest, PermitApplication
from kgsup.licensing.rules.corrections import (
    Answered,
    Item,
    Of,
    Override,
    Round,
    check_answer,
    check_request,
    visible_before,
)
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.matters import field_words
from kgsup.licensing.rules.periods import in_chinese
from kgsup.licensing.rules.states import Action
from kgsup.licensing.service.intake import load, move
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common
from kgsup.licensing.service.receiving import start_correction_clock
from kgsup.licensing.service.starting import Paper, enter_paper


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a reviewer asks for, on which version; ``override`` by an approver, for a second request."""

    items: tuple[Item, ...]
    how: str = ""
    version: int | None = None
    override: Override | None = None


def request_correction(public_id: str, request: Request, actor: Actor, at: dt.datetime) -> Document:
    """Ask once for everything that is missing; the applicant's time begins with service.

    Raises ``RuleViolation`` for nothing flagged, and for what was visible before (行政许可法 32).
    """
    application = load(public_id, request.version, actor)
    changes = move(application, Action.REQUEST_CORRECTION)
    rounds = rounds_of(application)
    rule = queries.rule_of(application, local_date(at))
    check_request(rule, request.items, rounds, request.override)
    remember_preparer(application, actor)
    document = _issue(application, request, actor, at)
    needed = bool(visible_before(request.items, rounds))
    db.session.add(_row(application, request, len(rounds) + 1, document, (actor, at, needed)))
    deadlines.stop(
        DeadlineKind.CORRECTION_NOTICE,
        subject_of(application),
        local_date(at),
        actor,
        at,
        outcome=Action.REQUEST_CORRECTION.value,
    )
    changes |= {"to_correct": [None, _names(request.items)], "number": [None, document.number]}
    if needed and request.override:
        changes["reason"] = [None, request.override.reason]
    record_on(application, "request_correction", changes, actor, at, article="行政许可法 32")
    return document


def _names(items: Sequence[Item]) -> str:
    return "、".join(item.code for item in items)


def rounds_of(application: PermitApplication) -> list[Round]:
    """The requests that were made, with what each answer changed."""
    return [
        Round(
            items=tuple(Item.from_json(item) for item in row.items),
            changed=frozenset((Of(of), code) for of, code in row.changed),
        )
        for row in queries.requests_of(application)
    ]


def _row(
    application: PermitApplication,
    request: Request,
    sequence: int,
    document: Document,
    done: tuple[Actor, dt.datetime, bool],
) -> CorrectionRequest:
    actor, at, needs_override = done
    override = request.override if needs_override else None
    return CorrectionRequest(
        county_code=application.county_code,
        permit_application_id=application.id,
        sequence=sequence,
        items=[item.to_json() for item in request.items],
        asked_on=local_date(at),
        asked_by=actor.name,
        document=document.public_id,
        override_reason=override.reason if override else None,
        overridden_by=override.by if override else None,
        changed=[],
        explained={},
    )


def _issue(
    application: PermitApplication, request: Request, actor: Actor, at: dt.datetime
) -> Document:
    term = Period.from_json(
        value(application.county_code, Key.CORRECTION_ANSWER, on=local_date(at))
    )
    facts = CorrectionFacts(
        **common(application, local_date(at)),
        items=tuple(_demanded(application, item, at) for item in request.items),
        how=request.how.strip(),
        answer_words=in_chinese(term),
    )
    return documents.issue(
        DocumentKind.CORRECTION_REQUEST, subject_of(application), facts, actor, at
    )


def _demanded(application: PermitApplication, item: Item, at: dt.datetime) -> DemandedItem:
    rule = queries.rule_of(application, local_date(at))
    paper = rule.paper(item.code) if item.of is Of.PAPER else None
    what = paper.name if paper else field_words(ApplicationField(item.code))
    return DemandedItem(what=what, why=item.what, article=item.article)


@dataclass(frozen=True, kw_only=True)
class AnswerGiven:
    """What the applicant sends back: new texts, new papers, or a word on what stays as it is."""

    values: Mapping[ApplicationField, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    explained: Mapping[tuple[Of, str], str] = field(default_factory=dict)
    version: int | None = None


def answer_correction(
    public_id: str, answer: AnswerGiven, actor: Actor, at: dt.datetime
) -> PermitApplication:
    """Take the corrections: only what was flagged can change; the five working days begin anew.

    Raises ``RuleViolation`` for what was not asked, or a point left without change and word.
    """
    application = load(public_id, answer.version, actor)
    changes = move(application, Action.ANSWER_CORRECTION)
    request = next(row for row in queries.requests_of(application) if row.answered_at is None)
    items = [Item.from_json(item) for item in request.items]
    answered = _answered(application, answer)
    check_answer(items, answered)
    application.values = {
        **application.values,
        **{name.value: text.strip() for name, text in answer.values.items()},
    }
    for paper in answer.papers:
        enter_paper(application, paper, actor, at)
    request.answered_at = at
    request.changed = sorted([of.value, code] for of, code in answered.changed)
    request.explained = {code: text.strip() for (_of, code), text in answer.explained.items()}
    day = local_date(at)
    subject = subject_of(application)
    if clocks.find_running(
        DeadlineKind.CORRECTION_ANSWER, subject
    ):  # begun when the request was served
        deadlines.stop(DeadlineKind.CORRECTION_ANSWER, subject, day, actor, at)
    start_correction_clock(application, day, actor, at)
    changes["corrected"] = [None, "、".join(code for _of, code in sorted(answered.changed))]
    record_on(application, "answer_correction", changes, actor, at)
    return application


def _answered(application: PermitApplication, answer: AnswerGiven) -> Answered:
    fields = {
        (Of.FIELD, name.value)
        for name, text in answer.values.items()
        if text.strip() != application.values.get(name.value, "")
    }
    papers = {(Of.PAPER, paper.code) for paper in answer.papers}
    told = {key for key, text in answer.explained.items() if text.strip()}
    return Answered(changed=frozenset(fields | papers), explained=frozenset(told))


def flagged(application: PermitApplication) -> list[Item]:
    """What an open request asks for; raises ``RuleViolation`` when none is open."""
    for row in queries.requests_of(application):
        if row.answered_at is None:
            return [Item.from_json(item) for item in row.items]
    raise RuleViolation(N_("Nothing is asked for at the moment."))
