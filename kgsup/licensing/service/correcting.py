"""One request with everything that is missing, and the applicant's answer to it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kgsup.access.actor import Actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import Period
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import ChangedItem, CorrectionFacts, DemandedItem, OnTheSpotFacts
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
    name_of,
    title_of,
    visible_before,
)
from kgsup.licensing.rules.fields import ApplicationField, read_values
from kgsup.licensing.rules.intake import check_asked_on
from kgsup.licensing.rules.kinds import KindRule
from kgsup.licensing.rules.matters import field_words
from kgsup.licensing.rules.periods import in_chinese
from kgsup.licensing.rules.states import TRANSITIONS, Action
from kgsup.licensing.service.intake import load, move, notice_period
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common
from kgsup.licensing.service.receiving import start_correction_clock
from kgsup.licensing.service.starting import Paper, enter_paper


@dataclass(frozen=True, kw_only=True)
class Request:
    """What a reviewer asks for, on which version; ``override`` by an approver, for a second request.

    ``asked_on`` is the date on the paper when it was made earlier than it is entered.
    """

    items: tuple[Item, ...]
    how: str = ""
    asked_on: dt.date | None = None
    version: int | None = None
    override: Override | None = None


def request_correction(public_id: str, request: Request, actor: Actor, at: dt.datetime) -> Document:
    """Ask once for everything that is missing; the applicant's time begins with service.

    Raises ``RuleViolation`` for nothing flagged, and for what was visible before (行政许可法 32).
    """
    application = load(public_id, request.version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.REQUEST_CORRECTION)
    asked_on = request.asked_on or local_date(at)
    check_asked_on(asked_on, notice_period(application), local_date(at))
    rounds = rounds_of(application)
    rule = queries.rule_of(application, local_date(at))
    check_request(rule, request.items, rounds, request.override)
    remember_preparer(application, actor)
    changes: dict[str, Any] = {**move(application, Action.REQUEST_CORRECTION)}
    document = _issue(application, request, asked_on, actor, at)
    override = request.override if visible_before(request.items, rounds) else None
    row = _row(application, request, len(rounds) + 1, document)
    row.asked_on, row.asked_by = asked_on, actor.name
    if override:
        row.override_reason, row.overridden_by = override.reason.strip(), override.by
        changes["reason"] = [None, override.reason.strip()]
    db.session.add(row)
    deadlines.stop(
        DeadlineKind.CORRECTION_NOTICE,
        subject_of(application),
        asked_on,
        actor,
        at,
    )
    changes |= {
        "to_correct": [None, _names(request.items, rule)],
        "number": [None, document.number],
    }
    act = "override_asking_once" if override else "request_correction"
    article = Article.CORRECTION_ASKED_ONCE
    record_on(application, act, changes, actor, at, acted_on=asked_on, article=article)
    return document


def _names(items: Sequence[Item], rule: KindRule) -> list[str]:
    """What a ledger row says of points: fields by their key, papers by their name."""
    return [item.code if item.of is Of.FIELD else title_of(item, rule) for item in items]


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
    application: PermitApplication, request: Request, sequence: int, document: Document
) -> CorrectionRequest:
    return CorrectionRequest(
        county_code=application.county_code,
        permit_application_id=application.id,
        sequence=sequence,
        items=[item.to_json() for item in request.items],
        document=document.public_id,
        changed=[],
        explained={},
    )


def _issue(
    application: PermitApplication,
    request: Request,
    asked_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> Document:
    term = Period.from_json(value(application.county_code, Key.CORRECTION_ANSWER, on=asked_on))
    facts = CorrectionFacts(
        **common(application, asked_on),
        items=tuple(_demanded(application, item, at) for item in request.items),
        how=request.how.strip(),
        answer_words=in_chinese(term),
    )
    kind = DocumentKind.CORRECTION_REQUEST
    return documents.issue(kind, subject_of(application), facts, actor, at, acted_on=asked_on)


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
    changes: dict[str, Any] = {**move(application, Action.ANSWER_CORRECTION)}
    request = next(row for row in queries.requests_of(application) if row.answered_at is None)
    items = [Item.from_json(item) for item in request.items]
    answered = _answered(application, answer)
    check_answer(items, answered)
    application.values = {
        **application.values,
        **{name.value: text.strip() for name, text in answer.values.items()},
    }
    read_values(application.values, answer.values)  # what cannot be read corrects nothing
    for paper in answer.papers:
        enter_paper(application, paper, actor, at)
    # A request that was never served is answered as well: the papers are here.
    request.answered_at = at
    request.changed = sorted([of.value, code] for of, code in answered.changed)
    request.explained = {
        name_of(key): text.strip() for key, text in answer.explained.items() if text.strip()
    }
    day = local_date(at)
    subject = subject_of(application)
    if clocks.find_running(DeadlineKind.CORRECTION_ANSWER, subject):  # begun by its service
        deadlines.stop(DeadlineKind.CORRECTION_ANSWER, subject, day, actor, at)
    start_correction_clock(application, day, actor, at)
    corrected = [item for item in items if item.key in answered.changed]
    changes["corrected"] = [None, _names(corrected, queries.rule_of(application, day))]
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


@dataclass(frozen=True, kw_only=True)
class OnTheSpot:
    """What the applicant, who is present, corrects with the clerk: new texts, and who corrected them."""

    values: Mapping[ApplicationField, str]
    corrected_by: str
    version: int | None = None


def correct_on_the_spot(
    public_id: str, correction: OnTheSpot, actor: Actor, at: dt.datetime
) -> Document:
    """Correct what can be corrected at once, with a slip of before and after (行政许可法 32.1(3)).

    It is no request: nothing is asked for, no period begins or ends.  Raises ``RuleViolation`` when
    nothing changed or a text cannot be read, ``IllegalTransition`` outside the time for it.
    """
    application = load(public_id, correction.version, actor)
    advance(TRANSITIONS[application.nature], application.state, Action.CORRECT_ON_THE_SPOT)
    if not correction.corrected_by.strip():
        raise RuleViolation(N_("Say who corrects it: the applicant is present."))
    changed = _changed(application, correction.values, at)
    before = dict(application.values)
    application.values = {**before, **{name.value: text for name, text in changed.items()}}
    read_values(application.values, changed)
    remember_preparer(application, actor)
    document = _issue_slip(application, before, changed, correction, (actor, at))
    _note_in_last_round(application, changed)
    lines = [
        f"{field_words(name)}：{before.get(name, '')} → {text}" for name, text in changed.items()
    ]
    changes = {"corrected": [None, "；".join(lines)], "number": [None, document.number]}
    article = Article.CORRECTED_ON_THE_SPOT
    record_on(application, "correct_on_the_spot", changes, actor, at, article=article)
    return document


def _changed(
    application: PermitApplication, values: Mapping[ApplicationField, str], at: dt.datetime
) -> dict[ApplicationField, str]:
    allowed = queries.rule_of(application, local_date(at)).fields
    changed = {
        name: text.strip()
        for name, text in values.items()
        if name in allowed and text.strip() != application.values.get(name, "")
    }
    if not changed:
        raise RuleViolation(N_("Nothing has been changed."))
    return changed


def _issue_slip(
    application: PermitApplication,
    before: Mapping[str, str],
    changed: Mapping[ApplicationField, str],
    correction: OnTheSpot,
    done: tuple[Actor, dt.datetime],
) -> Document:
    actor, at = done
    items = tuple(
        ChangedItem(
            label=field_words(name),
            before=queries.words_of(name, before.get(name, "")),
            after=queries.words_of(name, text),
        )
        for name, text in changed.items()
    )
    facts = OnTheSpotFacts(
        **common(application, local_date(at)),
        corrected=items,
        corrected_at=at,
        corrected_by=correction.corrected_by.strip(),
        received_by=actor.name,
    )
    kind = DocumentKind.ON_THE_SPOT_CORRECTION
    return documents.issue(kind, subject_of(application), facts, actor, at)


def _note_in_last_round(
    application: PermitApplication, changed: Mapping[ApplicationField, str]
) -> None:
    """What changed after a request is new to the reviewer: it may be asked about."""
    requests = queries.requests_of(application)
    if requests:
        fresh = {(Of.FIELD.value, name.value) for name in changed}
        known = {(of, code) for of, code in requests[-1].changed}
        requests[-1].changed = sorted([of, code] for of, code in known | fresh)
