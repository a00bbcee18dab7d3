"""After the decision of an act: seal and service of its papers, what is taken back, the end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.clocks import ClockRule, Period, Unit
from kgsup.core.db import require_version
from kgsup.core.errors import N_, Missing
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service
from kgsup.kindergartens import service as register
from kgsup.kindergartens.queries import current_licence, get_kindergarten
from kgsup.kindergartens.rules.facts import PAGE
from kgsup.kindergartens.rules.licence_acts import Ending
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import get_act
from kgsup.licensing.rules import acts as rules
from kgsup.licensing.rules.acts import ActStep
from kgsup.licensing.service.act_papers import taken_back_of
from kgsup.licensing.service.acts import SUBJECT, load_act, move, record_on_act, subject_of_act
from kgsup.licensing.service.certificates import take_back_held

_ANSWER = ClockRule(
    legal=Period(count=rules.ANSWER_WORKING_DAYS, unit=Unit.WORKING_DAYS), rolls=True
)


def load_act_paper(document_id: str, actor: Actor) -> tuple[LicenceAct, Document]:
    """A paper with the act that it belongs to; raises ``Missing`` for any other paper."""
    document = get_document(document_id, actor)
    if document.subject_kind != SUBJECT:
        raise Missing(N_("There is no such page or record."))
    return get_act(document.subject_id, actor, for_update=True), document


def seal_act_paper(
    document_id: str, sealed_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Record that the office sealed a paper of an act (用印)."""
    load_act_paper(document_id, actor)
    return documents.record_seal(document_id, sealed_on, actor, at, version=version)


def serve_act_paper(
    document_id: str, service: Service, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Record that a paper of an act was served.

    The service of the notice begins the holder's five working days (行政许可法 47); that of the decision
    lets the act be closed.  A paper that is served again changes neither day.
    """
    act, document = load_act_paper(document_id, actor)
    documents.record_service(document_id, service, actor, at, version=version)
    if document.public_id == act.notice:
        _begin_answer(act, service.served_on, actor, at)
    if document.public_id == act.document and act.served_on is None:
        act.served_on = service.served_on
        changes = {"served_on": [None, service.served_on.isoformat()]}
        record_on_act(act, "serve", changes, (actor, at), service.served_on)
    return act


def _begin_answer(act: LicenceAct, served_on: dt.date, actor: Actor, at: dt.datetime) -> None:
    subject, kind = subject_of_act(act), DeadlineKind.HEARING_REQUEST
    if any(row.kind is kind for row in clocks.list_of(subject)):
        return
    deadlines.start(kind, subject, _ANSWER, served_on, actor, at, article="行政许可法 47")


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """What came back after the decision: serial numbers of forms, and the day the seal was destroyed."""

    serials: Sequence[str]
    taken_on: dt.date
    handed_over_by: str = ""
    seal_destroyed_on: dt.date | None = None
    remark: str = ""  # why a form did not come back


def close_act(
    public_id: str, taken: TakenBack, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Close an act that was served, with the list of what came back (民办教育促进法 60)."""
    act = load_act(public_id, version, actor)
    advance(rules.TRANSITIONS[act.kind], act.state, ActStep.CLOSE)
    serials = [serial.strip() for serial in taken.serials if serial.strip()]
    rules.check_taken_back(taken.taken_on, act.served_on, local_date(at))
    rules.check_what_came_back(serials, taken.remark, taken.seal_destroyed_on, local_date(at))
    changes = move(act, ActStep.CLOSE)
    act.forms_taken_back = serials
    act.seal_destroyed_on, act.closed_at = taken.seal_destroyed_on, at
    take_back_held(act.county_code, act.kindergarten_id, taken.taken_on, actor, at, serials=serials)
    document = _issue_list(act, taken, actor, at)
    changes |= {
        "forms_taken_back": [None, "、".join(serials) or taken.remark.strip()],
        "number": [None, document.number],
    }
    if taken.seal_destroyed_on:
        changes["seal_destroyed_on"] = [None, taken.seal_destroyed_on.isoformat()]
    deadlines.stop_all(subject_of_act(act), taken.taken_on, actor, at)
    record_on_act(act, "close", changes, (actor, at), taken.taken_on)
    return act


def _issue_list(act: LicenceAct, taken: TakenBack, actor: Actor, at: dt.datetime) -> Document:
    facts = taken_back_of(
        act,
        taken_on=taken.taken_on,
        by=(taken.handed_over_by.strip(), actor.name),
        remark=taken.remark.strip(),
    )
    subject = subject_of_act(act)
    kind = DocumentKind.FORMS_TAKEN_BACK
    return documents.issue(kind, subject, facts, actor, at, acted_on=taken.taken_on)


@dataclass(frozen=True, kw_only=True)
class Lapse:
    """自然废止: expired, and no enrolment or teaching (实施条例 50)."""

    facts_text: str
    on: dt.date


def record_lapse(
    kindergarten_id: str, lapse: Lapse, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Record that an expired licence has lapsed by itself; its cancelling may follow.

    Raises ``RuleViolation`` for a licence that has not expired or without what was established.
    """
    kindergarten = get_kindergarten(kindergarten_id, actor, for_update=True)
    require_version(kindergarten, version)
    licence = current_licence(kindergarten, lapse.on)
    rules.check_lapse(licence.state if licence else LicenceState.UNKNOWN, lapse.facts_text)
    ending = Ending(state=LicenceState.LAPSED, on=lapse.on, reason=lapse.facts_text.strip())
    register.end_licence(kindergarten_id, ending, PAGE, actor, at)
