"""From the approval of a termination to the cancelled licence and the closed kindergarten."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import PlacementLine, PlacementListFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import queries
from kgsup.licensing.models import LicenceAct, PermitApplication
from kgsup.licensing.queries.acts import find_open_act
from kgsup.licensing.queries.terminating import case_of, is_end_confirmed, notice_of
from kgsup.licensing.rules.acts import ActKind, Ground, NewAct
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.rules.terminating import EndConfirmed, check_confirmed
from kgsup.licensing.service.acts import draft_act
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, subject_of
from kgsup.licensing.service.papers import common


def confirm_end(
    public_id: str, confirmed: EndConfirmed, version: int | None, actor: Actor, at: dt.datetime
) -> LicenceAct:
    """Confirm that everything is done: the list of placements is made, the cancelling prepared.

    Raises ``RuleViolation`` while a child has no place or another duty of the case is not done,
    ``IllegalTransition`` before the approval and when it was confirmed already.
    """
    application = load(public_id, version, actor)
    kindergarten = _ending(application)
    if is_end_confirmed(application):
        raise IllegalTransition(N_("The end has been confirmed already."))
    check_confirmed(case_of(application), confirmed)
    document = _issue_list(application, confirmed, actor, at)
    act = find_open_act(kindergarten) or _draft(application, kindergarten, actor, at)
    placed = sum(placement.children for placement in confirmed.placements)
    changes = {"placed": [None, placed], "number": [None, document.number]}
    article = "民办教育促进法 56"
    record_on(application, "confirm_end", changes, actor, at, article=article)
    return act


def prepare_end(public_id: str, actor: Actor, at: dt.datetime) -> LicenceAct | None:
    """Prepare the cancelling on the day of the end, when nobody has; ``None`` when it is under way."""
    application = load(public_id, None, actor)
    if application.kind is not PermitKind.TERMINATION or application.state is not State.GRANTED:
        return None
    kindergarten, notice = _ending(application), notice_of(application)
    if find_open_act(kindergarten) is not None or is_end_confirmed(application):
        return None
    if notice is None or notice.ends_on > local_date(at):
        return None
    return _draft(application, kindergarten, actor, at)


def _ending(application: PermitApplication) -> Kindergarten:
    kindergarten = queries.kindergarten_of(application)
    is_approved = application.state in {State.GRANTED, State.CLOSED}
    if application.kind is not PermitKind.TERMINATION or kindergarten is None or not is_approved:
        raise IllegalTransition(N_("This termination has not been approved."))
    return kindergarten


def _draft(
    application: PermitApplication, kindergarten: Kindergarten, actor: Actor, at: dt.datetime
) -> LicenceAct:
    new = NewAct(
        kind=ActKind.CANCEL,
        ground=Ground.TERMINATED,
        facts_text=f"经{application.document_number}批准终止办学，终止日期已到或者各项善后已经完成。",
    )
    return draft_act(kindergarten.public_id, new, actor, at)


def _issue_list(
    application: PermitApplication, confirmed: EndConfirmed, actor: Actor, at: dt.datetime
) -> Document:
    notice = notice_of(application)
    if notice is None:
        raise RuleViolation(N_("Say on which day the kindergarten ends."))
    facts = PlacementListFacts(
        **common(application, local_date(at)),
        lines=tuple(
            PlacementLine(group=one.group, children=one.children, to=one.to)
            for one in confirmed.placements
        ),
        ends_on=notice.ends_on,
        confirmed_by=actor.name,
        remark=confirmed.remark.strip(),
    )
    kind = DocumentKind.PLACEMENT_LIST
    return documents.issue(kind, subject_of(application), facts, actor, at)
