"""The decision of an act on a licence: the licence ends, its paper is made, the public is told."""

import datetime as dt
from typing import Any

from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.rules import register_act_title
from kgsup.casework.service import Signed
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.deadlines import queries as clocks
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.queries.licences import LicenceOnDay
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import kindergarten_of_act
from kgsup.licensing.rules import acts as rules
from kgsup.licensing.rules.acts import ActStep, Hearing
from kgsup.licensing.service.act_papers import decision_kind, decision_of
from kgsup.licensing.service.acts import load_act, record_on_act, subject_of_act
from kgsup.licensing.service.clocks import stop_termination_clock
from kgsup.licensing.service.ending import Ended, PublicEnd, end_in_register, plan_end_publication


def carry_out_act(proposal: Proposal, signed: Signed) -> Document:
    """End the licence as it was signed: register, number, paper and publication in one transaction.

    Raises ``RuleViolation`` when the holder was not heard or holds another licence by now, and whatever
    the register refuses: then nothing was signed.
    """
    act = load_act(proposal.subject_id, None, signed.actor)
    kindergarten = kindergarten_of_act(act)
    licence = current_licence(kindergarten, signed.acted_on)
    if licence is None or licence.number != act.licence_number:
        raise RuleViolation(N_("This kindergarten holds another licence by now."))
    changes = _before_decision(act, licence, signed)
    end = Ended(
        kindergarten=kindergarten.public_id,
        state=rules.ENDS_AS[act.kind],
        on=act.effective_on or signed.acted_on,
        reason=act.facts_text,
        closes=act.ground in rules.CLOSES_KINDERGARTEN,
        case=act.public_id,
    )
    end_in_register(end, signed.actor, signed.at)
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
    if end.closes:
        stop_termination_clock(kindergarten, end.on, signed.actor, signed.at)
    changes |= {"number": [None, document.number]}
    record_on_act(act, "decide", changes, (signed.actor, signed.at), signed.acted_on)
    return document


def _before_decision(act: LicenceAct, licence: LicenceOnDay, signed: Signed) -> dict[str, Any]:
    """What must hold at the signature: heard, and still so; the licence may have moved on meanwhile."""
    before = act.state
    after = advance(rules.TRANSITIONS[act.kind], before, ActStep.DECIDE)
    today = local_date(signed.at)
    rules.check_decided(signed.acted_on, hearing_of(act, today), today)
    rules.check_follows(act.kind, act.ground, licence.state)
    return {"state": [before.value, after.value]}


def hearing_of(act: LicenceAct, today: dt.date) -> Hearing | None:
    """What became of the holder's right to be heard on an act that begins with a notice."""
    if act.notified_on is None:
        return None
    found = [
        row
        for row in clocks.list_of(subject_of_act(act))
        if row.kind is DeadlineKind.HEARING_REQUEST
    ]
    return Hearing(
        notified_on=act.notified_on,
        served_on=found[0].started_on if found else None,
        is_over=bool(found) and found[0].due_on < today,
        has_stated=bool(act.statement),
    )


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
    plan_end_publication(
        subject_of_act(act),
        kindergarten,
        PublicEnd(
            kind=act.kind,
            ground=act.ground,
            licence_number=act.licence_number,
            decision_number=document.number,
            ends_on=act.effective_on or signed.acted_on,
        ),
        signed,
    )


register_act_title(rules.DECIDE, N_("End of a licence"), "行政许可审批表")
casework.register_executor(rules.DECIDE, carry_out_act)
