"""What follows the visits: sign-off, number, seal, service, extensions and closings, day by day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.corrections import service as corrections
from kgsup.corrections.models import FollowUp
from kgsup.corrections.rules import (
    Authority,
    ClosedAs,
    Closing,
    ExtensionAsked,
    Kind,
    Regime,
    State,
)
from kgsup.corrections.service.issuing import SigningOff
from kgsup.demo.rules.visits import is_recent
from kgsup.demo.rules.year import Finding, Visit
from kgsup.demo.service.evidence import Pictures, store_sample
from kgsup.demo.service.scene import Scene, moment
from kgsup.documents.rules.states import Service, ServiceWay

NOT_SIGNED_SINCE = dt.date(2026, 11, 18)  # the approvers' work of today
NOT_SERVED_SINCE = dt.date(2026, 11, 16)  # the clerks' work of today
EXTENSION_REASON = "施工队排期顺延，其间停用该区域并加派人员看护"
Pairs = Sequence[tuple[Finding, str]]  # the plan and the public id of its row


@dataclass(frozen=True, kw_only=True)
class FollowingUp:
    """The stage of the follow-ups; letters are numbered by the office's register."""

    scene: Scene
    pictures: Pictures
    letters: "count[int]" = field(default_factory=lambda: count(1))
    cases: "count[int]" = field(default_factory=lambda: count(1))


def plan_follow_up(stage: FollowingUp, visit: Visit, origin: str, pairs: Pairs) -> None:
    """Put on the agenda what follows the findings of a visit (``origin``, its public id)."""
    agenda = stage.scene.agenda
    orders = [pair for pair in pairs if pair[0].found.follow_up is Kind.ORDER_TO_CORRECT]
    for _, public_id in orders:
        agenda.add(moment(visit.on, 18, 30), partial(_order, stage, public_id))
    if visit.on < NOT_SIGNED_SINCE:
        agenda.add(moment(visit.on, 19), partial(_sign_off, stage, visit, origin))
    if visit.on < NOT_SERVED_SINCE:
        served_on = stage.scene.next_working_day(visit.on)
        agenda.add(moment(served_on, 9, 30), partial(_serve, stage, origin))
    for finding, public_id in pairs:
        _plan_finding(stage.scene, finding, public_id)


def _plan_finding(scene: Scene, finding: Finding, public_id: str) -> None:
    if finding.extended_to:
        act = partial(_extend, scene, public_id, finding.extended_to)
        scene.agenda.add(moment(finding.due_on, 11), act)
    if finding.closed_on and finding.found.follow_up is not Kind.ADVICE:
        scene.agenda.add(moment(finding.closed_on, 21), partial(_close, scene, finding, public_id))


def _order(stage: FollowingUp, public_id: str, at: dt.datetime) -> None:
    """An order to correct comes with a penalty: it goes on in its case, whose number is noted."""
    clerk = stage.scene.actors["clerk2"]
    choice = (Kind.ORDER_TO_CORRECT, Authority.EDUCATION)
    order = corrections.move_finding(public_id, choice, None, clerk, at)
    number = f"青教罚立〔{at.year}〕{next(stage.cases)}号"
    corrections.continue_elsewhere(order.public_id, number, None, clerk, at)


def _follow_ups(origin: str, state: State) -> list[FollowUp]:
    db.session.flush()
    statement = (
        sa.select(FollowUp)
        .where(FollowUp.origin_id == origin, FollowUp.state == state)
        .order_by(FollowUp.id)
    )
    return list(db.session.execute(statement).scalars())


def _sign_off(stage: FollowingUp, visit: Visit, origin: str, at: dt.datetime) -> None:
    scene = stage.scene
    approver = scene.actors["approver1" if visit.regime is Regime.INSPECTION else "approver2"]
    for draft in _follow_ups(origin, State.DRAFTED):
        number = None
        if draft.kind is Kind.TRANSFER_LETTER:
            number = f"青教函〔{at.year}〕{next(stage.letters)}号"
        how = SigningOff(version=None, office_number=number)
        document = corrections.sign_off(draft.public_id, how, approver, at)
        if not is_recent(visit, scene.county.today):
            store_sample(document.public_id, stage.pictures, at)
        if visit.on < NOT_SERVED_SINCE:
            corrections.record_seal(draft.public_id, at.date(), None, scene.actors["clerk1"], at)


def _serve(stage: FollowingUp, origin: str, at: dt.datetime) -> None:
    """Notices are handed over; letters go to the other authority's desk."""
    clerk = stage.scene.actors["clerk1"]
    for paper in _follow_ups(origin, State.SEALED):
        receiver = paper.addressee or "园长"
        service = Service(way=ServiceWay.DIRECT, served_on=at.date(), receiver=receiver)
        corrections.record_service(paper.public_id, service, None, clerk, at)


def _extend(scene: Scene, public_id: str, until: dt.date, at: dt.datetime) -> None:
    asked = ExtensionAsked(new_due_on=until, reason=EXTENSION_REASON)
    corrections.extend_finding(public_id, asked, None, scene.actors["approver1"], at)


def _close(scene: Scene, finding: Finding, public_id: str, at: dt.datetime) -> None:
    by_others = finding.found.follow_up is Kind.TRANSFER_LETTER
    closing = Closing(
        closed_as=ClosedAs.AUTHORITY_REPLIED if by_others else ClosedAs.SEEN_ON_SITE,
        closed_on=at.date(),
        note="主管部门回函：已督促整改到位" if by_others else "到园复查，已整改到位",
    )
    corrections.close_finding(public_id, closing, None, scene.actors["clerk1"], at)
